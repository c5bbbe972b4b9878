//! The indices that answer the question of a scenario: those that it names, or else the
//! usual ones.

use serde_json::Value;

/// What an index is about: level, group, index.
pub type IndexKey = (String, String, String);

/// Group and index that are shown of a scenario without `indicators`.
pub const HEADLINES: [(&str, &str); 2] =
    [("low_income", "dissimilarity"), ("vulnerable", "isolation")];

/// Level, group and index of the `indicators` of a scenario, as the manifest has it.
pub fn indicators(scenario: &Value) -> impl Iterator<Item = [&str; 3]> {
    let list = scenario["indicators"].as_array();
    list.into_iter()
        .flatten()
        .map(|i| ["level", "group", "index"].map(|field| i[field].as_str().unwrap_or_default()))
}

/// The usual indices between areas of `area_level` and between complexes.
pub fn usual(area_level: &str) -> Vec<IndexKey> {
    let levels = [area_level, "complex"];
    HEADLINES
        .iter()
        .flat_map(|(group, index)| levels.map(|level| key([level, group, index])))
        .collect()
}

/// What the commands show of results first: the `indicators` of the scenario in the block
/// `science` of the manifest, or else the usual ones at the level of the city's areas.
pub fn headlines(science: &Value) -> Vec<IndexKey> {
    let named: Vec<IndexKey> = indicators(&science["scenario"]).map(key).collect();
    if named.is_empty() {
        usual(area_level(science))
    } else {
        named
    }
}

/// Level of the areas of the city, as the block `science` of the manifest has it.
pub fn area_level(science: &Value) -> &str {
    science["areas"][0]["level"].as_str().unwrap_or("pc4")
}

fn key(parts: [&str; 3]) -> IndexKey {
    let [level, group, index] = parts.map(str::to_owned);
    (level, group, index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_usual_indices_are_at_the_level_of_the_areas() {
        let of = |science: Value| -> Vec<String> {
            let keys = headlines(&science);
            keys.iter().map(|k| [&*k.0, &k.1, &k.2].join(" ")).collect()
        };
        let usual = [
            "buurt low_income dissimilarity",
            "complex low_income dissimilarity",
            "buurt vulnerable isolation",
            "complex vulnerable isolation",
        ];
        assert_eq!(of(json!({"areas": [{"level": "buurt"}]})), usual);
        assert_eq!(of(json!({}))[0], "pc4 low_income dissimilarity");
        let gini = json!({"level": "complex", "group": "benefit", "index": "gini"});
        let named = json!({"scenario": {"indicators": [gini]}});
        assert_eq!(of(named), ["complex benefit gini"]);
    }
}
