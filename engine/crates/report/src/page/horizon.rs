//! When would an effect show in the statistics of one city? The section on the
//! horizon of visibility.

use crate::headlines::HEADLINES;
use crate::page::cube::{Cube, clear};
use crate::page::disclosure::few;
use crate::page::ensemble::BASE;
use crate::page::headline::capital;
use crate::page::lines::{Kind, Lines};
use crate::page::missing::Section;
use crate::page::numbers::UNDEFINED;
use crate::page::over_time::legend;
use crate::page::view::{View, groups_then, headline_groups};
use crate::page::visibility::{
    ENOUGH, first_visible, probabilities, published_dissimilarity, published_isolation,
    published_share, statistic,
};
use crate::page::words::fill;
use maud::{Markup, html};
use serde_json::Value;

/// A statistic that a city could publish, with the variants it is about.
struct Statistic {
    group: &'static str,
    name: String,
    cube: Cube,
    /// Whether the row of false alarms belongs to it and which variants are shown.
    variants: Vec<usize>,
}

/// The groups of whose share Statistics Netherlands publishes figures by postcode area.
const PUBLISHED: [&str; 2] = ["low_income", "top_quintile"];

/// Where the figures of a group come from.
fn figures(view: &View<'_>, group: &str) -> &'static str {
    if PUBLISHED.contains(&group) {
        view.words.published
    } else {
        view.words.city_counts
    }
}

/// The indices of the headlines, and of low incomes of which there are figures anyhow; then
/// the share of the same groups in the areas that variants name.
fn statistics(view: &View<'_>) -> Vec<Statistic> {
    let w = view.words;
    let everywhere: Vec<usize> = (0..view.ensemble.areas.len()).collect();
    let mut followed = headline_groups(view.ensemble);
    if !followed.iter().any(|(group, _)| *group == HEADLINES[0].0) {
        followed.push(HEADLINES[0]);
    }
    let mut all = Vec::new();
    for (group, index) in &followed {
        let of = match *index {
            "isolation" => published_isolation,
            _ => published_dissimilarity,
        };
        let counted = view.counts(group);
        let cube = counted.and_then(|c| statistic(view, c, &everywhere, of));
        if let Some(cube) = cube.filter(Cube::any) {
            all.push(Statistic {
                group,
                name: fill(
                    w.published_index,
                    &[
                        ("index", &capital(w.index_name(index))),
                        ("group", w.group(group)),
                        ("level", &w.between(&view.ensemble.area_level)),
                        ("figures", figures(view, group)),
                    ],
                ),
                cube,
                variants: view.others().collect(),
            });
        }
    }
    let groups = groups_then(view.ensemble, &[HEADLINES[0].0]);
    // Variants that name the same areas share a statistic.
    let mut named: Vec<Vec<usize>> = view
        .treated
        .iter()
        .filter(|t| !t.is_empty())
        .cloned()
        .collect();
    named.sort();
    named.dedup();
    let inside = named
        .iter()
        .flat_map(|areas| groups.iter().map(move |g| (areas, *g)));
    for (areas, group) in inside {
        // A share that the answers do not tell shows no sooner or later here.
        let counted = view.counts(group).filter(|c| !few(view, c, areas));
        let Some(cube) = counted.and_then(|c| statistic(view, c, areas, published_share)) else {
            continue;
        };
        let codes: Vec<&str> = areas
            .iter()
            .map(|a| view.ensemble.areas[*a].code.as_str())
            .collect();
        all.push(Statistic {
            group,
            name: fill(
                w.published_inside,
                &[
                    ("group", w.group(group)),
                    ("areas", &codes.join(", ")),
                    ("figures", figures(view, group)),
                ],
            ),
            cube,
            variants: view
                .others()
                .filter(|v| view.treated[*v] == *areas)
                .collect(),
        });
    }
    all
}

/// First year from which the paired interval leaves out zero until the end.
fn sure_from(cube: &Cube, variant: usize) -> Option<usize> {
    let (_, _, years) = cube.shape();
    let mut from = None;
    for y in (0..years).rev() {
        if !cube.paired(variant, BASE, y).is_some_and(|p| clear(&p)) {
            break;
        }
        from = Some(y);
    }
    from
}

/// The section.
pub fn section(view: &View<'_>, chosen: usize) -> Section {
    let (e, w) = (view.ensemble, view.words);
    let (fewest, _) = e.replicate_range();
    let statistics = statistics(view);
    let absent = if view.others().next().is_none() {
        Some(w.only_one.to_owned())
    } else if fewest < ENOUGH {
        Some(fill(
            w.too_few,
            &[("n", &fewest.to_string()), ("enough", &ENOUGH.to_string())],
        ))
    } else if statistics.is_empty() {
        Some(view.no_areas())
    } else {
        None
    };
    if let Some(why) = absent {
        return Section::absent("horizon", w.horizon, why);
    }
    let counted: Vec<&str> = view
        .groups
        .iter()
        .map(|g| g.group)
        .filter(|g| !PUBLISHED.contains(g) && statistics.iter().any(|s| s.group == *g))
        .map(|g| w.group(g))
        .collect();
    let and = format!(" {} ", w.and);
    let body = html! {
        section id="horizon" {
            h2 { (w.horizon) }
            p { (w.horizon_lead) }
            @for sentence in first_year(view, &statistics) { p { (sentence) } }
            (legend(view))
            div.panels {
                @for s in &statistics {
                    @let shown = restricted(&probabilities(&s.cube), &s.variants);
                    figure {
                        figcaption { strong { (s.name) } br; span.unit { (w.share_of_histories) } }
                        ({
                            Lines {
                                name: format!("{}: {}", s.name, w.share_of_histories),
                                cube: &shown,
                                kind: Kind::Value,
                                decimals: 0,
                                norm: None,
                                least: &[0.0, 100.0],
                            }
                            .figure(view, chosen)
                        })
                    }
                }
            }
            div.scroll role="region" tabindex="0" aria-label=(w.horizon) {
                table {
                    caption { (w.horizon_caption) " " (view.n()) "." }
                    thead { tr {
                        @for head in [w.variant, w.sure_in_simulation, w.half_see_it, w.see_it_by_last] { th scope="col" { (head) } }
                    } }
                    @for s in &statistics {
                        tbody {
                            tr { th.group scope="rowgroup" colspan="4" { (s.name) } }
                            @for v in &s.variants { (row(view, s, *v)) }
                            (row(view, s, BASE))
                        }
                    }
                }
            }
            p.note { (w.horizon_note) @if !counted.is_empty() { " " (fill(w.not_published, &[("groups", &counted.join(&and))])) } }
        }
    };
    Section::there("horizon", w.horizon, body)
}

fn restricted(cube: &Cube, variants: &[usize]) -> Cube {
    let (all, _, years) = cube.shape();
    let mut shown = Cube::new(all, 1, years);
    for v in variants.iter().copied().chain([BASE]) {
        for y in 0..years {
            shown.set(v, 0, y, cube.get(v, 0, y));
        }
    }
    shown
}

fn row(view: &View<'_>, s: &Statistic, v: usize) -> Markup {
    let (e, w, num) = (view.ensemble, view.words, view.numbers);
    let year = |y: Option<usize>| y.map_or(UNDEFINED.to_owned(), |y| e.years[y].to_string());
    let p = probabilities(&s.cube);
    let half = (0..e.years.len()).find(|y| p.get(v, 0, *y) >= 50.0);
    html! {
        tr {
            th scope="row" { @if v == BASE { (w.false_alarms) } @else { (view.label(v)) } }
            td { @if v != BASE { (year(sure_from(&s.cube, v))) } @else { (UNDEFINED) } }
            td { @if let Some(y) = half { (e.years[y]) } @else { (fill(w.not_by, &[("year", &view.last_year().to_string())])) } }
            td { (num.fixed(p.get(v, 0, e.last()), 0)) " %" }
        }
    }
}

/// For variants that switch the passendheidstoets: what one year of statistics shows of the
/// segregation of low incomes.
fn first_year(view: &View<'_>, statistics: &[Statistic]) -> Vec<String> {
    let w = view.words;
    let Some(s) = statistics.iter().find(|s| s.group == HEADLINES[0].0) else {
        return Vec::new();
    };
    if view.ensemble.years.len() < 2 {
        return Vec::new();
    }
    view.others()
        .filter(|v| {
            let change = &view.ensemble.variants[*v].change;
            matches!(change["passend"]["in_force"], Value::Bool(_))
        })
        .map(|v| {
            let first = first_visible(&s.cube, v);
            let seen = first.iter().filter(|f| f.is_some_and(|f| f <= 1)).count();
            fill(
                w.first_year_null,
                &[
                    ("variant", view.label(v)),
                    ("seen", &seen.to_string()),
                    ("n", &first.len().to_string()),
                    ("year", &view.ensemble.years[1].to_string()),
                ],
            )
        })
        .collect()
}
