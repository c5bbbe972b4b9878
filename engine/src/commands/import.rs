//! `buurt import`: published tables → a city file.

use super::{Failure, print};
use buurt_city::import::{Sources, import as import_city};
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
    #[arg(long, value_name = "GEOJSON")]
    boundaries: PathBuf,
    /// Control totals per city (CSV).
    #[arg(long, value_name = "CSV")]
    totals: PathBuf,
    /// Landlords per city (CSV: city, landlord, kind, share) [default: made-up names]
    #[arg(long, value_name = "CSV")]
    landlords: Option<PathBuf>,
    /// The city file to write.
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
    let sources = Sources {
        areas: &a.areas,
        boundaries: &a.boundaries,
        totals: &a.totals,
        landlords: a.landlords.as_deref(),
    };
    let city = import_city(&a.city, &sources)?;
    let text = city.text()?;
    buurt_lab::layout::write_whole(&a.out, text.as_bytes())?;
    let mut out = format!("{}: {} areas written\n", a.out.display(), city.areas.len());
    for note in &city.notes {
        out += &format!("  note: {note}\n");
    }
    print(&out)
}
