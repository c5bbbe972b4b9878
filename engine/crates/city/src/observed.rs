//! What was observed later: figures of areas in a first year and in a later one, for a
//! hindcast. A text file of the project's own schema (CSV), with the credit of the source
//! in its comment lines, made by `buurt import --observed`.

use crate::error::{CityError, Result};
use buurt_params::node::nearest;
use std::collections::BTreeMap;
use std::path::Path;

/// A figure of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Households.
    Households,
    /// Dwellings.
    Dwellings,
    /// Dwellings of housing corporations.
    Corporation,
    /// Owner-occupied dwellings, per cent of all.
    OwnerPercent,
    /// Inhabitants.
    Inhabitants,
}

impl Quantity {
    /// All of them, in the order of the file's columns and of [`Figures`].
    pub const ALL: [Quantity; 5] = [
        Quantity::Households,
        Quantity::Dwellings,
        Quantity::Corporation,
        Quantity::OwnerPercent,
        Quantity::Inhabitants,
    ];

    /// Name of its column in the file.
    pub fn column(self) -> &'static str {
        [
            "households",
            "dwellings",
            "corporation_dwellings",
            "owner_percent",
            "inhabitants",
        ][self as usize]
    }

    /// Whether it is a percentage, not a count.
    pub fn percent(self) -> bool {
        self == Quantity::OwnerPercent
    }

    /// The figure in a cell, none in an empty one (suppressed), or else what is allowed.
    pub(crate) fn read(self, cell: &str) -> std::result::Result<Option<f64>, &'static str> {
        let (highest, allowed) = match self.percent() {
            true => (
                100.0,
                "a number of 0 to 100, or nothing where it is suppressed",
            ),
            false => (
                1e7,
                "a number of 0 to 10,000,000, or nothing where it is suppressed",
            ),
        };
        match cell.trim() {
            "" => Ok(None),
            text => match text.parse() {
                Ok(value) if (0.0..=highest).contains(&value) => Ok(Some(value)),
                _ => Err(allowed),
            },
        }
    }
}

/// Figures of an area in one year, in the order of [`Quantity::ALL`]; none where the source
/// suppresses it.
pub type Figures = [Option<f64>; 5];

/// Figures of areas in two years.
#[derive(Debug, Clone, PartialEq)]
pub struct Observed {
    /// Name of the file, for messages.
    pub file: String,
    /// Credit of the source and what else its comment lines say.
    pub comments: Vec<String>,
    /// First and later year, each on 1 January.
    pub years: [i32; 2],
    /// Figures of an area in both years, by code.
    pub areas: BTreeMap<String, [Figures; 2]>,
}

impl Observed {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// [`CityError::Unreadable`], [`CityError::Source`] for a column that is missing and for
    /// other years than two, [`CityError::Value`] for a figure or code that cannot be.
    pub fn read(path: &Path) -> Result<Observed> {
        let file = path.display().to_string();
        let unreadable = |message: String| CityError::Unreadable {
            file: file.clone(),
            message,
        };
        let text = std::fs::read_to_string(path).map_err(|e| unreadable(e.to_string()))?;
        let source = |message: String| CityError::Source {
            file: file.clone(),
            message,
        };
        let comments = text.lines().filter_map(|l| l.strip_prefix('#'));
        let comments = comments.map(|l| l.trim().to_owned()).collect();
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        let head = reader.headers().map_err(|e| unreadable(e.to_string()))?;
        let head = head.clone();
        let at = |name: &str| {
            let found = head.iter().position(|h| h.trim() == name);
            found.ok_or_else(|| source(format!("there is no column `{name}`. {ANEW}")))
        };
        let (area, year) = (at("area")?, at("year")?);
        let mut columns = [0; 5];
        for quantity in Quantity::ALL {
            columns[quantity as usize] = at(quantity.column())?;
        }
        let mut rows: BTreeMap<i32, BTreeMap<String, Figures>> = BTreeMap::new();
        for record in reader.records() {
            let record = record.map_err(|e| unreadable(e.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |k: usize| record.get(k).unwrap_or("").trim();
            let wrong = |column: &str, value: &str, allowed: &str| CityError::Value {
                file: file.clone(),
                place: format!("line {line}, {column}"),
                value: format!("`{value}`"),
                allowed: allowed.to_owned(),
                next: ANEW.to_owned(),
            };
            let of: i32 = cell(year)
                .parse()
                .map_err(|_| wrong("year", cell(year), "a year, such as 2024"))?;
            let mut figures = [None; 5];
            for quantity in Quantity::ALL {
                let text = cell(columns[quantity as usize]);
                figures[quantity as usize] = quantity
                    .read(text)
                    .map_err(|allowed| wrong(quantity.column(), text, allowed))?;
            }
            let code = cell(area).to_owned();
            let before = rows.entry(of).or_default().insert(code, figures);
            if before.is_some() {
                return Err(wrong("area", cell(area), "a row for each area and year"));
            }
        }
        let years: Vec<i32> = rows.keys().copied().collect();
        let [first, later] = years[..] else {
            return Err(source(format!(
                "there are rows of {} years ({years:?}); allowed are two, a first and a later one. {ANEW}",
                years.len()
            )));
        };
        let [mut before, after] = [first, later].map(|y| rows.remove(&y).unwrap_or_default());
        let mut areas = BTreeMap::new();
        for (code, figures) in after {
            let Some(start) = before.remove(&code) else {
                return Err(one_year(&file, &code, later, first));
            };
            areas.insert(code, [start, figures]);
        }
        match before.keys().next() {
            Some(code) => Err(one_year(&file, code, first, later)),
            None => Ok(Observed {
                file,
                comments,
                years: [first, later],
                areas,
            }),
        }
    }

    /// The file's text: a row per area and year.
    pub fn text(&self) -> String {
        let mut text: String = self.comments.iter().map(|c| format!("# {c}\n")).collect();
        let columns = Quantity::ALL.map(Quantity::column);
        text += &format!("area,year,{}\n", columns.join(","));
        for (code, figures) in &self.areas {
            for (year, figures) in self.years.iter().zip(figures) {
                let cells = figures.map(|f| f.map_or(String::new(), |f| f.to_string()));
                text += &format!("{code},{year},{}\n", cells.join(","));
            }
        }
        text
    }

    /// Checks that all areas are among those of a run.
    ///
    /// # Errors
    /// [`CityError::Value`] for the first that is not, with the nearest that is.
    pub fn check_areas(&self, known: &[&str]) -> Result<()> {
        let Some(code) = self.areas.keys().find(|c| !known.contains(&c.as_str())) else {
            return Ok(());
        };
        let none = !self.areas.keys().any(|c| known.contains(&c.as_str()));
        let next = match none {
            true => "None of its areas is: take the file of the city that was run".to_owned(),
            false => format!("Correct the code{}", nearest(code, known.iter().copied())),
        };
        Err(CityError::Value {
            file: self.file.clone(),
            place: "area".to_owned(),
            value: format!("`{code}`"),
            allowed: "an area of the results".to_owned(),
            next,
        })
    }
}

/// What to do about a file that is not as it should be.
const ANEW: &str = "Correct the file, or make it anew with `buurt import --observed`";

fn one_year(file: &str, code: &str, there: i32, missing: i32) -> CityError {
    CityError::Source {
        file: file.to_owned(),
        message: format!("area {code} has a row of {there} and none of {missing}. {ANEW}"),
    }
}
