//! What each variant costs and yields against the base: the cost-effectiveness plane, the
//! table behind it, costs by item, quantities, and the prices with their sources.

use crate::headlines::LEVELS;
use crate::page::ensemble::{BASE, Ensemble};
use crate::page::headline::capital;
use crate::page::intervals::{Triple, interval, leaves_out_zero};
use crate::page::method::{Confidence, confidence};
use crate::page::missing::Section;
use crate::page::numbers::UNDEFINED;
use crate::page::plane::{self, Point};
use crate::page::prose::prose;
use crate::page::view::View;
use crate::page::words::fill;
use buurt_lab::cost_items::{CONCENTRATION, Measure, TOTAL};
use buurt_lab::costs::{Costs, compare_runs, concentration};
use buurt_lab::disclosure::Small;
use buurt_lab::pairs::Pair;
use buurt_params::Prices;
use buurt_params::schema::Parameters;
use maud::{Markup, html};

const MILLION: f64 = 1e-6;

/// Costs and yields of the runs in the last year; None without tables `ledger`.
pub fn of(e: &Ensemble, prices: &Prices, small: Option<&Small>) -> Option<Costs> {
    let names: Vec<String> = e.variants.iter().map(|v| v.name.clone()).collect();
    let runs: Vec<_> = e
        .each_run()
        .filter_map(|(v, k, run)| Some(((v, k as u32), run.ledger.as_ref()?)))
        .collect();
    let prices = buurt_lab::cost_items::Prices {
        items: prices.items(),
        discount_rate: prices.discount_rate,
        inflation: prices.inflation,
    };
    let last = e.years.last().copied();
    let (group, _) = concentration(&e.science["scenario"]);
    let small = small.map(|small| (group, small));
    let wanted = |year| Some(year) == last;
    compare_runs((&names, BASE), &runs, &prices, &wanted, small)
}

/// The difference of an item in the last year, times a factor.
fn difference(view: &View<'_>, v: usize, measure: Measure, item: &str, factor: f64) -> Triple {
    let found = pair(view, v, measure, item).map(|p| p.paired);
    let Some(p) = found else {
        return [f64::NAN; 3];
    };
    // A factor below zero turns the interval around.
    let (low, high) = if factor < 0.0 {
        (p.ci_high, p.ci_low)
    } else {
        (p.ci_low, p.ci_high)
    };
    [p.mean * factor, low * factor, high * factor].map(|x| if x == 0.0 { 0.0 } else { x })
}

fn pair<'a>(view: &'a View<'_>, v: usize, measure: Measure, item: &str) -> Option<&'a Pair> {
    let name = &view.ensemble.variants[v].name;
    let costs = view.costs.as_ref()?;
    costs.pair(name, view.last_year(), measure, item)
}

/// Extra cost of a variant in the last year, million euros.
pub fn cost(view: &View<'_>, v: usize) -> Triple {
    difference(view, v, Measure::Cost, TOTAL, MILLION)
}

/// The levels at which points of concentration are known, from coarse to fine.
fn levels(costs: &Costs) -> Vec<&'static str> {
    let items = costs.items(Measure::Yield);
    let there = |level: &&str| items.contains(&format!("{CONCENTRATION}{level}").as_str());
    LEVELS.into_iter().filter(there).collect()
}

