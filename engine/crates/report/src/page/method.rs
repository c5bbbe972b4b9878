//! How the numbers came about: the model in short, the parameters with their sources,
//! the manifest, and the command that reproduces everything.

use crate::page::ensemble::BASE;
use crate::page::prose::prose;
use crate::page::source_key;
use crate::page::view::View;
use crate::page::words::{Language, fill};
use buurt_params::schema::Parameter;
use maud::{Markup, html};
use serde_json::{Value, json};

/// What a source says about the value it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// A published or derived figure is named.
    Sourced,
    /// The scenario sets it: that is what is asked.
    Choice,
    /// A source from memory, or an assumption within a range.
    Assumed,
}

/// Reads the confidence from the text of a source.
pub fn confidence(source: &str) -> Confidence {
    if source.contains("scenario range") || source.contains("ML") || source.contains("PROP") {
        Confidence::Assumed
    } else if source.starts_with("scenario") {
        Confidence::Choice
    } else {
        Confidence::Sourced
    }
}

/// The command that makes the same results, and the one that makes the report.
pub fn commands(view: &View<'_>) -> Vec<String> {
    let e = view.ensemble;
    let scenario = &e.science["scenario"];
    let file = e.science["inputs"][0]["file"]
        .as_str()
        .unwrap_or("SCENARIO.ron");
    let contiguous = e
        .replicates
        .iter()
        .enumerate()
        .all(|(k, r)| *r as usize == k);
    let seeds = if contiguous {
        e.replicates.len().to_string()
    } else {
        let list: Vec<String> = e.replicates.iter().map(u32::to_string).collect();
        list.join(",") + if list.len() == 1 { "," } else { "" }
    };
    let mut run = format!("buurt run {file} --seeds {seeds}");
    let years = scenario["first_year"]
        .as_i64()
        .zip(scenario["last_year"].as_i64());
    if let Some((first, last)) = years {
        run += &format!(" --years {}", last - first + 1);
    }
    let names: Vec<&str> = view.others().map(|v| e.variants[v].name.as_str()).collect();
    // Without a list of the scenario's variants, as in older results, all are named.
    let of_scenario = e.science["scenario_variants"].as_array();
    let whole = of_scenario.is_some_and(|all| {
        all.iter()
            .all(|name| e.variants.iter().any(|v| *name == v.name.as_str()))
    });
    if !names.is_empty() && !whole {
        run += &format!(" --only {}", names.join(","));
    }
    let name = scenario["name"].as_str().unwrap_or("DIR");
    let mut report = format!("buurt report results/{name}");
    if view.language == Language::Dutch {
        report += " --lang nl";
    }
    if view.places.real {
        report += " --geojson FILE";
    }
    if view.min_cell > 0 {
        report += &format!(" --min-cell {}", view.min_cell);
    }
    vec![run, report]
}

/// The section.
pub fn section(view: &View<'_>) -> Markup {
    let (e, w) = (view.ensemble, view.words);
    html! {
        section id="method" {
            h2 { (w.method) }
            p { (w.method_lead) }
            h3 { (w.odd) }
            dl.odd { @for (head, text) in w.odd_items() { dt { (head) } dd { (text) } } }
            h3 { (w.sources) }
            ul { @for credit in &e.credits { li { (credit) } } @if e.credits.is_empty() { li { (w.no_credits) } } }
            (parameters(view))
            h3 { (w.reproduce) }
            p { (w.reproduce_lead) }
            pre tabindex="0" { code { @for command in commands(view) { (command) "\n" } } }
            (manifest(view))
        }
    }
}

/// A parameter that is not what it is by default somewhere.
struct Row<'a> {
    group: &'static str,
    parameter: &'a Parameter,
    base: Value,
    varied: Vec<(usize, Value)>,
}

