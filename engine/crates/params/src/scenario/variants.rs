//! The base policy and its variants, every parameter filled in.

use super::form::LABELS;
use crate::error::ScenarioError;
use crate::presets;
use crate::schema::Group;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The name under which the base policy is run and compared.
pub const BASE: &str = "base";

/// Name of the base in figures where the file gives it none.
pub const BASE_LABEL: &str = "Base";

/// A policy to run: the base, or the base with changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// Short name, used for folders and tables.
    pub name: String,
    /// Name for figures.
    pub label: String,
    /// What is asked by it.
    pub question: String,
    /// The name in Dutch, if the file has one.
    pub label_nl: Option<String>,
    /// What is asked by it in Dutch, if the file says so.
    pub question_nl: Option<String>,
    /// First year in which it differs from the base (None: from the first year on).
    pub from: Option<i32>,
    /// The preset it starts from, beside the base.
    pub preset: Option<String>,
    /// What it changes, as named in the file.
    pub change: Value,
    /// All groups with every parameter filled in.
    pub resolved: Value,
}

impl Variant {
    /// The resolved policy as the type that holds it.
    ///
    /// # Errors
    /// A message when the type does not fit the schema (a fault of the program).
    pub fn policy<T: DeserializeOwned>(&self) -> Result<T, String> {
        serde_json::from_value(self.resolved.clone())
            .map_err(|e| format!("variant {}: {e}", self.name))
    }
}

/// The base and the variants as a file gives them, the base first.
pub(super) fn variants(
    file: &str,
    given: &Value,
    groups: &[Group],
) -> Result<Vec<Variant>, ScenarioError> {
    let mut defaults = Map::new();
    for g in groups {
        let fields = g
            .parameters
            .iter()
            .map(|p| (p.name.to_owned(), p.default.clone()));
        defaults.insert(g.name.to_owned(), Value::Object(fields.collect()));
    }
    let mut base = Value::Object(defaults);
    let preset = |at: &Value| at["preset"].as_str().map(str::to_owned);
    let bundle = |name: &Option<String>| match name {
        Some(name) => presets::bundle(file, name, groups),
        None => Ok(Value::Null),
    };
    overlay(&mut base, &bundle(&preset(given))?);
    let mut set = given["base"].clone();
    // No parameters, so no part of the policy.
    let [label, label_nl] = LABELS.map(|field| {
        let text = set.as_object_mut()?.remove(field)?;
        let text = text.as_str()?;
        (!text.trim().is_empty()).then(|| text.to_owned())
    });
    overlay(&mut base, &set);
    let mut out = vec![Variant {
        name: BASE.to_owned(),
        label: label.unwrap_or_else(|| BASE_LABEL.to_owned()),
        question: String::new(),
        label_nl,
        question_nl: None,
        from: None,
        preset: preset(given),
        change: Value::Object(Map::new()),
        resolved: base.clone(),
    }];
    for v in given["variants"].as_array().into_iter().flatten() {
        let mut resolved = base.clone();
        overlay(&mut resolved, &bundle(&preset(v))?);
        overlay(&mut resolved, &v["change"]);
        let name = v["name"].as_str().unwrap_or_default();
        out.push(Variant {
            name: name.to_owned(),
            label: v["label"].as_str().unwrap_or(name).to_owned(),
            question: v["question"].as_str().unwrap_or_default().to_owned(),
            label_nl: v["label_nl"].as_str().map(str::to_owned),
            question_nl: v["question_nl"].as_str().map(str::to_owned),
            from: v["from"].as_i64().map(|y| y as i32),
            preset: preset(v),
            change: v["change"].clone(),
            resolved,
        });
    }
    Ok(out)
}

/// Puts what `change` names over `target`; records are merged, everything else is replaced.
fn overlay(target: &mut Value, change: &Value) {
    match (target, change) {
        (Value::Object(t), Value::Object(c)) => {
            for (k, v) in c {
                overlay(t.entry(k.clone()).or_insert(Value::Null), v);
            }
        }
        (_, Value::Null) => {}
        (t, c) => *t = c.clone(),
    }
}
