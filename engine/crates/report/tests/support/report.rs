//! The report about an invented ensemble with all tables, and what is read from it.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use super::{FIRST, Invented, LAST, Scratch};
use buurt_report::{PageOptions, page};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// An ensemble with all tables and a scenario in which one variant names two areas.
pub fn whole() -> Invented {
    let variants = [
        json!({"name": "baseline", "label": "As it is", "change": {}}),
        json!({
            "name": "passend_70", "label": "Passend <70 %>", "question": "What if?",
            "change": {"passend": {"in_force": false}},
        }),
        json!({
            "name": "mixing_quota", "label": "Quota", "question": "",
            "change": {"rotterdam_act": {"in_force": true, "areas": ["1004", "1012"]}},
        }),
    ];
    Invented {
        variants: ["baseline", "passend_70", "mixing_quota"]
            .map(str::to_owned)
            .to_vec(),
        replicates: 6,
        more: true,
        science: json!({
            "seed": 7,
            "inputs": [{"file": "town.ron", "sha256": "aa"}],
            "credits": ["Made up (CC BY 4.0)"],
            "scenario": {
                "name": "town", "title": "A town", "question": "Does it hold?",
                "first_year": FIRST, "last_year": LAST, "variants": variants,
            },
        }),
        ..Invented::new()
    }
}

pub fn written(invented: &Invented, scratch: &Scratch) -> PathBuf {
    let dir = scratch.dir("results");
    invented.write(&dir);
    dir
}

/// The same with indicators about households on benefit before low incomes.
pub fn about_benefit() -> Invented {
    let mut asked = whole();
    asked.science["scenario"]["indicators"] = json!([
        {"level": "pc4", "group": "benefit", "index": "dissimilarity"},
        {"level": "complex", "group": "low_income", "index": "dissimilarity"},
    ]);
    asked
}

/// The report without cells below `min_cell`.
pub fn closed(dir: &Path, min_cell: u32) -> String {
    let options = PageOptions {
        min_cell,
        ..PageOptions::default()
    };
    page(dir, &options).unwrap()
}

pub fn english(dir: &Path) -> String {
    page(dir, &PageOptions::default()).unwrap()
}

/// The text of one section, without tags.
pub fn section(html: &str, id: &str) -> String {
    let start = html.find(&format!("<section id=\"{id}\"")).unwrap();
    let end = start + html[start..].find("</section>").unwrap();
    let mut text = String::new();
    let mut inside = false;
    for c in html[start..end].chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn data(html: &str) -> Value {
    let start = html.find("id=\"data\">").unwrap() + 10;
    let end = start + html[start..].find("</script>").unwrap();
    serde_json::from_str(&html[start..end]).unwrap()
}
