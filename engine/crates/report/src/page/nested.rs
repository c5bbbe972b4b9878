//! Where between the scales the separation of income classes lies: the parts of the
//! entropy index between areas, between complexes within areas and between stairwells
//! within complexes, which add up.

use crate::axis::Axis;
use crate::headlines::LEVELS;
use crate::page::cube::Cube;
use crate::page::intervals::row_label;
use crate::page::svg::Svg;
use crate::page::tables::NESTED;
use crate::page::view::View;
use crate::page::words::fill;
use maud::{Markup, PreEscaped, html};

const WIDTH: f64 = 640.0;
const LEFT: f64 = 196.0;
const RIGHT: f64 = 580.0;
const ROW: f64 = 26.0;
/// From coarse to fine, dark to light; each apart from its neighbour and from white.
const SHADES: [&str; 5] = ["#08306b", "#2f7ebc", "#9ecae1", "#6b6b6b", "#bdbdbd"];

/// The figure and its table for the last year; nothing without the parts.
pub fn part(view: &View<'_>) -> Markup {
    let (e, w, num) = (view.ensemble, view.words, view.numbers);
    let last = e.last();
    let parts: Vec<(&str, &Cube)> = LEVELS
        .iter()
        .filter_map(|level| {
            let key = (
                (*level).to_owned(),
                NESTED.1.to_owned(),
                NESTED.0.to_owned(),
            );
            Some((*level, &e.indices.get(&key)?.value))
        })
        .collect();
    if parts.len() < 2 {
        return html! {};
    }
    let label = |k: usize| -> String {
        let level = w.level(parts[k].0);
        if k == 0 {
            level
        } else {
            fill(w.within, &[("level", &level)])
        }
    };
    let total = |v: usize| -> f64 { parts.iter().map(|(_, c)| c.mean(v, last)).sum() };
    html! {
        h3 { (w.nested) " " span.unit { (view.last_year()) } }
        p { (w.nested_lead) }
        ul.legend.squares { @for k in 0..parts.len() { li style={ "--c:" (SHADES[k]) } { (label(k)) } } }
        figure { (figure(view, &parts, &total)) }
        p.note { (w.mean_note) " " (view.n()) "." }
        details {
            summary { (w.numbers_behind) }
            div.scroll role="group" tabindex="0" aria-label=(w.numbers_behind) {
                table {
                    caption { (w.nested) ", " (view.last_year()) ". " (w.mean_note) " " (view.n()) "." }
                    thead { tr {
                        th scope="col" { (w.variant) }
                        @for k in 0..parts.len() { th scope="col" { (label(k)) } }
                        th scope="col" { (w.altogether) }
                    } }
                    tbody {
                        @for v in 0..e.variants.len() {
                            tr {
                                th scope="row" { (view.label(v)) }
                                @for (_, cube) in &parts { td { (num.fixed(cube.mean(v, last), 4)) } }
                                td { (num.fixed(total(v), 4)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn figure(view: &View<'_>, parts: &[(&str, &Cube)], total: &dyn Fn(usize) -> f64) -> Markup {
    let e = view.ensemble;
    let last = e.last();
    let axis = Axis::covering(
        (0..e.variants.len()).map(total).chain([0.0]),
        4,
        LEFT,
        RIGHT,
    );
    let bottom = 6.0 + ROW * e.variants.len() as f64;
    let mut svg = Svg::new();
    for tick in axis.ticks() {
        let x = axis.pixel(tick);
        svg.line((x, 2.0), (x, bottom), "class=\"grid\"");
        svg.text(
            (x, bottom + 15.0),
            "class=\"tick\" text-anchor=\"middle\"",
            &view.numbers.fixed(tick, axis.decimals()),
        );
    }
    for v in 0..e.variants.len() {
        let y = 6.0 + ROW * v as f64;
        row_label(&mut svg, (LEFT - 10.0, y + 11.0), view.label(v), 27);
        let mut sum = 0.0;
        for (k, (_, cube)) in parts.iter().enumerate() {
            let part = cube.mean(v, last);
            if part.is_finite() {
                let (from, to) = (axis.pixel(sum), axis.pixel(sum + part));
                let fill = format!("fill=\"{}\"", SHADES[k]);
                svg.rect((from, y + 2.0), (to - from, 17.0), &fill);
                sum += part;
            }
        }
        svg.text(
            (WIDTH - 2.0, y + 15.0),
            "class=\"number\" text-anchor=\"end\"",
            &view.numbers.fixed(total(v), 3),
        );
    }
    PreEscaped(svg.finish(WIDTH, bottom + 22.0, view.words.nested, "class=\"nested\""))
}
