//! The indices that figures and report show: those that the scenario says answer its
//! question, or else the usual ones.

use crate::page::tables::{GROUPS, INDEX_NAMES};
use buurt_lab::headlines::indicators;
pub use buurt_lab::headlines::{HEADLINES, IndexKey};
use serde_json::Value;

/// Levels from coarse to fine.
pub const LEVELS: [&str; 5] = ["wijk", "pc4", "buurt", "complex", "portiek"];

/// Level, group and index of the `indicators` of a scenario, each once, as far as they can be
/// shown and the results have them (`there`).
pub fn named(scenario: &Value, there: impl Fn(&IndexKey) -> bool) -> Vec<IndexKey> {
    let mut keys: Vec<IndexKey> = Vec::new();
    for [level, group, index] in indicators(scenario) {
        let key = (level.to_owned(), group.to_owned(), index.to_owned());
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
