//! Where areas are on the page, and which of them lie side by side.
//!
//! Without boundaries areas are circles near their centroids (Dorling 1996) and
//! neighbours are those of the Gabriel graph of the centroids.
//! With boundaries neighbours are areas that share a point of their outlines.

use crate::dorling;
use crate::page::boundaries::Outline;
use crate::page::svg::px;
use buurt_lab::neighbours::gabriel;

/// Width of a map in its own units.
pub const WIDTH: f64 = 400.0;
const MARGIN: f64 = 6.0;

/// The shape of an area on the page.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A circle with this radius; 0 for an area without households.
    Circle(f64),
    /// An outline, as the path data of SVG.
    Outline(String),
}

/// An area on the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Where its label stands.
    pub at: (f64, f64),
    /// Its shape.
    pub shape: Shape,
    /// Room for a label, in units of the map: the radius, or that of a circle of
    /// the same area.
    pub room: f64,
}

/// All areas on the page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Places {
    /// The areas, in the order handed in.
    pub places: Vec<Place>,
    /// Pairs of neighbours, the lower number first.
    pub neighbours: Vec<(usize, usize)>,
    /// Height of the map in its own units.
    pub height: f64,
    /// Whether the shapes are real boundaries.
    pub real: bool,
    /// Households that a circle of one square unit stands for; NaN with boundaries.
    pub per_unit: f64,
}

impl Places {
    /// Circles near the centroids (metres, north is up), areas as the weights.
    pub fn circles(centroids: &[(f64, f64)], weights: &[f64]) -> Places {
        let flipped: Vec<(f64, f64)> = centroids.iter().map(|(x, y)| (*x, -y)).collect();
        let bubbles = dorling::layout(&flipped, weights);
        let (left, top, right, bottom) = dorling::bounds(&bubbles);
        let scale = scale(left, right);
        let mut per_unit = f64::NAN;
        let places = bubbles
            .iter()
            .zip(weights)
            .map(|(b, w)| {
                let radius = b.radius * scale;
                if radius > 0.0 {
                    per_unit = w / (std::f64::consts::PI * radius * radius);
                }
                Place {
                    at: (MARGIN + (b.x - left) * scale, MARGIN + (b.y - top) * scale),
                    shape: Shape::Circle(radius),
                    room: radius,
                }
            })
            .collect();
        Places {
            places,
            neighbours: gabriel(centroids),
            height: height(top, bottom, scale),
            real: false,
            per_unit,
        }
    }

    /// Real boundaries. `outlines` has one per area.
    pub fn outlines(outlines: &[Outline]) -> Places {
        let mut bounds = (
            f64::INFINITY,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NEG_INFINITY,
        );
        for (x, y) in outlines.iter().flat_map(|o| o.rings.iter().flatten()) {
            bounds = (
                bounds.0.min(*x),
                bounds.1.min(-y),
                bounds.2.max(*x),
                bounds.3.max(-y),
            );
        }
        let (left, top, right, bottom) = bounds;
        let scale = scale(left, right);
        let on_page =
            |(x, y): (f64, f64)| (MARGIN + (x - left) * scale, MARGIN + (-y - top) * scale);
        let places = outlines
            .iter()
            .map(|o| Place {
                at: on_page(o.label_point()),
                shape: Shape::Outline(path(o, on_page)),
                room: (o.area().abs() / std::f64::consts::PI).sqrt() * scale,
            })
            .collect();
        Places {
            places,
            neighbours: touching(outlines),
            height: height(top, bottom, scale),
            real: true,
            per_unit: f64::NAN,
        }
    }

    /// The areas beside any of `areas`, without these, ascending.
    pub fn beside(&self, areas: &[usize]) -> Vec<usize> {
        let mut beside: Vec<usize> = self
            .neighbours
            .iter()
            .flat_map(|&(a, b)| {
                let one = areas.contains(&a).then_some(b);
                let other = areas.contains(&b).then_some(a);
                one.into_iter().chain(other)
            })
            .filter(|i| !areas.contains(i))
            .collect();
        beside.sort_unstable();
        beside.dedup();
        beside
    }
}

fn scale(left: f64, right: f64) -> f64 {
    if right > left {
        (WIDTH - 2.0 * MARGIN) / (right - left)
    } else {
        1.0
    }
}

fn height(top: f64, bottom: f64, scale: f64) -> f64 {
    if bottom >= top {
        (bottom - top) * scale + 2.0 * MARGIN
    } else {
        0.0
    }
}

/// Outlines are drawn to a tenth of a unit; points that fall on the last one go.
fn path(outline: &Outline, on_page: impl Fn((f64, f64)) -> (f64, f64)) -> String {
    let mut d = String::new();
    for ring in &outline.rings {
        let mut last = None;
        let mut first = true;
        for point in ring {
            let (x, y) = on_page(*point);
            let here = (px(x), px(y));
            if last.as_ref() == Some(&here) {
                continue;
            }
            d.push(if first { 'M' } else { 'L' });
            d.push_str(&here.0);
            d.push(' ');
            d.push_str(&here.1);
            first = false;
            last = Some(here);
        }
        d.push('Z');
    }
    d
}

/// Pairs that share a point of their outlines, to the metre.
fn touching(outlines: &[Outline]) -> Vec<(usize, usize)> {
    let mut points: Vec<(i64, i64, usize)> = outlines
        .iter()
        .enumerate()
        .flat_map(|(i, o)| {
            o.rings
                .iter()
                .flatten()
                .map(move |(x, y)| (x.round() as i64, y.round() as i64, i))
        })
        .collect();
    points.sort_unstable();
    points.dedup();
    let mut pairs = Vec::new();
    for (n, a) in points.iter().enumerate() {
        for b in &points[n + 1..] {
            if (a.0, a.1) != (b.0, b.1) {
                break;
            }
            pairs.push((a.2.min(b.2), a.2.max(b.2)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_beside_some_areas() {
        let line = [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (2.0, 1.0)];
        let places = Places::circles(&line, &[1.0; 4]);
        assert_eq!(places.beside(&[1]), [0, 2]);
        assert_eq!(places.beside(&[1, 2]), [0, 3]);
    }

    #[test]
    fn the_map_fills_its_width_and_keeps_north_up() {
        let places = Places::circles(&[(0.0, 0.0), (1000.0, 4000.0)], &[5.0, 5.0]);
        assert!(places.places[1].at.1 < places.places[0].at.1);
        let right = places
            .places
            .iter()
            .map(|p| p.at.0 + p.room)
            .fold(0.0, f64::max);
        assert!((right - (WIDTH - MARGIN)).abs() < 1e-6);
    }
}
