//! The headline table: every variant × every headline index, as paired difference
//! with the base, and the same as figures.

use crate::page::ensemble::BASE;
use crate::page::intervals::{Intervals, interval, leaves_out_zero, triple};
use crate::page::multiple::holm;
use crate::page::view::{Indicator, View};
use crate::page::words::fill;
use buurt_lab::paired::replicates_needed;
use maud::{Markup, html};

/// The differences of the headline indices, one set of rows per index.
pub fn intervals(view: &View<'_>) -> Vec<Intervals> {
    let w = view.words;
    view.headlines()
        .iter()
        .enumerate()
        .map(|(k, i)| Intervals {
            key: format!("headline{k}"),
            name: fill(
                w.difference_of,
                &[
                    ("what", &view.indicator_name(i)),
                    ("index", w.index_name(i.index)),
                ],
            ),
            rows: view
                .others()
                .map(|v| (view.label(v).to_owned(), view.colour(v)))
                .collect(),
            values: vec![
                view.others()
                    .map(|v| {
                        (0..view.ensemble.years.len())
                            .map(|y| triple(i.cubes.value.paired(v, BASE, y)))
                            .collect()
                    })
                    .collect(),
            ],
            decimals: 3,
            ends: ends(view, i),
        })
        .map(Intervals::with_decimals)
        .collect()
}

/// What stands at the ends of a scale of differences of an index.
pub fn ends(view: &View<'_>, i: &Indicator) -> (String, String) {
    let w = view.words;
    let (less, more) = if i.index == "dissimilarity" {
        (w.less_apart, w.more_apart)
    } else {
        (w.less_concentrated, w.more_concentrated)
    };
    (less.to_owned(), more.to_owned())
}

/// The section.
pub fn section(view: &View<'_>, intervals: &[Intervals]) -> Markup {
    let w = view.words;
    let indicators = view.headlines();
    let last = view.ensemble.last();
    let others: Vec<usize> = view.others().collect();
    let comparisons = others.len() * indicators.len();
    let by_chance = view.numbers.fixed(0.05 * comparisons as f64, 1);
    html! {
        section id="differences" {
            h2 { (w.differences) }
            p { (fill(w.differences_lead, &[("base", view.label(BASE))])) " " span.shown-year { (view.last_year()) } "." }
            div.scroll role="region" tabindex="0" aria-label=(w.differences) {
                table.headline {
                    caption { (w.interval_note) " " (view.n()) ". " (w.bold_note) }
                    thead { tr {
                        th scope="col" { (w.variant) }
                        @for i in &indicators { th scope="col" { (capital(&view.indicator_name(i))) br; span.unit { (w.index_name(i.index)) } } }
                    } }
                    tbody {
                        @for (row, v) in others.iter().enumerate() {
                            tr data-v=(v) {
                                th scope="row" style={ "--c:" (view.colour(*v)) } { (view.label(*v)) }
                                @for set in intervals {
                                    @let t = set.values[0][row][last];
                                    td.clear[leaves_out_zero(&t)] data-key=(set.key) data-row=(row) data-cell="both" {
                                        span.d { (view.numbers.signed(t[0], set.decimals)) }
                                        span.i { (interval(view, &t, set.decimals)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            p.note { (fill(w.multiple_note, &[("m", &comparisons.to_string()), ("k", &by_chance)])) }
            div.panels {
                @for (set, i) in intervals.iter().zip(&indicators) {
                    figure {
                        figcaption { strong { (capital(&view.indicator_name(i))) } " " span.unit { (w.index_name(i.index)) ", " (w.difference) } }
                        (set.figure(view, (0, last)))
                    }
                }
            }
            (details(view, &indicators))
        }
    }
}

/// The table for those who check: means, standard error, variance ratio, replicates
/// needed, the corrected index, and whether the difference survives Holm's correction.
fn details(view: &View<'_>, indicators: &[&Indicator]) -> Markup {
    let (w, num) = (view.words, view.numbers);
    let last = view.ensemble.last();
    let rows: Vec<(usize, &Indicator)> = indicators
        .iter()
        .flat_map(|i| view.others().map(move |v| (v, *i)))
        .collect();
    let paired: Vec<_> = rows
        .iter()
        .map(|(v, i)| i.cubes.value.paired(*v, BASE, last))
        .collect();
    let survives = holm(&paired);
    html! {
        details {
            summary { (fill(w.checks, &[("year", &view.last_year().to_string())])) }
            p.note { (w.checks_note) }
            div.scroll role="region" tabindex="0" aria-label=(fill(w.checks, &[("year", &view.last_year().to_string())])) {
                table {
                    thead { tr {
                        @for head in [w.indicator, w.variant, w.base, w.variant_mean, w.difference, w.standard_error, w.interval, w.variance_ratio, w.needed, w.corrected, "Holm"] {
                            th scope="col" { (capital(head)) }
                        }
                    } }
                    tbody {
                        @for ((row, p), survives) in rows.iter().zip(&paired).zip(survives) {
                            @let (v, i) = row;
                            @if let Some(p) = p {
                                @let t = triple(Some(*p));
                                @let c = triple(i.cubes.corrected.paired(*v, BASE, last));
                                tr {
                                    th scope="row" { (capital(&view.indicator_name(i))) }
                                    td { (view.label(*v)) }
                                    td { (num.fixed(i.cubes.value.mean(BASE, last), 4)) }
                                    td { (num.fixed(i.cubes.value.mean(*v, last), 4)) }
                                    td { (num.signed(p.mean, 4)) }
                                    td { (num.fixed(p.standard_error, 4)) }
                                    td.whole { (interval(view, &t, 4)) }
                                    td { (num.fixed(p.variance_ratio, 2)) }
                                    td { (num.fixed(replicates_needed(p.standard_error, p.n, 0.001), 0)) }
                                    td { (num.signed(c[0], 4)) }
                                    td { @if survives { (w.yes) } @else { (w.no) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// With a capital letter.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}
