//! What the rules did: refusals by rule, compliance with the two norms of
//! allocation, and what landlords sold, demolished and completed.

use crate::page::cube::{Cube, clear};
use crate::page::ensemble::{BASE, Ensemble};
use crate::page::lines::{Kind, Lines};
use crate::page::missing::{Part, Section};
use crate::page::over_time::legend;
use crate::page::prose::prose;
use crate::page::tables::REFUSED;
use crate::page::view::View;
use crate::page::words::fill;
use buurt_core::Column;
use maud::{Markup, html};
use std::collections::BTreeSet;

/// A column of the landlords' table summed over landlords; None when no run has it.
fn landlords_sum(e: &Ensemble, column: &str) -> Option<Cube> {
    let mut cube = e.cube();
    for (v, k, run) in e.each_run() {
        let Some(table) = &run.landlords else {
            continue;
        };
        let (Some(Column::I32(year)), Some(Column::I32(counts))) =
            (table.column("year"), table.column(column))
        else {
            continue;
        };
        for (year, count) in year.iter().zip(counts) {
            if let Some(y) = e.year_at(*year) {
                let before = cube.get(v, k, y);
                let before = if before.is_finite() { before } else { 0.0 };
                cube.set(v, k, y, before + f64::from(*count));
            }
        }
    }
    cube.any().then_some(cube)
}

/// A norm by year under the base, per cent; NaN in years without one, which tables hold as 0.
fn norm(e: &Ensemble, column: &str) -> Vec<f64> {
    let mut by_year = vec![f64::NAN; e.years.len()];
    for (_, _, run) in e.each_run().filter(|(v, _, _)| *v == BASE) {
        let Some(table) = &run.landlords else {
            continue;
        };
        if let (Some(Column::I32(year)), Some(Column::F64(norms))) =
            (table.column("year"), table.column(column))
        {
            for (year, norm) in year.iter().zip(norms) {
                if let Some(y) = e.year_at(*year)
                    && *norm > 0.0
                {
                    by_year[y] = 100.0 * norm;
                }
            }
        }
    }
    by_year
}

/// An entry of `lettings`, summed over the years; one number per run.
fn summed(e: &Ensemble, column: &str) -> Cube {
    let mut cube = Cube::new(e.variants.len(), e.replicates.len(), 1);
    for (v, k, run) in e.each_run() {
        if let Some(sums) = &run.lettings {
            let sum = sums
                .iter()
                .filter(|((_, name), _)| name == column)
                .map(|(_, x)| x)
                .sum();
            cube.set(v, k, 0, sum);
        }
    }
    cube
}

/// The section.
pub fn section(view: &View<'_>, chosen: usize) -> Section {
    let w = view.words;
    let parts = vec![
        (w.compliance, compliance(view, chosen)),
        (w.refusals, refused(view)),
    ];
    Section::of("rules", w.rules, parts)
}

fn compliance(view: &View<'_>, chosen: usize) -> Part {
    let (e, w) = (view.ensemble, view.words);
    let share = |part: &str, of: &str| -> Option<Cube> {
        let (part, of) = (landlords_sum(e, part)?, landlords_sum(e, of)?);
        let [shown, all] = [&part, &of].map(|counts| view.shown(counts.clone()));
        let mut share = shown.zip(&all, |p, n| 100.0 * p / n);
        hide_few(&mut share, &part, &of, view.min_cell);
        Some(share)
    };
    let daeb = share("daeb_low", "social_lets");
    let passend = share("passend_lets", "target_group_lets");
    let panels: Vec<(&str, Cube, Vec<f64>)> = [
        (w.daeb_share, daeb, norm(e, "daeb_norm")),
        (w.passend_share, passend, norm(e, "passend_norm")),
    ]
    .into_iter()
    .filter_map(|(name, cube, norm)| Some((name, cube?, norm)))
    .collect();
    if panels.is_empty() {
        return Err(fill(w.no_table, &[("table", "landlords")]));
    }
    let totals: Vec<(&str, Cube)> = [
        (w.social_lets, "social_lets"),
        (w.sales, "sales"),
        (w.demolitions, "demolitions"),
        (w.completions, "completions"),
    ]
    .into_iter()
    .filter_map(|(name, column)| Some((name, over_years(&landlords_sum(e, column)?))))
    .collect();
    Ok(html! {
        h3 { (w.compliance) }
        p { (w.compliance_lead) }
        (legend(view))
        div.panels {
            @for (name, cube, norm) in &panels {
                figure {
                    figcaption { strong { (name) } " " span.unit { (w.per_cent_of_lets) } }
                    ({
                        Lines {
                            name: (*name).to_owned(),
                            cube,
                            kind: Kind::Value,
                            decimals: 1,
                            norm: Some(norm.clone()),
                            least: &[],
                        }
                        .figure(view, chosen)
                    })
                }
            }
        }
        p.note { (fill(w.norm_note, &[("base", view.label(BASE))])) " " (w.mean_note) " " (w.bands_note) " " (view.n()) "." }
        div.scroll role="region" tabindex="0" aria-label=(w.compliance) {
            (counts(view, &totals, &fill(w.totals_caption, &[("years", &view.span())])))
        }
    })
}

