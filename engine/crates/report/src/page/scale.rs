//! At which scale is a group concentrated, and at which scale does a variant act?

use crate::axis::Axis;
use crate::page::ensemble::BASE;
use crate::page::headline::{capital, ends};
use crate::page::intervals::{Intervals, triple, whole};
use crate::page::missing::Section;
use crate::page::nested;
use crate::page::profiles::{self, Profile};
use crate::page::svg::Svg;
use crate::page::view::{Indicator, View, headline_groups};
use crate::page::words::fill;
use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};

/// The indices of a group from coarse to fine, with the effects of every variant.
pub struct Scale<'a> {
    /// The indices.
    pub levels: Vec<&'a Indicator>,
    /// The differences with the base, by variant, level and year.
    pub effects: Intervals,
}

/// One per group that has an index at two levels or more.
pub fn scales<'a>(view: &'a View<'_>) -> Vec<Scale<'a>> {
    headline_groups(view.ensemble)
        .into_iter()
        .enumerate()
        .filter_map(|(k, (group, index))| {
            let levels: Vec<&Indicator> = view
                .indicators
                .iter()
                .filter(|i| (i.group, i.index) == (group, index))
                .collect();
            if levels.len() < 2 {
                return None;
            }
            let years = view.ensemble.years.len();
            let effects = Intervals {
                key: format!("scale{k}"),
                name: fill(
                    view.words.effect_by_scale,
                    &[("group", view.words.group(group))],
                ),
                rows: levels
                    .iter()
                    .map(|i| (view.words.level(&i.level), "var(--chosen)".to_owned()))
                    .collect(),
                values: (0..view.ensemble.variants.len())
                    .map(|v| {
                        levels
                            .iter()
                            .map(|i| {
                                (0..years)
                                    .map(|y| triple(i.cubes.value.paired(v, BASE, y)))
                                    .collect()
                            })
                            .collect()
                    })
                    .collect(),
                decimals: 3,
                ends: ends(view, levels[0]),
            };
            Some(Scale { levels, effects })
        })
        .collect()
}

const WIDTH: f64 = 420.0;
const LEFT: f64 = 132.0;
const RIGHT: f64 = 372.0;
const ROW: f64 = 30.0;
const TOP: f64 = 10.0;

