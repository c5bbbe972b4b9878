//! Maps: the share of a group by area under the chosen variant, and for every variant
//! the difference with the base, on one fixed scale per group.

use crate::axis::round_step;
use crate::page::ensemble::BASE;
use crate::page::headline::capital;
use crate::page::intervals::{Intervals, Triple, interval, leaves_out_zero, triple, whole};
use crate::page::map_drawing::{Look, drawing};
use crate::page::map_legends;
use crate::page::missing::Section;
use crate::page::view::{GroupCounts, View};
use crate::page::words::fill;
use crate::palette::diverging;
use buurt_lab::paired::paired;
use maud::{Markup, html};
use plotters::style::RGBColor;
use serde_json::{Value, json};

/// Lightest and darkest colour of a share.
pub const SHARE: [RGBColor; 2] = [RGBColor(247, 244, 236), RGBColor(8, 48, 107)];

/// A group on the maps.
pub struct Mapped<'a> {
    /// Its counts and shares.
    pub group: &'a GroupCounts,
    /// Differences in percentage points by variant, area and year; of the base, the
    /// change since the first year.
    pub differences: Intervals,
    /// End of the scale of differences, percentage points.
    pub limit: f64,
    /// End of the scale of shares, per cent.
    pub most: f64,
}

/// What the maps show of every group.
pub fn mapped<'a>(view: &'a View<'_>) -> Vec<Mapped<'a>> {
    let shown = view.groups.iter().filter(|g| g.shown());
    shown.map(|g| one(view, g)).collect()
}

fn one<'a>(view: &View<'_>, group: &'a GroupCounts) -> Mapped<'a> {
    let e = view.ensemble;
    let years = e.years.len();
    let of = |v: usize, area: usize, y: usize| -> Triple {
        let cube = &group.shares[area];
        if v != BASE {
            return triple(cube.paired(v, BASE, y));
        }
        let (mut first, mut now) = (Vec::new(), Vec::new());
        for k in 0..e.replicates.len() {
            let (a, b) = (cube.get(BASE, k, 0), cube.get(BASE, k, y));
            if a.is_finite() && b.is_finite() {
                first.push(a);
                now.push(b);
            }
        }
        triple((!now.is_empty()).then(|| paired(&first, &now)))
    };
    let values: Vec<Vec<Vec<Triple>>> = (0..e.variants.len())
        .map(|v| {
            (0..e.areas.len())
                .map(|a| (0..years).map(|y| of(v, a, y)).collect())
                .collect()
        })
        .collect();
    let last = e.last();
    let mut sizes: Vec<f64> = values
        .iter()
        .flat_map(|areas| areas.iter().map(move |y| y[last][0].abs()))
        .filter(|x| x.is_finite())
        .collect();
    sizes.sort_by(f64::total_cmp);
    // Nineteen of twenty areas within the scale; the others are at its end.
    let limit = sizes
        .get((sizes.len() * 19 / 20).min(sizes.len().saturating_sub(1)))
        .map_or(1.0, |x| round_step(x.max(0.5)));
    let most = (0..e.variants.len())
        .flat_map(|v| group.shares.iter().map(move |c| c.mean(v, last)))
        .filter(|x| x.is_finite())
        .fold(1.0, f64::max);
    Mapped {
        group,
        differences: Intervals {
            key: format!("map_{}", group.group),
            name: view.words.group(group.group).to_owned(),
            rows: e
                .areas
                .iter()
                .map(|a| (a.name.clone(), String::new()))
                .collect(),
            values,
            decimals: 1,
            ends: (String::new(), String::new()),
        },
        limit,
        most: (most / 10.0).ceil() * 10.0,
    }
}

