//! A partition of a city into units with whole counts, prepared once for many groups.
//!
//! What [`crate::binary_indices`], [`crate::multigroup_indices`] and
//! [`crate::expected_under_random_allocation`] compute, for thousands of small units at
//! once: units with the same size and the same number of members are worked out together,
//! and entropies come from a table.

use std::sync::OnceLock;

use crate::binary::{City, Unit};
use crate::expected_gini::{SizeClass, members_of_unit, size_nodes};
use crate::multigroup::group_entropy;
use crate::n_log_n::NLogN;
use crate::random::{expected_for_sizes, expected_n_log_n};
use crate::{BinaryIndices, MultigroupIndices};

/// The units of one level: complexes, stairwells, areas.
#[derive(Debug, Clone)]
pub struct Partition {
    totals: Vec<u32>,
    sizes: Vec<SizeClass>,
    nodes: Vec<SizeClass>,
    places: f64,
    units: f64,
}

/// Units up to this size are gathered by size and number of members.
const GATHERED: u32 = 96;

/// Place of (members, size) in the triangle of all combinations.
fn triangle(x: u32, t: u32) -> usize {
    (t * (t + 1) / 2 + x) as usize
}

impl Partition {
    /// Prepares units of these sizes. Empty units are ignored.
    pub fn new(totals: Vec<u32>) -> Self {
        let mut small = vec![0u32; GATHERED as usize + 1];
        let mut large = Vec::new();
        for &t in &totals {
            match small.get_mut(t as usize) {
                Some(units) => *units += 1,
                None => large.push(t),
            }
        }
        large.sort_unstable();
        let mut sizes: Vec<SizeClass> = Vec::new();
        for (size, &units) in small.iter().enumerate().skip(1).filter(|(_, n)| **n > 0) {
            sizes.push(SizeClass {
                size: size as f64,
                units: f64::from(units),
            });
        }
        for size in large.into_iter().map(f64::from) {
            match sizes.last_mut() {
                Some(last) if last.size == size => last.units += 1.0,
                _ => sizes.push(SizeClass { size, units: 1.0 }),
            }
        }
        Partition {
            places: sizes.iter().map(|s| s.size * s.units).sum(),
            units: sizes.iter().map(|s| s.units).sum(),
            nodes: size_nodes(&sizes),
            sizes,
            totals,
        }
    }

    /// People in all units.
    pub fn places(&self) -> f64 {
        self.places
    }

    /// Every binary index of the group with these `members` per unit, and its value
    /// expected under random allocation.
    ///
    /// Panics when there is not one number of members per unit.
    pub fn binary(&self, members: &[u32]) -> (BinaryIndices, BinaryIndices) {
        assert_eq!(members.len(), self.totals.len(), "one count per unit");
        let group: u64 = members.iter().map(|&x| u64::from(x)).sum();
        let Some(city) = City::from_margins(group as f64, self.places) else {
            return (BinaryIndices::UNDEFINED, BinaryIndices::UNDEFINED);
        };
        let mut gathered = vec![0u32; triangle(0, GATHERED + 1)];
        let mut sums = Sums {
            logs: NLogN::table(),
            ..Sums::new(&city)
        };
        for (&x, &t) in members.iter().zip(&self.totals) {
            if t <= GATHERED {
                gathered[triangle(x, t)] += 1;
            } else {
                sums.add(x, t, 1.0);
            }
        }
        let large = sums.mixed.len();
        sums.mixed.sort_unstable_by(Unit::by_share_and_size);
        for &(x, t) in by_share() {
            let units = gathered[triangle(x, t)];
            if units > 0 {
                sums.add(x, t, f64::from(units));
            }
        }
        let expected = expected_for_sizes(&city, &self.sizes, &self.nodes, self.units);
        (sums.indices(large), expected)
    }

