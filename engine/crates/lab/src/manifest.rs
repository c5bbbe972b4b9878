//! `manifest.json`: what a results folder holds and how it came about.
//!
//! The block `science` is what determines and identifies the results: two
//! ensembles with the same `science` text are the same experiment with the same
//! outcome, byte for byte. The block `execution` is what it took: one entry per
//! session, as a shard or a resumed ensemble has several.

use crate::error::LabError;
use crate::layout::{MANIFEST, RunRecord, finished_runs, write_whole};
use crate::plan::Plan;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;

/// Version of the folder layout and of the columns of this crate's own files.
pub const SCHEMA_VERSION: u32 = 1;

/// Keys of `science` that the lab fills in and that may grow when an ensemble is extended.
const GROWING: [&str; 3] = ["outputs", "replicates", "variants"];

/// The manifest in `dir`, or None if there is none.
///
/// # Errors
/// [`LabError::Read`], or [`LabError::Damaged`] when it is no JSON object with a
/// `science` block.
pub fn read_manifest(dir: &Path) -> Result<Option<Value>, LabError> {
    let path = dir.join(MANIFEST);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(LabError::read(&path, e)),
    };
    let value: Value = serde_json::from_slice(&text).map_err(|e| LabError::damaged(&path, e))?;
    if value.get("science").is_some_and(Value::is_object) {
        Ok(Some(value))
    } else {
        Err(LabError::damaged(&path, "there is no science block"))
    }
}

/// One line per field in which the experiment in `manifest` differs from `plan`.
pub fn differences(manifest: &Value, plan: &Plan) -> Vec<String> {
    let mut there = manifest["science"].clone();
    let mut here = plan.manifest.clone();
    if let Some(map) = there.as_object_mut() {
        GROWING.iter().for_each(|k| drop(map.remove(*k)));
    }
    if let Some(map) = here.as_object_mut() {
        GROWING.iter().for_each(|k| drop(map.remove(*k)));
        map.insert("schema_version".to_owned(), json!(SCHEMA_VERSION));
    }
    let mut lines = Vec::new();
    collect_differences("", &there, &here, &mut lines);
    lines
}

fn collect_differences(at: &str, there: &Value, here: &Value, lines: &mut Vec<String>) {
    if let (Value::Object(a), Value::Object(b)) = (there, here) {
        let mut keys: Vec<&String> = a.keys().chain(b.keys()).collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            let path = match at {
                "" => key.clone(),
                _ => format!("{at}.{key}"),
            };
            let absent = Value::Null;
            collect_differences(
                &path,
                a.get(key).unwrap_or(&absent),
                b.get(key).unwrap_or(&absent),
                lines,
            );
        }
    } else if there != here {
        lines.push(format!("{at}: {} there, {} now", short(there), short(here)));
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    }
}

/// Writes `manifest.json` for every whole run in the folder. `session` is added
/// to the list of sessions when it is given.
///
/// # Errors
/// [`LabError::Read`] or [`LabError::Write`].
pub fn write_manifest(plan: &Plan, session: Option<Value>) -> Result<Vec<RunRecord>, LabError> {
    let mut sessions = Vec::new();
    let (mut variants, mut replicates) = (plan.variants.clone(), plan.replicates.clone());
    if let Some(old) = read_manifest(&plan.out)? {
        if let Some(list) = old["execution"]["sessions"].as_array() {
            sessions.clone_from(list);
        }
        let named = |v: &Value| v.as_str().map(str::to_owned);
        let old_variants = list_of(&old["science"]["variants"], named);
        variants = joined(old_variants, variants);
        let number = |v: &Value| v.as_u64().and_then(|n| u32::try_from(n).ok());
        let old_replicates = list_of(&old["science"]["replicates"], number);
        replicates = joined(old_replicates, replicates);
    }
    replicates.sort_unstable();
    sessions.extend(session);
    loop {
        let runs = finished_runs(&plan.out)?;
        let mut science = plan.manifest.clone();
        science["schema_version"] = json!(SCHEMA_VERSION);
        science["variants"] = json!(variants);
        science["replicates"] = json!(replicates);
        science["outputs"] = json!(runs);
        let manifest = sorted(&json!({
            "science": science,
            "execution": { "sessions": sessions },
        }));
        let mut text = serde_json::to_vec_pretty(&manifest)
            .map_err(|e| LabError::Plan(format!("the manifest is no valid JSON: {e}")))?;
        text.push(b'\n');
        write_whole(&plan.out.join(MANIFEST), &text)?;
        // Another shard may have finished between the look and the write.
        if finished_runs(&plan.out)? == runs {
            return Ok(runs);
        }
    }
}

fn list_of<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    value
        .as_array()
        .map_or_else(Vec::new, |list| list.iter().filter_map(read).collect())
}

/// Both lists without doubles, in the order of the one that contains the other,
/// else the old one first.
fn joined<T: PartialEq>(old: Vec<T>, new: Vec<T>) -> Vec<T> {
    if old.iter().all(|o| new.contains(o)) {
        return new;
    }
    let mut all = old;
    for n in new {
        if !all.contains(&n) {
            all.push(n);
        }
    }
    all
}

/// The value with the keys of every object in alphabetical order.
pub fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            let ordered: Map<String, Value> = keys
                .into_iter()
                .map(|k| (k.clone(), sorted(&map[k])))
                .collect();
            Value::Object(ordered)
        }
        Value::Array(list) => Value::Array(list.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

/// Peak resident memory of this process in bytes, where the system tells (Linux).
pub fn peak_memory_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}
