//! The waterbed: where households are that an area instrument keeps or moves away,
//! against where they are under the base. Inside the named areas, next door, elsewhere.

use crate::page::cube::Cube;
use crate::page::disclosure::few;
use crate::page::ensemble::BASE;
use crate::page::headline::capital;
use crate::page::intervals::{Intervals, Triple, triple};
use crate::page::missing::Section;
use crate::page::view::{FOLLOWED, View, groups_then};
use crate::page::words::fill;
use maud::html;

/// Sum of some areas, replicate by replicate.
fn sum(view: &View<'_>, cubes: &[Cube], areas: &[usize]) -> Cube {
    let mut total = view.ensemble.cube();
    let (variants, replicates, years) = total.shape();
    for v in 0..variants {
        for k in 0..replicates {
            for y in 0..years {
                let numbers = areas.iter().map(|a| cubes[*a].get(v, k, y));
                // Areas without a count in this run (not yet built) add nothing.
                let there: Vec<f64> = numbers.filter(|x| x.is_finite()).collect();
                if !there.is_empty() {
                    total.set(v, k, y, there.iter().sum());
                }
            }
        }
    }
    total
}

/// The areas inside, next door and elsewhere of a variant.
pub fn zones(view: &View<'_>, variant: usize) -> [Vec<usize>; 3] {
    let inside = view.treated[variant].clone();
    let beside = view.places.beside(&inside);
    let elsewhere = (0..view.ensemble.areas.len())
        .filter(|a| !inside.contains(a) && !beside.contains(a))
        .collect();
    [inside, beside, elsewhere]
}

/// Difference in the share of a group in the named areas in the last year, in percentage
/// points; None for a variant without areas, or where it would tell of few households.
pub fn share_inside(view: &View<'_>, variant: usize, group: &str) -> Option<Triple> {
    let inside = &view.treated[variant];
    if inside.is_empty() {
        return None;
    }
    let counted = view.counts(group)?;
    if few(view, counted, inside) {
        return None;
    }
    let total = sum(view, view.households.as_ref()?, inside);
    let share = sum(view, &counted.counts, inside).zip(&total, |a, b| 100.0 * a / b);
    Some(triple(share.paired(variant, BASE, view.ensemble.last())))
}

/// One set of rows per variant that names areas and per group.
pub fn intervals(view: &View<'_>) -> Vec<(usize, &'static str, Intervals)> {
    let w = view.words;
    let years = view.ensemble.years.len();
    let mut all = Vec::new();
    for v in view.others().filter(|v| !view.treated[*v].is_empty()) {
        let [inside, beside, elsewhere] = zones(view, v);
        let everywhere: Vec<usize> = (0..view.ensemble.areas.len()).collect();
        let followed = groups_then(view.ensemble, &FOLLOWED);
        for group in followed.into_iter().filter_map(|g| view.counts(g)) {
            let rows = [
                (w.inside, &inside),
                (w.next_door, &beside),
                (w.elsewhere, &elsewhere),
                (w.whole_city, &everywhere),
            ];
            // Few households in one zone would show through the others and the total.
            let hidden = rows.iter().any(|(_, areas)| few(view, group, areas));
            all.push((
                v,
                group.group,
                Intervals {
                    key: format!("water{v}_{}", group.group),
                    name: format!(
                        "{}: {}",
                        view.label(v),
                        fill(w.water_name, &[("group", w.group(group.group))])
                    ),
                    rows: rows
                        .iter()
                        .map(|(name, _)| ((*name).to_owned(), view.colour(v)))
                        .collect(),
                    values: vec![
                        rows.iter()
                            .map(|(_, areas)| {
                                let counts = sum(view, &group.counts, areas);
                                (0..years)
                                    .map(|y| {
                                        if hidden {
                                            [f64::NAN; 3]
                                        } else {
                                            triple(counts.paired(v, BASE, y))
                                        }
                                    })
                                    .collect()
                            })
                            .collect(),
                    ],
                    decimals: 0,
                    ends: (w.fewer.to_owned(), w.more.to_owned()),
                },
            ));
        }
    }
    all
}

/// The section.
pub fn section(view: &View<'_>, all: &[(usize, &'static str, Intervals)]) -> Section {
    let (e, w) = (view.ensemble, view.words);
    let last = e.last();
    let variants: Vec<usize> = view
        .others()
        .filter(|v| all.iter().any(|(w, _, _)| w == v))
        .collect();
    if variants.is_empty() {
        let named = view.treated.iter().any(|t| !t.is_empty());
        let why = if named {
            view.no_areas()
        } else {
            w.no_area_instrument.to_owned()
        };
        return Section::absent("waterbed", w.waterbed, why);
    }
    let names = |areas: &[usize]| -> String {
        areas
            .iter()
            .map(|a| e.areas[*a].code.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let body = html! {
        section id="waterbed" {
            h2 { (w.waterbed) }
            p { (fill(w.waterbed_lead, &[("base", view.label(BASE))])) " " span.shown-year { (view.last_year()) } "." }
            @for v in variants {
                @let [inside, beside, _] = zones(view, v);
                h3 style={ "--c:" (view.colour(v)) } { (view.label(v)) }
                p.note { (w.inside) ": " (names(&inside)) ". " (w.next_door) ": " (names(&beside)) "." }
                div.panels {
                    @for (_, group, set) in all.iter().filter(|(w, _, _)| *w == v) {
                        figure {
                            figcaption { strong { (capital(w.group(group))) } " " span.unit { (w.households_difference) } }
                            (set.figure(view, (0, last)))
                        }
                    }
                }
                details {
                    summary { (w.numbers_behind) }
                    div.scroll role="group" tabindex="0" aria-label=(w.numbers_behind) {
                        @for (_, _, set) in all.iter().filter(|(w, _, _)| *w == v) { (set.table(view, (0, last), w.zone)) }
                    }
                }
            }
            p.note { (if view.places.real { w.neighbours_real } else { w.neighbours_gabriel }) " " @if view.min_cell > 0 { (w.rounded) " " } (w.interval_note) " " (view.n()) "." }
        }
    };
    Section::there("waterbed", w.waterbed, body)
}