    /// The multigroup indices of `counts`, a row of `groups` counts per unit, and their
    /// values expected under random allocation (exact, but for H and M in units with a
    /// variance of 50 or more members, as for the binary H).
    ///
    /// Panics when the counts are not one row per unit.
    pub fn multigroup(
        &self,
        counts: &[u32],
        groups: usize,
    ) -> (MultigroupIndices, MultigroupIndices) {
        assert_eq!(counts.len(), self.totals.len() * groups, "one row per unit");
        let mut city = vec![0.0; groups];
        for unit in counts.chunks_exact(groups) {
            for (sum, &n) in city.iter_mut().zip(unit) {
                *sum += f64::from(n);
            }
        }
        if city.iter().filter(|n| **n > 0.0).count() < 2 {
            return (MultigroupIndices::UNDEFINED, MultigroupIndices::UNDEFINED);
        }
        let logs = NLogN::table();
        let shares: Vec<f64> = city.iter().map(|n| n / self.places).collect();
        let weights: Vec<f64> = shares.iter().map(|p| 1.0 / (1.0 - p)).collect();
        let (mut deviation, mut exposure, mut terms) = (0.0, 0.0, 0.0);
        for (unit, &size) in counts.chunks_exact(groups).zip(&self.totals) {
            if size == 0 {
                continue;
            }
            let t = f64::from(size);
            let mut squares = 0.0;
            for ((&n, share), weight) in unit.iter().zip(&shares).zip(&weights) {
                let off = f64::from(n) - t * share;
                deviation += off.abs();
                squares += off * off * weight;
                terms += logs.of(n as usize);
            }
            exposure += squares / t;
            terms -= logs.of(size as usize);
        }
        let entropy = group_entropy(&city);
        let interaction: f64 = shares.iter().map(|p| p * (1.0 - p)).sum();
        let indices = |deviation: f64, terms: f64, exposure: f64| {
            let mutual_information = entropy + terms / self.places;
            MultigroupIndices {
                dissimilarity: deviation / (2.0 * self.places * interaction),
                information_theory_h: mutual_information / entropy,
                mutual_information,
                normalized_exposure: exposure,
            }
        };
        let (mut expected_deviation, mut expected_terms) = (0.0, 0.0);
        for class in &self.sizes {
            for &n in city.iter().filter(|n| **n > 0.0) {
                let Some(margins) = City::from_margins(n, self.places) else {
                    continue;
                };
                let members = members_of_unit(&margins, class.size);
                expected_deviation += class.units * members.mean_absolute_deviation();
                expected_terms += class.units * expected_n_log_n(&members, logs);
            }
            expected_terms -= class.units * logs.of(class.size as usize);
        }
        (
            indices(deviation, terms, exposure / self.places),
            indices(
                expected_deviation,
                expected_terms,
                (self.units - 1.0) / (self.places - 1.0),
            ),
        )
    }
}

/// Every combination of members and size up to [`GATHERED`], by rising share.
fn by_share() -> &'static [(u32, u32)] {
    static ORDER: OnceLock<Vec<(u32, u32)>> = OnceLock::new();
    ORDER.get_or_init(|| {
        let sizes = 1..=GATHERED;
        let mut all: Vec<(u32, u32)> = sizes.flat_map(|t| (0..=t).map(move |x| (x, t))).collect();
        let share = |(x, t): (u32, u32)| f64::from(x) / f64::from(t);
        all.sort_unstable_by(|&a, &b| share(a).total_cmp(&share(b)).then(a.1.cmp(&b.1)));
        all
    })
}

/// Two ordered lists of units as one.
struct Merged<'a> {
    large: &'a [Unit],
    small: &'a [Unit],
}

impl<'a> Iterator for Merged<'a> {
    type Item = &'a Unit;

    fn next(&mut self) -> Option<&'a Unit> {
        let from_large = match (self.large.first(), self.small.first()) {
            (Some(a), Some(b)) => Unit::by_share_and_size(a, b).is_le(),
            (a, _) => a.is_some(),
        };
        let list = if from_large {
            &mut self.large
        } else {
            &mut self.small
        };
        let (first, rest) = list.split_first()?;
        *list = rest;
        Some(first)
    }
}

/// Sums over units from which the binary indices are made.
struct Sums<'a> {
    city: &'a City,
    logs: NLogN,
    deviation: f64,
    squares: f64,
    entropy: f64,
    geometric: f64,
    without_group: f64,
    mixed: Vec<Unit>,
}

impl<'a> Sums<'a> {
    fn new(city: &'a City) -> Self {
        Sums {
            city,
            logs: NLogN::table(),
            deviation: 0.0,
            squares: 0.0,
            entropy: 0.0,
            geometric: 0.0,
            without_group: 0.0,
            mixed: Vec::new(),
        }
    }

    fn add(&mut self, members: u32, size: u32, units: f64) {
        let (x, t) = (f64::from(members), f64::from(size));
        self.deviation += units * (x - t * self.city.share).abs();
        if members == 0 {
            self.without_group += units * t;
            return;
        }
        self.squares += units * x * x / t;
        self.entropy += units * self.logs.entropy(members as usize, size as usize);
        self.geometric += units * (x * (t - x)).sqrt();
        // Alike units differ from each other by nothing, so they count as one.
        self.mixed.push(Unit {
            share: x / t,
            x: units * x,
            t: units * t,
        });
    }