/// The section.
pub fn section(
    view: &View<'_>,
    scales: &[Scale<'_>],
    profiles: &[Profile],
    chosen: usize,
) -> Section {
    let w = view.words;
    let last = view.ensemble.last();
    if scales.is_empty() {
        let mut absent = Section::absent("scale", w.scale, w.no_scale.to_owned());
        if !profiles.is_empty() {
            absent.body = Some(html! {
                section id="scale" { h2 { (w.scale) } (profiles::part(view, profiles, chosen)) }
            });
        }
        return absent;
    }
    let body = html! {
        section id="scale" {
            h2 { (w.scale) }
            p { (w.scale_lead) }
            ul.legend {
                li.key-expected { (w.expected) }
                li.key-base { (view.label(BASE)) }
                li.key-chosen { span.shown-variant { (view.label(chosen)) } }
            }
            @for scale in scales {
                @let group = scale.levels[0];
                h3 { (capital(w.group(group.group))) " " span.unit { (w.index_name(group.index)) ", " span.shown-year { (view.last_year()) } } }
                div.panels {
                    figure {
                        figcaption { (w.how_concentrated) }
                        (levels(view, scale, chosen, last))
                    }
                    figure {
                        figcaption { (w.how_it_acts) " " span.shown-variant { (view.label(chosen)) } }
                        (scale.effects.figure(view, (chosen, last)))
                    }
                }
                details {
                    summary { (w.numbers_behind) }
                    div.scroll role="group" tabindex="0" aria-label=(w.numbers_behind) {
                        (table(view, scale))
                        (scale.effects.table(view, (chosen, last), w.level_head))
                    }
                }
            }
            p.note { (w.scale_note) " " (w.mean_note) " " (w.interval_note) " " (view.n()) "." }
            (nested::part(view))
            (profiles::part(view, profiles, chosen))
        }
    };
    Section::there("scale", w.scale, body)
}

fn axis(scale: &Scale<'_>) -> Axis {
    let (variants, _, years) = scale.levels[0].cubes.value.shape();
    let values = scale.levels.iter().flat_map(|i| {
        (0..variants).flat_map(move |v| (0..years).map(move |y| i.cubes.value.mean(v, y)))
    });
    Axis::covering(values.chain([0.0]), 4, LEFT, RIGHT)
}

fn levels(view: &View<'_>, scale: &Scale<'_>, chosen: usize, year: usize) -> Markup {
    let axis = axis(scale);
    let bottom = TOP + ROW * scale.levels.len() as f64;
    let mut svg = Svg::new();
    for tick in axis.ticks() {
        let x = axis.pixel(tick);
        svg.line((x, TOP), (x, bottom), "class=\"grid\"");
        svg.text(
            (x, bottom + 15.0),
            "class=\"tick\" text-anchor=\"middle\"",
            &view.numbers.fixed(tick, axis.decimals()),
        );
    }
    for (row, i) in scale.levels.iter().enumerate() {
        let y = TOP + ROW * (row as f64 + 0.5);
        let base = i.cubes.value.mean(BASE, year);
        let expected = i.cubes.expected.mean(BASE, year);
        let variant = i.cubes.value.mean(chosen, year);
        let x = |value: f64| axis.pixel(if value.is_finite() { value } else { 0.0 });
        svg.open(&format!("class=\"level\" data-row=\"{row}\""));
        svg.text(
            (LEFT - 10.0, y + 4.0),
            "class=\"name\" text-anchor=\"end\"",
            &view.words.level(&i.level),
        );
        svg.rect(
            (LEFT, y - 7.0),
            (x(expected) - LEFT, 14.0),
            "class=\"expected\"",
        );
        svg.circle((x(variant), y), 7.0, "class=\"variant\"");
        svg.circle((x(base), y), 4.0, "class=\"basis\"");
        svg.text(
            (WIDTH - 2.0, y + 4.0),
            "class=\"number\" text-anchor=\"end\"",
            &view.numbers.fixed(base, 3),
        );
        svg.close();
    }
    let unit = axis.pixel(1.0) - axis.pixel(0.0);
    let zero = axis.pixel(0.0);
    PreEscaped(svg.finish(
        WIDTH,
        bottom + 22.0,
        view.words.how_concentrated,
        &format!(
            "class=\"levels\" data-levels=\"{}\" data-zero=\"{zero:.3}\" data-unit=\"{unit:.3}\"",
            scale.effects.key
        ),
    ))
}

fn table(view: &View<'_>, scale: &Scale<'_>) -> Markup {
    let (w, num, last) = (view.words, view.numbers, view.ensemble.last());
    html! {
        table {
            caption { (w.how_concentrated) ", " (view.last_year()) ". " (w.mean_note) " " (view.n()) "." }
            thead { tr {
                th scope="col" { (w.level_head) }
                th scope="col" { (w.expected) }
                @for v in 0..view.ensemble.variants.len() { th scope="col" { (view.label(v)) } }
            } }
            tbody {
                @for i in &scale.levels {
                    tr {
                        th scope="row" { (w.level(&i.level)) }
                        td { (num.fixed(i.cubes.expected.mean(BASE, last), 3)) }
                        @for v in 0..view.ensemble.variants.len() { td { (num.fixed(i.cubes.value.mean(v, last), 3)) } }
                    }
                }
            }
        }
    }
}

/// What the script needs to redraw the figure: value and expected value in
/// ten-millionths, by level, variant and year.
pub fn json(view: &View<'_>, scales: &[Scale<'_>]) -> Value {
    let e = view.ensemble;
    let mut all = serde_json::Map::new();
    for scale in scales {
        let rows: Vec<Value> = scale
            .levels
            .iter()
            .map(|i| {
                let by_year = |cube: &crate::page::cube::Cube, v: usize| -> Vec<Value> {
                    (0..e.years.len())
                        .map(|y| whole(cube.mean(v, y) * 1e7))
                        .collect()
                };
                json!({
                    "value": (0..e.variants.len()).map(|v| by_year(&i.cubes.value, v)).collect::<Vec<_>>(),
                    "expected": by_year(&i.cubes.expected, BASE),
                })
            })
            .collect();
        all.insert(scale.effects.key.clone(), Value::Array(rows));
    }
    Value::Object(all)
}
