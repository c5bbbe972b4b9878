//! From the published tables of Statistics Netherlands to a city file.
//!
//! Figures that the source suppresses (very small areas) are filled in from the
//! rest of the city and named in the file's `notes`. Areas without a single
//! published household are left out.

use crate::centroids::centroids;
use crate::error::{CityError, Result};
use crate::file::{AreaFigures, CityFile, LandlordFigures, SCHEMA, Totals};
use std::collections::BTreeMap;
use std::path::Path;

/// The tables to read.
#[derive(Debug, Clone)]
pub struct Sources<'a> {
    /// PC4 table with a header, one row per area (`pc4_2017_*.csv`).
    pub areas: &'a Path,
    /// Boundaries in RD metres (GeoJSON with a property `pc4`).
    pub boundaries: &'a Path,
    /// Control totals per city (`city_totals_*.csv`).
    pub totals: &'a Path,
    /// Landlords per city (CSV with columns `city`, `landlord`, `kind`, `share`), where
    /// their names are known; otherwise three corporations and three private landlords.
    pub landlords: Option<&'a Path>,
}

/// Median standardised disposable income of Dutch households in 2017, euro.
/// Assumption, chosen so that the synthetic cities reproduce the published median
/// disposable incomes per area; `buurt check` prints how well.
pub const MEDIAN_STANDARDISED_2017: f64 = 25_600.0;

/// Gini coefficient of the country, about 2016.
pub const GINI: f64 = 0.29;

/// Year of the figures (1 January).
pub const YEAR: i32 = 2017;

pub(crate) type Row = BTreeMap<String, String>;

/// Makes the city file of the municipality called `city`.
///
/// # Errors
/// [`CityError`] naming the file and what is missing in it.
pub fn import(city: &str, sources: &Sources<'_>) -> Result<CityFile> {
    let name = |p: &Path| p.display().to_string();
    let rows: Vec<Row> = table(sources.areas)?
        .into_iter()
        .filter(|r| r.get("gemeente").map(String::as_str) == Some(city))
        .collect();
    if rows.is_empty() {
        return Err(CityError::Source {
            file: name(sources.areas),
            message: format!(
                "no row has `gemeente` = {city}; give the name as the table spells it"
            ),
        });
    }
    let rows: Vec<Row> = rows
        .into_iter()
        .filter(|r| {
            number(r, "aantal_hh").unwrap_or(0.0) > 0.0 && number(r, "woning").unwrap_or(0.0) > 0.0
        })
        .collect();
    let centroids = centroids(sources.boundaries)?;
    let mut notes = Vec::new();
    let mean = CityMeans::of(&rows);
    let mut areas = Vec::new();
    for row in &rows {
        areas.push(area(
            row,
            &mean,
            &centroids,
            &name(sources.areas),
            &name(sources.boundaries),
            &mut notes,
        )?);
    }
    areas.sort_by(|a, b| a.code.cmp(&b.code));
    let totals_rows = table(sources.totals)?;
    let Some(t) = totals_rows
        .iter()
        .find(|r| r.get("city").map(String::as_str) == Some(city))
    else {
        return Err(CityError::Source {
            file: name(sources.totals),
            message: format!("no row has `city` = {city}"),
        });
    };
    let need = |column: &str| {
        number(t, column).ok_or_else(|| CityError::Source {
            file: name(sources.totals),
            message: format!("row {city}: column `{column}` is missing or no number"),
        })
    };
    // The areas are the truth for the reference date; the path follows the growth of the totals.
    let households: f64 = areas.iter().map(|a| f64::from(a.households)).sum();
    let dwellings: f64 = areas.iter().map(|a| f64::from(a.dwellings())).sum();
    let ratio = |a: &str, b: &str| -> Result<f64> { Ok(need(b)? / need(a)?) };
    Ok(CityFile {
        schema: SCHEMA,
        name: city.to_owned(),
        code: rows[0].get("gm_code").cloned().unwrap_or_default(),
        level: "pc4".to_owned(),
        year: YEAR,
        credits: vec![
            "CBS, PC4 2017 v3 (CC BY 4.0)".to_owned(),
            "CBS maatwerk, inkomen huishoudens per PC4 2017 (CC BY 4.0)".to_owned(),
            "CBS, Kerncijfers wijken en buurten 2024, 85984NED (CC BY 4.0): totals".to_owned(),
        ],
        notes,
        totals: vec![
            Totals {
                year: YEAR,
                households,
                dwellings,
            },
            Totals {
                year: 2024,
                households: (households * ratio("households_2017", "households_2024")?).round(),
                dwellings: (dwellings * ratio("dwellings_2017", "dwellings_2024")?).round(),
            },
        ],
        births_deaths_per_1000: (need("births_per_1000_2024")?, need("deaths_per_1000_2024")?),
        median_standardised_eur: MEDIAN_STANDARDISED_2017,
        gini: GINI,
        landlords: match sources.landlords {
            Some(path) => named_landlords(path, city)?,
            None => landlords(),
        },
        areas,
    })
}

