//! The cost-effectiveness plane: what a variant costs more than the base against how much
//! less concentrated the group lives, with intervals on both axes.

use crate::axis::Axis;
use crate::page::crowd::crowd;
use crate::page::intervals::{Triple, two_lines, wrapped};
use crate::page::svg::Svg;
use crate::page::view::View;
use crate::page::words::fill;
use maud::{Markup, PreEscaped};

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 380.0;
const LEFT: f64 = 58.0;
const RIGHT: f64 = 442.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 330.0;
/// Height of the names of the quadrants, at the top and at the bottom.
const NAMES: f64 = 30.0;
/// About the width of a letter of a label.
const LETTER: f64 = 7.6;
/// Room for the dot in the colour of the variant before its label.
const BULLET: f64 = 11.0;
/// Letters on each of the two lines of a label.
const LETTERS: usize = 24;
/// From one line of a label to the next.
const LINE: f64 = 13.0;

/// A variant on the plane.
#[derive(Debug, Clone)]
pub struct Point {
    /// The variant.
    pub variant: usize,
    /// Points of concentration removed.
    pub removed: Triple,
    /// Cost, million euros.
    pub cost: Triple,
}

/// A rectangle that something covers: left, top, right, bottom.
type Covered = [f64; 4];

fn overlap(a: &Covered, b: &Covered) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// How far out intervals are shown, in times the mean that is farthest out.
const LONGEST: f64 = 3.0;

/// The ends of an axis: every mean, and intervals as far as they are not more than `longest`
/// times as far out.
fn reach(values: &[Triple], longest: f64) -> Vec<f64> {
    let far = values
        .iter()
        .filter(|t| t[0].is_finite())
        .fold(0.0, |far: f64, t| far.max(t[0].abs()));
    values
        .iter()
        .flatten()
        .filter(|x| x.is_finite())
        .map(|x| x.clamp(-longest * far, longest * far))
        .chain([0.0])
        .collect()
}

/// Widens an axis so that zero has room for the names of the quadrants on both sides: at
/// least this share of what the values span.
fn roomy(mut values: Vec<f64>, share: f64) -> Vec<f64> {
    let low = values.iter().copied().fold(0.0, f64::min);
    let high = values.iter().copied().fold(0.0, f64::max);
    let least = share * (high - low);
    values.push(low.min(-least));
    values.push(high.max(least));
    values
}

/// The axes that hold the points.
fn axes(points: &[&Point], longest: f64) -> [Axis; 2] {
    let removed: Vec<Triple> = points.iter().map(|p| p.removed).collect();
    let costs: Vec<Triple> = points.iter().map(|p| p.cost).collect();
    [
        Axis::covering(roomy(reach(&removed, longest), 0.4), 5, LEFT, RIGHT),
        Axis::covering(
            roomy(reach(&costs, longest), 0.2),
            5,
            BOTTOM - NAMES,
            TOP + NAMES,
        ),
    ]
}

/// The figures with what stands below the title of each: one with all points, and where some
/// crowd around zero, a second one of those alone, on a scale of their own. The first then
/// names the others and marks what the second shows.
pub fn figures(view: &View<'_>, name: &str, points: &[Point]) -> Vec<(Option<String>, Markup)> {
    let w = view.words;
    let crowd = crowd(points);
    let of = |crowded: bool| -> Vec<&Point> {
        let both = points.iter().zip(&crowd);
        both.filter(|(_, c)| **c == crowded)
            .map(|(p, _)| p)
            .collect()
    };
    let (far, near) = (of(false), of(true));
    let all: Vec<&Point> = points.iter().collect();
    if near.is_empty() {
        return vec![(
            None,
            figure(view, name, &all, &all, (&axes(&all, LONGEST), None)),
        )];
    }
    let names = |points: &[&Point]| {
        let labels = points
            .iter()
            .map(|p| format!("“{}”", view.label(p.variant)));
        let list = labels.collect::<Vec<_>>().join(", ");
        if w.dutch {
            list.replace('“', "‘").replace('”', "’")
        } else {
            list
        }
    };
    let enlarged = axes(&near, f64::MAX);
    let zoomed = fill(w.plane_zoom, &[("variants", &names(&far))]);
    vec![
        (
            Some(w.plane_all.to_owned()),
            figure(
                view,
                name,
                &all,
                &far,
                (&axes(&all, LONGEST), Some(&enlarged)),
            ),
        ),
        (
            Some(zoomed.clone()),
            figure(
                view,
                &format!("{name}. {zoomed}"),
                &near,
                &near,
                (&enlarged, None),
            ),
        ),
    ]
}

