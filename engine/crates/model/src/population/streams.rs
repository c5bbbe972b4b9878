//! The streams in which newcomers come: their keys, and how many come in each. Every stream
//! has keys and draws of its own, so that a change of one stream deals no other anew; the
//! ordinary stream fills what the others leave of the path.

use buurt_core::{Decision, Key};

use super::Demography;
use crate::run::Run;

const NUMBER: Decision = Decision::named("size of a stream");
const TAG_ARRIVAL: u64 = 31;

/// Inhabitants of the Netherlands, which share the national target of permit holders
/// (B10: 17.0 million in 2016).
const INHABITANTS: f64 = 17.0e6;

/// A stream of arrivals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Everybody else.
    Ordinary = 0,
    /// Students who start their studies.
    Students = 1,
    /// Permit holders, by national target (D6).
    PermitHolders = 2,
    /// People who leave care or shelter (D1).
    CareLeavers = 3,
    /// Labour migrants.
    LabourMigrants = 4,
    /// Vulnerable households from the region (D12).
    Pull = 5,
}

impl Stream {
    /// Key of the newcomer in a place of the stream.
    pub fn key(self, city: u64, year: i32, place: usize) -> u64 {
        Key(city)
            .derive(TAG_ARRIVAL + self as u64, year as u64, place as u64)
            .0
    }

    /// A whole number of households with this mean, the same in every variant that has
    /// the same mean, and never lower where the mean is higher.
    fn number(self, run: &Run, mean: f64) -> usize {
        let chance = run.draws.draw(NUMBER, self as u64, run.year).uniform();
        (mean.max(0.0) + chance) as usize
    }
}

/// Newcomers per stream in the order in which they come.
pub(super) fn numbers(
    run: &Run,
    rates: &Demography,
    wanted: usize,
    target: f64,
    inhabitants: f64,
    students_short: usize,
) -> Vec<(Stream, usize)> {
    let per_1000 = |rate: f64| rate / 1000.0 * target;
    let year = run.year;
    let national = run.law.permit_holders;
    let permit = if rates.permit_target && national.is_finite() {
        national * inhabitants / INHABITANTS / rates.permit_household_size
    } else {
        per_1000(
            rates
                .permit_holders_path
                .or(year, rates.permit_holders_per_1000),
        )
    };
    let care = rates
        .care_leavers_path
        .or(year, rates.care_leavers_per_1000);
    let means = [
        (Stream::PermitHolders, permit),
        (Stream::CareLeavers, per_1000(care)),
        (
            Stream::LabourMigrants,
            per_1000(rates.labour_migrants_per_1000.or(year, 0.0)),
        ),
        (Stream::Pull, per_1000(rates.pull_per_1000.or(year, 0.0))),
    ];
    let mut left = wanted;
    let mut out = Vec::new();
    for (stream, mean) in means {
        let n = stream.number(run, mean).min(left);
        left -= n;
        out.push((stream, n));
    }
    let freshmen = students_short.min(left);
    out.push((Stream::Students, freshmen));
    out.push((Stream::Ordinary, left - freshmen));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use buurt_params::yearly::Yearly;

    use crate::samples::run;

    fn of(rates: &Demography, year: i32, wanted: usize, stream: Stream) -> usize {
        numbers(&run(year), rates, wanted, 50_000.0, 105_000.0, 300)
            .iter()
            .filter(|n| n.0 == stream)
            .map(|n| n.1)
            .sum()
    }

    #[test]
    fn the_national_target_counts_by_inhabitants_where_it_is_known() {
        let rates = Demography::default();
        // 43,000 persons in 2016 for 105,000 of 17.0 million inhabitants, 2.1 a household.
        for (year, mean) in [(2016, 126.5), (2017, 67.6), (2018, 35.3), (2019, 60.0)] {
            let n = of(&rates, year, 3000, Stream::PermitHolders) as f64;
            assert!((n - mean).abs() <= 1.0, "{year}: {n} against {mean}");
        }
        let own = Demography {
            permit_target: false,
            permit_holders_path: Yearly(vec![(2016, 2.0), (2018, 4.0)]),
            ..Demography::default()
        };
        let n = of(&own, 2017, 3000, Stream::PermitHolders);
        assert!((150..=151).contains(&n), "{n}");
    }

    #[test]
    fn a_larger_stream_takes_from_the_ordinary_one_only() {
        let base = Demography::default();
        let more = Demography {
            care_leavers_path: Yearly(vec![(2015, 1.5), (2018, 6.0)]),
            pull_per_1000: Yearly(vec![(2015, 1.0)]),
            labour_migrants_per_1000: Yearly(vec![(2015, 1.0)]),
            ..Demography::default()
        };
        for stream in [Stream::PermitHolders, Stream::Students] {
            assert_eq!(of(&base, 2018, 3000, stream), of(&more, 2018, 3000, stream));
        }
        let care = [&base, &more].map(|r| of(r, 2018, 3000, Stream::CareLeavers));
        assert!(
            (75..=76).contains(&care[0]) && (300..=301).contains(&care[1]),
            "{care:?}"
        );
        let all: usize = numbers(&run(2018), &more, 3000, 50_000.0, 105_000.0, 300)
            .iter()
            .map(|n| n.1)
            .sum();
        assert_eq!(all, 3000);
        assert_eq!(of(&more, 2018, 10, Stream::Ordinary), 0);
    }

    #[test]
    fn places_of_different_streams_never_share_a_key() {
        let streams = [
            Stream::Ordinary,
            Stream::Students,
            Stream::PermitHolders,
            Stream::CareLeavers,
            Stream::LabourMigrants,
            Stream::Pull,
        ];
        let mut keys: Vec<u64> = streams
            .iter()
            .flat_map(|s| (0..500).map(|place| s.key(5, 2017, place)))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 3000);
    }
}
