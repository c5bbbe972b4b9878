//! `buurt verify`: do the lets of a results folder obey the law?

use super::{Failure, print};
use crate::verify::{Violation, verify as verify_folder};
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

pub(crate) fn verify(a: &VerifyArguments) -> Result<(), Failure> {
    let verdict = verify_folder(&a.dir)?;
    let mut out = format!(
        "{} runs, {} moves, {} social lets, {} landlord-years recounted: {} violations\n",
        verdict.runs,
        verdict.moves,
        verdict.social_lets,
        verdict.landlord_years,
        verdict.violations.len()
    );
    out += &list(&verdict.violations);
    if !verdict.missed.is_empty() {
        out += &format!(
            "Yearly norms missed by a landlord (of a year, not of a let): {}\n",
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
