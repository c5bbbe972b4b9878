//! The indices that figures and report show: those that the scenario says answer its
//! question, or else the usual ones.

use crate::page::tables::{GROUPS, INDEX_NAMES};
use serde_json::Value;

/// What an index is about: level, group, index.
pub type IndexKey = (String, String, String);

/// Levels from coarse to fine.
pub const LEVELS: [&str; 5] = ["wijk", "pc4", "buurt", "complex", "portiek"];

/// Group and index that are shown of a scenario without `indicators`.
pub const HEADLINES: [(&str, &str); 2] =
    [("low_income", "dissimilarity"), ("vulnerable", "isolation")];

/// Level, group and index of the `indicators` of a scenario, each once, as far as they can be
/// shown and the results have them (`there`).
pub fn named(scenario: &Value, there: impl Fn(&IndexKey) -> bool) -> Vec<IndexKey> {
    let mut keys: Vec<IndexKey> = Vec::new();
    for i in scenario["indicators"].as_array().into_iter().flatten() {
        let text = |field: &str| i[field].as_str().unwrap_or_default().to_owned();
        let key = (text("level"), text("group"), text("index"));
        let known = LEVELS.contains(&key.0.as_str()) && pair(&key).is_some();
        if known && there(&key) && !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// Group and index of the keys that can be shown, each once.
pub fn pairs(keys: &[IndexKey]) -> Vec<(&'static str, &'static str)> {
    let mut pairs = Vec::new();
    for pair in keys.iter().filter_map(pair) {
        if !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
    pairs
}

fn pair((_, group, index): &IndexKey) -> Option<(&'static str, &'static str)> {
    let known = |names: &[&'static str], name: &str| names.iter().copied().find(|n| *n == name);
    known(&GROUPS, group).zip(known(&INDEX_NAMES, index))
}
