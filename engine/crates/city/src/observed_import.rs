//! From a table of Statistics Netherlands with the figures of two years to a file of what
//! was observed later.

use crate::error::{CityError, Result};
use crate::import::{YEAR, table};
use crate::observed::{Observed, Quantity};
use std::collections::BTreeMap;
use std::path::Path;

/// Columns of the table with a quantity in [`YEAR`] and in the later one.
fn columns(quantity: Quantity) -> [&'static str; 2] {
    match quantity {
        Quantity::Households => ["aantal_hh", "aantal_part_huishoudens"],
        Quantity::Dwellings => ["woning", "aantal_woningen"],
        Quantity::Corporation => [
            "won_hcorp",
            "aantal_huurwoningen_in_bezit_woningcorporaties",
        ],
        Quantity::OwnerPercent => ["p_koopwon", "percentage_koopwoningen"],
        Quantity::Inhabitants => ["inwoner", "aantal_inwoners"],
    }
}

/// Takes what was observed in the municipality called `city` in 2017 and in `later` from a
/// table of areas (CSV of PC4 figures of both years). An empty cell is a suppressed figure.
///
/// # Errors
/// [`CityError`] naming the file and what is missing or impossible in it.
pub fn import_observed(city: &str, path: &Path, later: i32) -> Result<Observed> {
    let file = path.display().to_string();
    let source = |message: String| CityError::Source {
        file: file.clone(),
        message,
    };
    let rows = table(path)?;
    let mut areas = BTreeMap::new();
    for (i, row) in rows.iter().enumerate() {
        let cell = |column: &'static str| {
            let found = row.get(column).map(String::as_str);
            found.ok_or_else(|| {
                source(format!(
                    "there is no column `{column}`; --observed needs a table with the figures of {YEAR} and of {later}"
                ))
            })
        };
        if cell("gemeente")? != city {
            continue;
        }
        let code = cell("pc4")?;
        let mut figures = [[None; 5]; 2];
        for quantity in Quantity::ALL {
            for (year, column) in columns(quantity).into_iter().enumerate() {
                let text = cell(column)?;
                let figure = quantity.read(text).map_err(|allowed| CityError::Value {
                    file: file.clone(),
                    place: format!("row {} (area {code}), {column}", i + 1),
                    value: format!("`{text}`"),
                    allowed: allowed.to_owned(),
                    next: "Correct the table, or download it anew".to_owned(),
                })?;
                figures[year][quantity as usize] = figure;
            }
        }
        areas.insert(code.to_owned(), figures);
    }
    if areas.is_empty() {
        return Err(source(format!(
            "no row has `gemeente` = {city}; give the name as the table spells it"
        )));
    }
    Ok(Observed {
        file,
        comments: vec![
            format!("Observed in {city} on 1 January. Made by `buurt import --observed`."),
            format!("CBS, PC4 {YEAR} v3 and PC4 {later} (CC BY 4.0)"),
            "An empty cell is a figure that the source suppresses; shares of owners are rounded to tens."
                .to_owned(),
        ],
        years: [YEAR, later],
        areas,
    })
}
