//! Segregation and concentration at every level, each index beside its value under random
//! allocation, and what each level of the nesting stairwell, complex, area, city adds.

use buurt_core::{Column, Table};
use buurt_metrics::{Partition, RankOrder, corrected, expected_rank_order_h};

use super::census::Census;
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
const EXPOSURE: usize = 3;
const MULTIGROUP: usize = 7;
const MUTUAL_INFORMATION: usize = 9;
const NESTED: usize = 11;
const RANK_ORDER: usize = 13;

/// What the indices are about: groups of households, children among persons, and incomes.
pub const SUBJECTS: [&str; 9] = [
    "low_income",
    "lowest_quintile",
    "top_quintile",
    "benefit",
    "vulnerable",
    "families",
    "children",
    "income_quintiles",
    "income",
];
const CHILDREN: usize = 6;
const QUINTILES: usize = 7;
const INCOME: usize = 8;

/// Rows of the table `indices`.
#[derive(Debug, Default)]
pub struct IndexRows {
    year: Vec<i32>,
    level: Vec<u32>,
    subject: Vec<u32>,
    index: Vec<u32>,
    value: Vec<f64>,
    expected: Vec<f64>,
    corrected: Vec<f64>,
}

/// Year, level and subject of a row.
type Place = (i32, usize, usize);

impl IndexRows {
    fn row(&mut self, place: Place, index: usize, value: f64, expected: f64) {
        // Only what rises to 1 with segregation can be corrected for chance.
        let comparable = index != EXPOSURE
            && index != MUTUAL_INFORMATION
            && !(NESTED..RANK_ORDER).contains(&index);
        self.year.push(place.0);
        self.level.push(place.1 as u32);
        self.subject.push(place.2 as u32);
        self.index.push(index as u32);
        self.value.push(value);
        self.expected.push(expected);
        self.corrected.push(if comparable {
            corrected(value, expected)
        } else {
            f64::NAN
        });
    }

    /// Adds a year; takes the ranking out of the census.
    pub fn push(&mut self, year: i32, areas: &[Composition], census: &mut Census) {
        let of = |units: &[Composition]| units.iter().map(|u| u.counts).collect::<Vec<Counts>>();
        let (areas, complexes) = (of(areas), of(&census.complexes));
        let levels = [&areas[..], &complexes[..], &census.portieken[..]];
        let sizes = levels.map(|units| units.iter().map(Counts::households).collect::<Vec<u32>>());
        let mut ranks = sizes.each_ref().map(|sizes| RankOrder::new(sizes));
        // Two words for every household, which nobody needs any more after this.
        let mut ranking = std::mem::take(&mut census.ranking);
        for [complex, portiek] in ranking.by_income() {
            let area = census.areas[complex as usize];
            for (rank, unit) in ranks.iter_mut().zip([area, complex, portiek]) {
                rank.pass(unit);
            }
        }
        drop(ranking);
        let mut above = [[0.0; 2]; 2];
        let levels = levels.into_iter().zip(sizes).zip(ranks).enumerate();
        for (level, ((units, sizes), rank)) in levels {
            let chance = expected_rank_order_h(&sizes);
            let partition = Partition::new(sizes);
            for group in 1..GROUPS.len() {
                let members = units.iter().map(|u| u.groups[group]).collect();
                self.binary((year, level, group - 1), &partition, members);
            }
            let persons = Partition::new(units.iter().map(|u| u.persons).collect());
            let children = units.iter().map(|u| u.children).collect();
            self.binary((year, level, CHILDREN), &persons, children);
            self.quintiles((year, level, QUINTILES), &partition, units, &mut above);
            self.row((year, level, INCOME), RANK_ORDER, rank.index(), chance);
        }
    }

    fn binary(&mut self, place: Place, units: &Partition, members: Vec<u32>) {
        let (value, expected) = units.binary(&members);
        let pairs = value.named().into_iter().zip(expected.named());
        for (index, ((_, value), (_, expected))) in pairs.enumerate() {
            self.row(place, index, value, expected);
        }
    }

    /// Multigroup indices over income quintiles, and what this level adds to M and H of
    /// the level above (their decomposition has no remainder: see
    /// [`buurt_metrics::nested`]). `above` holds H and M, value and expected, of that level.
    fn quintiles(
        &mut self,
        place: Place,
        partition: &Partition,
        units: &[Counts],
        above: &mut [[f64; 2]; 2],
    ) {
        let counts: Vec<u32> = units.iter().flat_map(|u| u.quintiles).collect();
        let (value, expected) = partition.multigroup(&counts, 5);
        let pairs = value.named().into_iter().zip(expected.named());
        for (k, ((_, value), (_, expected))) in pairs.enumerate() {
            self.row(place, MULTIGROUP + k, value, expected);
        }
        let here = [
            [value.information_theory_h, expected.information_theory_h],
            [value.mutual_information, expected.mutual_information],
        ];
        for (k, (here, above)) in here.iter().zip(&*above).enumerate() {
            self.row(place, NESTED + k, here[0] - above[0], here[1] - above[1]);
        }
        *above = here;
    }

    /// The table `indices`; the rows are given away.
    pub fn table(&mut self, places: &Places) -> Table {
        let levels = [places.area_level(), "complex", "portiek"];
        let take = |codes: &mut Vec<u32>, names: &[&str]| category(std::mem::take(codes), names);
        Table::new("indices")
            .with("year", Column::I32(std::mem::take(&mut self.year)))
            .with("level", take(&mut self.level, &levels))
            .with("group", take(&mut self.subject, &SUBJECTS))
            .with("index", take(&mut self.index, &INDICES))
            .with("value", Column::F64(std::mem::take(&mut self.value)))
            .with("expected", Column::F64(std::mem::take(&mut self.expected)))
            .with(
                "corrected",
                Column::F64(std::mem::take(&mut self.corrected)),
            )
    }
}
