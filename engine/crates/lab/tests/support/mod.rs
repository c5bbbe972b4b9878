//! A small seeded simulation and a folder that removes itself.
#![allow(dead_code)]

use buurt_core::{Column, Decision, Draws, Table};
use buurt_lab::{Plan, RunOutput, Simulation};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder under the system's temporary folder, removed when dropped.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("buurt-lab-{}-{n}", std::process::id()));
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

/// Households drift between two areas; a variant shifts the drift from year 2 on.
pub struct Toy {
    pub seed: u64,
    pub households: usize,
    /// Effect of each variant on the index.
    pub effects: Vec<f64>,
    /// Runs (variant, replicate) that panic.
    pub panics: Vec<(usize, u32)>,
    /// Replicates whose burn-in fails.
    pub bad_burn_ins: Vec<u32>,
    /// Number of burn-ins made.
    pub prepared: AtomicUsize,
}

impl Toy {
    pub fn new() -> Self {
        Toy {
            seed: 7,
            households: 400,
            effects: vec![0.0, 0.02, -0.01],
            panics: Vec::new(),
            bad_burn_ins: Vec::new(),
            prepared: AtomicUsize::new(0),
        }
    }
}

pub struct Start {
    draws: Draws,
    level: f64,
}

impl Simulation for Toy {
    type Branch = Start;

    fn prepare(&self, replicate: u32) -> Result<Start, String> {
        self.prepared.fetch_add(1, Ordering::Relaxed);
        if self.bad_burn_ins.contains(&replicate) {
            return Err("no dwellings".to_owned());
        }
        let draws = Draws::new(self.seed, replicate);
        let level = 0.3 + 0.05 * draws.draw(Decision::named("level"), 0, 0).normal();
        Ok(Start { draws, level })
    }

    fn run(&self, start: &Start, variant: usize, replicate: u32) -> Result<RunOutput, String> {
        assert!(
            !self.panics.contains(&(variant, replicate)),
            "household 12 lives twice"
        );
        let (mut year, mut group, mut value, mut expected, mut corrected) =
            (vec![], vec![], vec![], vec![], vec![]);
        for y in 0..4 {
            for g in 0..2_u32 {
                let noise = start.draws.draw(Decision::named("noise"), u64::from(g), y);
                let own = start
                    .draws
                    .draw(Decision::named("own"), variant as u64, y)
                    .normal();
                let effect = if y >= 2 { self.effects[variant] } else { 0.0 };
                let d = start.level + 0.01 * noise.normal() + 0.001 * own + effect;
                year.push(2020 + y);
                group.push(g);
                value.push(d);
                expected.push(0.05);
                corrected.push(if g == 1 { f64::NAN } else { (d - 0.05) / 0.95 });
            }
        }
        let one = |text: &str, n: usize| Column::Category {
            codes: vec![0; n],
            categories: vec![text.to_owned()],
        };
        let n = year.len();
        let indices = Table::new("indices")
            .with("year", Column::I32(year))
            .with("level", one("buurt", n))
            .with(
                "group",
                Column::Category {
                    codes: group,
                    categories: vec!["low_income".to_owned(), "children".to_owned()],
                },
            )
            .with("index", one("dissimilarity", n))
            .with("value", Column::F64(value))
            .with("expected", Column::F64(expected))
            .with("corrected", Column::F64(corrected));
        let keys: Vec<i64> = (0..self.households as i64).collect();
        let rents = keys
            .iter()
            .map(|k| {
                start
                    .draws
                    .draw(Decision::named("rent"), *k as u64, 1)
                    .uniform()
            })
            .collect();
        let panel = Table::new("panel")
            .with("household", Column::I64(keys))
            .with("rent_eur_month", Column::F64(rents));
        Ok(RunOutput {
            tables: vec![indices, panel],
            phase_seconds: vec![("Market".to_owned(), 0.5), ("Observe".to_owned(), 0.25)],
        })
    }
}

pub fn plan(out: &Path) -> Plan {
    Plan {
        variants: ["baseline", "quota", "mixing"].map(str::to_owned).to_vec(),
        replicates: vec![0, 1, 2, 3, 4],
        shard: None,
        resume: false,
        overwrite: false,
        threads: Some(2),
        out: out.to_owned(),
        manifest: serde_json::json!({
            "program_version": "0.1.0",
            "scenario": {"text": "(years: 4)", "years": 4},
            "seeds": [7],
        }),
    }
}

/// Every file under `dir` with its bytes, sorted by path; of the manifest only the
/// scientific part.
pub fn contents(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let mut bytes = fs::read(&path).expect("file");
            let name = path.strip_prefix(dir).expect("inside").to_string_lossy();
            if name == "manifest.json" {
                bytes = science(dir).into_bytes();
            }
            found.push((name.into_owned(), bytes));
        }
    }
    found.sort();
    found
}

/// The text of the scientific part of the manifest.
pub fn science(dir: &Path) -> String {
    manifest(dir)["science"].to_string()
}

pub fn manifest(dir: &Path) -> serde_json::Value {
    let text = fs::read(dir.join("manifest.json")).expect("manifest");
    serde_json::from_slice(&text).expect("json")
}
