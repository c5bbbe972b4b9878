//! Stylised facts as a report on a results folder: what moving, letting and segregation
//! must look like before a scenario is believed. Each finding has a value with its 95 %
//! interval over replicates, the range that is wanted, where that range comes from, and
//! the distance to it.
//!
//! A level is judged by its mean, an effect by its interval. A range that no source gives
//! says so, and so does a finding that checks less than the pattern states.
//!
//! Every value knows the smallest count of people that it rests on ([`measure`]), so that
//! findings which tell of a few can be withheld.

pub mod chances;
pub mod correlation;
mod decline;
pub mod displaced;
pub mod hindcast;
mod in_areas;
pub mod indices;
pub mod levels;
pub mod measure;
pub mod mobility;
pub mod places;
pub mod plans;
pub mod policies;
pub mod residual;
pub mod results;
mod screen;
pub mod stock;

use crate::error::LabError;
use buurt_city::Observed;
use buurt_metrics::paired::{mean_and_variance, t_quantile_975};
use measure::Measure;
use results::Results;
use std::collections::BTreeSet;
use std::path::Path;

/// What is wanted of a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wanted {
    /// The mean lies in this range.
    Range(f64, f64),
    /// The interval contains 0 and the mean is smaller than this, in either direction.
    NoEffect(f64),
    /// The whole interval lies above 0.
    Up,
    /// The whole interval lies below 0.
    Down,
}

/// Where the range of a finding comes from when no source gives it.
pub const OWN: &str = "own range";

/// What an interval needs.
const REPLICATES: &str = "two replicates, for an interval";

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// One value per replicate.
    Values(Vec<f64>),
    /// The folder does not allow it: what to switch on.
    NotAvailable(String),
    /// It tells of too few, or another that does would follow from it.
    Withheld,
}

/// Verdict on a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// As wanted.
    Pass,
    /// Not as wanted.
    Fail,
    /// Could not be judged.
    NotAvailable,
    /// Is not shown.
    Withheld,
}

/// One pattern, or one part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Code of the pattern or of the source.
    pub id: &'static str,
    /// What is measured, with its unit.
    pub what: String,
    /// What is wanted.
    pub wanted: Wanted,
    /// Where the wanted range comes from, or [`OWN`].
    pub origin: &'static str,
    /// What was found.
    pub found: Found,
    /// What of the pattern's text is not checked; empty when all is.
    pub unchecked: &'static str,
    /// The fewest households, persons, moves, lets or seekers that it tells of, over all
    /// values; infinite when it counts nobody.
    pub smallest: f64,
    /// What it adds up to with the findings of the same text; empty when with none.
    pub adds_up: &'static str,
}

impl Finding {
    /// A finding with values, or with what is needed for them.
    pub fn new(
        id: &'static str,
        what: impl Into<String>,
        (wanted, origin): (Wanted, &'static str),
        values: Option<Vec<Measure>>,
        needs: &str,
    ) -> Finding {
        let effect = !matches!(wanted, Wanted::Range(..));
        let needs = match &values {
            Some(v) if effect && v.len() == 1 => REPLICATES,
            _ => needs,
        };
        let values = values
            .filter(|v| !effect || v.len() > 1)
            .unwrap_or_default();
        let smallest = values.iter().fold(f64::INFINITY, |n, m| n.min(m.smallest));
        let values: Vec<f64> = values.into_iter().map(|m| m.value).collect();
        let found = match values {
            v if !v.is_empty() && v.iter().all(|x| x.is_finite()) => Found::Values(v),
            _ => Found::NotAvailable(needs.to_owned()),
        };
        Finding {
            id,
            what: what.into(),
            wanted,
            origin,
            found,
            unchecked: "",
            smallest,
            adds_up: "",
        }
    }

    /// Says what of the pattern's text this finding leaves unchecked.
    #[must_use]
    pub fn but_not(self, unchecked: &'static str) -> Finding {
        Finding { unchecked, ..self }
    }

    /// Says what this finding adds up to with the others that say the same: one of them
    /// follows from the rest.
    #[must_use]
    pub fn adds_up_with(self, adds_up: &'static str) -> Finding {
        Finding { adds_up, ..self }
    }

    /// Mean and half-width of the 95 % interval (NaN with one replicate).
    pub fn estimate(&self) -> Option<(f64, f64)> {
        let Found::Values(values) = &self.found else {
            return None;
        };
        let (mean, variance) = mean_and_variance(values);
        let half = t_quantile_975(values.len().saturating_sub(1));
        Some((mean, half * (variance / values.len() as f64).sqrt()))
    }

    /// How far the mean, or the end of the interval of an effect with a sign, is outside
    /// what is wanted; 0 inside.
    pub fn distance(&self) -> Option<f64> {
        let (mean, half) = self.estimate()?;
        Some(match self.wanted {
            Wanted::Range(low, high) => (mean - high).max(0.0) + (mean - low).min(0.0),
            Wanted::NoEffect(most) => (mean - most).max(0.0) + (mean + most).min(0.0),
            Wanted::Up => (mean - half).min(0.0),
            Wanted::Down => (mean + half).max(0.0),
        })
    }

    /// Whether it is as wanted.
    pub fn verdict(&self) -> Verdict {
        if self.found == Found::Withheld {
            return Verdict::Withheld;
        }
        let (Some((mean, half)), Some(distance)) = (self.estimate(), self.distance()) else {
            return Verdict::NotAvailable;
        };
        let inside = match self.wanted {
            Wanted::Range(..) => distance == 0.0,
            Wanted::NoEffect(_) => distance == 0.0 && mean.abs() <= half,
            Wanted::Up => mean - half > 0.0,
            Wanted::Down => mean + half < 0.0,
        };
        if inside { Verdict::Pass } else { Verdict::Fail }
    }
}

/// Everything found in a folder.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternReport {
    /// In the order of sanity checks, then patterns.
    pub findings: Vec<Finding>,
    /// Variants with the number of their replicates; the base is the first.
    pub runs: Vec<(String, usize)>,
    /// Findings that tell of fewer than this are withheld; 0 withholds none.
    pub min_cell: u32,
}