/// A figure of `points` on the axes; `named` have a label, and what the `marked` axes of the
/// other figure hold has a frame.
fn figure(
    view: &View<'_>,
    name: &str,
    points: &[&Point],
    named: &[&Point],
    ([x, y], marked): (&[Axis; 2], Option<&[Axis; 2]>),
) -> Markup {
    let w = view.words;
    let mut svg = Svg::new();
    for tick in x.ticks() {
        let at = x.pixel(tick);
        svg.line((at, TOP), (at, BOTTOM), "class=\"grid\"");
        let text = view.numbers.signed(tick, x.decimals());
        svg.text(
            (at, BOTTOM + 16.0),
            "class=\"tick\" text-anchor=\"middle\"",
            &text,
        );
    }
    for tick in y.ticks() {
        let at = y.pixel(tick);
        svg.line((LEFT, at), (RIGHT, at), "class=\"grid\"");
        let text = view.numbers.signed(tick, y.decimals());
        svg.text(
            (LEFT - 6.0, at + 4.0),
            "class=\"tick\" text-anchor=\"end\"",
            &text,
        );
    }
    let (x0, y0) = (x.pixel(0.0), y.pixel(0.0));
    svg.rect((x0, y0), (RIGHT - x0, BOTTOM - y0), "class=\"good\"");
    svg.line((x0, TOP), (x0, BOTTOM), "class=\"zero\"");
    svg.line((LEFT, y0), (RIGHT, y0), "class=\"zero\"");
    // What a label may not cover, and what it had better not.
    let (mut covered, mut crossed): (Vec<Covered>, Vec<Covered>) = (Vec::new(), Vec::new());
    for (at, anchor, text) in [
        ((LEFT + 4.0, TOP + 12.0), "start", w.harms_costs),
        ((RIGHT - 4.0, TOP + 12.0), "end", w.helps_costs),
        ((LEFT + 4.0, BOTTOM - 6.0), "start", w.harms_saves),
        ((RIGHT - 4.0, BOTTOM - 6.0), "end", w.helps_saves),
    ] {
        // Beyond the zero line the name would be in the wrong quadrant.
        let room = if anchor == "start" {
            x0 - LEFT
        } else {
            RIGHT - x0
        };
        let lines = wrapped(text, ((room - 8.0) / 5.9) as usize);
        let up = if at.1 > HEIGHT / 2.0 {
            lines.len() as f64 - 1.0
        } else {
            0.0
        };
        for (k, line) in lines.iter().enumerate() {
            let at = (at.0, at.1 + 13.0 * (k as f64 - up));
            svg.text(
                at,
                &format!("class=\"quadrant\" text-anchor=\"{anchor}\""),
                line,
            );
            let width = line.chars().count() as f64 * 5.9;
            let left = if anchor == "start" {
                at.0
            } else {
                at.0 - width
            };
            covered.push([left, at.1 - 10.0, left + width, at.1 + 3.0]);
        }
    }
    if let Some(marked) = marked {
        let [across, up] = [marked[0].ends(), marked[1].ends()];
        let [left, right] = across.map(|v| x.pixel(v).clamp(LEFT, RIGHT));
        let [low, high] = up.map(|v| y.pixel(v).clamp(TOP, BOTTOM));
        svg.rect((left, high), (right - left, low - high), "class=\"marked\"");
        let width = w.plane_marked.chars().count() as f64 * 5.9;
        let at = (right.min(RIGHT - 4.0), high - 4.0);
        svg.text(at, "class=\"quadrant\" text-anchor=\"end\"", w.plane_marked);
        covered.push([at.0 - width, at.1 - 10.0, at.0, at.1 + 3.0]);
    }
    let place = |p: &Point| {
        let across = p.removed.map(|v| x.pixel(v).clamp(LEFT, RIGHT));
        let up = p.cost.map(|v| y.pixel(v).clamp(TOP, BOTTOM));
        (across, up)
    };
    for p in points {
        let (across, up) = place(p);
        covered.push([across[0] - 6.0, up[0] - 6.0, across[0] + 6.0, up[0] + 6.0]);
        if p.removed[1].is_finite() && p.cost[1].is_finite() {
            crossed.push([across[1], up[0] - 2.0, across[2], up[0] + 2.0]);
            crossed.push([across[0] - 2.0, up[2], across[0] + 2.0, up[1]]);
        }
    }
    crossed.push([x0 - 1.0, TOP, x0 + 1.0, BOTTOM]);
    crossed.push([LEFT, y0 - 1.0, RIGHT, y0 + 1.0]);
    for p in points {
        let (across, up) = place(p);
        svg.open(&format!(
            "style=\"--c:{}\" data-v=\"{}\"",
            view.colour(p.variant),
            p.variant
        ));
        if p.removed[1].is_finite() {
            svg.line((across[1], up[0]), (across[2], up[0]), "class=\"bar\"");
        }
        if p.cost[1].is_finite() {
            svg.line((across[0], up[1]), (across[0], up[2]), "class=\"bar\"");
        }
        svg.circle((across[0], up[0]), 5.0, "class=\"spot\"");
        svg.close();
    }
    for p in named {
        let (across, up) = place(p);
        let lines = two_lines(view.label(p.variant), LETTERS);
        let longest = lines.iter().map(|l| l.chars().count()).max();
        let width = BULLET + longest.unwrap_or(0) as f64 * LETTER;
        let more = LINE * (lines.len() as f64 - 1.0);
        let (at, boxed) = free(&covered, &crossed, (across[0], up[0]), (width, more));
        covered.push(boxed);
        let near = (at.0.clamp(boxed[0], boxed[2]), (boxed[1] + boxed[3]) / 2.0);
        if (near.1 - up[0]).abs() > 24.0 {
            let line = format!("class=\"lead\" style=\"--c:{}\"", view.colour(p.variant));
            let end = if near.1 > up[0] { boxed[1] } else { boxed[3] };
            svg.line(
                (across[0], up[0]),
                (across[0].clamp(boxed[0], boxed[2]), end),
                &line,
            );
        }
        let colour = format!("class=\"spot\" style=\"--c:{}\"", view.colour(p.variant));
        svg.circle((at.0 + 4.0, at.1 - 4.0), 4.0, &colour);
        for (k, line) in lines.iter().enumerate() {
            let at = (at.0 + BULLET, at.1 + LINE * k as f64);
            svg.text(at, "class=\"label\"", line);
        }
    }
    svg.text(
        ((LEFT + RIGHT) / 2.0, BOTTOM + 36.0),
        "class=\"axis\" text-anchor=\"middle\"",
        &format!("{} →", w.plane_x),
    );
    let middle = (TOP + BOTTOM) / 2.0;
    svg.text(
        (12.0, middle),
        &format!("class=\"axis\" text-anchor=\"middle\" transform=\"rotate(-90 12 {middle})\""),
        &format!("{} →", w.plane_y),
    );
    PreEscaped(svg.finish(WIDTH, HEIGHT, name, "class=\"plane\""))
}

