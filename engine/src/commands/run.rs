//! `buurt run`: variants × replicates, tables, comparison and figures.

use super::{Failure, accounts, print, progress};
use crate::experiment::Experiment;
use buurt_lab::headlines::headlines;
use buurt_lab::{CompareOptions, Plan, run_ensemble};
use buurt_model::policy::Policy;
use buurt_params::{BASE, Scenario};
use clap::Args;
use serde_json::Value;
use std::path::PathBuf;

/// Arguments of `buurt run`.
#[derive(Args)]
pub struct RunArguments {
    /// The scenario file (RON).
    scenario: PathBuf,
    /// Number of replicates, or a list such as 0,3,7 [default: as the scenario says]
    #[arg(long, value_name = "N or LIST")]
    seeds: Option<String>,
    /// Simulate only the first N years after burn-in.
    #[arg(long, value_name = "N")]
    years: Option<u32>,
    /// Only these variants (the base always runs), separated by commas.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    only: Vec<String>,
    /// Write the table `moves`, whatever the scenario says: `buurt verify` reads it.
    #[arg(long)]
    moves: bool,
    /// The results folder [default: results/NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Number of threads [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Run only part I of N.
    #[arg(long, value_name = "I/N")]
    shard: Option<String>,
    /// Continue an interrupted ensemble: whole runs are kept.
    #[arg(long)]
    resume: bool,
    /// Replace results that are there.
    #[arg(long)]
    overwrite: bool,
}

/// Names and labels of the variants of a scenario.
pub(crate) fn labels(scenario: &Value) -> Vec<(String, String)> {
    let text = |v: &Value, field: &str| v[field].as_str().unwrap_or_default().to_owned();
    let variants = scenario["variants"].as_array();
    variants
        .into_iter()
        .flatten()
        .map(|v| (text(v, "name"), text(v, "label")))
        .collect()
}

pub(crate) fn run(a: &RunArguments) -> Result<(), Failure> {
    let mut scenario = Scenario::read(&a.scenario, &Policy::groups())?;
    if !a.only.is_empty() {
        scenario.keep_only(&a.only)?;
    }
    if let Some(years) = a.years {
        scenario.shorten(years)?;
    }
    if a.moves {
        scenario.write_moves();
    }
    let replicates = match &a.seeds {
        None => (0..scenario.replicates).collect(),
        Some(text) => replicates(text)?,
    };
    let out = a
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("results").join(&scenario.name));
    let experiment = Experiment::of(scenario)?;
    for doubt in experiment.doubts() {
        eprintln!("warning: {doubt}");
    }
    let plan = Plan {
        variants: experiment
            .scenario
            .variants
            .iter()
            .map(|v| v.name.clone())
            .collect(),
        replicates,
        shard: a.shard.as_deref().map(shard).transpose()?,
        resume: a.resume,
        overwrite: a.overwrite,
        threads: a.threads,
        out,
        manifest: experiment.manifest(),
    };
    let bar = progress::bar();
    let report = run_ensemble(&experiment, &plan, &|p| progress::show(&bar, &p))?;
    bar.finish_and_clear();
    let s = &experiment.scenario;
    let mut text = format!("{}\n{}\n\n", s.title, s.question);
    text += &format!(
        "{} runs written to {} in {:.1} s",
        report.written,
        plan.out.display(),
        report.wall_seconds
    );
    if report.kept > 0 {
        text += &format!("; {} kept", report.kept);
    }
    text += "\n\n";
    if report.present > 0 {
        text += &buurt_lab::summary(&plan.out, &headlines(&plan.manifest))?;
        text += "\n";
    }
    let whole = report.failures.is_empty() && plan.shard.is_none();
    if whole && plan.variants.len() > 1 {
        let options = CompareOptions {
            baseline: Some(BASE.to_owned()),
            ..Default::default()
        };
        let comparison = buurt_lab::compare(&plan.out, &options)?;
        comparison.write(&plan.out)?;
        let chosen = headlines(&plan.manifest);
        text += &comparison.screen(&chosen);
        text += &accounts::write(&plan.out, Some(BASE), &s.prices, &s.resolved, &chosen, None)?.0;
        text += &format!("Answer to: {}\n", s.question);
        text += &comparison.answers(&chosen, &labels(&s.resolved));
        text += "\n";
    }
    print(&text)?;
    if whole {
        let mut list = String::new();
        match buurt_report::write_all(&plan.out) {
            Ok(figures) => {
                list += "Figures\n";
                for path in &figures {
                    list += &format!("  {}\n", path.display());
                }
            }
            // The results are whole; a short run may have nothing to draw.
            Err(e) => eprintln!("warning: the figures were not all drawn: {e}"),
        }
        print(&list)?;
    }
    if report.failures.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = report
        .failures
        .iter()
        .map(|f| {
            format!(
                "  variant {}, replicate {}: {}",
                f.variant, f.replicate, f.message
            )
        })
        .collect();
    Err(Failure::Runs(format!(
        "{} of {} runs failed; the others are whole. Remove the cause and go on with --resume\n{}",
        list.len(),
        list.len() + report.written,
        list.join("\n")
    )))
}

fn replicates(text: &str) -> Result<Vec<u32>, Failure> {
    let wrong = || {
        Failure::Input(format!(
            "--seeds {text}: allowed is a number of replicates such as 10, or a list of replicates such as 0,3,7"
        ))
    };
    if text.contains(',') {
        text.split(',')
            .map(str::trim)
            .filter(|t| !t.is_empty())
            .map(|t| t.parse().map_err(|_| wrong()))
            .collect()
    } else {
        let n: u32 = text.trim().parse().map_err(|_| wrong())?;
        if n == 0 {
            Err(wrong())
        } else {
            Ok((0..n).collect())
        }
    }
}

fn shard(text: &str) -> Result<(u32, u32), Failure> {
    let parts: Vec<Option<u32>> = text.split('/').map(|t| t.trim().parse().ok()).collect();
    match parts[..] {
        [Some(i), Some(n)] if i >= 1 && i <= n => Ok((i, n)),
        _ => Err(Failure::Input(format!(
            "--shard {text}: allowed is I/N with I from 1 to N, such as 2/8"
        ))),
    }
}
