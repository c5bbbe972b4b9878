//! `buurt explain`: why was this household, dwelling or complex let as it was?

use super::{Failure, print};
use crate::explain::{Question, explain as answer};
use buurt_model::letting_record::Subject;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `buurt explain`.
#[derive(Args)]
#[command(group(clap::ArgGroup::new("subject").required(true)))]
pub struct ExplainArguments {
    /// The results folder.
    dir: PathBuf,
    /// A household, by its key in the tables moves and panel.
    #[arg(
        long,
        value_name = "KEY",
        group = "subject",
        allow_negative_numbers = true
    )]
    household: Option<String>,
    /// A dwelling, by its key in the table moves.
    #[arg(
        long,
        value_name = "KEY",
        group = "subject",
        allow_negative_numbers = true
    )]
    dwelling: Option<String>,
    /// A complex, by its name in the tables, such as c00012.
    #[arg(long, value_name = "NAME", group = "subject")]
    complex: Option<String>,
    /// The variant.
    #[arg(long, value_name = "NAME", default_value = buurt_params::BASE)]
    variant: String,
    /// The replicate.
    #[arg(long, value_name = "K", default_value_t = 0)]
    replicate: u32,
    /// Only this year [default: all]
    #[arg(long, value_name = "YEAR")]
    year: Option<i32>,
    /// The scenario file the results were made from [default: one of that name nearby]
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
}

/// A key as the tables have it: a whole number of 64 bits with its sign.
fn key(option: &str, column: &str, text: &str) -> Result<u64, Failure> {
    text.parse::<i64>().map(i64::cast_unsigned).map_err(|_| {
        Failure::Input(format!(
            "--{option} {text}: a key is a whole number, with a minus sign where the table has one; take it from the column {column}"
        ))
    })
}

pub(crate) fn explain(a: &ExplainArguments) -> Result<(), Failure> {
    let subject = match (&a.household, &a.dwelling, &a.complex) {
        (Some(text), _, _) => Subject::Household(key(
            "household",
            "`household` of the tables moves and panel",
            text,
        )?),
        (_, Some(text), _) => {
            Subject::Dwelling(key("dwelling", "`from` or `to` of the table moves", text)?)
        }
        (_, _, Some(name)) => {
            let row = name.strip_prefix('c').and_then(|n| n.parse().ok());
            Subject::Complex(row.ok_or_else(|| {
                Failure::Input(format!(
                    "--complex {name}: complexes are named c00000, c00001, … as in the column `area` of the table areas"
                ))
            })?)
        }
        _ => {
            return Err(Failure::Input(
                "say what to explain: --household KEY, --dwelling KEY or --complex NAME".to_owned(),
            ));
        }
    };
    print(&answer(&Question {
        dir: a.dir.clone(),
        scenario: a.scenario.clone(),
        subject,
        variant: a.variant.clone(),
        replicate: a.replicate,
        year: a.year,
    })?)
}
