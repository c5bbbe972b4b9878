//! Stylised facts as a report on a results folder: what moving, letting and segregation
//! must look like before a scenario is believed. Each finding has a value with its 95 %
//! interval over replicates, the range that is wanted, where that range comes from, and
//! the distance to it.
//!
//! A level is judged by its mean, an effect by its interval. A range that no source gives
//! says so, and so does a finding that checks less than the pattern states.

pub mod chances;
pub mod displaced;
pub mod levels;
pub mod mobility;
pub mod places;
pub mod plans;
pub mod policies;
pub mod residual;
pub mod results;
pub mod stock;

use crate::error::LabError;
use crate::screen_table::{Align, aligned};
use buurt_metrics::paired::{mean_and_variance, t_quantile_975};
use results::Results;
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
}

impl Finding {
    /// A finding with values, or with what is needed for them.
    pub fn new(
        id: &'static str,
        what: impl Into<String>,
        (wanted, origin): (Wanted, &'static str),
        values: Option<Vec<f64>>,
        needs: &str,
    ) -> Finding {
        let effect = !matches!(wanted, Wanted::Range(..));
        let found = match values {
            Some(v) if effect && v.len() == 1 => Found::NotAvailable(REPLICATES.to_owned()),
            Some(v) if !v.is_empty() && v.iter().all(|x| x.is_finite()) => Found::Values(v),
            _ => Found::NotAvailable(needs.to_owned()),
        };
        Finding {
            id,
            what: what.into(),
            wanted,
            origin,
            found,
            unchecked: "",
        }
    }

    /// Says what of the pattern's text this finding leaves unchecked.
    #[must_use]
    pub fn but_not(self, unchecked: &'static str) -> Finding {
        Finding { unchecked, ..self }
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
}

/// Reads a folder and judges every pattern that it allows.
///
/// # Errors
/// [`LabError`] when the folder holds no results or a table cannot be read.
pub fn patterns(dir: &Path) -> Result<PatternReport, LabError> {
    let results = Results::open(dir)?;
    let mut findings = stock::sanity(&results)?;
    findings.extend(mobility::findings(&results)?);
    findings.extend(places::findings(&results)?);
    findings.extend(policies::findings(&results)?);
    findings.extend(stock::patterns(&results)?);
    findings.extend(plans::findings(&results)?);
    let runs = results.names.iter();
    let runs = runs.map(|v| (v.clone(), results.replicates(v).len()));
    Ok(PatternReport {
        findings,
        runs: runs.collect(),
    })
}

impl PatternReport {
    /// Number of findings with this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.findings
            .iter()
            .filter(|f| f.verdict() == verdict)
            .count()
    }

    /// Text for the screen.
    pub fn screen(&self) -> String {
        let heading = [
            "",
            "pattern",
            "what is checked",
            "value",
            "95 % interval",
            "wanted",
            "range from",
            "distance",
        ];
        let mut lines = vec![heading.map(str::to_owned).to_vec()];
        let (mut needs, mut less) = (Vec::new(), Vec::new());
        for f in &self.findings {
            let verdict = match f.verdict() {
                Verdict::Pass => "PASS",
                Verdict::Fail => "FAIL",
                Verdict::NotAvailable => "NOT AVAILABLE",
            };
            let number = |x: Option<f64>| x.map_or("–".to_owned(), short);
            let estimate = f.estimate();
            let interval = match estimate {
                Some((mean, half)) if half.is_finite() => {
                    format!("{} to {}", short(mean - half), short(mean + half))
                }
                _ => "–".to_owned(),
            };
            lines.push(vec![
                verdict.to_owned(),
                f.id.to_owned(),
                f.what.clone(),
                number(estimate.map(|e| e.0)),
                interval,
                f.wanted.words(),
                f.origin.to_owned(),
                number(f.distance()),
            ]);
            if let Found::NotAvailable(need) = &f.found {
                needs.push(format!("  {}: {} needs {need}\n", f.id, f.what));
            }
            if !f.unchecked.is_empty() {
                less.push(format!("  {}: {}\n", f.id, f.unchecked));
            }
        }
        let mut align = vec![Align::Left; 3];
        align.extend([Align::Right; 3]);
        align.extend([Align::Left, Align::Right]);
        let runs: Vec<String> = self
            .runs
            .iter()
            .map(|r| format!("{} {}", r.0, r.1))
            .collect();
        let mut text = format!("Replicates: {}\n\n", runs.join(", "));
        text += &aligned(&lines, &align);
        text += &format!(
            "\n{} pass, {} fail, {} not available\n",
            self.count(Verdict::Pass),
            self.count(Verdict::Fail),
            self.count(Verdict::NotAvailable)
        );
        less.dedup();
        for (title, list) in [
            ("Not available", needs),
            ("Stated by the pattern and not checked here", less),
        ] {
            if !list.is_empty() {
                text += &format!("\n{title}\n{}", list.concat());
            }
        }
        text
    }
}

impl Wanted {
    /// What is wanted, in words.
    fn words(self) -> String {
        match self {
            Wanted::Range(low, f64::INFINITY) => format!("at least {}", short(low)),
            Wanted::Range(f64::NEG_INFINITY, high) => format!("at most {}", short(high)),
            Wanted::Range(low, high) => format!("{} to {}", short(low), short(high)),
            Wanted::NoEffect(most) => format!("0, within ±{}", short(most)),
            Wanted::Up => "above 0".to_owned(),
            Wanted::Down => "below 0".to_owned(),
        }
    }
}

fn short(x: f64) -> String {
    if x.abs() >= 10.0 {
        format!("{x:.1}")
    } else {
        format!("{x:.4}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(wanted: Wanted, values: &[f64]) -> Finding {
        Finding::new("P0", "test", (wanted, OWN), Some(values.to_vec()), "")
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
}
