//! Boundaries of areas from a GeoJSON file (RFC 7946 geometry) in the Dutch grid
//! (RD, EPSG:28992, metres) or in any other plane coordinates.

use crate::error::ReportError;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// What to give instead, with the way out.
const EXPECTED: &str = "Expected is a GeoJSON FeatureCollection with a Polygon or MultiPolygon per area, in plane coordinates such as RD; without --geojson the areas are circles";

/// The outline of an area: outer and inner rings, in the order of the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outline {
    /// Closed rings of points.
    pub rings: Vec<Vec<(f64, f64)>>,
}

impl Outline {
    /// Signed area of the largest ring (shoelace formula).
    pub fn area(&self) -> f64 {
        self.largest().map_or(0.0, |r| shoelace(r))
    }

    fn largest(&self) -> Option<&Vec<(f64, f64)>> {
        self.rings
            .iter()
            .max_by(|a, b| shoelace(a).abs().total_cmp(&shoelace(b).abs()))
    }

    /// The centroid of the largest ring.
    pub fn label_point(&self) -> (f64, f64) {
        let Some(ring) = self.largest() else {
            return (0.0, 0.0);
        };
        let area = shoelace(ring);
        let (ox, oy) = ring[0];
        if area.abs() < 1e-9 {
            return (ox, oy);
        }
        let (mut x, mut y) = (0.0, 0.0);
        for pair in ring.windows(2) {
            // Relative to the first point: coordinates in metres are large.
            let (a, b) = (
                (pair[0].0 - ox, pair[0].1 - oy),
                (pair[1].0 - ox, pair[1].1 - oy),
            );
            let cross = a.0 * b.1 - b.0 * a.1;
            x += (a.0 + b.0) * cross;
            y += (a.1 + b.1) * cross;
        }
        (ox + x / (6.0 * area), oy + y / (6.0 * area))
    }
}

fn shoelace(ring: &[(f64, f64)]) -> f64 {
    let Some(&(ox, oy)) = ring.first() else {
        return 0.0;
    };
    ring.windows(2)
        .map(|p| (p[0].0 - ox) * (p[1].1 - oy) - (p[1].0 - ox) * (p[0].1 - oy))
        .sum::<f64>()
        / 2.0
}

/// Reads the outlines of `codes`. An area is recognised by any property (text or
/// whole number) that equals its code, under the same name for all.
///
/// # Errors
/// [`ReportError::Boundaries`] with what is wrong and what is expected.
pub fn read(path: &Path, codes: &[String]) -> Result<Vec<Outline>, ReportError> {
    let wrong = |reason: String| ReportError::Boundaries {
        path: path.to_owned(),
        reason,
    };
    let bytes = std::fs::read(path).map_err(|e| {
        wrong(format!(
            "it cannot be read: {e}. Give --geojson an existing file, or leave it out to draw circles"
        ))
    })?;
    let file: Value = serde_json::from_slice(&bytes).map_err(|e| {
        wrong(format!(
            "it is no JSON (line {}): {e}. {EXPECTED}",
            e.line()
        ))
    })?;
    let features = file["features"]
        .as_array()
        .ok_or_else(|| wrong(format!("there is no list `features`. {EXPECTED}")))?;
    let mut by_property: BTreeMap<&str, BTreeMap<String, &Value>> = BTreeMap::new();
    for feature in features {
        for (name, value) in feature["properties"].as_object().into_iter().flatten() {
            let code = match value {
                Value::String(s) => s.trim().to_owned(),
                Value::Number(n) => n.to_string(),
                _ => continue,
            };
            if codes.contains(&code) {
                by_property
                    .entry(name)
                    .or_default()
                    .insert(code, &feature["geometry"]);
            }
        }
    }
    let best = by_property
        .iter()
        .max_by_key(|(_, found)| found.len())
        .ok_or_else(|| {
            wrong(format!(
                "no feature of {} has a property that equals an area code such as {}. Take boundaries of the {} areas of these results, or leave --geojson out to draw circles",
                features.len(),
                codes.first().map_or("6511", String::as_str),
                codes.len()
            ))
        })?;
    let (property, found) = best;
    let missing: Vec<&str> = codes
        .iter()
        .filter(|c| !found.contains_key(*c))
        .map(String::as_str)
        .collect();
    if !missing.is_empty() {
        return Err(wrong(format!(
            "the property `{property}` has no feature for {} of {} areas: {}. Add them, or leave --geojson out to draw circles",
            missing.len(),
            codes.len(),
            missing.join(", ")
        )));
    }
    codes
        .iter()
        .map(|code| {
            outline(found[code]).ok_or_else(|| {
                wrong(format!(
                    "the geometry of {code} is no Polygon or MultiPolygon of number pairs. {EXPECTED}"
                ))
            })
        })
        .collect()
}

fn outline(geometry: &Value) -> Option<Outline> {
    let polygons: Vec<&Value> = match geometry["type"].as_str()? {
        "Polygon" => vec![&geometry["coordinates"]],
        "MultiPolygon" => geometry["coordinates"].as_array()?.iter().collect(),
        _ => return None,
    };
    let mut rings = Vec::new();
    for polygon in polygons {
        for ring in polygon.as_array()? {
            let points = ring
                .as_array()?
                .iter()
                .map(|p| Some((p[0].as_f64()?, p[1].as_f64()?)))
                .collect::<Option<Vec<_>>>()?;
            if points.len() >= 4 {
                rings.push(points);
            }
        }
    }
    (!rings.is_empty()).then_some(Outline { rings })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64) -> String {
        format!("[[[{x},0],[{0},0],[{0},10],[{x},10],[{x},0]]]", x + 10.0)
    }

    fn file(name: &str, text: &str) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("buurt-{}-{name}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        path
    }

    #[test]
    fn outlines_are_found_by_whatever_property_holds_the_code() {
        let text = format!(
            r#"{{"type":"FeatureCollection","features":[
            {{"properties":{{"pc4":6511,"n":1}},"geometry":{{"type":"Polygon","coordinates":{}}}}},
            {{"properties":{{"pc4":6512,"n":2}},"geometry":{{"type":"MultiPolygon","coordinates":[{}]}}}}]}}"#,
            square(0.0),
            square(10.0)
        );
        let path = file("outlines.geojson", &text);
        let codes = ["6511", "6512"].map(str::to_owned);
        let outlines = read(&path, &codes).unwrap();
        assert_eq!(outlines[0].area(), 100.0);
        assert_eq!(outlines[1].label_point(), (15.0, 5.0));
        let places = crate::page::places::Places::outlines(&outlines);
        assert_eq!(places.neighbours, [(0, 1)]);
        let more = ["6511", "6599"].map(str::to_owned);
        let message = read(&path, &more).unwrap_err().to_string();
        assert!(message.contains("6599") && message.contains("`pc4`"));
        std::fs::remove_file(path).unwrap();
        let path = file("broken.geojson", "{");
        assert!(
            read(&path, &codes)
                .unwrap_err()
                .to_string()
                .contains("no JSON")
        );
        std::fs::remove_file(path).unwrap();
    }
}
