//! A results folder with invented numbers, written as the lab writes it.
#![allow(dead_code)]

pub mod more;
pub mod report;

use buurt_core::{Column, Decision, Draws, Table};
use buurt_lab::{Plan, RunOutput, Simulation, run_ensemble};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder under the system's temporary folder, removed when dropped.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("buurt-report-{}-{n}", std::process::id()));
        fs::create_dir_all(&path).expect("temporary folder");
        Scratch(path)
    }

    pub fn dir(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Invented areas: code, name, x and y in metres, households.
pub const PLACES: [(&str, &str, f64, f64, f64); 16] = [
    ("1001", "Centrum", 187_600.0, 428_400.0, 6900.0),
    ("1002", "Bottendaal & Oost", 187_900.0, 427_600.0, 5200.0),
    ("1003", "Havenkwartier", 186_700.0, 428_500.0, 3100.0),
    ("1004", "Galgenveld", 188_500.0, 427_200.0, 5600.0),
    ("1011", "Hazenkamp", 187_000.0, 426_700.0, 4800.0),
    ("1012", "Hatert", 186_400.0, 425_300.0, 5100.0),
    ("1013", "Neerbosch", 184_900.0, 427_300.0, 3600.0),
    ("1014", "Dukenburg-Noord", 183_900.0, 426_100.0, 6400.0),
    ("1015", "Dukenburg-Zuid", 183_700.0, 425_000.0, 5900.0),
    ("1016", "Lindenholt", 182_900.0, 427_700.0, 6100.0),
    ("1021", "Brakkenstein", 187_500.0, 425_400.0, 2700.0),
    ("1022", "Heilig Land", 189_700.0, 427_900.0, 1900.0),
    ("1023", "Oosterhout", 185_900.0, 430_600.0, 3300.0),
    ("1024", "Lent", 187_900.0, 430_300.0, 4100.0),
    ("1025", "Ressen", 189_300.0, 431_500.0, 700.0),
    ("1026", "Waalsprong-West", 184_500.0, 431_100.0, 2500.0),
];

/// Number of invented complexes.
pub const COMPLEXES: u32 = 60;
/// First year.
pub const FIRST: i32 = 2025;
/// Last year.
pub const LAST: i32 = 2040;

/// What the invented ensemble looks like.
#[derive(Clone)]
pub struct Invented {
    pub variants: Vec<String>,
    pub replicates: u32,
    /// Columns of `areas` to leave out.
    pub without: Vec<&'static str>,
    /// Tables to leave out.
    pub without_table: Option<&'static str>,
    /// Levels of both tables.
    pub levels: Vec<&'static str>,
    /// Whether the manifest says where the areas are.
    pub places: bool,
    /// Whether there are tables of landlords, lettings, flows and households.
    pub more: bool,
    /// Whether the table `contributions` has stairwells.
    pub all_contributions: bool,
    /// More entries of the manifest.
    pub science: serde_json::Value,
}

impl Invented {
    pub fn new() -> Self {
        Invented {
            variants: [
                "baseline",
                "passend_70",
                "mixing_quota",
                "no_right_of_return",
                "sell_5_percent",
            ]
            .map(str::to_owned)
            .to_vec(),
            replicates: 12,
            without: Vec::new(),
            without_table: None,
            levels: vec!["city", "pc4", "complex"],
            places: true,
            more: false,
            all_contributions: false,
            science: serde_json::json!({}),
        }
    }

    /// Writes the results folder.
    pub fn write(&self, out: &Path) {
        let places: Vec<_> = PLACES
            .iter()
            .map(|(code, name, x, y, _)| {
                serde_json::json!({"level": "pc4", "code": code, "name": name, "x": x, "y": y})
            })
            .collect();
        let mut manifest = serde_json::json!({"city": "Voorbeeldstad", "seeds": [1]});
        if self.places {
            manifest["areas"] = serde_json::json!(places);
        }
        for (key, value) in self.science.as_object().expect("an object") {
            manifest[key] = value.clone();
        }
        let plan = Plan {
            variants: self.variants.clone(),
            replicates: (0..self.replicates).collect(),
            shard: None,
            resume: false,
            overwrite: false,
            threads: Some(2),
            out: out.to_owned(),
            manifest,
        };
        let report = run_ensemble(self, &plan, &|_| {}).expect("results");
        assert!(report.failures.is_empty());
    }

    fn effect(&self, variant: usize) -> f64 {
        [
            0.0, 0.030, -0.022, 0.004, 0.012, -0.010, 0.018, -0.03, 0.025,
        ][variant % 9]
    }
}

impl Simulation for Invented {
    type Branch = Draws;

    fn prepare(&self, replicate: u32) -> Result<Draws, String> {
        Ok(Draws::new(3, replicate))
    }

    fn run(&self, draws: &Draws, variant: usize, _: u32) -> Result<RunOutput, String> {
        let mut tables = vec![self.indices(draws, variant), self.areas(draws, variant)];
        if self.more {
            tables.extend(more::tables(draws, variant, self.all_contributions));
        }
        tables.retain(|t| Some(t.name.as_str()) != self.without_table);
        Ok(RunOutput {
            tables,
            phase_seconds: Vec::new(),
        })
    }
}

pub fn category(texts: &[String]) -> Column {
    let mut categories: Vec<String> = texts.to_vec();
    categories.sort();
    categories.dedup();
    let code = |t: &String| categories.binary_search(t).expect("there") as u32;
    Column::Category {
        codes: texts.iter().map(code).collect(),
        categories,
    }
}

impl Invented {
    fn indices(&self, draws: &Draws, variant: usize) -> Table {
        let (mut year, mut level, mut group, mut index) = (vec![], vec![], vec![], vec![]);
        let mut value = vec![];
        for y in FIRST..=LAST {
            let t = f64::from(y - FIRST) / f64::from(LAST - FIRST);
            for (l, name) in self.levels.iter().enumerate() {
                let cells = [
                    ("low_income", "dissimilarity", 0.26),
                    ("vulnerable", "isolation", 0.19),
                    ("children", "dissimilarity", 0.22),
                    ("benefit", "dissimilarity", 0.24),
                    ("lowest_quintile", "isolation", 0.28),
                ];
                for (g, (who, what, start)) in cells.into_iter().enumerate() {
                    let who_key = (l * 10 + g) as u64;
                    let luck = |name: &'static str, key: u64, year: i32| {
                        draws.draw(Decision::named(name), key, year).normal()
                    };
                    let shared = luck("level", who_key, 0) * 0.006;
                    let noise = luck("noise", who_key, y) * 0.002;
                    let own = luck("own", who_key * 100 + variant as u64, y) * 0.0025 * t;
                    let drift = 0.02 * t * if g == 0 { 1.0 } else { -0.4 };
                    let size = 1.0 - 0.35 * g as f64 + 0.2 * l as f64;
                    year.push(y);
                    level.push((*name).to_owned());
                    group.push(who.to_owned());
                    index.push(what.to_owned());
                    let effect = self.effect(variant) * t * size;
                    value.push(start + 0.06 * l as f64 + shared + noise + own + drift + effect);
                }
            }
        }
        Table::new("indices")
            .with("year", Column::I32(year))
            .with("level", category(&level))
            .with("group", category(&group))
            .with("index", category(&index))
            .with("expected", Column::F64(vec![0.04; value.len()]))
            .with(
                "corrected",
                Column::F64(value.iter().map(|v| (v - 0.04) / 0.96).collect()),
            )
            .with("value", Column::F64(value))
    }

    fn areas(&self, draws: &Draws, variant: usize) -> Table {
        let names = [
            "households",
            "vacant",
            "vulnerable",
            "low_income",
            "benefit",
            "moves_in",
            "moves_in_low_income",
            "moves_in_vulnerable",
        ];
        let mut columns: Vec<Vec<i32>> = vec![Vec::new(); names.len()];
        let (mut year, mut level, mut area) = (vec![], vec![], vec![]);
        let complexes: Vec<String> = (0..COMPLEXES).map(|k| format!("C{k:03}")).collect();
        for y in FIRST..=LAST {
            let t = f64::from(y - FIRST) / f64::from(LAST - FIRST);
            let pc4 = PLACES.iter().map(|p| ("pc4", p.0, p.4));
            let complex = complexes
                .iter()
                .enumerate()
                .map(|(k, c)| ("complex", c.as_str(), 30.0 + (k * k % 170) as f64));
            let city = std::iter::once(("city", "9999", 70_000.0));
            for (k, (name, code, households)) in city.chain(pc4).chain(complex).enumerate() {
                if !self.levels.contains(&name) {
                    continue;
                }
                let luck = |name: &'static str, key: usize, year: i32| {
                    draws.draw(Decision::named(name), key as u64, year).normal()
                };
                let fixed = luck("place", k, 0) * 0.002;
                let poor = 0.25 + 0.35 * ((k * 7 % 16) as f64 / 16.0) + fixed;
                let lean = ((k * 5 % 16) as f64 / 8.0 - 1.0) * (0.02 + self.effect(variant)) * t;
                let share = (poor + lean + luck("year", k, y) * 0.004).clamp(0.05, 0.9);
                let turnover = 0.03 + 0.14 * ((k * 11 % 23) as f64 / 23.0);
                let moves = if y == FIRST {
                    0.0
                } else {
                    (households * turnover * (1.0 + 0.2 * luck("moves", k, y))).max(0.0)
                };
                let low = (0.3 + 2.0 * turnover + 0.08 * luck("in", k, 0)).clamp(0.0, 1.0);
                let numbers = [
                    households,
                    households * 0.02,
                    households * share * 0.1,
                    households * share,
                    households * share * 0.02,
                    moves,
                    moves * low,
                    moves * low * 0.4,
                ];
                for (column, number) in columns.iter_mut().zip(numbers) {
                    column.push(number.round() as i32);
                }
                year.push(y);
                level.push(name.to_owned());
                area.push(code.to_owned());
            }
        }
        let mut table = Table::new("areas")
            .with("year", Column::I32(year))
            .with("level", category(&level))
            .with("area", category(&area));
        for (name, column) in names.into_iter().zip(columns) {
            table = table.with(name, Column::I32(column));
        }
        table
            .columns
            .retain(|(n, _)| !self.without.contains(&n.as_str()));
        table
    }
}
