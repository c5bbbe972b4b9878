//! Circles near their places, side by side instead of on top of each other.
//!
//! Dorling, D. (1996), "Area cartograms: their use and creation": circles whose
//! area stands for a number, pushed apart until none overlap, drawn back to their
//! own place as far as the others leave room.

/// A circle; the unit is that of the places handed in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bubble {
    /// Horizontal position of the centre.
    pub x: f64,
    /// Vertical position of the centre.
    pub y: f64,
    /// Radius.
    pub radius: f64,
}

/// Share of the bounding box of the places that the circles cover together.
const COVER: f64 = 0.55;
/// Steps in which circles are also drawn back to their places.
const PULLED_STEPS: usize = 300;
/// Most steps in which circles are only pushed apart.
const PUSHED_STEPS: usize = 3000;
/// Share of the way back to its place that a circle goes per step.
const PULL: f64 = 0.05;

/// Circles of area proportional to `weights` near `places` (x, y), without
/// overlap. The order of the input is kept; the same input gives the same output.
/// Weights that are not above 0 get a radius of 0.
pub fn layout(places: &[(f64, f64)], weights: &[f64]) -> Vec<Bubble> {
    let total: f64 = weights.iter().filter(|w| **w > 0.0).sum();
    let (width, height) = extent(places);
    // Towns along a line have a thin box: take at least a third of the longer side.
    let long = width.max(height);
    let area = width.max(long / 3.0) * height.max(long / 3.0);
    let area = if area > 0.0 { area } else { 1.0 };
    let mut bubbles: Vec<Bubble> = places
        .iter()
        .zip(weights)
        .map(|(&(x, y), &w)| {
            let share = if w > 0.0 { w / total } else { 0.0 };
            Bubble {
                x,
                y,
                radius: (share * area * COVER / std::f64::consts::PI).sqrt(),
            }
        })
        .collect();
    for step in 0..PULLED_STEPS + PUSHED_STEPS {
        if step < PULLED_STEPS {
            for (b, &(x, y)) in bubbles.iter_mut().zip(places) {
                b.x += (x - b.x) * PULL;
                b.y += (y - b.y) * PULL;
            }
        }
        let moved = push_apart(&mut bubbles);
        if step >= PULLED_STEPS && !moved {
            break;
        }
    }
    bubbles
}

/// Moves every overlapping pair apart, the smaller one more; whether any did overlap.
fn push_apart(bubbles: &mut [Bubble]) -> bool {
    let mut moved = false;
    for i in 0..bubbles.len() {
        for j in i + 1..bubbles.len() {
            let (a, b) = (bubbles[i], bubbles[j]);
            let wanted = (a.radius + b.radius) * 1.02;
            let (dx, dy) = (b.x - a.x, b.y - a.y);
            let distance = (dx * dx + dy * dy).sqrt();
            if distance >= wanted * 0.9999 || wanted == 0.0 {
                continue;
            }
            moved = true;
            // Two circles on one spot part along the diagonal.
            let (ux, uy) = if distance > wanted * 1e-6 {
                (dx / distance, dy / distance)
            } else {
                (0.8, 0.6)
            };
            let overlap = wanted - distance;
            let part = b.radius / (a.radius + b.radius);
            bubbles[i].x -= ux * overlap * part;
            bubbles[i].y -= uy * overlap * part;
            bubbles[j].x += ux * overlap * (1.0 - part);
            bubbles[j].y += uy * overlap * (1.0 - part);
        }
    }
    moved
}

/// Left, top, right and bottom of the circles together.
pub fn bounds(bubbles: &[Bubble]) -> (f64, f64, f64, f64) {
    let start = (
        f64::INFINITY,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NEG_INFINITY,
    );
    bubbles.iter().fold(start, |(l, t, r, b), c| {
        (
            l.min(c.x - c.radius),
            t.min(c.y - c.radius),
            r.max(c.x + c.radius),
            b.max(c.y + c.radius),
        )
    })
}

fn extent(places: &[(f64, f64)]) -> (f64, f64) {
    let dots: Vec<Bubble> = places
        .iter()
        .map(|&(x, y)| Bubble { x, y, radius: 0.0 })
        .collect();
    let (l, t, r, b) = bounds(&dots);
    if l > r { (0.0, 0.0) } else { (r - l, b - t) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> (Vec<(f64, f64)>, Vec<f64>) {
        let places = (0..40)
            .map(|k| (f64::from(k % 8) * 300.0, f64::from(k / 8) * 250.0))
            .collect();
        let weights = (0..40)
            .map(|k| 500.0 + 97.0 * f64::from(k * k % 53))
            .collect();
        (places, weights)
    }

    #[test]
    fn circles_do_not_overlap_and_areas_are_proportional() {
        let (places, weights) = grid();
        let bubbles = layout(&places, &weights);
        for i in 0..bubbles.len() {
            for j in 0..i {
                let (a, b) = (bubbles[i], bubbles[j]);
                let d2 = (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y);
                assert!(d2.sqrt() >= a.radius + b.radius, "{i} on {j}");
            }
            let ratio = bubbles[i].radius * bubbles[i].radius / weights[i];
            let first = bubbles[0].radius * bubbles[0].radius / weights[0];
            assert!((ratio / first - 1.0).abs() < 1e-9);
        }
        assert_eq!(bubbles, layout(&places, &weights));
    }

    #[test]
    fn coinciding_and_empty_places_are_no_problem() {
        let two = layout(&[(5.0, 5.0), (5.0, 5.0)], &[10.0, 10.0]);
        let d2 = (two[0].x - two[1].x) * (two[0].x - two[1].x)
            + (two[0].y - two[1].y) * (two[0].y - two[1].y);
        assert!(d2.sqrt() >= two[0].radius + two[1].radius);
        assert!(layout(&[], &[]).is_empty());
        let one = layout(&[(1.0, 2.0)], &[0.0]);
        assert_eq!(one[0].radius, 0.0);
    }
}
