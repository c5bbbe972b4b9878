//! Flows: through which channel a group grows or shrinks in an area because of a
//! variant. Moves, change in place, demography, and arrival and departure add up
//! exactly to the difference in size.

use crate::page::disclosure::few;
use crate::page::ensemble::BASE;
use crate::page::headline::capital;
use crate::page::intervals::{Intervals, triple};
use crate::page::missing::Section;
use crate::page::tables::CHANNELS;
use crate::page::view::{FOLLOWED, View, groups_then};
use crate::page::words::fill;
use buurt_lab::rounding::{FIVE, parts};
use maud::html;

/// Areas shown where a variant names none.
const MOST: usize = 5;

/// The areas whose flows are shown for a variant: those it names, else those with the
/// largest share of the first group of the headlines at the start under the base.
pub fn shown_areas(view: &View<'_>, variant: usize) -> Vec<usize> {
    if !view.treated[variant].is_empty() {
        return view.treated[variant].clone();
    }
    let Some(first) = view.counts(view.first_group()) else {
        return Vec::new();
    };
    let mut by_share: Vec<(usize, f64)> = first
        .shares
        .iter()
        .map(|c| c.mean(BASE, 0))
        .enumerate()
        .filter(|(_, s)| s.is_finite())
        .collect();
    by_share.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut areas: Vec<usize> = by_share.into_iter().take(MOST).map(|(a, _)| a).collect();
    areas.sort_unstable();
    areas
}

/// The contributions since the first year, per group; empty without the table. Where small
/// cells are hidden, so are groups that `areas` does not count.
pub fn intervals(view: &View<'_>) -> Vec<(&'static str, Intervals)> {
    let (e, w) = (view.ensemble, view.words);
    let there = e.each_run().any(|(_, _, run)| run.flows.is_some());
    if !there || e.areas.is_empty() {
        return Vec::new();
    }
    let labels = [w.moves, w.in_place, w.demography, w.migration, w.altogether];
    groups_then(e, &FOLLOWED)
        .into_iter()
        .filter(|group| view.min_cell == 0 || view.counts(group).is_some())
        .filter_map(|group| {
            let mut found = false;
            let values = (0..e.variants.len())
                .map(|v| {
                    let areas = shown_areas(view, v);
                    let hidden = view.counts(group).is_some_and(|g| few(view, g, &areas));
                    let mut cubes = vec![e.cube(); labels.len()];
                    for (run_v, k, run) in e.each_run() {
                        // Only the pair that is compared, in the areas of this variant.
                        if run_v != v && run_v != BASE {
                            continue;
                        }
                        let Some(flows) = &run.flows else { continue };
                        let mut sums = [0.0; CHANNELS.len()];
                        for (y, year) in e.years.iter().enumerate() {
                            for a in &areas {
                                let key = (e.areas[*a].code.clone(), group.to_owned());
                                let Some(account) = flows.get(&key).and_then(|f| f.get(year))
                                else {
                                    continue;
                                };
                                found = true;
                                for (sum, change) in sums.iter_mut().zip(account) {
                                    *sum += change;
                                }
                            }
                            let shown: Vec<f64> = match view.min_cell {
                                0 => sums.to_vec(),
                                _ => parts(sums, FIVE).collect(),
                            };
                            let altogether = shown.iter().sum();
                            let shown = shown.into_iter().chain([altogether]);
                            for (cube, sum) in cubes.iter_mut().zip(shown) {
                                cube.set(run_v, k, y, sum);
                            }
                        }
                    }
                    cubes
                        .iter()
                        .map(|c| {
                            (0..e.years.len())
                                .map(|y| {
                                    if hidden {
                                        [f64::NAN; 3]
                                    } else {
                                        triple(c.paired(v, BASE, y))
                                    }
                                })
                                .collect()
                        })
                        .collect()
                })
                .collect();
            let set = Intervals {
                key: format!("flows_{group}"),
                name: fill(w.flows_name, &[("group", w.group(group))]),
                rows: labels
                    .iter()
                    .map(|l| ((*l).to_owned(), "var(--chosen)".to_owned()))
                    .collect(),
                values,
                decimals: 0,
                ends: (w.fewer.to_owned(), w.more.to_owned()),
            };
            found.then_some((group, set))
        })
        .collect()
}

/// "6534, 6535", per variant, for the script.
pub fn area_names(view: &View<'_>) -> Vec<String> {
    (0..view.ensemble.variants.len())
        .map(|v| {
            shown_areas(view, v)
                .iter()
                .map(|a| view.ensemble.areas[*a].code.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        })
        .collect()
}

/// The section.
pub fn section(view: &View<'_>, all: &[(&'static str, Intervals)], chosen: usize) -> Section {
    let (e, w) = (view.ensemble, view.words);
    if all.is_empty() {
        let there = e.each_run().any(|(_, _, run)| run.flows.is_some());
        let why = if there && view.min_cell > 0 {
            view.all_small()
        } else {
            fill(w.no_table, &[("table", "flows")])
        };
        return Section::absent("flows", w.flows, why);
    }
    let last = e.last();
    let names = area_names(view);
    let body = html! {
        section id="flows" {
            h2 { (w.flows) }
            p { (fill(w.flows_lead, &[("base", view.label(BASE)), ("first", &e.years[0].to_string())])) " " span.shown-year { (view.last_year()) } "." }
            p { strong.shown-variant { (view.label(chosen)) } ", " (w.areas_word) " " span.shown-areas { (names[chosen]) } }
            div.panels {
                @for (group, set) in all {
                    figure {
                        figcaption { strong { (capital(w.group(group))) } " " span.unit { (w.households_difference) } }
                        (set.figure(view, (chosen, last)))
                    }
                }
            }
            p.note { (fill(w.flows_note, &[("group", w.group(view.first_group()))])) " " @if view.min_cell > 0 { (w.rounded) " " } (w.interval_note) " " (view.n()) "." }
            details {
                summary { (w.numbers_behind) }
                div.scroll role="group" tabindex="0" aria-label=(w.numbers_behind) {
                    @for (_, set) in all { (set.table(view, (chosen, last), w.channel)) }
                }
            }
        }
    };
    Section::there("flows", w.flows, body)
}
