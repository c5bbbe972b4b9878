//! The question and, per variant, an answer of one sentence with intervals.

use crate::page::costs;
use crate::page::ensemble::BASE;
use crate::page::headline::capital;
use crate::page::intervals::{Intervals, Triple, interval, leaves_out_zero};
use crate::page::method::set_by_base;
use crate::page::prose::prose;
use crate::page::view::{Indicator, View};
use crate::page::waterbed;
use crate::page::words::fill;
use maud::{Markup, html};

/// Differences of an index below this are called slight, however sure they are.
const SLIGHT: f64 = 0.005;

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
pub fn section(view: &View<'_>, intervals: &[Intervals]) -> Markup {
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
            @if !view.schema.is_empty() { p.note { (prose(&base(view))) } }
            ul.answers {
                @for v in view.others() {
                    li style={ "--c:" (view.colour(v)) } {
                        strong { (view.label(v)) "." }
                        @if !view.ensemble.variants[v].question.is_empty() {
                            " " span.asked { (view.ensemble.variants[v].question) }
                        }
                        " " (answer(view, v, intervals))
                    }
                }
            }
            @if view.others().next().is_none() { p { (w.only_one) } }
            p.note { (w.what_numbers_mean) @for group in groups(view) { " " (w.group_meaning(group)) } }
        }
    }
}

/// What the base is: the law as enacted, and what the scenario sets.
fn base(view: &View<'_>) -> String {
    let w = view.words;
    let label = view.label(BASE);
    let named = if label == w.base {
        w.the_base.to_owned()
    } else {
        fill(w.base_named, &[("base", label)])
    };
    let base = ("base", named.as_str());
    let set = set_by_base(view);
    if set.is_empty() {
        return fill(w.base_is, &[base]);
    }
    let groups: Vec<String> = set.iter().map(|group| format!("`{group}`")).collect();
    let method = ("method", w.method);
    fill(w.base_sets, &[base, method, ("groups", &groups.join(", "))])
}

/// The groups of the headlines, each once.
fn groups(view: &View<'_>) -> Vec<&'static str> {
    let mut groups: Vec<&str> = Vec::new();
    for i in view.headlines() {
        if !groups.contains(&i.group) {
            groups.push(i.group);
        }
    }
    groups
}

/// The sentences of a variant: what clearly changes, per group at which scale, the share of
/// the first group in the areas that it names, and costs; then what does not.
pub fn answer(view: &View<'_>, variant: usize, intervals: &[Intervals]) -> String {
    let w = view.words;
    let last = view.ensemble.last();
    let Some(row) = view.others().position(|v| v == variant) else {
        return String::new();
    };
    if view.ensemble.replicates.len() < 2 {
        return w.one_replicate.to_owned();
    }
    let headlines = view.headlines();
    let side = |difference: f64| {
        if difference > 0.0 { w.higher } else { w.lower }
    };
    let (mut changed, mut same) = (Vec::new(), Vec::new());
    for group in groups(view) {
        let (mut clear, mut unclear) = (Vec::new(), Vec::new());
        for (i, set) in headlines.iter().zip(intervals) {
            let t = set.values[0][row][last];
            if i.group != group || t[0].is_nan() {
                continue;
            }
            if leaves_out_zero(&t) {
                clear.push(change(view, i, &t, set.decimals));
            } else {
                unclear.push(w.between(&i.level));
            }
        }
        let and = format!(" {} ", w.and);
        match (clear.is_empty(), unclear.is_empty()) {
            (true, false) => same.push(w.group(group).to_owned()),
            (false, false) => same.push(format!("{} {}", w.group(group), unclear.join(&and))),
            _ => {}
        }
        if !clear.is_empty() {
            let list = clear.join(&and);
            changed.push(fill(
                w.change,
                &[("group", w.group(group)), ("list", &list)],
            ));
        }
    }
    if let Some(inside) = waterbed::share_inside(view, variant, view.first_group()) {
        if leaves_out_zero(&inside) {
            changed.push(fill(
                w.inside_change,
                &[
                    ("group", w.group(view.first_group())),
                    ("size", &view.numbers.fixed(inside[0].abs(), 1)),
                    ("word", side(inside[0])),
                    ("interval", &interval(view, &inside, 1)),
                ],
            ));
        } else {
            let group = w.group(view.first_group());
            same.push(fill(w.inside_same, &[("group", group)]));
        }
    }
    let cost = costs::cost(view, variant);
    if leaves_out_zero(&cost) {
        changed.push(fill(
            w.cost_change,
            &[
                ("years", &view.span()),
                ("size", &view.numbers.fixed(cost[0].abs(), 1)),
                ("word", side(cost[0])),
                ("interval", &interval(view, &cost, 1)),
            ],
        ));
    } else if cost[0].is_finite() {
        same.push(w.cost_same.to_owned());
    }
    let mut sentences = Vec::new();
    if !changed.is_empty() {
        sentences.push(capital(&changed.join("; ")));
    }
    if !same.is_empty() {
        sentences.push(fill(w.same, &[("list", &same.join(", "))]));
    }
    if sentences.is_empty() {
        return w.no_numbers.to_owned();
    }
    sentences
        .iter()
        .map(|s| format!("{s}."))
        .collect::<Vec<_>>()
        .join(" ")
}

fn change(view: &View<'_>, i: &Indicator, t: &Triple, decimals: usize) -> String {
    let w = view.words;
    let word = match (i.index, t[0] > 0.0) {
        ("dissimilarity", true) => w.more_apart,
        ("dissimilarity", false) => w.less_apart,
        (_, true) => w.more_concentrated,
        (_, false) => w.less_concentrated,
    };
    let word = if t[0].abs() < SLIGHT {
        fill(w.slightly, &[("word", word)])
    } else {
        word.to_owned()
    };
    fill(
        w.change_at,
        &[
            ("word", &word),
            ("between", &w.between(&i.level)),
            ("difference", &view.numbers.signed(t[0], decimals)),
            ("interval", &interval(view, t, decimals)),
        ],
    )
}
