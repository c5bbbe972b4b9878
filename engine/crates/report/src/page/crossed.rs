//! Who an area measure keeps out or moves away, and who lives there instead: households that
//! live inside the named areas under one of base and variant alone, and where they live under
//! the other.

use crate::page::cube::Cube;
use crate::page::ensemble::BASE;
use crate::page::headline::capital;
use crate::page::intervals::triple;
use crate::page::numbers::UNDEFINED;
use crate::page::panel::Displaced;
use crate::page::persons::{Joined, NOWHERE, groups};
use crate::page::view::View;
use crate::page::waterbed::zones;
use crate::page::words::fill;
use buurt_lab::rounding::{FIVE, rounded};
use maud::{Markup, html};

/// Next door, elsewhere, without a dwelling.
const PLACES: usize = 3;

/// Households of a group by where they live under the variant when they live inside under the
/// base alone, and by where they live under the base when it is the other way round.
fn crossings(view: &View<'_>, variant: usize, found: &Displaced, g: usize) -> [[u32; PLACES]; 2] {
    let [inside, beside, _] = zones(view, variant);
    let among = |areas: &[usize], code: &str| {
        let mut codes = areas.iter().map(|a| view.ensemble.areas[*a].code.as_str());
        codes.any(|c| c == code)
    };
    let place = |code: &str| match code {
        NOWHERE => 2,
        _ => usize::from(!among(&beside, code)),
    };
    let mut counts = [[0; PLACES]; 2];
    for ((before, after), n) in &found.flows {
        match [before, after].map(|code| among(&inside, code)) {
            [true, false] => counts[0][place(after)] += n[g],
            [false, true] => counts[1][place(before)] += n[g],
            _ => {}
        }
    }
    counts
}

/// A table for each variant that names areas; nothing without such a variant.
pub(super) fn tables(view: &View<'_>, others: &[usize], joined: &Joined) -> Markup {
    let w = view.words;
    let all = (0..).zip(others.iter().copied());
    let named: Vec<(usize, usize)> = all.filter(|(_, v)| !view.treated[*v].is_empty()).collect();
    let base = view.label(BASE);
    html! {
        @if !named.is_empty() {
            h3 { (w.crossed) }
            p { (fill(w.crossed_lead, &[("base", base)])) }
            div.scroll role="region" tabindex="0" aria-label=(w.crossed) {
                @for (at, v) in named { (table(view, at, v, joined)) }
            }
            @if view.min_cell > 0 { p.note { (w.rounded) } }
        }
    }
}

fn table(view: &View<'_>, at: usize, variant: usize, joined: &Joined) -> Markup {
    let w = view.words;
    let base = [("base", view.label(BASE))];
    let [first, second] = groups(view).map(|group| w.group(group));
    let names = [w.all_households, first, second];
    html! {
        table {
            caption { (view.label(variant)) ". n = " (joined.exact.len()) ", " (w.interval) "." }
            thead {
                tr {
                    td {}
                    th scope="colgroup" colspan="3" { (fill(w.crossed_out, &base)) }
                    th scope="colgroup" colspan="3" { (fill(w.crossed_in, &base)) }
                }
                tr {
                    td {}
                    @for _ in 0..2 {
                        @for place in [w.next_door, w.elsewhere, w.no_dwelling] { th scope="col" { (capital(place)) } }
                    }
                }
            }
            tbody {
                @for (g, name) in names.into_iter().enumerate() {
                    tr {
                        th scope="row" { (capital(name)) }
                        @for cell in cells(view, at, variant, joined, g) { td { (cell) } }
                    }
                }
            }
        }
    }
}

/// The numbers of a group. Where one is small all go: the waterbed shows what they come to.
fn cells(view: &View<'_>, at: usize, variant: usize, joined: &Joined, g: usize) -> Vec<Markup> {
    let cells = 2 * PLACES;
    let exact: Vec<Vec<f64>> = joined
        .exact
        .iter()
        .map(|variants| crossings(view, variant, &variants[at], g))
        .map(|counts| {
            counts
                .as_flattened()
                .iter()
                .copied()
                .map(f64::from)
                .collect()
        })
        .collect();
    let mut shown = exact.clone();
    if view.min_cell > 0 {
        let all = shown.iter_mut().flatten();
        all.for_each(|n| *n = rounded(*n, FIVE));
    }
    let few = |runs: &[Vec<f64>], k: usize| {
        let mean = runs.iter().map(|run| run[k]).sum::<f64>() / runs.len() as f64;
        mean > 0.0 && mean < f64::from(view.min_cell)
    };
    // Who reads "10" where nothing below 12 is shown would know that it is 12.
    if (0..cells).any(|k| few(&exact, k) || few(&shown, k)) {
        return (0..cells).map(|_| html! { (UNDEFINED) }).collect();
    }
    let cell = |k: usize| {
        let mut cube = Cube::new(2, shown.len(), 1);
        for (replicate, run) in shown.iter().enumerate() {
            cube.set(0, replicate, 0, 0.0);
            cube.set(1, replicate, 0, run[k]);
        }
        let t = triple(cube.paired(1, 0, 0));
        let fixed = |x: f64| view.numbers.fixed(x.max(0.0), 0);
        html! {
            span.d { (fixed(t[0])) }
            @if t[1].is_finite() { span.i { (fixed(t[1])) " " (view.words.to) " " (fixed(t[2])) } }
        }
    };
    (0..cells).map(cell).collect()
}
