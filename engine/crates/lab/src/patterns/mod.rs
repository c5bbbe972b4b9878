//! Stylised facts as a report on a results folder: what moving, letting and segregation
//! must look like before a scenario is believed. Each finding has a value with its 95 %
//! interval over replicates, the range that is wanted and the distance to it.
//!
//! A pattern is judged by its mean; an effect that must be absent by its interval too.

pub mod mobility;
pub mod places;
pub mod policies;
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
}

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
    /// What was found.
    pub found: Found,
}

impl Finding {
    /// A finding with values, or with what is needed for them.
    pub fn new(
        id: &'static str,
        what: impl Into<String>,
        wanted: Wanted,
        values: Option<Vec<f64>>,
        needs: &str,
    ) -> Finding {
        let found = match values {
            Some(v) if !v.is_empty() && v.iter().all(|x| x.is_finite()) => Found::Values(v),
            _ => Found::NotAvailable(needs.to_owned()),
        };
        Finding {
            id,
            what: what.into(),
            wanted,
            found,
        }
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

    /// How far the mean is outside what is wanted; 0 inside.
    pub fn distance(&self) -> Option<f64> {
        let (mean, _) = self.estimate()?;
        let (low, high) = match self.wanted {
            Wanted::Range(low, high) => (low, high),
            Wanted::NoEffect(most) => (-most, most),
        };
        Some((mean - high).max(0.0) + (mean - low).min(0.0))
    }

    /// Whether it is as wanted.
    pub fn verdict(&self) -> Verdict {
        let (Some((mean, half)), Some(distance)) = (self.estimate(), self.distance()) else {
            return Verdict::NotAvailable;
        };
        let apart = matches!(self.wanted, Wanted::NoEffect(_)) && half < mean.abs();
        if distance == 0.0 && !apart {
            Verdict::Pass
        } else {
            Verdict::Fail
        }
    }
}

/// Everything found in a folder.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternReport {
    /// In the order of sanity checks, then patterns.
    pub findings: Vec<Finding>,
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
    Ok(PatternReport { findings })
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
            "what",
            "value",
            "95 % interval",
            "wanted",
            "distance",
        ];
        let mut lines = vec![heading.map(str::to_owned).to_vec()];
        let mut needs = Vec::new();
        for f in &self.findings {
            let wanted = match f.wanted {
                Wanted::Range(low, f64::INFINITY) => format!("at least {}", short(low)),
                Wanted::Range(f64::NEG_INFINITY, high) => format!("at most {}", short(high)),
                Wanted::Range(low, high) => format!("{} to {}", short(low), short(high)),
                Wanted::NoEffect(most) => format!("0, within ±{}", short(most)),
            };
            let mut line = vec![String::new(), f.id.to_owned(), f.what.clone()];
            match (f.estimate(), f.distance(), &f.found) {
                (Some((mean, half)), Some(distance), _) => {
                    let pass = f.verdict() == Verdict::Pass;
                    line[0] = if pass { "PASS" } else { "FAIL" }.to_owned();
                    let interval = if half.is_finite() {
                        format!("{} to {}", short(mean - half), short(mean + half))
                    } else {
                        "–".to_owned()
                    };
                    line.extend([short(mean), interval, wanted, short(distance)]);
                }
                (_, _, Found::NotAvailable(need)) => {
                    line[0] = "n/a".to_owned();
                    line.extend(["–".to_owned(), "–".to_owned(), wanted, "–".to_owned()]);
                    needs.push(format!("  {}: {need}\n", f.id));
                }
                _ => {}
            }
            lines.push(line);
        }
        let mut align = vec![Align::Left; 3];
        align.extend([Align::Right; 4]);
        let mut text = aligned(&lines, &align);
        text += &format!(
            "\n{} pass, {} fail, {} not available\n",
            self.count(Verdict::Pass),
            self.count(Verdict::Fail),
            self.count(Verdict::NotAvailable)
        );
        needs.dedup();
        if !needs.is_empty() {
            text += "\nNot available\n";
            text += &needs.concat();
        }
        text
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
        Finding::new("P0", "test", wanted, Some(values.to_vec()), "")
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
        let none = Finding::new("P0", "test", Wanted::Range(0.0, 1.0), None, "switch it on");
        assert_eq!(none.verdict(), Verdict::NotAvailable);
        let report = PatternReport {
            findings: vec![inside, below, none],
        };
        let text = report.screen();
        assert!(text.contains("1 pass, 1 fail, 1 not available"), "{text}");
        assert!(text.contains("P0: switch it on"), "{text}");
    }
}
