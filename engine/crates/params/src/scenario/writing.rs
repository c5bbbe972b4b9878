//! A scenario with every default filled in, as JSON for the manifest and as RON.

use super::{BASE_LABEL, Scenario};
use serde_json::{Value, json};

impl Scenario {
    pub(super) fn as_json(&self, city: &str) -> Value {
        let variants: Vec<Value> = self
            .variants
            .iter()
            .map(|v| {
                let mut variant = json!({
                    "name": v.name, "label": v.label, "question": v.question, "from": v.from,
                    "preset": v.preset, "change": v.change, "policy": v.resolved,
                });
                for (field, text) in v.dutch() {
                    variant[field] = json!(text);
                }
                variant
            })
            .collect();
        let mut resolved = json!({
            "name": self.name, "title": self.title, "question": self.question, "city": city,
            "first_year": self.first_year, "last_year": self.last_year, "burn_in": self.burn_in,
            "replicates": self.replicates, "seed": self.seed,
            "rounds_per_year": self.rounds_per_year, "growth_after": self.growth_after,
            "indexation": {"rents": self.indexation.rents, "incomes": self.indexation.incomes},
            "output": {
                "moves": self.moves, "panel": self.panel,
                "all_contributions": self.all_contributions,
            },
            "indicators": self
                .indicators
                .iter()
                .map(|[level, group, index]| json!({"level": level, "group": group, "index": index}))
                .collect::<Vec<Value>>(),
            "unit_prices": self.prices,
            "variants": variants,
        });
        // Only where the file has them: a scenario without them keeps its digest.
        for (field, text) in self.dutch() {
            resolved[field] = json!(text);
        }
        resolved
    }

    /// The scenario as RON with every default filled in: reading it gives the same policies.
    pub fn resolved_ron(&self, city: &str) -> String {
        let mut out = String::from(
            "// Every default filled in. Written by `buurt check --write-resolved`.\n(\n",
        );
        let r = &self.resolved;
        for name in [
            "name",
            "title",
            "question",
            "first_year",
            "last_year",
            "burn_in",
            "replicates",
            "seed",
            "rounds_per_year",
            "growth_after",
            "indexation",
            "output",
            "indicators",
            "unit_prices",
        ] {
            out.push_str(&format!("  {name}: {},\n", ron_text(&r[name], 1)));
        }
        for (field, text) in self.dutch() {
            out.push_str(&format!("  {field}: {},\n", ron_text(&json!(text), 1)));
        }
        out.push_str(&format!("  city: {},\n", ron_text(&json!(city), 1)));
        let base = &self.variants[0];
        let mut policy = base.resolved.clone();
        if base.label != BASE_LABEL {
            policy["label"] = json!(base.label);
        }
        for (field, text) in base.dutch() {
            policy[field] = json!(text);
        }
        out.push_str(&format!(
            "  base: {},\n  variants: [\n",
            ron_text(&policy, 1)
        ));
        for v in &self.variants[1..] {
            let mut rest = v.from.map_or(String::new(), |y| format!(" from: {y},"));
            if let Some(preset) = &v.preset {
                rest += &format!(" preset: {},", ron_text(&json!(preset), 2));
            }
            for (field, text) in v.dutch() {
                rest += &format!(" {field}: {},", ron_text(&json!(text), 2));
            }
            out.push_str(&format!(
                "    (name: {}, label: {}, question: {},{rest} change: {}),\n",
                ron_text(&json!(v.name), 2),
                ron_text(&json!(v.label), 2),
                ron_text(&json!(v.question), 2),
                ron_text(&v.change, 2)
            ));
        }
        out.push_str("  ],\n)\n");
        out
    }
}

fn ron_text(v: &Value, depth: usize) -> String {
    match v {
        Value::Object(map) => {
            let pad = "  ".repeat(depth);
            let lines: Vec<String> = map
                .iter()
                .map(|(k, v)| format!("{pad}  {k}: {},\n", ron_text(v, depth + 1)))
                .collect();
            format!("(\n{}{pad})", lines.concat())
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|v| ron_text(v, depth)).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}
