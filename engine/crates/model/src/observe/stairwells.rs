//! Accounts of each group in each stairwell, kept when contributions are asked for at every
//! level. They are not a table of their own: a city has tens of thousands of stairwells.

use buurt_metrics::UnitAccount;

use super::booked::{Account, TERMS, add};
use super::composition::GROUPS;
use super::contributions::{CHANNELS, unit};
use super::opening::Opening;
use crate::columns::DwellingColumns;

/// The accounts of a year, by number of the stairwell.
#[derive(Debug)]
pub struct Stairwells {
    start: Vec<[u32; GROUPS.len()]>,
    booked: Vec<Account>,
}

/// The accounts of a group, each with the number of stairwells of which it is the sum.
type Merged = Vec<UnitAccount<{ CHANNELS.len() }>>;

/// Numbers of everybody and of a group at the start, and the terms of both.
type Numbers = [[u32; 2]; TERMS.len() + 1];

impl Stairwells {
    /// Empty books, with the numbers of households at the start of the year.
    pub fn open(opening: &Opening, d: &DwellingColumns) -> Self {
        let last = d
            .dwelling
            .iter()
            .map(|d| d.building.portiek as usize + 1)
            .max();
        let count = last.unwrap_or(0);
        let mut start = vec![[0; GROUPS.len()]; count];
        for row in opening.rows.iter().filter(|row| row.exists()) {
            if let Some(home) = d.dwelling.get(row.dwelling as usize) {
                for (g, n) in start[home.building.portiek as usize].iter_mut().enumerate() {
                    *n += u32::from(row.groups >> g & 1);
                }
            }
        }
        Stairwells {
            start,
            booked: vec![Account::default(); count],
        }
    }

    /// Books a term where a dwelling is; without one there is no stairwell.
    pub(super) fn book(&mut self, dwelling: u32, d: &DwellingColumns, term: usize, groups: u8) {
        if let Some(home) = d.dwelling.get(dwelling as usize) {
            add(
                &mut self.booked[home.building.portiek as usize],
                term,
                groups,
            );
        }
    }

    /// The accounts of a group beside everybody's. Stairwells with the same account are one:
    /// every index is a sum over units in which equal ones count as their sum does.
    pub(super) fn merged(&self, group: usize) -> Merged {
        let pick = |n: &[u32; GROUPS.len()]| [n[0], n[group]];
        let numbers = |(start, booked): (&[u32; GROUPS.len()], &Account)| -> Numbers {
            std::array::from_fn(|k| pick(if k == 0 { start } else { &booked[k - 1] }))
        };
        let mut all: Vec<Numbers> = self.start.iter().zip(&self.booked).map(numbers).collect();
        all.sort_unstable();
        all.chunk_by(|a, b| a == b)
            .map(|same| {
                let many = same.len() as u32;
                let of = |k: usize| same[0][k].map(|n| n * many);
                unit(of(0), std::array::from_fn(|term| of(term + 1)))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use buurt_metrics::{Indices, contributions};

    #[test]
    fn equal_stairwells_count_as_their_sum() {
        let mut wells = Stairwells {
            start: Vec::new(),
            booked: Vec::new(),
        };
        for i in 0..60_u32 {
            let mut start = [0; GROUPS.len()];
            (start[0], start[1]) = (8 - i % 3, (i % 4).min(5));
            let mut account = Account::default();
            account[0][0] = i % 2;
            account[0][1] = u32::from(i % 4 == 1);
            account[3][1] = u32::from(i % 6 == 3);
            account[7][0] = u32::from(i % 5 == 0);
            wells.start.push(start);
            wells.booked.push(account);
        }
        let apart: Merged = wells
            .start
            .iter()
            .zip(&wells.booked)
            .map(|(s, b)| unit([s[0], s[1]], b.map(|n| [n[0], n[1]])))
            .collect();
        let merged = wells.merged(1);
        assert!(merged.len() < apart.len());
        let [a, b] = [apart, merged].map(|units| contributions(&units, Indices::All));
        let values = |c: &buurt_metrics::Contributions<{ CHANNELS.len() }>| {
            let all = [c.start, c.size, c.end].into_iter().chain(c.flows);
            all.flat_map(|i| i.values()).collect::<Vec<f64>>()
        };
        for (a, b) in values(&a).into_iter().zip(values(&b)) {
            assert!((a - b).abs() < 1e-12, "{a} and {b}");
        }
        assert!(values(&a)[0] > 0.0);
    }
}
