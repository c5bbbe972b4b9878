//! `buurt law`: the dated parameters with their sources.

use super::{Failure, print};
use buurt_lab::screen_table::{Align, aligned};
use buurt_params::Indexation;
use buurt_params::law_table::{LawEntry, LawTable, Provenance, Status};
use clap::Args;

/// Arguments of `buurt law`.
#[derive(Args)]
pub struct LawArguments {
    /// One year, with sources [default: all known years, values only]
    #[arg(long, value_name = "Y", value_parser = clap::value_parser!(i32).range(1990..=2150))]
    year: Option<i32>,
}

pub(crate) fn law(a: &LawArguments) -> Result<(), Failure> {
    let table = LawTable::builtin()?;
    let index = Indexation::default();
    match a.year {
        Some(year) => print(&of_year(&table.describe(year, &index), year, &index)),
        None => {
            let (first, last) = table.known_years();
            let years: Vec<i32> = (first..=last).collect();
            print(&by_year(&table, &years, &index))
        }
    }
}

/// The value of an entry, or why there is none.
pub(crate) fn value(e: &LawEntry) -> String {
    match (e.value, e.status) {
        (Some(v), _) if v < 1.0 => format!("{v:.5}")
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned(),
        (Some(v), _) if v.fract() == 0.0 => format!("{v:.0}"),
        (Some(v), _) => format!("{v:.2}"),
        (None, Status::NotYet) => "not yet".to_owned(),
        (None, Status::Abolished) => "abolished".to_owned(),
        (None, _) => "unknown".to_owned(),
    }
}

/// The law of one year with unit, state, source and confidence.
pub(crate) fn of_year(entries: &[LawEntry], year: i32, index: &Indexation) -> String {
    let mut lines = vec![
        ["", "value", "unit", "", "confidence", "source"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for e in entries {
        let provenance = match e.provenance {
            Provenance::Known => "",
            Provenance::Interpolated => "interpolated",
            Provenance::Extrapolated => "extrapolated",
            Provenance::None => "",
        };
        lines.push(vec![
            e.label.clone(),
            value(e),
            e.unit.clone(),
            provenance.to_owned(),
            e.confidence.clone(),
            e.source.clone(),
        ]);
    }
    let mut align = vec![Align::Left; 6];
    align[1] = Align::Right;
    format!(
        "Law in {year}\n{}Beyond the last known year rents grow by {:.1} % and incomes by {:.1} % a year (assumption).\n",
        aligned(&lines, &align),
        100.0 * index.rents,
        100.0 * index.incomes
    )
}

/// All parameters by year.
pub(crate) fn by_year(table: &LawTable, years: &[i32], index: &Indexation) -> String {
    let mut out = String::new();
    // A screen holds about eight years.
    for chunk in years.chunks(8) {
        let mut heading = vec!["parameter".to_owned(), "unit".to_owned()];
        heading.extend(chunk.iter().map(i32::to_string));
        let mut lines = vec![heading];
        let columns: Vec<Vec<LawEntry>> = chunk.iter().map(|y| table.describe(*y, index)).collect();
        for i in 0..columns[0].len() {
            let mut line = vec![columns[0][i].parameter.clone(), columns[0][i].unit.clone()];
            line.extend(columns.iter().map(|c| {
                let mark = match c[i].provenance {
                    Provenance::Extrapolated => "*",
                    Provenance::Interpolated => "~",
                    _ => "",
                };
                format!("{}{mark}", value(&c[i]))
            }));
            lines.push(line);
        }
        let mut align = vec![Align::Left; 2];
        align.extend(vec![Align::Right; chunk.len()]);
        out += &aligned(&lines, &align);
        out.push('\n');
    }
    out + "~ between two known years; * beyond the last known year, by indexation. Sources: buurt law --year Y\n"
}
