//! Segregation and concentration at every level, each index beside its value under random
//! allocation, and where in the nesting of stairwell, complex, area and city it sits.

use buurt_core::{Column, Table};
use buurt_metrics::{binary_indices, expected_under_random_allocation};

use super::Census;
use super::composition::{Composition, Counts, GROUPS};
use super::places::{Places, category};

/// Names of the indices, in the order in which they are written.
pub const INDICES: [&str; 14] = [
    "dissimilarity",
    "gini",
    "isolation",
    "exposure",
    "information_theory_h",
    "atkinson",
    "correlation_ratio",
    "multigroup_dissimilarity",
    "multigroup_h",
    "mutual_information",
    "normalized_exposure",
    "nested_h",
    "nested_mutual_information",
    "rank_order_h",
];

/// Rows of the table `indices`.
#[derive(Debug, Default)]
pub struct IndexRows {
    year: Vec<i32>,
    level: Vec<u32>,
    group: Vec<u32>,
    index: Vec<u32>,
    value: Vec<f64>,
    expected: Vec<f64>,
    corrected: Vec<f64>,
}

impl IndexRows {
    fn row(&mut self, place: (i32, usize, usize), index: usize, values: [f64; 3]) {
        self.year.push(place.0);
        self.level.push(place.1 as u32);
        self.group.push(place.2 as u32);
        self.index.push(index as u32);
        self.value.push(values[0]);
        self.expected.push(values[1]);
        self.corrected.push(values[2]);
    }

    /// Adds a year.
    pub fn push(&mut self, year: i32, areas: &[Composition], census: &Census) {
        let of = |units: &[Composition]| units.iter().map(|u| u.counts).collect::<Vec<Counts>>();
        let levels = [of(areas), of(&census.complexes), census.portieken.clone()];
        for (level, units) in levels.iter().enumerate() {
            for group in 0..GROUPS.len() {
                // The last "group" is children, among persons.
                let (part, all): (Vec<f64>, Vec<f64>) = units
                    .iter()
                    .filter(|u| u.households() > 0)
                    .map(|u| {
                        if group + 1 < GROUPS.len() {
                            (f64::from(u.groups[group + 1]), f64::from(u.groups[0]))
                        } else {
                            (f64::from(u.children), f64::from(u.persons))
                        }
                    })
                    .unzip();
                let value = binary_indices(&part, &all);
                let expected = expected_under_random_allocation(&part, &all);
                let fixed = value.corrected(&expected);
                for (k, ((v, e), f)) in value
                    .named()
                    .into_iter()
                    .zip(expected.named())
                    .zip(fixed.named())
                    .enumerate()
                {
                    self.row((year, level, group), k, [v.1, e.1, f.1]);
                }
            }
        }
    }

    /// The table `indices`; the rows are given away.
    pub fn table(&mut self, places: &Places) -> Table {
        let mut groups = GROUPS[1..].to_vec();
        groups.extend(["children", "income_quintiles", "income"]);
        Table::new("indices")
            .with("year", Column::I32(std::mem::take(&mut self.year)))
            .with(
                "level",
                category(
                    std::mem::take(&mut self.level),
                    &[places.area_level(), "complex", "portiek"],
                ),
            )
            .with("group", category(std::mem::take(&mut self.group), &groups))
            .with("index", category(std::mem::take(&mut self.index), &INDICES))
            .with("value", Column::F64(std::mem::take(&mut self.value)))
            .with("expected", Column::F64(std::mem::take(&mut self.expected)))
            .with(
                "corrected",
                Column::F64(std::mem::take(&mut self.corrected)),
            )
    }
}
