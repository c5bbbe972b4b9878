//! `buurt import`: published tables → a city file, or a file of what was observed later.

use super::{Failure, print};
use buurt_city::import::{Sources, import as import_city};
use buurt_city::observed_import::import_observed;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `buurt import`.
#[derive(Args)]
pub struct ImportArguments {
    /// Name of the municipality, as the tables spell it.
    city: String,
    /// Table of areas (CSV of PC4 figures with income quintiles).
    #[arg(long, value_name = "CSV")]
    areas: PathBuf,
    /// Boundaries in RD metres (GeoJSON with a property `pc4`).
    #[arg(long, value_name = "GEOJSON", required_unless_present = "observed")]
    boundaries: Option<PathBuf>,
    /// Control totals per city (CSV).
    #[arg(long, value_name = "CSV", required_unless_present = "observed")]
    totals: Option<PathBuf>,
    /// Landlords per city (CSV: city, landlord, kind, share) [default: made-up names]
    #[arg(long, value_name = "CSV")]
    landlords: Option<PathBuf>,
    /// Write no city file but what was observed by 1 January of YEAR, for `buurt patterns
    /// --observed`; the table of areas has the figures of that year too.
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(2018..=2100),
          conflicts_with_all = ["boundaries", "totals", "landlords"])]
    observed: Option<i32>,
    /// The file to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Replace the file if it is there.
    #[arg(long)]
    overwrite: bool,
}

pub(crate) fn import(a: &ImportArguments) -> Result<(), Failure> {
    if a.out.exists() && !a.overwrite {
        return Err(Failure::Input(format!(
            "{}: is there already; choose another --out, or say --overwrite",
            a.out.display()
        )));
    }
    let (text, areas, notes) = match (a.observed, &a.boundaries, &a.totals) {
        (None, Some(boundaries), Some(totals)) => {
            let sources = Sources {
                areas: &a.areas,
                boundaries,
                totals,
                landlords: a.landlords.as_deref(),
            };
            let city = import_city(&a.city, &sources)?;
            (city.text()?, city.areas.len(), city.notes)
        }
        (Some(year), ..) => {
            let found = import_observed(&a.city, &a.areas, year)?;
            (found.text(), found.areas.len(), Vec::new())
        }
        _ => {
            return Err(Failure::Input(
                "a city file needs --boundaries and --totals".to_owned(),
            ));
        }
    };
    buurt_lab::layout::write_whole(&a.out, text.as_bytes())?;
    let mut out = format!("{}: {areas} areas written\n", a.out.display());
    for note in &notes {
        out += &format!("  note: {note}\n");
    }
    print(&out)
}
