//! Households in the panels of two variants, joined by key: who lives in another area or
//! complex, and from where to where.

use crate::error::ReportError;
use buurt_core::Column;
use buurt_lab::rounding::{FIVE, rounded};
use buurt_lab::{Rows, TableBytes};
use std::collections::BTreeMap;

/// Groups that a panel tells apart.
pub const KNOWN: [&str; 4] = [
    "low_income",
    "lowest_quintile",
    "top_quintile",
    "vulnerable",
];

/// Whether a household of this income class, vulnerable or not, belongs to a group.
fn belongs(group: &str, class: &str, vulnerable: bool) -> bool {
    match group {
        "low_income" => ["q1", "q2"].contains(&class),
        "lowest_quintile" => class == "q1",
        "top_quintile" => class == "q5",
        _ => vulnerable,
    }
}

/// A household at the end of the last year.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    key: i64,
    area: String,
    complex: String,
    /// Whether it belongs to each of two groups.
    groups: [bool; 2],
}

/// What one replicate of a variant says, per group: all households, and two of [`KNOWN`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Displaced {
    /// Households in both.
    pub households: [u32; 3],
    /// In another area.
    pub area: [u32; 3],
    /// The least that must be in another area to give both distributions over the areas.
    pub balance: [u32; 3],
    /// In another complex.
    pub complex: [u32; 3],
    /// Households by area under the base and area under the variant, where they differ.
    pub flows: BTreeMap<(String, String), [u32; 3]>,
}

impl Displaced {
    /// The same with counts rounded to fives.
    #[must_use]
    pub fn rounded(&self) -> Displaced {
        let one = |n: u32| rounded(f64::from(n), FIVE) as u32;
        let [households, area, balance, complex] =
            [self.households, self.area, self.balance, self.complex].map(|all| all.map(one));
        let flows = self.flows.iter();
        Displaced {
            households,
            area,
            balance,
            complex,
            flows: flows.map(|(pair, n)| (pair.clone(), n.map(one))).collect(),
        }
    }
}

/// The households of a year in a table `panel`, with two groups of [`KNOWN`].
///
/// # Errors
/// [`ReportError`] when the table cannot be read or lacks a column.
pub fn read(bytes: &TableBytes, year: i32, groups: [&str; 2]) -> Result<Vec<Person>, ReportError> {
    let columns = ["household", "area", "complex", "income_class", "vulnerable"];
    let table = bytes.columns(&columns, Rows::Whole("year", &|y| y == year))?;
    let without = |column: &str, expected| ReportError::Column {
        path: bytes.path().to_owned(),
        column: column.to_owned(),
        expected,
    };
    let text = |column: &str| match table.column(column) {
        Some(Column::Category { codes, categories }) => Ok((codes, categories)),
        _ => Err(without(column, "text")),
    };
    let Some(Column::I64(keys)) = table.column("household") else {
        return Err(without("household", "whole-number (64-bit)"));
    };
    let Some(Column::I32(vulnerable)) = table.column("vulnerable") else {
        return Err(without("vulnerable", "whole-number (32-bit)"));
    };
    let (area, areas) = text("area")?;
    let (complex, complexes) = text("complex")?;
    let (income, classes) = text("income_class")?;
    Ok((0..keys.len())
        .map(|row| Person {
            key: keys[row],
            area: areas[area[row] as usize].clone(),
            complex: complexes[complex[row] as usize].clone(),
            groups: groups
                .map(|g| belongs(g, &classes[income[row] as usize], vulnerable[row] != 0)),
        })
        .collect())
}

