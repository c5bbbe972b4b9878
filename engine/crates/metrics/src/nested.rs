//! Which level the segregation sits at: between wijken, between the buurten of a wijk,
//! between the complexes of a buurt, and so on.
//!
//! The mutual information M of unit and group splits without a remainder over nested
//! levels (Theil 1972; Mora & Ruiz-Castillo 2011; Frankel & Volij 2011): what a level adds
//! is how far the composition of each of its areas is from that of the area it lies in.

use std::fmt;

use crate::multigroup::{divergence, group_entropy, group_totals};

/// M and H of the finest level and the part each level adds, coarsest first.
#[derive(Debug, Clone, PartialEq)]
pub struct NestedDecomposition {
    /// `M` added by each level, in nats: the first is between its areas, each next one
    /// within the areas of the level before. None is negative but for rounding.
    pub mutual_information: Vec<f64>,
    /// The same terms over the entropy of the city's composition: they add up to H. NaN
    /// unless at least two groups have members.
    pub information_theory_h: Vec<f64>,
}

impl NestedDecomposition {
    /// M of the finest level: by definition the sum of the terms, in order.
    pub fn total_mutual_information(&self) -> f64 {
        self.mutual_information.iter().sum()
    }

    /// H of the finest level: by definition the sum of the terms, in order.
    pub fn total_information_theory_h(&self) -> f64 {
        self.information_theory_h.iter().sum()
    }
}

/// Why levels cannot be decomposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NestedError {
    /// A level does not say of every unit which area it lies in.
    WrongLength {
        /// Position of the level, 0 for the coarsest.
        level: usize,
        /// Units it has an area for.
        found: usize,
        /// Units with counts.
        expected: usize,
    },
    /// An area lies in two areas of the coarser level, so the levels are not nested.
    TwoParents {
        /// Position of the finer level.
        level: usize,
        /// The area that is split.
        area: u32,
    },
}

impl fmt::Display for NestedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongLength {
                level,
                found,
                expected,
            } => write!(
                f,
                "level {level} places {found} units in areas, but {expected} units have counts"
            ),
            Self::TwoParents { level, area } => write!(
                f,
                "area {area} of level {level} lies in two areas of the level above, so the \
                 levels are not nested"
            ),
        }
    }
}

impl std::error::Error for NestedError {}

/// Decomposes M and H over nested levels.
///
/// `counts` has a row of `groups` counts per unit. `levels[l][unit]` is the area of level
/// l the unit lies in, coarsest level first, ids from 0 without large gaps; the units
/// themselves are the last level and are not listed. With levels wijk and buurt and
/// complexes as units, the terms are: between wijken, within wijken between buurten,
/// within buurten between complexes.
pub fn nested_decomposition(
    counts: &[f64],
    groups: usize,
    levels: &[&[u32]],
) -> Result<NestedDecomposition, NestedError> {
    let city = group_totals(counts, groups);
    let units = counts.len() / groups;
    let total: f64 = city.iter().sum();
    let mut terms = Vec::with_capacity(levels.len() + 1);
    let mut coarse_counts = city.clone();
    let mut coarse_of_unit = vec![0_u32; units];
    let each_unit: Vec<u32> = (0..units as u32).collect();
    let finest: &[u32] = &each_unit;
    for (level, area_of_unit) in levels.iter().copied().chain([finest]).enumerate() {
        if area_of_unit.len() != units {
            return Err(NestedError::WrongLength {
                level,
                found: area_of_unit.len(),
                expected: units,
            });
        }
        let parents = parents_of(level, area_of_unit, &coarse_of_unit)?;
        let area_counts = counts_by_area(counts, groups, area_of_unit, parents.len());
        let mut information = 0.0;
        for (area, parent) in area_counts.chunks_exact(groups).zip(&parents) {
            let Some(parent) = parent else { continue };
            let start = *parent as usize * groups;
            let whole = &coarse_counts[start..start + groups];
            information += divergence(area, area.iter().sum(), whole, whole.iter().sum());
        }
        terms.push(information / total);
        coarse_counts = area_counts;
        coarse_of_unit = area_of_unit.to_vec();
    }
    let entropy = group_entropy(&city);
    let share = |m: &f64| if entropy > 0.0 { m / entropy } else { f64::NAN };
    Ok(NestedDecomposition {
        information_theory_h: terms.iter().map(share).collect(),
        mutual_information: terms,
    })
}