/// Landlords are not in the source: three corporations and three private
/// landlords with assumed shares.
fn landlords() -> Vec<LandlordFigures> {
    [
        ("Corporation A", true, 0.45),
        ("Corporation B", true, 0.35),
        ("Corporation C", true, 0.20),
        ("Investor", false, 0.30),
        ("Landlords, large", false, 0.30),
        ("Landlords, small", false, 0.40),
    ]
    .map(|(name, corporation, share)| LandlordFigures {
        name: name.to_owned(),
        corporation,
        share,
    })
    .to_vec()
}

/// The landlords of a city from a table.
fn named_landlords(path: &Path, city: &str) -> Result<Vec<LandlordFigures>> {
    let wrong = |message: String| CityError::Source {
        file: path.display().to_string(),
        message,
    };
    let mut found = Vec::new();
    for (i, row) in table(path)?.iter().enumerate() {
        if row.get("city").map(String::as_str) != Some(city) {
            continue;
        }
        let corporation = match row.get("kind").map(String::as_str) {
            Some("corporation") => true,
            Some("private") => false,
            other => {
                return Err(wrong(format!(
                    "line {}: `kind` is {}; allowed is corporation or private",
                    i + 2,
                    other.unwrap_or("missing")
                )));
            }
        };
        let Some(share) = number(row, "share") else {
            return Err(wrong(format!(
                "line {}: `share` is missing or no number; the shares of each kind add up to 1",
                i + 2
            )));
        };
        found.push(LandlordFigures {
            name: row.get("landlord").cloned().unwrap_or_default(),
            corporation,
            share,
        });
    }
    if found.is_empty() {
        return Err(wrong(format!("no row has `city` = {city}")));
    }
    Ok(found)
}

const AGES: [&str; 5] = ["inw_014", "inw_1524", "inw_2544", "inw_4564", "inw_65pl"];
const TYPES: [&str; 4] = ["tothh_eenp", "tothh_mpzk", "hh_eenoud", "hh_tweeoud"];
const BUILT: [&str; 8] = [
    "wonvoor45",
    "won_4564",
    "won_6574",
    "won_7584",
    "won_8594",
    "won_9504",
    "won_0514",
    "won_1524",
];
const QUINTILES: [&str; 5] = ["q1", "q2", "q3", "q4", "q5"];

/// City-wide averages that stand in for suppressed figures.
struct CityMeans {
    built: [f64; 8],
    quintiles: [f64; 5],
    multi_family: f64,
    unoccupied: f64,
    owner: f64,
    corporation: f64,
    benefit: f64,
    woz: f64,
}

impl CityMeans {
    fn of(rows: &[Row]) -> CityMeans {
        let sum = |c: &str| rows.iter().filter_map(|r| number(r, c)).sum::<f64>();
        let share = |c: &str, of: &str| {
            let both = rows
                .iter()
                .filter_map(|r| Some((number(r, c)?, number(r, of)?)));
            let (a, b) = both.fold((0.0, 0.0), |s, x| (s.0 + x.0, s.1 + x.1));
            if b > 0.0 { a / b } else { 0.0 }
        };
        let weighted = |c: &str, w: &str| {
            let both = rows
                .iter()
                .filter_map(|r| Some((number(r, c)?, number(r, w)?)));
            let (a, b) = both.fold((0.0, 0.0), |s, x| (s.0 + x.0 * x.1, s.1 + x.1));
            if b > 0.0 { a / b } else { 0.0 }
        };
        let dwellings = sum("woning").max(1.0);
        CityMeans {
            built: BUILT.map(|c| sum(c) / dwellings),
            quintiles: QUINTILES.map(|c| weighted(c, "hh_mw")),
            multi_family: share("won_mrgez", "woning"),
            unoccupied: share("won_nbew", "woning"),
            owner: share("owner_units_est", "woning"),
            corporation: share("corp_units", "woning"),
            benefit: share("uitkminaow", "inwoner"),
            woz: weighted("wozwoning", "woning"),
        }
    }
}