/// The section.
pub fn section(view: &View<'_>) -> Section {
    let (e, w) = (view.ensemble, view.words);
    let absent = |why: String| Section::absent("costs", w.costs, why);
    if view.others().next().is_none() {
        return absent(w.only_one.to_owned());
    }
    let Some(costs) = &view.costs else {
        return absent(fill(w.no_table, &[("table", "ledger")]));
    };
    let first = costs.span.0.to_string();
    let year = view.last_year().to_string();
    let rate = view.numbers.fixed(100.0 * view.prices.discount_rate, 2);
    let (group, index) = concentration(&e.science["scenario"]);
    let (group, index) = (w.group(group), w.index_name(index));
    let levels = levels(costs);
    let planes: Vec<(String, Vec<Point>)> = levels
        .iter()
        .filter(|l| [e.area_level.as_str(), "complex"].contains(*l))
        .map(|level| {
            let title = capital(&format!("{group} {}", w.between(level)));
            let item = format!("{CONCENTRATION}{level}");
            let points = view.others().map(|v| Point {
                variant: v,
                removed: difference(view, v, Measure::Yield, &item, -1.0),
                cost: cost(view, v),
            });
            let there = points.filter(|p| p.removed[0].is_finite() && p.cost[0].is_finite());
            (title, there.collect())
        })
        .collect();
    let body = html! {
        section id="costs" {
            h2 { (w.costs) " " span.unit { (view.span()) } }
            p { strong { (fill(w.costs_period, &[("years", &view.span()), ("year", &year)])) } }
            p { (fill(w.costs_lead, &[("base", view.label(BASE)), ("years", &view.span()), ("first", &first), ("rate", &rate)])) }
            div.panels {
                @for (title, points) in &planes {
                    @let unit = fill(w.plane_unit, &[("index", index), ("year", &year)]);
                    @for (which, plane) in plane::figures(view, &format!("{title}: {unit}"), points) {
                        figure {
                            figcaption { strong { (title) } " " span.unit { (unit) @if let Some(which) = which { ". " (which) } } }
                            (plane)
                        }
                    }
                }
            }
            p.note { (w.plane_note) " " (w.beyond_edge) " " (view.n()) "." }
            (yields(view, &levels))
            p.note { (fill(w.yields_note, &[("group", group), ("index", index), ("base", view.label(BASE)), ("year", &year), ("years", &view.span())])) }
            @if view.min_cell > 0 { p.note { (fill(w.left_out, &[("n", &view.min_cell.to_string())])) " " (w.rounded_costs) } }
            details {
                summary { (w.numbers_behind) }
                (by_item(view, costs))
                (in_kind(view, costs))
            }
            (prices(view))
        }
    };
    Section::there("costs", w.costs, body)
}

/// A cell with a difference and its interval.
fn cell(view: &View<'_>, t: &Triple, decimals: usize) -> Markup {
    html! {
        td.clear[leaves_out_zero(t)] {
            span.d { (view.numbers.signed(t[0], decimals)) }
            span.i { (interval(view, t, decimals)) }
        }
    }
}