/// Joins two panels of one year, both sorted by key.
pub fn join(base: &[Person], variant: &[Person]) -> Displaced {
    let mut found = Displaced::default();
    let mut gained: BTreeMap<&str, [i32; 3]> = BTreeMap::new();
    let mut at = 0;
    for before in base {
        while at < variant.len() && variant[at].key < before.key {
            at += 1;
        }
        let Some(after) = variant.get(at).filter(|p| p.key == before.key) else {
            continue;
        };
        let groups = [true, before.groups[0], before.groups[1]];
        let other_area = before.area != after.area;
        let other_complex = before.complex != after.complex;
        for (g, member) in groups.into_iter().enumerate() {
            found.households[g] += u32::from(member);
            found.area[g] += u32::from(member && other_area);
            found.complex[g] += u32::from(member && other_complex);
        }
        if other_area {
            for (area, change) in [(&before.area, -1), (&after.area, 1)] {
                let gained = gained.entry(area).or_default();
                for (sum, member) in gained.iter_mut().zip(groups) {
                    *sum += if member { change } else { 0 };
                }
            }
            let pair = (before.area.clone(), after.area.clone());
            let flow = found.flows.entry(pair).or_default();
            for (n, member) in flow.iter_mut().zip(groups) {
                *n += u32::from(member);
            }
        }
    }
    for change in gained.values() {
        // What one area gains another loses: each household counts once.
        for (sum, n) in found.balance.iter_mut().zip(change) {
            *sum += (*n).max(0).unsigned_abs();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(key: i64, area: &str, complex: &str, low: bool) -> Person {
        Person {
            key,
            area: area.to_owned(),
            complex: complex.to_owned(),
            groups: [low, false],
        }
    }

    #[test]
    fn households_are_joined_by_key_and_only_where_both_exist() {
        let base = [
            person(-5, "a", "1", true),
            person(2, "a", "1", false),
            person(3, "b", "7", true),
            person(9, "b", "7", true),
        ];
        let variant = [
            person(-5, "b", "8", true),
            person(3, "b", "8", true),
            person(4, "a", "1", true),
            person(9, "b", "7", true),
        ];
        let d = join(&base, &variant);
        assert_eq!(
            (d.households, d.area, d.complex),
            ([3, 3, 0], [1, 1, 0], [2, 2, 0])
        );
        let pair = ("a".to_owned(), "b".to_owned());
        assert_eq!(d.flows, BTreeMap::from([(pair, [1, 1, 0])]));
        assert_eq!(d.balance, [1, 1, 0]);
    }

    #[test]
    fn groups_are_told_apart_by_class_and_by_vulnerability() {
        let of = |class, vulnerable| KNOWN.map(|group| belongs(group, class, vulnerable));
        assert_eq!(of("q2", true), [true, false, false, true]);
    }

    #[test]
    fn counts_are_rounded_pair_by_pair() {
        let base: Vec<Person> = (0..13).map(|k| person(k, "a", "1", k < 3)).collect();
        let places = |k| if k < 8 { "b" } else { "c" };
        let moved: Vec<Person> = (0..13).map(|k| person(k, places(k), "2", k < 3)).collect();
        let d = join(&base, &moved).rounded();
        assert_eq!((d.households, d.area), ([15, 5, 0], [15, 5, 0]));
        assert_eq!((d.complex, d.balance), ([15, 5, 0], [15, 5, 0]));
        let pair = |to: &str| ("a".to_owned(), to.to_owned());
        assert_eq!(
            d.flows,
            BTreeMap::from([(pair("b"), [10, 5, 0]), (pair("c"), [5, 0, 0])])
        );
    }

    #[test]
    fn households_that_swap_places_cancel_out_on_balance() {
        let base = [person(1, "a", "1", true), person(2, "b", "7", true)];
        let swapped = [person(1, "b", "7", true), person(2, "a", "1", true)];
        let d = join(&base, &swapped);
        assert_eq!((d.area, d.balance), ([2, 2, 0], [0, 0, 0]));
        // One of each group: the places of all cancel out, those of low incomes do not.
        let base = [person(1, "a", "1", true), person(2, "b", "7", false)];
        let swapped = [person(1, "b", "7", true), person(2, "a", "1", false)];
        assert_eq!(join(&base, &swapped).balance, [0, 1, 0]);
    }
}
