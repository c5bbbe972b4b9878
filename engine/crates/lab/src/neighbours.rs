//! Which areas lie side by side, from their centroids alone.

use serde_json::Value;

/// The pairs of the Gabriel graph, the lower number first (Gabriel and Sokal 1969, "A new
/// statistical approach to geographic variation analysis"): two points whose common
/// circle, with the line between them as diameter, holds no third.
pub fn gabriel(points: &[(f64, f64)]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let square = |a: (f64, f64), b: (f64, f64)| {
        let (dx, dy) = (a.0 - b.0, a.1 - b.1);
        dx * dx + dy * dy
    };
    for i in 0..points.len() {
        for j in i + 1..points.len() {
            let (a, b) = (points[i], points[j]);
            let middle = ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
            let radius = square(a, b) / 4.0;
            // A third area on the circle stands between the two as well.
            let free = (0..points.len())
                .filter(|k| *k != i && *k != j)
                .all(|k| square(points[k], middle) > radius * (1.0 + 1e-9));
            if free {
                pairs.push((i, j));
            }
        }
    }
    pairs
}

/// Codes and centroids of the areas in the scientific part of a manifest.
pub fn centroids(science: &Value) -> Vec<(String, (f64, f64))> {
    let areas = science["areas"].as_array();
    let level = &science["areas"][0]["level"];
    let mut found: Vec<(String, (f64, f64))> = areas
        .into_iter()
        .flatten()
        .filter(|a| a["level"] == *level)
        .filter_map(|a| {
            let at = (a["x"].as_f64()?, a["y"].as_f64()?);
            Some((a["code"].as_str()?.to_owned(), at))
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.dedup_by(|a, b| a.0 == b.0);
    found
}

/// Neighbours among the areas of a manifest, by code.
pub fn by_code(science: &Value) -> Vec<(String, String)> {
    let areas = centroids(science);
    let points: Vec<(f64, f64)> = areas.iter().map(|(_, at)| *at).collect();
    gabriel(&points)
        .into_iter()
        .map(|(a, b)| (areas[a].0.clone(), areas[b].0.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_have_nobody_between_them() {
        let line = [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (2.0, 1.0)];
        assert_eq!(gabriel(&line), [(0, 1), (1, 2), (2, 3)]);
    }

    #[test]
    fn areas_of_the_manifest_are_neighbours_by_code() {
        let area = |code: &str, x: f64| serde_json::json!({"level": "pc4", "code": code, "x": x, "y": 0.0});
        let science =
            serde_json::json!({"areas": [area("c", 2.0), area("a", 0.0), area("b", 1.0)]});
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(by_code(&science), [pair("a", "b"), pair("b", "c")]);
    }
}
