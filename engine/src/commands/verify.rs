//! `buurt verify`: do the lets of a results folder obey the rules?

use super::{Failure, print};
use crate::verify::rules::{Rule, UNSEEN};
use crate::verify::{Verdict, Violation, verify as verify_folder};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `buurt verify`.
#[derive(Args)]
pub struct VerifyArguments {
    /// The results folder; the scenario must write its moves.
    dir: PathBuf,
}

/// Lines shown of each list.
const SHOWN: usize = 20;

fn list(found: &[Violation]) -> String {
    let mut out = String::new();
    for v in found.iter().take(SHOWN) {
        out += &format!(
            "  {} variant {}, replicate {}: {}\n",
            v.year, v.variant, v.replicate, v.words
        );
    }
    if found.len() > SHOWN {
        out += &format!("  and {} more\n", found.len() - SHOWN);
    }
    out
}

/// The rules, on how much each was tested, and those that no table can show.
fn tested(verdict: &Verdict) -> String {
    let mut out = "Tested:\n".to_owned();
    for &rule in Rule::ALL {
        let (rows, broken) = verdict.of(rule);
        let on = match rows {
            0 => format!("NOT TESTED, 0 {}", rule.unit()),
            n => format!("{n} {}", rule.unit()),
        };
        let broken = match broken {
            0 => String::new(),
            n => format!(", {n} broken"),
        };
        out += &format!("  {} ({}): {on}{broken}\n", rule.name(), rule.source());
    }
    out += "Not tested, because no table can show it:\n";
    for rule in UNSEEN {
        out += &format!("  {}: {}\n", rule.name, rule.why);
    }
    out
}

pub(crate) fn verify(a: &VerifyArguments) -> Result<(), Failure> {
    let verdict = verify_folder(&a.dir)?;
    let mut out = format!(
        "{} runs, {} moves, {} social lets, {} landlord-years recounted: {} violations\n",
        verdict.runs,
        verdict.moves,
        verdict.social_lets,
        verdict.of(Rule::Counters).0,
        verdict.violations.len()
    );
    out += &list(&verdict.violations);
    out += &tested(&verdict);
    if !verdict.missed.is_empty() {
        out += &format!(
            "Yearly norms missed (of a year, not of a let): {}\n",
            verdict.missed.len()
        );
        out += &list(&verdict.missed);
    }
    print(&out)?;
    if verdict.violations.is_empty() {
        Ok(())
    } else {
        Err(Failure::Runs(format!(
            "{} lets or counters break a rule. This is a fault of the program or the files were changed: please report it with the manifest",
            verdict.violations.len()
        )))
    }
}
