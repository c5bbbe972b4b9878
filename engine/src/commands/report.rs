//! `buurt report`: one HTML file about a results folder.

use super::{Failure, print};
use buurt_model::policy::Policy;
use buurt_params::Prices;
use buurt_report::{Language, PageOptions, page};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Arguments of `buurt report`.
#[derive(Args)]
pub struct ReportArguments {
    /// The results folder.
    dir: PathBuf,
    /// The file to write [default: DIR/report.html]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Language of the report.
    #[arg(long, value_enum, default_value_t = Tongue::En)]
    lang: Tongue,
    /// Boundaries of the areas as GeoJSON; circles without it.
    #[arg(long, value_name = "FILE")]
    geojson: Option<PathBuf>,
    /// Count costs with the prices of this file (RON) instead of the scenario's.
    #[arg(long, value_name = "FILE")]
    prices: Option<PathBuf>,
    /// Show no count of households below N, nor what would give it away, and round all others
    /// to fives.
    #[arg(long, value_name = "N", default_value_t = 0)]
    min_cell: u32,
}

/// A language that reports are written in.
#[derive(Clone, Copy, ValueEnum)]
enum Tongue {
    /// English.
    En,
    /// Dutch.
    Nl,
}

pub(crate) fn report(a: &ReportArguments) -> Result<(), Failure> {
    let schema = Policy::groups();
    let prices = a.prices.as_deref().map(Prices::read).transpose()?;
    let options = PageOptions {
        language: match a.lang {
            Tongue::En => Language::English,
            Tongue::Nl => Language::Dutch,
        },
        boundaries: a.geojson.as_deref(),
        min_cell: a.min_cell,
        prices: prices.as_ref(),
        schema: &schema,
    };
    let html = page(&a.dir, &options)?;
    let out = a.out.clone().unwrap_or_else(|| a.dir.join("report.html"));
    buurt_lab::layout::write_whole(&out, html.as_bytes())?;
    print(&format!(
        "{} written ({} kB)\n",
        out.display(),
        html.len().div_ceil(1000)
    ))
}