fn rows<'a>(view: &'a View<'_>) -> Vec<Row<'a>> {
    let policies = view.ensemble.science["scenario"]["variants"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let policy = |v: usize| -> Value {
        let name = view.ensemble.variants[v].name.as_str();
        policies
            .iter()
            .find(|p| p["name"] == name)
            .map_or(Value::Null, |p| p["policy"].clone())
    };
    let all: Vec<Value> = (0..view.ensemble.variants.len()).map(policy).collect();
    view.schema
        .iter()
        .flat_map(|group| group.parameters.iter().map(move |p| (group.name, p)))
        .map(|(group, parameter)| {
            let base = all[BASE][group][parameter.name].clone();
            Row {
                group,
                parameter,
                varied: view
                    .others()
                    .map(|v| (v, all[v][group][parameter.name].clone()))
                    .filter(|(_, value)| *value != base)
                    .collect(),
                base,
            }
        })
        // A parameter that the program of the results did not have yet is none of theirs.
        .filter(|row| !row.base.is_null())
        .collect()
}

/// The groups of which the base sets a parameter to something else than its default.
pub fn set_by_base(view: &View<'_>) -> Vec<&'static str> {
    let set = rows(view)
        .into_iter()
        .filter(|r| r.base != r.parameter.default);
    let mut groups: Vec<&str> = set.map(|r| r.group).collect();
    groups.dedup();
    groups
}

fn parameters(view: &View<'_>) -> Markup {
    let w = view.words;
    let rows = rows(view);
    if rows.is_empty() {
        return html! {};
    }
    let (mattering, rest): (Vec<Row<'_>>, Vec<Row<'_>>) = rows
        .into_iter()
        .partition(|r| !r.varied.is_empty() || r.base != r.parameter.default);
    let assumed = mattering
        .iter()
        .chain(&rest)
        .filter(|r| confidence(r.parameter.source) == Confidence::Assumed)
        .count();
    let all = mattering.len() + rest.len();
    html! {
        h3 { (w.parameters) }
        p { (fill(w.parameters_lead, &[("all", &all.to_string()), ("assumed", &assumed.to_string())])) }
        div.scroll role="region" tabindex="0" aria-label=(w.parameters) { (parameter_table(view, &mattering, w.parameters_changed)) }
        details {
            summary { (w.parameters_rest) }
            div.scroll role="region" tabindex="0" aria-label=(w.parameters_rest) { (parameter_table(view, &rest, w.parameters_rest)) }
        }
        (source_key::key(view))
    }
}

fn parameter_table(view: &View<'_>, rows: &[Row<'_>], caption: &str) -> Markup {
    let w = view.words;
    html! {
        table.parameters {
            caption { (caption) }
            thead { tr { @for head in [w.parameter, w.meaning, w.value, w.unit, w.confidence, w.source] { th scope="col" { (head) } } } }
            tbody {
                @for row in rows {
                    tr {
                        th scope="row" { code { (row.group) "." (row.parameter.name) } }
                        td lang="en" { (row.parameter.meaning) }
                        td {
                            (plain(&row.base))
                            @for (v, value) in &row.varied { br; span.unit { (view.label(*v)) ": " } (plain(value)) }
                        }
                        td lang="en" { (row.parameter.unit) }
                        td { @match confidence(row.parameter.source) {
                            Confidence::Sourced => { (w.sourced) }
                            Confidence::Choice => { (w.choice) }
                            Confidence::Assumed => { strong { (w.assumed) } }
                        } }
                        td lang="en" { (prose(row.parameter.source)) }
                    }
                }
            }
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(s) => s.clone(),
        Value::Array(list) if list.is_empty() => "–".to_owned(),
        Value::Array(list) => list.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Null => "–".to_owned(),
        other => other.to_string(),
    }
}

fn manifest(view: &View<'_>) -> Markup {
    let (e, w) = (view.ensemble, view.words);
    let science = &e.science;
    let text = |key: &str| science[key].as_str().unwrap_or("–").to_owned();
    let mut short = science.clone();
    if let Some(map) = short.as_object_mut() {
        // The tables' digests and the areas are long; the file beside the results has them.
        map.remove("outputs");
        map.remove("areas");
        if let Some(variants) = map
            .get_mut("scenario")
            .and_then(|s| s["variants"].as_array_mut())
        {
            for (k, variant) in variants.iter_mut().enumerate() {
                if k > 0
                    && let Some(v) = variant.as_object_mut()
                {
                    v.remove("policy");
                }
            }
        }
    }
    let pretty = serde_json::to_string_pretty(&short).unwrap_or_else(|_| json!({}).to_string());
    html! {
        h3 { (w.manifest) }
        dl.manifest {
            dt { (w.program) } dd { (text("program")) " " (text("program_version")) }
            dt { "commit" } dd { code { (text("commit")) } }
            dt { (w.chance) } dd { (text("random_scheme")) ", seed " (science["seed"].to_string()) }
            dt { (w.runs) } dd { (e.runs) " (" (e.variants.len()) " × " (e.replicates.len()) ")" }
            dt { (w.scenario_word) } dd { code { (text("scenario_sha256")) } }
            dt { (w.law_word) } dd { code { (text("law_sha256")) } }
            // The scenario stands first, then the files that it names.
            @for (k, input) in science["inputs"].as_array().into_iter().flatten().enumerate() {
                @let name = [w.scenario_file, w.input_word][k.min(1)];
                dt { (fill(name, &[("file", input["file"].as_str().unwrap_or("–"))])) }
                dd { code { (input["sha256"].as_str().unwrap_or("–")) } }
            }
        }
        details {
            summary { (w.manifest_whole) }
            pre.json tabindex="0" lang="en" { (pretty) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assumption_is_told_from_a_source() {
        assert_eq!(confidence("C-13"), Confidence::Sourced);
        assert_eq!(confidence("scenario range; C-4"), Confidence::Assumed);
        assert_eq!(
            confidence("C-49: norm met with room to spare (ML)"),
            Confidence::Assumed
        );
        assert_eq!(confidence("scenario"), Confidence::Choice);
    }
}
