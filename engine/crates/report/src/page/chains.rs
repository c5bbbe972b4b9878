//! How far the effect spreads along chains of vacancies: the moves that a variant has and
//! the base has not, strung together.

use crate::error::ReportError;
use crate::page::ensemble::BASE;
use crate::page::missing::Part;
use crate::page::prose::prose;
use crate::page::view::View;
use crate::page::words::fill;
use buurt_lab::chains::{self, Spread};
use maud::{Markup, html};

/// Replicates that are followed at most, as many as panels are joined.
const REPLICATES: usize = 10;
const REACH: &str = "chains_by_reach";

/// The part of the section on persons.
///
/// # Errors
/// [`ReportError`] when a table `moves` cannot be read.
pub fn part(view: &View<'_>) -> Result<Part, ReportError> {
    let (e, w) = (view.ensemble, view.words);
    let code = |a: usize| e.areas[a].code.clone();
    let neighbours = view.places.neighbours.iter();
    let beside: Vec<(String, String)> = neighbours.map(|&(a, b)| (code(a), code(b))).collect();
    let base = e.variants[BASE].name.as_str();
    let found = chains::compare(&e.dir, Some(base), &beside, REPLICATES, view.min_cell)?;
    let Some(spread) = found else {
        return Ok(Err(w.no_moves.to_owned()));
    };
    let replicates = spread.tidy.rows.first().map_or(0, |r| r.pair.replicates);
    Ok(Ok(html! {
        h3 { (w.chains) }
        p { (fill(w.chains_lead, &[("base", view.label(BASE))])) }
        div.scroll role="region" tabindex="0" aria-label=(w.chains) { (table(view, &spread, replicates)) }
        p.note { (prose(w.chains_note)) @if view.min_cell > 0 { " " (w.rounded) } }
    }))
}

fn table(view: &View<'_>, spread: &Spread, replicates: usize) -> Markup {
    let (w, num) = (view.words, view.numbers);
    let reaches = [w.same_complex, w.same_area, w.next_door, w.elsewhere];
    let classes = chains::MEASURES
        .iter()
        .find(|(measure, _)| *measure == REACH)
        .map_or::<&[&str], _>(&[], |(_, classes)| classes);
    html! {
        table {
            caption { (w.chains_caption) " n = " (replicates) "." }
            thead {
                tr {
                    th scope="col" rowspan="2" { (w.variant) }
                    th scope="col" rowspan="2" { (w.moves) }
                    th scope="col" rowspan="2" { (w.moves_a_chain) }
                    th scope="col" rowspan="2" { (w.longer_chains) }
                    th scope="col" rowspan="2" { (w.other_tenure) }
                    th scope="colgroup" colspan="4" { (w.farthest) }
                }
                tr { @for reach in reaches { th scope="col" { (reach) } } }
            }
            tbody {
                @for v in view.others() {
                    @let count = |measure: &str, class: &str| spread
                        .get(&view.ensemble.variants[v].name, measure, class)
                        .map_or(f64::NAN, |p| p.variant_mean);
                    @let all = count("chains", "all");
                    @let share = |measure, class| num.fixed(100.0 * count(measure, class) / all, 1);
                    @let other = |measure, class| num.fixed(100.0 * (1.0 - count(measure, class) / all), 1);
                    tr {
                        th scope="row" { (view.label(v)) }
                        td { (num.fixed(count("moves", "all"), 0)) }
                        td { (num.fixed(count("moves", "all") / all, 2)) }
                        td { (other("chains_by_length", "1")) }
                        td { (other("chains_by_tenure_changes", "0")) }
                        @for class in classes { td { (share(REACH, class)) } }
                    }
                }
            }
        }
    }
}
