//! Centroids of areas from their published boundaries.

use crate::error::{CityError, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// Centroid of each polygon, weighted by the area of its parts.
pub fn centroids(path: &Path) -> Result<BTreeMap<String, [f64; 2]>> {
    let file = path.display().to_string();
    let unreadable = |message: String| CityError::Unreadable {
        file: file.clone(),
        message,
    };
    let text = std::fs::read_to_string(path).map_err(|e| unreadable(e.to_string()))?;
    let json: serde_json::Value =
        serde_json::from_str(&text).map_err(|e| unreadable(e.to_string()))?;
    let mut found = BTreeMap::new();
    for feature in json["features"].as_array().into_iter().flatten() {
        let code = match &feature["properties"]["pc4"] {
            serde_json::Value::Number(n) => n.to_string(),
            serde_json::Value::String(s) => s.clone(),
            _ => continue,
        };
        let geometry = &feature["geometry"];
        let polygons: Vec<&serde_json::Value> = match geometry["type"].as_str() {
            Some("Polygon") => vec![&geometry["coordinates"]],
            Some("MultiPolygon") => geometry["coordinates"]
                .as_array()
                .into_iter()
                .flatten()
                .collect(),
            _ => continue,
        };
        let mut sums = [0.0; 3];
        for polygon in polygons {
            let outer: Vec<[f64; 2]> = polygon[0]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|p| Some([p[0].as_f64()?, p[1].as_f64()?]))
                .collect();
            add_ring(&outer, &mut sums);
        }
        if sums[0] > 0.0 {
            found.insert(code, [sums[1] / sums[0], sums[2] / sums[0]]);
        }
    }
    Ok(found)
}

/// Adds area and first moments of a closed ring (shoelace formula, relative to
/// its first point so that large coordinates lose no digits).
fn add_ring(ring: &[[f64; 2]], sums: &mut [f64; 3]) {
    let Some(&[x0, y0]) = ring.first() else {
        return;
    };
    let mut own = [0.0; 3];
    for w in ring.windows(2) {
        let (a, b) = ([w[0][0] - x0, w[0][1] - y0], [w[1][0] - x0, w[1][1] - y0]);
        let cross = a[0] * b[1] - b[0] * a[1];
        own[0] += cross / 2.0;
        own[1] += (a[0] + b[0]) * cross / 6.0;
        own[2] += (a[1] + b[1]) * cross / 6.0;
    }
    let sign = if own[0] < 0.0 { -1.0 } else { 1.0 };
    sums[0] += sign * own[0];
    sums[1] += sign * (own[1] + x0 * own[0]);
    sums[2] += sign * (own[2] + y0 * own[0]);
}