/// Reads a folder and judges every pattern that it allows, and holds the base against what
/// was observed later, if that is given. Findings that tell of fewer than `min_cell`
/// households, persons, moves, lets or seekers are withheld, with what would give them away;
/// 0 withholds none.
///
/// # Errors
/// [`LabError`] when the folder holds no results or a table cannot be read, or, with a
/// `min_cell`, a run has no table `areas`; as [`hindcast::findings`].
pub fn patterns(
    dir: &Path,
    min_cell: u32,
    observed: Option<&Observed>,
) -> Result<PatternReport, LabError> {
    let results = Results::open(dir, min_cell)?;
    let mut findings = stock::sanity(&results)?;
    findings.extend(mobility::findings(&results)?);
    findings.extend(places::findings(&results)?);
    findings.extend(policies::findings(&results)?);
    findings.extend(stock::patterns(&results)?);
    findings.extend(plans::findings(&results)?);
    if let Some(observed) = observed {
        findings.extend(hindcast::findings(&results, observed)?);
    }
    withhold(&mut findings, min_cell);
    let runs = results.names.iter();
    let runs = runs.map(|v| (v.clone(), results.replicates(v).len()));
    Ok(PatternReport {
        findings,
        runs: runs.collect(),
        min_cell,
    })
}

/// Withholds the findings that tell of fewer than `min_cell`, whether they have a value or
/// not, and the values of all that add up with one of them.
fn withhold(findings: &mut [Finding], min_cell: u32) {
    let few = |f: &Finding| f.smallest < f64::from(min_cell);
    let sums = findings.iter().filter(|f| few(f) && !f.adds_up.is_empty());
    let sums: BTreeSet<&str> = sums.map(|f| f.adds_up).collect();
    for finding in findings {
        let value = matches!(finding.found, Found::Values(_));
        if few(finding) || value && sums.contains(finding.adds_up) {
            finding.found = Found::Withheld;
        }
    }
}

impl PatternReport {
    /// Number of findings with this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.findings
            .iter()
            .filter(|f| f.verdict() == verdict)
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(wanted: Wanted, values: &[f64]) -> Finding {
        Finding::new(
            "P0",
            "test",
            (wanted, OWN),
            Some(values.iter().map(|v| Measure::plain(*v)).collect()),
            "",
        )
    }

