//! The city file: published figures per area in the project's own schema. It
//! holds counts, not people; [`crate::synthesise`] makes the people.

use crate::error::{CityError, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Version of the schema this program reads and writes.
pub const SCHEMA: u32 = 1;

/// Figures of a city on its reference date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename = "City", deny_unknown_fields)]
pub struct CityFile {
    /// Version of this schema.
    pub schema: u32,
    /// Name of the city.
    pub name: String,
    /// Code of the municipality, such as `GM0268`.
    pub code: String,
    /// Name of the level of `areas`, such as `pc4`.
    pub level: String,
    /// Year of the figures (1 January).
    pub year: i32,
    /// Credit lines of the sources.
    pub credits: Vec<String>,
    /// What was filled in because the source suppressed it.
    pub notes: Vec<String>,
    /// Control totals, ascending years, the first in `year`.
    pub totals: Vec<Totals>,
    /// Births and deaths per 1,000 inhabitants a year.
    pub births_deaths_per_1000: (f64, f64),
    /// Median standardised disposable income of all households in the country, euro.
    pub median_standardised_eur: f64,
    /// Gini coefficient of standardised disposable income in the country.
    pub gini: f64,
    /// Landlords with their share of the dwellings of their kind.
    pub landlords: Vec<LandlordFigures>,
    /// Areas.
    pub areas: Vec<AreaFigures>,
}

/// Households and dwellings of the whole city in a year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Year (1 January).
    pub year: i32,
    /// Households.
    pub households: f64,
    /// Dwellings.
    pub dwellings: f64,
}

/// A landlord and its part of the stock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LandlordFigures {
    /// Name for people and scenario files.
    pub name: String,
    /// Housing corporation, as against a private landlord.
    pub corporation: bool,
    /// Share of the dwellings of all landlords of this kind, 0 to 1.
    pub share: f64,
}

/// Figures of one area. Counts are whole numbers of dwellings, households or persons.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaFigures {
    /// Official code, such as `6511`.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// Centroid, RD easting in metres.
    pub x: f64,
    /// Centroid, RD northing in metres.
    pub y: f64,
    /// Inhabitants.
    pub inhabitants: u32,
    /// Inhabitants aged 0–14, 15–24, 25–44, 45–64, 65 and over.
    pub ages: (u32, u32, u32, u32, u32),
    /// Households.
    pub households: u32,
    /// Households by type: one person; two or more without children; one parent; two parents.
    pub types: (u32, u32, u32, u32),
    /// Dwellings owned by corporations.
    pub corporation: u32,
    /// Owner-occupied dwellings.
    pub owner: u32,
    /// Other rented dwellings.
    pub private_rent: u32,
    /// Unoccupied dwellings.
    pub unoccupied: u32,
    /// Dwellings in multi-family buildings.
    pub multi_family: u32,
    /// Dwellings built before 1945, 1945–64, 1965–74, 1975–84, 1985–94, 1995–2004, 2005–14, since 2015.
    pub built: (u32, u32, u32, u32, u32, u32, u32, u32),
    /// Mean WOZ value, thousand euro.
    pub woz_keur: f64,
    /// Median disposable household income, euro (for checking only; 0 when not published).
    pub median_disposable_eur: f64,
    /// Per cent of households in each national quintile of standardised disposable income.
    pub quintiles: (f64, f64, f64, f64, f64),
    /// Persons on a benefit below pension age.
    pub benefit: u32,
}

impl AreaFigures {
    /// All dwellings.
    pub fn dwellings(&self) -> u32 {
        self.corporation + self.owner + self.private_rent
    }
}

