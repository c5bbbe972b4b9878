//! Points on which the sources contradict each other or are unclear, and how each is
//! handled. The list is data of the project, printed by `buurt check`.

use serde::Deserialize;

const CSV: &str = include_str!("../data/ambiguities.csv");

/// One unclear point.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Ambiguity {
    /// Code, such as `E-1`.
    pub id: String,
    /// What is unclear.
    pub point: String,
    /// How it is handled.
    pub handling: String,
    /// Name of the test that shows it; empty where it is a reading of a source.
    pub test: String,
}

/// All points, in the order of their codes.
pub fn ambiguities() -> Vec<Ambiguity> {
    csv::Reader::from_reader(CSV.as_bytes())
        .deserialize()
        .filter_map(Result::ok)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Indexation, LawTable};

    #[test]
    fn every_line_of_the_file_is_read() {
        let lines = CSV.lines().count() - 1;
        assert_eq!(ambiguities().len(), lines);
        assert!(ambiguities().iter().all(|a| a.id.starts_with("E-")));
    }

    #[test]
    fn the_eu_limit_begins_in_2011() {
        let law = LawTable::builtin().unwrap();
        let limit = |year| law.year(year, &Indexation::default()).daeb_limit_1p;
        assert!(limit(2010).is_infinite());
        assert_eq!(limit(2011), 33_614.0);
    }

    #[test]
    fn the_limit_of_2017_is_the_published_one() {
        let law = LawTable::builtin()
            .unwrap()
            .year(2017, &Indexation::default());
        assert_eq!(law.daeb_limit_1p, 36_165.0);
        assert_eq!(law.daeb_limit_mp, 36_165.0);
        assert_eq!(law.daeb_middle_upper, Some(40_349.0));
    }
}
