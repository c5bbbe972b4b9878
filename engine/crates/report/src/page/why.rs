//! Why the indices changed: what each channel contributed since the first year, under
//! every variant and as difference with the base, as bars that grow to both sides.

use crate::page::cube::Cube;
use crate::page::ensemble::BASE;
use crate::page::headline::capital;
use crate::page::intervals::{Intervals, interval, leaves_out_zero, triple, whole};
use crate::page::missing::Section;
use crate::page::stacks;
use crate::page::view::{Indicator, View};
use crate::page::words::fill;
use buurt_lab::contributions::{CHANNELS, CONTRIBUTIONS};
use maud::{Markup, html};
use serde_json::{Map, Value, json};

/// Colours of the channels (Okabe and Ito).
pub const COLOURS: [&str; CHANNELS.len()] = ["#0072b2", "#e69f00", "#8c8c8c", "#009e73", "#cc79a7"];
/// The script is given whole numbers of this size.
const UNIT: f64 = 1e8;

/// The level of which runs keep contributions only when asked.
const STAIRWELLS: &str = "portiek";

/// An index with what changed it.
pub struct Why<'a> {
    /// The index.
    pub indicator: &'a Indicator,
    /// Under which the script finds its numbers, without which bars.
    pub key: String,
    /// The channels, then their sum.
    pub parts: Vec<Cube>,
    /// Decimals of the numbers, those of the differences of the index elsewhere.
    pub decimals: usize,
}

/// Which bars.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Bars {
    /// The change under every variant.
    Means,
    /// Variant minus base.
    Differences,
}

impl Bars {
    /// Under which the script finds the numbers of these bars.
    pub fn key(self, why: &Why<'_>) -> String {
        let which = ["mean", "difference"][usize::from(self == Bars::Differences)];
        format!("{}_{which}", why.key)
    }

    /// The variants that have a bar.
    pub fn variants(self, view: &View<'_>) -> Vec<usize> {
        match self {
            Bars::Means => (0..view.ensemble.variants.len()).collect(),
            Bars::Differences => view.others().collect(),
        }
    }

    /// Mean, and for differences the interval.
    pub fn reading(self, cube: &Cube, v: usize, y: usize) -> [f64; 3] {
        match self {
            Bars::Means => [cube.mean(v, y), f64::NAN, f64::NAN],
            Bars::Differences => triple(cube.paired(v, BASE, y)),
        }
    }
}

/// The headline indices that the tables `contributions` of the runs have.
pub fn whys<'a>(view: &'a View<'_>, headline: &[Intervals]) -> Vec<Why<'a>> {
    let e = view.ensemble;
    view.headlines()
        .into_iter()
        .enumerate()
        .filter_map(|(n, indicator)| {
            let key = (
                indicator.level.clone(),
                indicator.group.to_owned(),
                indicator.index.to_owned(),
            );
            let mut parts = vec![e.cube(); CHANNELS.len() + 1];
            for (v, k, run) in e.each_run() {
                let years = run.contributions.as_ref().and_then(|c| c.get(&key));
                for (year, since) in years.into_iter().flatten() {
                    let Some(y) = e.year_at(*year) else { continue };
                    for (cube, part) in parts.iter_mut().zip(since) {
                        cube.set(v, k, y, *part);
                    }
                }
            }
            parts[0].any().then(|| Why {
                indicator,
                key: format!("why{n}"),
                parts,
                decimals: headline[n].decimals,
            })
        })
        .collect()
}

/// The numbers for the script: per figure and variant the channels, their sum, and the ends
/// of its interval, by year.
pub fn json(view: &View<'_>, whys: &[Why<'_>]) -> Value {
    let years = view.ensemble.years.len();
    let mut all = Map::new();
    for why in whys {
        for bars in [Bars::Means, Bars::Differences] {
            let numbers: Vec<Value> = (0..view.ensemble.variants.len())
                .map(|v| {
                    let row = |cube: &Cube, k: usize| -> Value {
                        let number = |y| whole(bars.reading(cube, v, y)[k] * UNIT);
                        (0..years).map(number).collect()
                    };
                    let sum = &why.parts[CHANNELS.len()];
                    let ends = [row(sum, 1), row(sum, 2)];
                    let means = why.parts.iter().map(|cube| row(cube, 0));
                    means.chain(ends).collect()
                })
                .collect();
            all.insert(
                bars.key(why),
                json!({"unit": UNIT, "dec": why.decimals, "v": numbers}),
            );
        }
    }
    Value::Object(all)
}