/// The coarser area each area lies in; `None` for an id no unit has.
fn parents_of(
    level: usize,
    area_of_unit: &[u32],
    coarse_of_unit: &[u32],
) -> Result<Vec<Option<u32>>, NestedError> {
    let areas = area_of_unit
        .iter()
        .max()
        .map_or(0, |last| *last as usize + 1);
    let mut parents = vec![None; areas];
    for (&area, &coarse) in area_of_unit.iter().zip(coarse_of_unit) {
        let parent = &mut parents[area as usize];
        if *parent.get_or_insert(coarse) != coarse {
            return Err(NestedError::TwoParents { level, area });
        }
    }
    Ok(parents)
}

fn counts_by_area(counts: &[f64], groups: usize, area_of_unit: &[u32], areas: usize) -> Vec<f64> {
    let mut sums = vec![0.0; areas * groups];
    for (unit, &area) in counts.chunks_exact(groups).zip(area_of_unit) {
        let start = area as usize * groups;
        for (sum, n) in sums[start..start + groups].iter_mut().zip(unit) {
            *sum += n;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::multigroup::multigroup_indices;

    const COUNTS: [f64; 18] = [
        5.0, 1.0, 0.0, 2.0, 2.0, 2.0, 0.0, 0.0, 0.0, 1.0, 7.0, 3.0, 0.0, 4.0, 9.0, 3.0, 3.0, 4.0,
    ];
    const BUURT: [u32; 6] = [0, 0, 1, 2, 2, 4];
    const WIJK: [u32; 6] = [1, 1, 1, 0, 0, 0];

    fn aggregated(area_of_unit: &[u32]) -> Vec<f64> {
        counts_by_area(&COUNTS, 3, area_of_unit, 5)
    }

    #[test]
    fn terms_add_up_to_the_index_of_each_level() {
        let split = nested_decomposition(&COUNTS, 3, &[&WIJK, &BUURT]).unwrap();
        assert_eq!(split.mutual_information.len(), 3);
        let levels = [aggregated(&WIJK), aggregated(&BUURT), COUNTS.to_vec()];
        let (mut m, mut h) = (0.0, 0.0);
        for (level, counts) in levels.iter().enumerate() {
            m += split.mutual_information[level];
            h += split.information_theory_h[level];
            let direct = multigroup_indices(counts, 3);
            assert!((m - direct.mutual_information).abs() < 1e-14);
            assert!((h - direct.information_theory_h).abs() < 1e-14);
            assert!(split.mutual_information[level] > 0.0);
        }
        assert_eq!(m, split.total_mutual_information());
        assert_eq!(h, split.total_information_theory_h());
    }

    #[test]
    fn a_level_that_repeats_the_one_above_adds_nothing() {
        let split = nested_decomposition(&COUNTS, 3, &[&BUURT, &BUURT]).unwrap();
        assert_eq!(split.mutual_information[1], 0.0);
        let flat = nested_decomposition(&COUNTS, 3, &[]).unwrap();
        let direct = multigroup_indices(&COUNTS, 3).mutual_information;
        assert!((flat.total_mutual_information() - direct).abs() < 1e-14);
    }

    #[test]
    fn levels_that_are_not_nested_are_refused() {
        let error = nested_decomposition(&COUNTS, 3, &[&BUURT, &WIJK]).unwrap_err();
        assert_eq!(error, NestedError::TwoParents { level: 1, area: 1 });
        let error = nested_decomposition(&COUNTS, 3, &[&WIJK[..5]]).unwrap_err();
        assert!(error.to_string().contains("places 5 units"));
    }
}