/// The section; `chosen` is the variant of the large map.
pub fn section(view: &View<'_>, maps: &[Mapped<'_>], chosen: usize) -> Section {
    let (e, w) = (view.ensemble, view.words);
    let Some(first) = maps.first() else {
        let why = if e.areas.is_empty() {
            w.no_places.to_owned()
        } else {
            view.no_areas()
        };
        return Section::absent("maps", w.maps, why);
    };
    let last = e.last();
    let hidden: Vec<String> = view
        .groups
        .iter()
        .filter_map(|g| {
            let areas = e.areas.iter().zip(&g.hidden);
            let codes: Vec<&str> = areas
                .filter(|(_, hidden)| **hidden)
                .map(|(a, _)| a.code.as_str())
                .collect();
            let group = w.group(g.group);
            (!codes.is_empty()).then(|| format!("{group} {}", codes.join(", ")))
        })
        .collect();
    let body = html! {
        section id="maps" {
            h2 { (w.maps) }
            p { (w.maps_lead) " " span.shown-year { (view.last_year()) } "." }
            @if maps.len() > 1 {
                fieldset.choice {
                    legend { (w.group_shown) }
                    @for (k, m) in maps.iter().enumerate() {
                        label {
                            input type="radio" name="group" value=(k) checked[k == 0];
                            " " (capital(w.group(m.group.group)))
                        }
                    }
                }
            }
            p.note { span.group-meaning { (w.group_meaning(first.group.group)) } }
            div.maps {
                figure {
                    figcaption { strong.shown-group { (capital(w.group(first.group.group))) } br; span.unit { (w.share_map) " " span.shown-variant { (view.label(chosen)) } ", " span.shown-year { (view.last_year()) } } }
                    (shares(view, first, chosen, last))
                    (map_legends::share(view, first.most))
                }
                figure {
                    figcaption { strong.shown-group { (capital(w.group(first.group.group))) } br; span.unit { (fill(w.difference_with, &[("base", view.label(BASE))])) ", " span.shown-variant { (view.label(chosen)) } ", " span.shown-year { (view.last_year()) } } }
                    (differences(view, first, chosen, last, 11.0, "chosen"))
                    (map_legends::difference(view, first.limit))
                }
            }
            div.legend-row { @if !view.places.real { (map_legends::size(view)) } p.note { (if view.places.real { w.map_real } else { w.map_circles }) " " (w.map_edge) " " (view.n()) "." } }
            h3 { (w.all_variants) " " span.unit { span.shown-group { (capital(w.group(first.group.group))) } ", " span.shown-year { (view.last_year()) } } }
            div.small-maps {
                @for v in 0..e.variants.len() {
                    figure.small-map data-v=(v) {
                        figcaption {
                            strong { (view.label(v)) } br;
                            span.unit { @if v == BASE { (w.change_since) " " (e.years[0]) } @else { (fill(w.difference_with, &[("base", view.label(BASE))])) } }
                        }
                        (differences(view, first, v, last, 16.0, &v.to_string()))
                    }
                }
            }
            @if !hidden.is_empty() {
                p.note { (fill(w.hidden, &[("n", &view.min_cell.to_string()), ("areas", &hidden.join("; "))])) }
            }
            details {
                summary { (w.numbers_behind) }
                div.scroll role="group" tabindex="0" aria-label=(w.numbers_behind) {
                    (table(view, first, chosen, last))
                }
            }
        }
    };
    Section::there("maps", w.maps, body)
}

fn shares(view: &View<'_>, m: &Mapped<'_>, v: usize, y: usize) -> Markup {
    let value = |a: usize| m.group.shares[a].mean(v, y);
    let name = format!(
        "{} {}, {}",
        view.words.share_map,
        view.label(v),
        view.words.group(m.group.group)
    );
    drawing(
        view,
        &Look {
            size: 11.0,
            signed: false,
            codes: true,
            name: &name,
            attributes: "class=\"map\" data-map=\"share\"",
        },
        |a| (value(a), sequential(value(a) / m.most), false),
        |a| {
            format!(
                "{}: {} %",
                view.ensemble.areas[a].name,
                view.numbers.fixed(value(a), 1)
            )
        },
    )
}