/// Cost and every yield, a row per variant.
fn yields(view: &View<'_>, levels: &[&str]) -> Markup {
    let w = view.words;
    let others = [
        (w.waiting, "waiting_years", 2),
        (w.displaced, "displaced", 0),
        (w.affordable, "affordable_dwellings", 0),
    ];
    html! {
        div.scroll role="region" tabindex="0" aria-label=(w.costs) {
            table.headline {
                caption { (w.interval_note) " " (view.n()) ". " (w.bold_note) }
                thead { tr {
                    th scope="col" { (w.variant) }
                    th scope="col" { (w.total_cost) }
                    @for level in levels { th scope="col" { (fill(w.removed, &[("between", &w.between(level))])) } }
                    @for (name, _, _) in &others { th scope="col" { (name) } }
                } }
                tbody {
                    @for v in view.others() {
                        tr data-v=(v) {
                            th scope="row" style={ "--c:" (view.colour(v)) } { (view.label(v)) }
                            (cell(view, &cost(view, v), 1))
                            @for level in levels {
                                @let item = format!("{CONCENTRATION}{level}");
                                (cell(view, &difference(view, v, Measure::Yield, &item, -1.0), 2))
                            }
                            @for (_, item, decimals) in &others {
                                (cell(view, &difference(view, v, Measure::Yield, item, 1.0), *decimals))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Costs by item, a column per variant.
fn by_item(view: &View<'_>, costs: &Costs) -> Markup {
    let w = view.words;
    let mut items: Vec<&str> = costs
        .items(Measure::Cost)
        .into_iter()
        .filter(|item| *item != TOTAL)
        .filter(|item| {
            view.others().any(|v| {
                let t = difference(view, v, Measure::Cost, item, MILLION);
                t[0] != 0.0 && t[0].is_finite()
            })
        })
        .collect();
    items.push(TOTAL);
    html! {
        div.scroll role="group" tabindex="0" aria-label=(w.cost_items) {
            table {
                caption { (w.cost_items) ", " (view.span()) ". " (w.interval_note) " " (view.n()) ". " (w.bold_note) }
                thead { tr { th scope="col" { (w.item) } @for v in view.others() { th scope="col" { (view.label(v)) } } } }
                tbody {
                    @for item in items {
                        tr {
                            th scope="row" { (w.cost_item(item)) }
                            @for v in view.others() { (cell(view, &difference(view, v, Measure::Cost, item, MILLION), 1)) }
                        }
                    }
                }
            }
        }
    }
}

/// Quantities by item, a column per variant.
fn in_kind(view: &View<'_>, costs: &Costs) -> Markup {
    let w = view.words;
    let caption = fill(w.in_kind, &[("years", &view.span())]);
    let other = view.others().next().unwrap_or(BASE);
    let mean = |v: usize, item: &str| -> Option<f64> {
        if v == BASE {
            pair(view, other, Measure::Quantity, item).map(|p| p.baseline_mean)
        } else {
            pair(view, v, Measure::Quantity, item).map(|p| p.variant_mean)
        }
    };
    let variants = || 0..view.ensemble.variants.len();
    let items: Vec<&str> = costs
        .items(Measure::Quantity)
        .into_iter()
        .filter(|item| variants().any(|v| mean(v, item).is_some_and(|n| n != 0.0)))
        .collect();
    html! {
        div.scroll role="group" tabindex="0" aria-label=(caption) {
            table {
                caption { (caption) ". " (w.mean_note) " " (view.n()) "." }
                thead { tr { th scope="col" { (w.item) } @for v in variants() { th scope="col" { (view.label(v)) } } } }
                tbody {
                    @for item in items {
                        tr {
                            th scope="row" { (w.cost_item(item)) " " span.unit { (w.cost_unit(unit(costs, item))) } }
                            @for v in variants() { td { @match mean(v, item) { Some(n) => { (view.numbers.fixed(n, 0)) } None => { (UNDEFINED) } } } }
                        }
                    }
                }
            }
        }
    }
}

fn unit<'a>(costs: &'a Costs, item: &str) -> &'a str {
    let mut rows = costs.tidy.rows.iter();
    rows.find(|r| r.about[0] == Measure::Quantity.name() && r.about[1] == item)
        .map_or("", |r| r.about[2].as_str())
}

/// The prices with unit, source and how sure they are.
fn prices(view: &View<'_>) -> Markup {
    let w = view.words;
    let group = Prices::group();
    let now = serde_json::to_value(&view.prices).unwrap_or_default();
    let assumed = group
        .parameters
        .iter()
        .filter(|p| confidence(p.source) == Confidence::Assumed)
        .count();
    let all = group.parameters.len();
    html! {
        details {
            summary { (w.prices) }
            p { (prose(&fill(w.prices_lead, &[("all", &all.to_string()), ("assumed", &assumed.to_string())]))) }
            div.scroll role="region" tabindex="0" aria-label=(w.prices) {
                table.parameters {
                    thead { tr { @for head in [w.item, w.meaning, w.price, w.unit, w.confidence, w.source] { th scope="col" { (head) } } } }
                    tbody {
                        @for p in &group.parameters {
                            @let set = now[p.name] != p.default;
                            tr {
                                th scope="row" { code { (group.name) "." (p.name) } }
                                td lang="en" { (p.meaning) }
                                td { (now[p.name].as_f64().map_or_else(String::new, |x| view.numbers.short(x))) }
                                td lang="en" { (p.unit) }
                                td { @if set { (w.choice) } @else { @match confidence(p.source) {
                                    Confidence::Sourced => { (w.sourced) }
                                    Confidence::Choice => { (w.choice) }
                                    Confidence::Assumed => { strong { (w.assumed) } }
                                } } }
                                td lang="en" { @if !set { (prose(p.source)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