impl CityFile {
    /// Reads and checks a city file.
    ///
    /// # Errors
    /// [`CityError`] for a file that is not there, cut short, or impossible.
    pub fn read(path: &Path) -> Result<CityFile> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|e| CityError::Unreadable {
            file: file.clone(),
            message: e.to_string(),
        })?;
        CityFile::parse(&file, &text)
    }

    /// Parses and checks the text of a city file; `file` is its name for messages.
    ///
    /// # Errors
    /// [`CityError::Syntax`] and [`CityError::Value`].
    pub fn parse(file: &str, text: &str) -> Result<CityFile> {
        let city: CityFile = ron::from_str(text).map_err(|e| CityError::Syntax {
            file: file.to_owned(),
            line: e.span.start.line,
            column: e.span.start.col,
            message: e.code.to_string(),
        })?;
        city.check(file)?;
        Ok(city)
    }

    /// The file's text: one line per area.
    ///
    /// # Errors
    /// [`CityError::Source`] when a value cannot be written (never for a checked file).
    pub fn text(&self) -> Result<String> {
        let style = ron::ser::PrettyConfig::new()
            .depth_limit(2)
            .indentor("  ")
            .struct_names(false);
        let body = ron::ser::to_string_pretty(self, style).map_err(|e| CityError::Source {
            file: self.name.clone(),
            message: e.to_string(),
        })?;
        let mut head = String::from(
            "// City file of buurt: published figures per area. Made by `buurt import`.\n",
        );
        for credit in &self.credits {
            head.push_str(&format!("// {credit}\n"));
        }
        Ok(format!("{head}{body}\n"))
    }

    fn check(&self, file: &str) -> Result<()> {
        let wrong = |place: String, value: String, allowed: &str| -> Result<()> {
            Err(CityError::Value {
                file: file.to_owned(),
                place,
                value,
                allowed: allowed.to_owned(),
                next: "Correct the value, or make the file anew with `buurt import`".to_owned(),
            })
        };
        if self.schema != SCHEMA {
            return wrong("schema".into(), self.schema.to_string(), "1");
        }
        if self.areas.is_empty() {
            return wrong("areas".into(), "an empty list".into(), "at least one area");
        }
        if self.totals.first().map(|t| t.year) != Some(self.year)
            || !self.totals.windows(2).all(|w| w[0].year < w[1].year)
        {
            let years: Vec<i32> = self.totals.iter().map(|t| t.year).collect();
            let allowed = format!("years in ascending order, the first {}", self.year);
            return wrong("totals".into(), format!("{years:?}"), &allowed);
        }
        for (i, t) in self.totals.iter().enumerate() {
            for (name, v) in [("households", t.households), ("dwellings", t.dwellings)] {
                if !(1.0..1e8).contains(&v) {
                    return wrong(
                        format!("totals[{i}].{name}"),
                        v.to_string(),
                        "1 to 100,000,000",
                    );
                }
            }
        }
        let (b, d) = self.births_deaths_per_1000;
        if !((0.0..=50.0).contains(&b) && (0.0..=50.0).contains(&d)) {
            return wrong(
                "births_deaths_per_1000".into(),
                format!("({b}, {d})"),
                "0 to 50 each",
            );
        }
        if !(5_000.0..200_000.0).contains(&self.median_standardised_eur) {
            let v = self.median_standardised_eur.to_string();
            return wrong(
                "median_standardised_eur".into(),
                v,
                "5,000 to 200,000 euro a year",
            );
        }
        if !(0.05..0.8).contains(&self.gini) {
            return wrong("gini".into(), self.gini.to_string(), "0.05 to 0.8");
        }
        for corporation in [true, false] {
            let of_kind = self
                .landlords
                .iter()
                .filter(|l| l.corporation == corporation);
            let sum: f64 = of_kind.map(|l| l.share).sum();
            if sum.is_nan() || (sum - 1.0).abs() >= 1e-6 {
                let kind = if corporation {
                    "corporations"
                } else {
                    "private landlords"
                };
                let place = format!("landlords: shares of the {kind}");
                return wrong(place, sum.to_string(), "a sum of 1");
            }
        }
        for (i, l) in self.landlords.iter().enumerate() {
            if !(0.0..=1.0).contains(&l.share)
                || self.landlords[..i].iter().any(|o| o.name == l.name)
            {
                let place = format!("landlords[{i}] ({})", l.name);
                return wrong(
                    place,
                    l.share.to_string(),
                    "a share of 0 to 1 and a name of its own",
                );
            }
        }
        for (i, a) in self.areas.iter().enumerate() {
            self.check_area(a, i, &wrong)?;
        }
        Ok(())
    }

    fn check_area(
        &self,
        a: &AreaFigures,
        i: usize,
        wrong: &dyn Fn(String, String, &str) -> Result<()>,
    ) -> Result<()> {
        let at = |field: &str| format!("areas[{i}] ({}).{field}", a.code);
        if self.areas[..i].iter().any(|o| o.code == a.code) {
            return wrong(at("code"), a.code.clone(), "a code that no other area has");
        }
        if !(a.x.is_finite() && a.y.is_finite()) {
            return wrong(at("x, y"), format!("({}, {})", a.x, a.y), "RD metres");
        }
        if a.households == 0 || a.dwellings() == 0 {
            return wrong(
                at("households"),
                format!("{}", a.households),
                "at least one household and dwelling",
            );
        }
        if a.households > a.inhabitants {
            let allowed = format!("at most the {} inhabitants", a.inhabitants);
            return wrong(at("households"), a.households.to_string(), &allowed);
        }
        if a.unoccupied > a.dwellings() || a.multi_family > a.dwellings() {
            let allowed = format!("at most the {} dwellings", a.dwellings());
            let value = format!("{} and {}", a.unoccupied, a.multi_family);
            return wrong(at("unoccupied, multi_family"), value, &allowed);
        }
        if !(10.0..5_000.0).contains(&a.woz_keur) {
            return wrong(
                at("woz_keur"),
                a.woz_keur.to_string(),
                "10 to 5,000 (thousand euro)",
            );
        }
        let q = [
            a.quintiles.0,
            a.quintiles.1,
            a.quintiles.2,
            a.quintiles.3,
            a.quintiles.4,
        ];
        let sum: f64 = q.iter().sum();
        if !(q.iter().all(|v| (0.0..=100.0).contains(v)) && (99.0..=101.0).contains(&sum)) {
            return wrong(
                at("quintiles"),
                format!("{q:?}"),
                "five percentages that add up to 100",
            );
        }
        Ok(())
    }
}
