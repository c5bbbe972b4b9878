//! Findings as text for the screen.

use super::{Found, PatternReport, Verdict, Wanted};
use crate::screen_table::{Align, aligned};

/// Decimals of numbers below ten.
const DECIMALS: usize = 4;
/// Decimals of what was found, with a `min_cell`.
const FEWER: usize = 3;

impl PatternReport {
    /// Text for the screen. With a `min_cell` values, intervals and distances have three
    /// decimals, else four.
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
        // What is found is of exact counts: to its last digit a share is a quotient of two.
        let decimals = if self.min_cell > 0 { FEWER } else { DECIMALS };
        let found = |x: f64| short(x, decimals);
        let (mut needs, mut less) = (Vec::new(), Vec::new());
        for f in &self.findings {
            let verdict = match f.verdict() {
                Verdict::Pass => "PASS",
                Verdict::Fail => "FAIL",
                Verdict::NotAvailable => "NOT AVAILABLE",
                Verdict::Withheld => "WITHHELD",
            };
            let number = |x: Option<f64>| x.map_or("–".to_owned(), found);
            let estimate = f.estimate();
            let interval = match estimate {
                Some((mean, half)) if half.is_finite() => {
                    format!("{} to {}", found(mean - half), found(mean + half))
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
            "\n{} pass, {} fail, {} not available",
            self.count(Verdict::Pass),
            self.count(Verdict::Fail),
            self.count(Verdict::NotAvailable)
        );
        text += &self.withheld();
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

    /// End of the line of counts, and what is withheld; nothing more without a `min_cell`.
    fn withheld(&self) -> String {
        if self.min_cell == 0 {
            return "\n".to_owned();
        }
        format!(
            ", {} withheld\n\nWithheld: lines that tell of fewer than {} households, persons, moves, lets or seekers, \
             and those that would give one away\n",
            self.count(Verdict::Withheld),
            self.min_cell
        )
    }
}

impl Wanted {
    /// What is wanted, in words.
    fn words(self) -> String {
        let short = |x| short(x, DECIMALS);
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

/// The number with one decimal from ten on, else with so many.
fn short(x: f64, decimals: usize) -> String {
    if x.abs() >= 10.0 {
        format!("{x:.1}")
    } else {
        format!("{x:.decimals$}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::Finding;
    use super::super::measure::Measure;
    use super::*;

    #[test]
    fn what_is_found_has_three_decimals_where_small_cells_are_withheld() {
        let line = |min_cell| {
            let values = [0.0612, 0.0634].map(Measure::plain).to_vec();
            let wanted = (Wanted::Range(0.125, 0.9375), "a source");
            let findings = vec![Finding::new("P0", "test", wanted, Some(values), "")];
            let runs = vec![("base".to_owned(), 2)];
            let report = PatternReport {
                findings,
                runs,
                min_cell,
            };
            let screen = report.screen();
            let line = screen.lines().find(|l| l.contains("FAIL")).unwrap();
            line.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let (open, closed) = (line(0), line(1));
        assert!(
            open.contains("0.0623 0.0483 to 0.0763 0.1250 to 0.9375") && open.ends_with("0.0627"),
            "{open}"
        );
        assert!(
            closed.contains("0.062 0.048 to 0.076 0.1250 to 0.9375") && closed.ends_with("0.063"),
            "{closed}"
        );
    }
}
