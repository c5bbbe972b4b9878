//! Presets: bundles of settings that belong together, usable in any city. The seed
//! report (p. 25, 45) sees two perspectives on concentrations of vulnerable households:
//! fight them, or keep them manageable; a scenario names one by `preset: "fight"` and
//! may still change every part of it.

use serde_json::Value;

use crate::error::ScenarioError;
use crate::node::Reader;
use crate::schema::{Entry, Group, Kind};

/// A bundle of settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// Name in scenario files.
    pub name: &'static str,
    /// What it stands for.
    pub meaning: &'static str,
    /// Its settings, as the `base` of a scenario file would give them.
    pub text: &'static str,
}

/// All presets.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "fight",
        meaning: "fight concentrations: spread, close burdened complexes, mix the stock",
        text: include_str!("../presets/fight.ron"),
    },
    Preset {
        name: "contain",
        meaning: "keep concentrations manageable: house where there is room, with more and longer support",
        text: include_str!("../presets/contain.ron"),
    },
];

/// The settings of a preset, read against the parameter groups.
///
/// # Errors
/// [`ScenarioError::Meaning`] when there is no such preset, or it names something that
/// the groups do not know.
pub fn bundle(file: &str, name: &str, groups: &[Group]) -> Result<Value, ScenarioError> {
    let wrong = |message: String| ScenarioError::Meaning {
        file: file.to_owned(),
        message,
    };
    let Some(preset) = PRESETS.iter().find(|p| p.name == name) else {
        let known: Vec<&str> = PRESETS.iter().map(|p| p.name).collect();
        return Err(wrong(format!(
            "`preset`: \"{name}\" is not known; allowed is one of {}",
            known.join(", ")
        )));
    };
    let kind = Kind::Record(
        groups
            .iter()
            .map(|g| Entry::optional(g.name, g.kind()))
            .collect(),
    );
    ron::Options::default()
        .from_str_seed(preset.text, Reader::new(&kind))
        .map_err(|e| {
            wrong(format!(
                "the preset \"{name}\" does not fit this program (line {}: {}); leave it out and give its settings yourself",
                e.span.start.line, e.code
            ))
        })
}