/// Where the label of a point goes, its left end on its first baseline, and what it covers:
/// near the point, clear of what is `covered`, and over little of what may be `crossed`. Its
/// size is its width and by how much its last baseline is below the first.
fn free(
    covered: &[Covered],
    crossed: &[Covered],
    (x, y): (f64, f64),
    (width, more): (f64, f64),
) -> ((f64, f64), Covered) {
    let boxed = |left: f64, base: f64| {
        [
            left - 2.0,
            base - 11.0,
            left + width + 2.0,
            base + more + 4.0,
        ]
    };
    let fits = |b: &Covered| {
        b[0] >= LEFT
            && b[2] <= RIGHT + 4.0
            && b[1] >= TOP
            && b[3] <= BOTTOM
            && !covered.iter().any(|c| overlap(b, c))
    };
    let usual = (x + 8.0, y - 6.0 - more);
    let mut best = (f64::INFINITY, usual, boxed(usual.0, usual.1));
    for step in 0..24 {
        let off = 9.0 * f64::from(step);
        for base in [y - 6.0 - off - more, y + 15.0 + off] {
            for left in [
                x + 8.0,
                x - 8.0 - width,
                x - width / 2.0,
                x - width / 4.0,
                x - 3.0 * width / 4.0,
            ] {
                let b = boxed(left, base);
                let over = crossed.iter().filter(|c| overlap(&b, c)).count();
                let cost = off + 14.0 * over as f64;
                if fits(&b) && cost < best.0 {
                    best = (cost, (left, base), b);
                }
            }
        }
    }
    (best.1, best.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_clear_of_points_and_of_each_other() {
        let point = (200.0, 200.0);
        let mut covered = vec![[194.0, 194.0, 206.0, 206.0]];
        for _ in 0..12 {
            let (_, b) = free(&covered, &[], point, (90.0, 0.0));
            assert!(!covered.iter().any(|c| overlap(&b, c)), "{b:?}");
            covered.push(b);
        }
    }
}