    /// The indices; the first `large` of the units and the rest are each in order of share.
    fn indices(self, large: usize) -> BinaryIndices {
        let city = self.city;
        let (large, small) = self.mixed.split_at(large);
        let merged = Merged { large, small };
        let isolation = self.squares / city.group;
        BinaryIndices {
            dissimilarity: city.dissimilarity_of(self.deviation),
            gini: city.gini_of_sorted(merged, self.without_group),
            isolation,
            exposure: 1.0 - isolation,
            information_theory_h: city.h_of(self.entropy),
            atkinson: 1.0 - self.geometric * self.geometric / (city.group * city.rest),
            correlation_ratio: (isolation - city.share) / (1.0 - city.share),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{binary_indices, expected_under_random_allocation, multigroup_indices};

    fn numbers(n: usize, mut state: u64, below: u64) -> Vec<u32> {
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) % below) as u32
        };
        (0..n).map(|_| next()).collect()
    }

    #[test]
    fn gathering_units_changes_nothing() {
        for largest in [9, 40, 300] {
            let totals = numbers(500, 3, largest);
            let chances = numbers(500, 5, 1000);
            let members: Vec<u32> = totals
                .iter()
                .zip(&chances)
                .map(|(t, c)| t * c / 1500)
                .collect();
            let partition = Partition::new(totals.clone());
            let (value, expected) = partition.binary(&members);
            let floats = |v: &[u32]| v.iter().map(|&n| f64::from(n)).collect::<Vec<f64>>();
            let (group, total) = (floats(&members), floats(&totals));
            let direct = binary_indices(&group, &total);
            let random = expected_under_random_allocation(&group, &total);
            for ((name, a), (_, b)) in value.named().into_iter().zip(direct.named()) {
                assert!((a - b).abs() < 1e-11, "{name}: {a} is not {b}");
            }
            assert_eq!(expected, random);
        }
    }

    #[test]
    fn many_groups_agree_with_the_plain_functions_and_with_dealing_out() {
        let rows: Vec<u32> = numbers(300 * 3, 11, 7);
        let totals: Vec<u32> = rows.chunks_exact(3).map(|r| r.iter().sum()).collect();
        let partition = Partition::new(totals.clone());
        let (value, expected) = partition.multigroup(&rows, 3);
        let floats: Vec<f64> = rows.iter().map(|&n| f64::from(n)).collect();
        let direct = multigroup_indices(&floats, 3);
        for ((name, a), (_, b)) in value.named().into_iter().zip(direct.named()) {
            assert!((a - b).abs() < 1e-11, "{name}: {a} is not {b}");
        }
        // Deal everybody out at random, many times.
        let mut people: Vec<usize> = Vec::new();
        for row in rows.chunks_exact(3) {
            for (group, &n) in row.iter().enumerate() {
                people.extend(std::iter::repeat_n(group, n as usize));
            }
        }
        let times = 600;
        let mut sums = [(0.0, 0.0); 4];
        for time in 0..times {
            let draws = numbers(people.len(), 1000 + time, 1 << 31);
            for i in (1..people.len()).rev() {
                people.swap(i, draws[i] as usize % (i + 1));
            }
            let mut dealt = vec![0u32; rows.len()];
            let mut next = people.iter();
            for (unit, &t) in totals.iter().enumerate() {
                for &group in next.by_ref().take(t as usize) {
                    dealt[unit * 3 + group] += 1;
                }
            }
            let (found, _) = partition.multigroup(&dealt, 3);
            for (sum, (_, v)) in sums.iter_mut().zip(found.named()) {
                sum.0 += v;
                sum.1 += v * v;
            }
        }
        let n = times as f64;
        for ((name, value), (sum, squares)) in expected.named().into_iter().zip(sums) {
            let mean: f64 = sum / n;
            let error = ((squares / n - mean * mean).max(0.0) / n).sqrt();
            assert!(
                (value - mean).abs() < 4.5 * error + 1e-5 * mean,
                "{name}: {value} against {mean} ± {error}"
            );
        }
    }

    #[test]
    fn an_empty_group_is_undefined() {
        let partition = Partition::new(vec![3, 0, 4]);
        assert_eq!(partition.places(), 7.0);
        let (value, expected) = partition.binary(&[0, 0, 0]);
        assert!(value.gini.is_nan() && expected.gini.is_nan());
        let (value, expected) = partition.multigroup(&[3, 0, 0, 0, 4, 0], 2);
        assert!(value.dissimilarity.is_nan() && expected.mutual_information.is_nan());
    }
}