/// Takes away shares of which the part, or the rest, is on average a few households.
fn hide_few(share: &mut Cube, part: &Cube, of: &Cube, min_cell: u32) {
    let (variants, replicates, years) = share.shape();
    let few = |x: f64| x > 0.0 && x < f64::from(min_cell);
    for v in 0..variants {
        for y in 0..years {
            let (p, n) = (part.mean(v, y), of.mean(v, y));
            if few(p) || few(n - p) {
                (0..replicates).for_each(|k| share.set(v, k, y, f64::NAN));
            }
        }
    }
}

fn over_years(cube: &Cube) -> Cube {
    let (variants, replicates, years) = cube.shape();
    let mut sums = Cube::new(variants, replicates, 1);
    for v in 0..variants {
        for k in 0..replicates {
            let there: Vec<f64> = (0..years)
                .map(|y| cube.get(v, k, y))
                .filter(|x| x.is_finite())
                .collect();
            if !there.is_empty() {
                sums.set(v, k, 0, there.iter().sum());
            }
        }
    }
    sums
}

/// A table of counts per run: rows are variants; differences whose interval leaves out
/// zero are bold.
fn counts(view: &View<'_>, columns: &[(&str, Cube)], caption: &str) -> Markup {
    let (w, num) = (view.words, view.numbers);
    let few = |x: f64| x > 0.0 && x < f64::from(view.min_cell);
    let text = |exact: f64, shown: f64| -> String {
        // A number that is shown below the smallest cell would be known to the unit.
        if few(exact) || few(shown) {
            format!("< {}", view.min_cell)
        } else {
            num.fixed(shown, 0)
        }
    };
    let shown = |cube: &Cube| view.shown(cube.clone());
    let columns: Vec<(&str, &Cube, Cube)> = columns
        .iter()
        .map(|(name, exact)| (*name, exact, shown(exact)))
        .collect();
    html! {
        table {
            caption { (prose(caption)) " " (w.mean_note) " " (view.n()) ". " (w.bold_means_note) @if view.min_cell > 0 { " " (w.rounded) } }
            thead { tr { th scope="col" { (w.variant) } @for (name, ..) in &columns { th scope="col" { (name) } } } }
            tbody {
                @for v in 0..view.ensemble.variants.len() {
                    tr {
                        th scope="row" { (view.label(v)) }
                        @for (_, exact, shown) in &columns {
                            @let bold = v != BASE && shown.paired(v, BASE, 0).is_some_and(|p| clear(&p));
                            td.clear[bold] { (text(exact.mean(v, 0), shown.mean(v, 0))) }
                        }
                    }
                }
            }
        }
    }
}

fn refused(view: &View<'_>) -> Part {
    let (e, w) = (view.ensemble, view.words);
    let names: BTreeSet<&String> = e
        .each_run()
        .filter_map(|(_, _, run)| run.lettings.as_ref())
        .flat_map(|sums| sums.keys().map(|(_, name)| name))
        .collect();
    let columns: Vec<(&str, Cube)> = names
        .into_iter()
        .filter_map(|name| {
            let rule = name.strip_prefix(REFUSED)?;
            let cube = summed(e, name);
            let ever = (0..e.variants.len()).any(|v| cube.mean(v, 0) > 0.0);
            ever.then(|| (w.rule(rule), cube))
        })
        .collect();
    if e.each_run().all(|(_, _, run)| run.lettings.is_none()) {
        return Err(fill(w.no_table, &[("table", "lettings")]));
    }
    Ok(html! {
        h3 { (w.refusals) }
        @if columns.is_empty() {
            p { (w.nobody_refused) }
        } @else {
            p { (w.refusals_lead) }
            div.scroll role="region" tabindex="0" aria-label=(w.refusals) {
                (counts(view, &columns, &fill(w.refusals_caption, &[("years", &view.span())])))
            }
        }
    })
}