/// What changed the index most, in words: under the base, and where a variant clearly
/// differs, under the one that differs most.
fn sentences(view: &View<'_>, why: &Why<'_>, channels: &[&str]) -> String {
    let (w, last) = (view.words, view.ensemble.last());
    let sum = &why.parts[CHANNELS.len()];
    let sentence = |text: &str, v: usize, bars: Bars| -> String {
        let mut parts: Vec<(f64, &str)> = why
            .parts
            .iter()
            .map(|cube| bars.reading(cube, v, last)[0])
            .zip(channels.iter().copied())
            .collect();
        parts.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
        let most = |k: usize| {
            let (part, name) = parts[k];
            let number = view.numbers.signed(part, why.decimals);
            format!("{} ({number})", name.to_lowercase())
        };
        let total = bars.reading(sum, v, last)[0];
        fill(
            text,
            &[
                ("variant", view.label(v)),
                ("base", view.label(BASE)),
                ("years", &view.span()),
                ("change", &view.numbers.signed(total, why.decimals)),
                ("most", &most(0)),
                ("next", &most(1)),
            ],
        )
    };
    let mut text = sentence(w.why_sentence, BASE, Bars::Means);
    let clear = |v: &usize| leaves_out_zero(&Bars::Differences.reading(sum, *v, last));
    let size = |v: usize| Bars::Differences.reading(sum, v, last)[0].abs();
    let differs = view
        .others()
        .filter(clear)
        .max_by(|a, b| size(*a).total_cmp(&size(*b)));
    if let Some(v) = differs {
        text += " ";
        text += &sentence(w.why_differs, v, Bars::Differences);
    }
    text
}

/// Differences of every channel with their intervals in the last year, below the base's own
/// change.
fn table(view: &View<'_>, why: &Why<'_>, channels: &[&str]) -> Markup {
    let (w, last) = (view.words, view.ensemble.last());
    let decimals = why.decimals.max(4);
    html! {
        table {
            caption {
                (capital(&view.indicator_name(why.indicator))) " (" (w.index_name(why.indicator.index)) "), " (view.span()) ". "
                (view.label(BASE)) ": " (fill(w.why_means, &[("first", &view.ensemble.years[0].to_string())])) ". "
                (w.interval_note) " " (view.n()) ". " (w.bold_note)
            }
            thead { tr { th scope="col" { (w.variant) } @for c in channels { th scope="col" { (c) } } th scope="col" { (w.altogether) } } }
            tbody {
                tr {
                    th scope="row" { (view.label(BASE)) }
                    @for cube in &why.parts { td { (view.numbers.signed(cube.mean(BASE, last), decimals)) } }
                }
                @for v in view.others() {
                    tr {
                        th scope="row" { (view.label(v)) ", " (w.difference) }
                        @for cube in &why.parts {
                            @let t = triple(cube.paired(v, BASE, last));
                            td.clear[leaves_out_zero(&t)] {
                                span.d { (view.numbers.signed(t[0], decimals)) }
                                span.i { (interval(view, &t, decimals)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The section.
pub fn section(view: &View<'_>, whys: &[Why<'_>]) -> Section {
    let missing = missing(view, whys)
        .into_iter()
        .map(|why| (view.words.why, why));
    Section {
        id: "why",
        name: view.words.why,
        body: (!whys.is_empty()).then(|| body(view, whys)),
        missing: missing.collect(),
    }
}

/// What there is nothing of in the results, and how to get it.
fn missing(view: &View<'_>, whys: &[Why<'_>]) -> Vec<String> {
    let w = view.words;
    let there = |i: &Indicator| whys.iter().any(|why| std::ptr::eq(why.indicator, i));
    let headlines = view.headlines();
    let mut absent = headlines.iter().filter(|i| !there(i)).peekable();
    if absent.peek().is_none() && whys.is_empty() {
        // No index at all: all groups are small, or there is none that the report knows.
        return vec![match view.min_cell {
            0 => fill(w.no_table, &[("table", CONTRIBUTIONS)]),
            _ => view.all_small(),
        }];
    }
    let mut reasons = Vec::new();
    for indicator in absent {
        let reason = if indicator.level == STAIRWELLS {
            let what = format!(
                "{}, {}",
                w.group(indicator.group),
                w.index_name(indicator.index)
            );
            fill(w.why_stairwells, &[("what", &what)])
        } else {
            fill(w.no_table, &[("table", CONTRIBUTIONS)])
        };
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}

fn body(view: &View<'_>, whys: &[Why<'_>]) -> Markup {
    let (e, w) = (view.ensemble, view.words);
    let channels = [
        w.selective_moving,
        w.in_place,
        w.demography,
        w.migration,
        w.growth,
    ];
    let first = e.years[0].to_string();
    let two = view.others().next().is_some();
    html! {
        section id="why" {
            h2 { (w.why) }
            p { (fill(w.why_lead, &[("first", &first)])) " " span.shown-year { (view.last_year()) } ". " (w.why_read) }
            ul.legend.squares { @for (name, colour) in channels.iter().zip(COLOURS) { li style={ "--c:" (colour) } { (name) } } }
            @for why in whys {
                h3 { (capital(&view.indicator_name(why.indicator))) " " span.unit { (w.index_name(why.indicator.index)) } }
                p { (sentences(view, why, &channels)) }
                div.panels {
                    figure {
                        figcaption { (fill(w.why_means, &[("first", &first)])) }
                        (stacks::figure(view, why, Bars::Means))
                    }
                    @if two {
                        figure {
                            figcaption { (fill(w.why_differences, &[("base", view.label(BASE))])) }
                            (stacks::figure(view, why, Bars::Differences))
                        }
                    }
                }
            }
            p.note { (w.why_note) " " @if two { (w.why_whisker) " " } (w.mean_note) " " (view.n()) "." }
            details {
                summary { (w.numbers_behind) }
                div.scroll role="group" tabindex="0" aria-label=(w.numbers_behind) {
                    @for why in whys { (table(view, why, &channels)) }
                }
            }
        }
    }
}