fn differences(
    view: &View<'_>,
    m: &Mapped<'_>,
    v: usize,
    y: usize,
    size: f64,
    shown: &str,
) -> Markup {
    let at = |a: usize| m.differences.values[v][a][y];
    let name = format!(
        "{}: {}, {}",
        view.label(v),
        view.words.group(m.group.group),
        if v == BASE {
            view.words.change_since
        } else {
            view.words.difference
        }
    );
    drawing(
        view,
        &Look {
            size,
            signed: true,
            codes: shown == "chosen",
            name: &name,
            attributes: &format!("class=\"map\" data-map=\"{shown}\""),
        },
        |a| {
            (
                at(a)[0],
                diverging(at(a)[0], m.limit),
                leaves_out_zero(&at(a)),
            )
        },
        |a| title(view, a, &at(a)),
    )
}

fn title(view: &View<'_>, area: usize, t: &Triple) -> String {
    format!(
        "{}: {} ({})",
        view.ensemble.areas[area].name,
        view.numbers.signed(t[0], 1),
        interval(view, t, 1)
    )
}

/// Colour of a share, 0 to 1 of the scale.
pub fn sequential(t: f64) -> RGBColor {
    let t = if t.is_finite() {
        t.clamp(0.0, 1.0)
    } else {
        0.0
    };
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * t).round() as u8;
    RGBColor(
        mix(SHARE[0].0, SHARE[1].0),
        mix(SHARE[0].1, SHARE[1].1),
        mix(SHARE[0].2, SHARE[1].2),
    )
}

fn table(view: &View<'_>, m: &Mapped<'_>, v: usize, y: usize) -> Markup {
    let (w, num) = (view.words, view.numbers);
    html! {
        table.area-table {
            caption { span.shown-group { (capital(w.group(m.group.group))) } ", " (w.share_unit) ", " span.shown-year { (view.last_year()) } ". " (w.interval_note) " " (view.n()) "." }
            thead { tr {
                th scope="col" { (w.area) }
                th scope="col" { (view.label(BASE)) }
                th scope="col" { span.shown-variant { (view.label(v)) } }
                th scope="col" { (capital(w.difference)) " (" (w.points_short) ")" }
                th scope="col" { (w.interval) }
            } }
            tbody {
                @for (a, area) in view.ensemble.areas.iter().enumerate() {
                    @let t = m.differences.values[v][a][y];
                    tr data-a=(a) {
                        th scope="row" { (area.name) }
                        td { (num.fixed(m.group.shares[a].mean(BASE, y), 1)) }
                        td { (num.fixed(m.group.shares[a].mean(v, y), 1)) }
                        td { (num.signed(t[0], 1)) }
                        td { (interval(view, &t, 1)) }
                    }
                }
            }
        }
    }
}

/// What the script needs to redraw the maps.
pub fn json(view: &View<'_>, maps: &[Mapped<'_>]) -> Value {
    let e = view.ensemble;
    let rgb = |c: RGBColor| json!([c.0, c.1, c.2]);
    let groups: Vec<Value> = maps
        .iter()
        .map(|m| {
            let shares: Vec<Vec<Vec<Value>>> = (0..e.variants.len())
                .map(|v| {
                    m.group
                        .shares
                        .iter()
                        .map(|c| {
                            (0..e.years.len())
                                .map(|y| whole(c.mean(v, y) * 1e5))
                                .collect()
                        })
                        .collect()
                })
                .collect();
            json!({
                "key": m.differences.key,
                "name": capital(view.words.group(m.group.group)),
                "meaning": view.words.group_meaning(m.group.group),
                "limit": m.limit,
                "most": m.most,
                "share": shares,
            })
        })
        .collect();
    json!({
        "groups": groups,
        "areas": e.areas.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(),
        "sequential": SHARE.map(rgb),
        "diverging": [rgb(diverging(-1.0, 1.0)), rgb(diverging(0.0, 1.0)), rgb(diverging(1.0, 1.0))],
    })
}