fn area(
    row: &Row,
    mean: &CityMeans,
    centroids: &BTreeMap<String, [f64; 2]>,
    file: &str,
    boundaries: &str,
    notes: &mut Vec<String>,
) -> Result<AreaFigures> {
    let code = row.get("pc4").cloned().unwrap_or_default();
    let must = |column: &str| {
        number(row, column).ok_or_else(|| CityError::Source {
            file: file.to_owned(),
            message: format!("area {code}: column `{column}` is missing or no number"),
        })
    };
    let households = must("aantal_hh")?;
    let dwellings = must("woning")?;
    let mut filled = Vec::new();
    let mut or = |column: &'static str, otherwise: f64| {
        number(row, column).unwrap_or_else(|| {
            filled.push(column);
            otherwise
        })
    };
    let size = or("gem_hh_gr", 2.1);
    let inhabitants = or("inwoner", (households * size).round()).max(households);
    let national_ages = [0.16, 0.13, 0.26, 0.27, 0.18];
    let mut ages = [0.0; 5];
    for (i, c) in AGES.iter().enumerate() {
        ages[i] = or(c, (national_ages[i] * inhabitants).round());
    }
    let national_types = [0.40, 0.28, 0.07, 0.25];
    let mut types = [0.0; 4];
    for (i, c) in TYPES.iter().enumerate() {
        types[i] = or(c, (national_types[i] * households).round());
    }
    let corporation = or("corp_units", (mean.corporation * dwellings).round()).min(dwellings);
    let owner =
        or("owner_units_est", (mean.owner * dwellings).round()).min(dwellings - corporation);
    let mut built = [0.0; 8];
    for (i, c) in BUILT.iter().enumerate() {
        // Suppressed means fewer than five.
        built[i] = number(row, c).unwrap_or(0.0);
    }
    if built.iter().sum::<f64>() <= 0.0 {
        built = mean.built.map(|s| (s * dwellings).round());
    }
    let quintiles = if QUINTILES.iter().all(|c| number(row, c).is_some()) {
        QUINTILES.map(|c| number(row, c).unwrap_or(0.0))
    } else {
        filled.push("q1…q5");
        let sum: f64 = mean.quintiles.iter().sum();
        mean.quintiles.map(|q| (1000.0 * q / sum).round() / 10.0)
    };
    let mut figure = |column: &'static str, otherwise: f64| {
        number(row, column).unwrap_or_else(|| {
            filled.push(column);
            otherwise
        })
    };
    let unoccupied = figure("won_nbew", (mean.unoccupied * dwellings).round());
    let multi_family = figure("won_mrgez", (mean.multi_family * dwellings).round());
    let woz_keur = figure("wozwoning", mean.woz.round());
    let benefit = figure("uitkminaow", (mean.benefit * inhabitants).round());
    let Some(centroid) = centroids.get(&code) else {
        return Err(CityError::Source {
            file: boundaries.to_owned(),
            message: format!("there is no polygon with `pc4` = {code}"),
        });
    };
    if !filled.is_empty() {
        filled.sort_unstable();
        notes.push(format!(
            "{code}: suppressed in the source, filled in: {}",
            filled.join(", ")
        ));
    }
    let n = |v: f64| v.max(0.0).round() as u32;
    let place = row.get("plaats").cloned().unwrap_or_default();
    Ok(AreaFigures {
        name: format!("{place} {code}"),
        x: centroid[0].round(),
        y: centroid[1].round(),
        inhabitants: n(inhabitants),
        ages: (n(ages[0]), n(ages[1]), n(ages[2]), n(ages[3]), n(ages[4])),
        households: n(households),
        types: (n(types[0]), n(types[1]), n(types[2]), n(types[3])),
        corporation: n(corporation),
        owner: n(owner),
        private_rent: n(dwellings - corporation - owner),
        unoccupied: n(unoccupied.min(dwellings)),
        multi_family: n(multi_family.min(dwellings)),
        built: (
            n(built[0]),
            n(built[1]),
            n(built[2]),
            n(built[3]),
            n(built[4]),
            n(built[5]),
            n(built[6]),
            n(built[7]),
        ),
        woz_keur,
        median_disposable_eur: number(row, "med_besteedbaar_ink").unwrap_or(0.0),
        quintiles: (
            quintiles[0],
            quintiles[1],
            quintiles[2],
            quintiles[3],
            quintiles[4],
        ),
        benefit: n(benefit),
        code,
    })
}

fn number(row: &Row, column: &str) -> Option<f64> {
    row.get(column)?
        .trim()
        .parse()
        .ok()
        .filter(|v: &f64| v.is_finite())
}

pub(crate) fn table(path: &Path) -> Result<Vec<Row>> {
    let file = path.display().to_string();
    let unreadable = |message: String| CityError::Unreadable {
        file: file.clone(),
        message,
    };
    let mut reader = csv::Reader::from_path(path).map_err(|e| unreadable(e.to_string()))?;
    let mut rows = Vec::new();
    for record in reader.deserialize() {
        rows.push(record.map_err(|e| unreadable(e.to_string()))?);
    }
    Ok(rows)
}
