//! Disclosure control: small counts are not shown, nor what would give them away.
//!
//! An area is left out for a group when, under any variant and in any year, the mean
//! number of its households, of the group, or of those outside it, is below the
//! smallest cell. When those left out are a small number together, such as a single area,
//! the total of the city would give it away, so the next smallest goes as well. Counts are
//! rounded to fives.

use crate::page::cube::Cube;
use crate::page::view::{GroupCounts, View};

/// Shares of a group, with small cells hidden; `min_cell` 0 hides and rounds nothing.
pub fn group(
    group: &'static str,
    counts: Vec<Cube>,
    households: &[Cube],
    min_cell: u32,
) -> GroupCounts {
    if min_cell == 0 {
        return GroupCounts {
            group,
            shares: shares(&counts, households),
            hidden: vec![false; counts.len()],
            counts,
            exact: Vec::new(),
        };
    }
    let exact: Vec<[Cube; 2]> = counts
        .into_iter()
        .zip(households)
        .map(|(counts, households)| [counts, households.clone()])
        .collect();
    let hidden = hidden(&exact, f64::from(min_cell));
    let rounded = |of: usize| exact.iter().map(|area| area[of].rounded()).collect();
    let (counts, households): (Vec<Cube>, Vec<Cube>) = (rounded(0), rounded(1));
    let mut shares = shares(&counts, &households);
    for (share, hidden) in shares.iter_mut().zip(&hidden) {
        if *hidden {
            *share = share.zip(share, |_, _| f64::NAN);
        }
    }
    GroupCounts {
        group,
        counts,
        shares,
        hidden,
        exact,
    }
}

/// Households that the circle of an area stands for; an area with fewer than `min_cell` has
/// the size of one with so many.
pub fn circle(households: &Cube, (variant, year): (usize, usize), min_cell: u32) -> f64 {
    let exact = households.mean(variant, year);
    match min_cell {
        0 if exact.is_finite() => exact,
        n if exact > 0.0 => households.rounded().mean(variant, year).max(f64::from(n)),
        _ => 0.0,
    }
}

fn shares(counts: &[Cube], households: &[Cube]) -> Vec<Cube> {
    counts
        .iter()
        .zip(households)
        .map(|(part, total)| part.zip(total, |p, n| if n > 0.0 { 100.0 * p / n } else { f64::NAN }))
        .collect()
}

/// Smallest number, over all variants and years with households, of the members of a
/// group in some areas together and of those outside it; infinite without households.
/// `exact` has members and households by area.
fn smallest(exact: &[[Cube; 2]], areas: &[usize]) -> f64 {
    let Some(&first) = areas.first() else {
        return f64::INFINITY;
    };
    let (variants, _, years) = exact[first][0].shape();
    let mut smallest = f64::INFINITY;
    for v in 0..variants {
        for y in 0..years {
            let (mut members, mut all) = (0.0, 0.0);
            for a in areas {
                let [p, n] = [0, 1].map(|of| exact[*a][of].mean(v, y));
                // An area without households gives nothing away.
                if n > 0.0 {
                    members += p;
                    all += n;
                }
            }
            if all > 0.0 {
                smallest = smallest.min(members).min(all - members);
            }
        }
    }
    smallest
}

/// Which areas are left out: those with a small number, and the next smallest until those
/// left out together are no small number either, for the total would give it away.
fn hidden(exact: &[[Cube; 2]], min_cell: f64) -> Vec<bool> {
    let alone: Vec<f64> = (0..exact.len()).map(|a| smallest(exact, &[a])).collect();
    let mut hidden: Vec<bool> = alone.iter().map(|s| *s < min_cell).collect();
    loop {
        let out: Vec<usize> = (0..hidden.len()).filter(|a| hidden[*a]).collect();
        let together = smallest(exact, &out);
        if out.is_empty() || out.len() > 1 && together >= min_cell {
            return hidden;
        }
        let next = (0..alone.len())
            .filter(|a| !hidden[*a])
            .min_by(|a, b| alone[*a].total_cmp(&alone[*b]));
        match next {
            Some(a) => hidden[a] = true,
            None => return hidden,
        }
    }
}

/// Whether numbers of a group in some areas together would tell of few households: all of
/// them, or those among them that the maps leave out.
pub fn few(view: &View<'_>, group: &GroupCounts, areas: &[usize]) -> bool {
    if view.min_cell == 0 {
        return false;
    }
    let out: Vec<usize> = areas.iter().copied().filter(|a| group.hidden[*a]).collect();
    [areas, out.as_slice()]
        .iter()
        .any(|areas| smallest(&group.exact, areas) < f64::from(view.min_cell))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cube(value: f64) -> Cube {
        let mut cube = Cube::new(1, 2, 1);
        cube.set(0, 0, 0, value);
        cube.set(0, 1, 0, value);
        cube
    }

    #[test]
    fn a_small_cell_takes_the_next_smallest_with_it() {
        let households: Vec<Cube> = [500.0, 800.0, 300.0].map(cube).to_vec();
        let counts: Vec<Cube> = [4.0, 203.0, 52.0].map(cube).to_vec();
        let open = group("low_income", counts.clone(), &households, 0);
        assert_eq!(open.hidden, [false; 3]);
        assert_eq!(open.shares[0].mean(0, 0), 0.8);
        let closed = group("low_income", counts, &households, 10);
        assert_eq!(closed.hidden, [true, false, true]);
        assert!(closed.shares[0].mean(0, 0).is_nan() && closed.shares[2].mean(0, 0).is_nan());
        // 203 is shown as 205.
        assert_eq!(closed.shares[1].mean(0, 0), 100.0 * 205.0 / 800.0);
    }

    #[test]
    fn areas_with_few_households_have_circles_of_one_size() {
        let circle = |n: f64, min_cell| circle(&cube(n), (0, 0), min_cell);
        assert_eq!(
            [3.0, 203.0, f64::NAN].map(|n| circle(n, 0)),
            [3.0, 203.0, 0.0]
        );
        assert_eq!(
            [0.0, 2.0, 9.0, 203.0].map(|n| circle(n, 10)),
            [0.0, 10.0, 10.0, 205.0]
        );
    }

    #[test]
    fn those_outside_the_group_are_protected_too() {
        let households: Vec<Cube> = [100.0, 100.0, 0.0].map(cube).to_vec();
        let counts: Vec<Cube> = [97.0, 40.0, 0.0].map(cube).to_vec();
        let closed = group("low_income", counts, &households, 10);
        assert_eq!(closed.hidden, [true, true, false]);
    }

    #[test]
    fn small_cells_that_are_few_together_take_another_with_them() {
        let households: Vec<Cube> = [400.0, 400.0, 400.0, 400.0].map(cube).to_vec();
        // The total less the others would tell of seven households in the first two.
        let counts: Vec<Cube> = [3.0, 4.0, 90.0, 60.0].map(cube).to_vec();
        let closed = group("vulnerable", counts, &households, 10);
        assert_eq!(closed.hidden, [true, true, false, true]);
        let enough: Vec<Cube> = [6.0, 5.0, 90.0, 60.0].map(cube).to_vec();
        let closed = group("vulnerable", enough, &households, 10);
        assert_eq!(closed.hidden, [true, true, false, false]);
    }
}
