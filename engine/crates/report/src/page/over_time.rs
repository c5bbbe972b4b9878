//! The headline indices over the years: themselves and as differences with the base.

use crate::page::ensemble::BASE;
use crate::page::headline::capital;
use crate::page::lines::{Kind, Lines};
use crate::page::view::View;
use crate::page::words::fill;
use maud::{Markup, html};

/// The section; `chosen` is the variant in front.
pub fn section(view: &View<'_>, chosen: usize) -> Markup {
    let w = view.words;
    let several = view.others().next().is_some();
    html! {
        section id="years" {
            h2 { (w.over_time) }
            p { (w.over_time_lead) " " (view.n()) "." }
            (legend(view))
            (panels(view, chosen, Kind::Value))
            @if several {
                h3 { (fill(w.difference_over_time, &[("base", view.label(BASE))])) }
                p.note { (w.difference_band) " " (view.n()) "." }
                (panels(view, chosen, Kind::Difference))
            }
        }
    }
}

/// The variants with their colours.
pub fn legend(view: &View<'_>) -> Markup {
    html! {
        ul.legend aria-label=(view.words.variants) {
            @for v in 0..view.ensemble.variants.len() {
                li data-v=(v) style={ "--c:" (view.colour(v)) } { (view.label(v)) }
            }
        }
    }
}

fn panels(view: &View<'_>, chosen: usize, kind: Kind) -> Markup {
    let w = view.words;
    let panels: Vec<(String, &str, Lines<'_>)> = view
        .headlines()
        .into_iter()
        .map(|i| {
            let title = capital(&view.indicator_name(i));
            let name = match kind {
                Kind::Value => format!("{title}, {}", w.index_name(i.index)),
                Kind::Difference => fill(
                    w.difference_of,
                    &[
                        ("what", &view.indicator_name(i)),
                        ("index", w.index_name(i.index)),
                    ],
                ),
            };
            let lines = Lines {
                name,
                cube: &i.cubes.value,
                kind,
                decimals: 3,
                norm: None,
                least: &[],
            };
            (title, w.index_name(i.index), lines)
        })
        .collect();
    html! {
        div.panels {
            @for (title, index, lines) in &panels {
                figure {
                    figcaption { strong { (title) } " " span.unit { (index) @if kind == Kind::Difference { ", " (w.difference) } } }
                    (lines.figure(view, chosen))
                }
            }
        }
        details {
            summary { (w.numbers_behind) }
            div.scroll role="group" tabindex="0" aria-label=(w.numbers_behind) {
                @for (_, _, lines) in &panels { (lines.table(view)) }
            }
        }
    }
}
