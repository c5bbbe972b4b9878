//! The question and, per variant, an answer of one sentence with intervals.

use crate::page::cube::clear;
use crate::page::ensemble::BASE;
use crate::page::headline::capital;
use crate::page::intervals::{interval, leaves_out_zero, triple};
use crate::page::view::{Indicator, View};
use crate::page::waterbed;
use crate::page::words::fill;
use maud::{Markup, html};

/// The title, the question, and what is simulated.
pub fn header(view: &View<'_>) -> Markup {
    let (e, w) = (view.ensemble, view.words);
    html! {
        header {
            p.kicker { (e.city) ", " (view.span()) " · " (w.simulated) }
            h1 { (e.title) }
            @if !e.question.is_empty() { p.question { (e.question) } }
        }
    }
}

/// The answers, for the last year.
pub fn section(view: &View<'_>) -> Markup {
    let w = view.words;
    let year = view.last_year().to_string();
    html! {
        section id="answers" {
            h2 { (w.answers) }
            p.note {
                (fill(w.answers_note, &[
                    ("year", &year), ("base", view.label(BASE)), ("n", &view.n()),
                ]))
            }
            ul.answers {
                @for v in view.others() {
                    li style={ "--c:" (view.colour(v)) } {
                        strong { (view.label(v)) "." }
                        @if !view.ensemble.variants[v].question.is_empty() {
                            " " span.asked { (view.ensemble.variants[v].question) }
                        }
                        " " (answer(view, v))
                    }
                }
            }
            @if view.others().next().is_none() { p { (w.only_one) } }
            p.note { (w.what_numbers_mean) }
        }
    }
}

/// The sentence of a variant: what clearly changes, what does not.
pub fn answer(view: &View<'_>, variant: usize) -> String {
    let w = view.words;
    let last = view.ensemble.last();
    let mut changes = Vec::new();
    let mut same = Vec::new();
    for i in view.headlines() {
        let Some(p) = i.cubes.value.paired(variant, BASE, last) else {
            continue;
        };
        if clear(&p) {
            changes.push(change(view, i, triple(Some(p))));
        } else {
            same.push(view.indicator_name(i));
        }
    }
    if let Some(inside) = waterbed::share_inside(view, variant) {
        if leaves_out_zero(&inside) {
            changes.push(fill(
                w.inside_change,
                &[
                    ("difference", &view.numbers.signed(inside[0], 1)),
                    ("interval", &interval(view, &inside, 1)),
                ],
            ));
        } else {
            same.push(w.inside_share.to_owned());
        }
    }
    let mut text = String::new();
    if changes.is_empty() && same.is_empty() {
        text += w.no_numbers;
    }
    if !changes.is_empty() {
        text += &capital(&format!("{}.", changes.join("; ")));
    }
    if !same.is_empty() {
        if !text.is_empty() {
            text.push(' ');
        }
        let undecided = view.ensemble.replicates.len() < 2;
        let sentence = if undecided {
            w.one_replicate
        } else {
            w.no_clear
        };
        text += &fill(sentence, &[("list", &same.join(", "))]);
    }
    text
}

fn change(view: &View<'_>, i: &Indicator, t: [f64; 3]) -> String {
    let w = view.words;
    let more = t[0] > 0.0;
    let word = match (i.index, more) {
        ("dissimilarity", true) => w.more_apart,
        ("dissimilarity", false) => w.less_apart,
        (_, true) => w.more_concentrated,
        (_, false) => w.less_concentrated,
    };
    fill(
        w.change,
        &[
            ("group", w.group(i.group)),
            ("word", word),
            ("between", &w.between(&i.level)),
            ("difference", &view.numbers.signed(t[0], 3)),
            ("interval", &interval(view, &t, 3)),
        ],
    )
}