    #[test]
    fn a_mean_is_judged_by_its_range_and_an_absent_effect_by_its_interval() {
        let inside = found(Wanted::Range(0.06, 0.08), &[0.07, 0.078]);
        assert_eq!(
            (inside.verdict(), inside.distance()),
            (Verdict::Pass, Some(0.0))
        );
        let below = found(Wanted::Range(0.06, 0.08), &[0.05, 0.05]);
        assert_eq!(below.verdict(), Verdict::Fail);
        assert!((below.distance().unwrap() + 0.01).abs() < 1e-12);
        let noise = found(Wanted::NoEffect(0.01), &[0.002, -0.003, 0.001]);
        assert_eq!(noise.verdict(), Verdict::Pass);
        // Small, but certainly not 0.
        let small = found(Wanted::NoEffect(0.01), &[0.005, 0.0051, 0.0049]);
        assert_eq!(small.verdict(), Verdict::Fail);
        let none = Finding::new(
            "P0",
            "test",
            (Wanted::Range(0.0, 1.0), OWN),
            None,
            "a variant",
        );
        assert_eq!(none.verdict(), Verdict::NotAvailable);
        let report = PatternReport {
            findings: vec![inside, below.but_not("the rest"), none],
            runs: vec![("base".to_owned(), 2)],
            min_cell: 0,
        };
        let text = report.screen();
        assert!(text.starts_with("Replicates: base 2\n"), "{text}");
        assert!(text.contains("1 pass, 1 fail, 1 not available"), "{text}");
        assert!(text.contains("P0: test needs a variant"), "{text}");
        assert!(
            text.contains("not checked here\n  P0: the rest\n"),
            "{text}"
        );
        assert!(text.contains("own range"), "{text}");
    }

    #[test]
    fn an_effect_with_a_sign_is_judged_by_its_interval() {
        let sure = [0.02, 0.021, 0.019];
        let unsure = [0.02, -0.01, 0.005];
        assert_eq!(found(Wanted::Up, &sure).verdict(), Verdict::Pass);
        assert_eq!(found(Wanted::Down, &sure).verdict(), Verdict::Fail);
        assert!(found(Wanted::Down, &sure).distance().unwrap() > 0.02);
        for wanted in [Wanted::Up, Wanted::Down] {
            assert_eq!(found(wanted, &unsure).verdict(), Verdict::Fail);
        }
        // One replicate has no interval.
        let one = found(Wanted::Up, &[0.02]);
        assert_eq!(one.verdict(), Verdict::NotAvailable);
        assert_eq!(one.estimate(), None);
    }

    /// A finding of two replicates, with the smaller count of one.
    fn resting_on(smallest: f64) -> Finding {
        let values = [Measure::of(0.5, 90.0), Measure::of(0.5, smallest)];
        let wanted = (Wanted::Range(0.0, 0.1), OWN);
        Finding::new("P0", "test", wanted, Some(values.to_vec()), "somebody")
    }

    fn verdicts(mut findings: Vec<Finding>, min_cell: u32) -> Vec<Verdict> {
        withhold(&mut findings, min_cell);
        findings.iter().map(Finding::verdict).collect()
    }

    #[test]
    fn what_tells_of_few_in_any_replicate_has_no_verdict() {
        let lines = || vec![resting_on(9.0), resting_on(10.0), resting_on(f64::INFINITY)];
        use Verdict::{Fail, NotAvailable, Withheld};
        assert_eq!(verdicts(lines(), 0), [Fail; 3]);
        assert_eq!(verdicts(lines(), 9), [Fail; 3]);
        assert_eq!(verdicts(lines(), 10), [Withheld, Fail, Fail]);
        // That nobody is counted is told by nobody's mean too.
        let line = |smallest, wanted| {
            let value = Measure::of(f64::NAN, smallest);
            let values = Some(vec![value; 1]);
            vec![Finding::new("P0", "test", (wanted, OWN), values, "one")]
        };
        let level = Wanted::Range(0.0, 1.0);
        assert_eq!(verdicts(line(0.0, level), 0), [NotAvailable]);
        assert_eq!(verdicts(line(0.0, level), 1), [Withheld]);
        assert_eq!(verdicts(line(f64::INFINITY, level), 1), [NotAvailable]);
        // One replicate has no interval, whoever it counts.
        assert_eq!(verdicts(line(0.0, Wanted::Up), 1), [NotAvailable]);
    }

    #[test]
    fn what_adds_up_with_a_withheld_line_goes_too() {
        let sum = |smallest| resting_on(smallest).adds_up_with("sum");
        let without = Finding {
            found: Found::NotAvailable("a table".to_owned()),
            ..sum(f64::INFINITY)
        };
        let lines = |least| {
            let other = resting_on(50.0).adds_up_with("another sum");
            vec![
                sum(least),
                sum(50.0),
                without.clone(),
                other,
                resting_on(50.0),
            ]
        };
        use Verdict::{Fail, NotAvailable, Withheld};
        assert_eq!(
            verdicts(lines(4.0), 10),
            [Withheld, Withheld, NotAvailable, Fail, Fail]
        );
        assert_eq!(
            verdicts(lines(10.0), 10),
            [Fail, Fail, NotAvailable, Fail, Fail]
        );
        // A line of no sum takes none with it.
        let alone = vec![resting_on(4.0), resting_on(50.0)];
        assert_eq!(verdicts(alone, 10), [Withheld, Fail]);
    }
}
