//! The same households under the base and under a variant: who lives elsewhere
//! because of the policy, and from where to where. Keys of households do not depend on
//! policy, so the panels of two variants are joined household by household.

use crate::error::ReportError;
use crate::page::chains;
use crate::page::crossed;
use crate::page::cube::Cube;
use crate::page::ensemble::BASE;
use crate::page::intervals::triple;
use crate::page::missing::{Part, Section};
use crate::page::numbers::UNDEFINED;
use crate::page::panel::{Displaced, KNOWN, join, read};
use crate::page::view::{FOLLOWED, View, groups_then};
use crate::page::words::fill;
use buurt_lab::layout::runs_to_read;
use maud::{Markup, html};
use rayon::prelude::*;
use std::collections::BTreeMap;

const PANEL: &str = "panel";
/// Replicates that are joined at most: a panel is large.
const REPLICATES: usize = 10;
/// Rows of the table of origins and destinations.
const FLOWS: usize = 12;

/// The two groups of the section: those of the headlines first.
pub(super) fn groups(view: &View<'_>) -> [&'static str; 2] {
    let mut groups = groups_then(view.ensemble, &FOLLOWED);
    groups.retain(|group| KNOWN.contains(group));
    [groups[0], groups[1]]
}

/// What the replicates say, one entry per variant each: as counted, to see what is few, and
/// as shown, which is rounded where small cells are hidden.
pub(super) struct Joined {
    pub exact: Vec<Vec<Displaced>>,
    pub shown: Vec<Vec<Displaced>>,
}

/// The section.
///
/// # Errors
/// [`ReportError`] when a table `panel` or `moves` cannot be read.
pub fn section(view: &View<'_>) -> Result<Section, ReportError> {
    let w = view.words;
    let mut parts = vec![(w.persons, elsewhere(view)?)];
    if view.others().next().is_some() {
        parts.push((w.chains, chains::part(view)?));
    }
    Ok(Section::of("persons", w.persons, parts))
}

/// Households that live elsewhere under a variant, from the panels.
fn elsewhere(view: &View<'_>) -> Result<Part, ReportError> {
    let (e, w) = (view.ensemble, view.words);
    let runs = runs_to_read(&e.dir)?;
    let run = |v: usize, replicate: u32| {
        runs.iter()
            .find(|r| r.variant == e.variants[v].name && r.replicate == replicate)
            .filter(|r| r.has(PANEL))
    };
    let has = |v: usize, replicate: u32| run(v, replicate).is_some();
    let others: Vec<usize> = view.others().collect();
    let shown: Vec<u32> = e
        .replicates
        .iter()
        .copied()
        .filter(|k| has(BASE, *k) && others.iter().all(|v| has(*v, *k)))
        .take(REPLICATES)
        .collect();
    if shown.is_empty() || others.is_empty() {
        let why = if others.is_empty() {
            w.only_one
        } else {
            w.no_panel
        };
        return Ok(Err(why.to_owned()));
    }
    let (year, groups) = (view.last_year(), groups(view));
    let exact: Vec<Vec<Displaced>> = shown
        .par_iter()
        .map(|k| {
            let panel = |v: usize| {
                let bytes = run(v, *k).map_or(Ok(None), |r| r.open(&e.dir, PANEL))?;
                bytes.map_or_else(|| Ok(Vec::new()), |bytes| read(&bytes, year, groups))
            };
            let base = panel(BASE)?;
            others
                .iter()
                .map(|v| Ok(join(&base, &panel(*v)?)))
                .collect::<Result<_, ReportError>>()
        })
        .collect::<Result<_, ReportError>>()?;
    let of_run = |variants: &Vec<Displaced>| match view.min_cell {
        0 => variants.clone(),
        _ => variants.iter().map(Displaced::rounded).collect(),
    };
    let joined = Joined {
        shown: exact.iter().map(of_run).collect(),
        exact,
    };
    let base = view.label(BASE);
    Ok(Ok(html! {
        p { (fill(w.persons_lead, &[("base", base)])) " " (year) "." }
        p { strong { (w.persons_warning) } " " (w.persons_why) @if let Some(range) = range(view, &joined) { " " (range) } }
        div.scroll role="region" tabindex="0" aria-label=(w.persons) {
            (shares(view, &others, &joined))
        }
        p.note { (w.persons_note) @if view.min_cell > 0 { " " (w.rounded) } }
        (crossed::tables(view, &others, &joined))
        details {
            summary { (w.persons_matrix) }
            div.scroll role="region" tabindex="0" aria-label=(w.persons_matrix) {
                @for (at, v) in others.iter().enumerate() { (flows(view, *v, at, &joined)) }
            }
        }
    }))
}

/// The lowest and highest share of all households in another area, over the variants of which
/// it is shown; None with a single one.
fn range(view: &View<'_>, joined: &Joined) -> Option<String> {
    let mean = |at: usize| {
        let shares = joined.shown.iter().map(|variants| {
            100.0 * f64::from(variants[at].area[0]) / f64::from(variants[at].households[0].max(1))
        });
        shares.sum::<f64>() / joined.shown.len() as f64
    };
    let few = |at: usize| few(view, joined, |d| [d[at].area[0], d[at].households[0]]);
    let variants = 0..joined.shown.first()?.len();
    let means: Vec<f64> = variants.filter(|at| !few(*at)).map(mean).collect();
    let ends = [
        means.iter().copied().fold(f64::INFINITY, f64::min),
        means.iter().copied().fold(0.0, f64::max),
    ];
    let [low, high] = ends.map(|end| view.numbers.fixed(end, 1));
    let filled = || fill(view.words.persons_range, &[("low", &low), ("high", &high)]);
    (means.len() > 1).then(filled)
}

/// Whether a mean number of households, or of those of the group who are not among them, is
/// too small to show.
fn few(view: &View<'_>, joined: &Joined, count: impl Fn(&[Displaced]) -> [u32; 2]) -> bool {
    let n = joined.exact.len() as f64;
    let counts = || joined.exact.iter().map(|d| count(d).map(f64::from));
    let means = [0, 1].map(|k| counts().map(|c| c[k]).sum::<f64>() / n);
    let small = |x: f64| x > 0.0 && x < f64::from(view.min_cell);
    small(means[0]) || small(means[1] - means[0])
}

/// Shares of the groups that live elsewhere.
fn shares(view: &View<'_>, others: &[usize], joined: &Joined) -> Markup {
    let (w, num) = (view.words, view.numbers);
    let share = |at: usize, g: usize, of: fn(&Displaced) -> &[u32; 3]| -> Markup {
        if few(view, joined, |d| [of(&d[at])[g], d[at].households[g]]) {
            return html! { (UNDEFINED) };
        }
        let mut cube = Cube::new(2, joined.shown.len(), 1);
        for (k, variants) in joined.shown.iter().enumerate() {
            let d = &variants[at];
            if d.households[g] > 0 {
                cube.set(0, k, 0, 0.0);
                let part = 100.0 * f64::from(of(d)[g]) / f64::from(d.households[g]);
                cube.set(1, k, 0, part);
            }
        }
        let t = triple(cube.paired(1, 0, 0));
        let ends = [t[1].max(0.0), t[2].min(100.0)].map(|end| num.fixed(end, 1));
        html! {
            span.d { (num.fixed(t[0], 1)) }
            @if t[1].is_finite() { span.i { (ends[0]) " " (w.to) " " (ends[1]) } }
        }
    };
    let [first, second] = groups(view).map(|group| w.group(group));
    let groups = [w.all_households, first, second];
    html! {
        table {
            caption { (w.persons_caption) " n = " (joined.shown.len()) ", " (w.interval) "." }
            thead {
                tr {
                    th scope="col" rowspan="2" { (w.variant) }
                    @for group in groups { th scope="colgroup" colspan="3" { (crate::page::headline::capital(group)) } }
                }
                tr { @for _ in groups {
                    th scope="col" { (w.other_area) }
                    th scope="col" { (w.on_balance) }
                    th scope="col" { (w.other_complex) }
                } }
            }
            tbody {
                @for (at, v) in others.iter().enumerate() {
                    tr {
                        th scope="row" { (view.label(*v)) }
                        @for g in 0..groups.len() {
                            td { (share(at, g, |d| &d.area)) }
                            td { strong { (share(at, g, |d| &d.balance)) } }
                            td { (share(at, g, |d| &d.complex)) }
                        }
                    }
                }
            }
        }
    }
}

/// The area of households without a dwelling.
pub(super) const NOWHERE: &str = "none";

/// The largest flows from an area under the base to another under the variant.
fn flows(view: &View<'_>, variant: usize, at: usize, joined: &Joined) -> Markup {
    let (w, num) = (view.words, view.numbers);
    let means = |of: &[Vec<Displaced>]| -> BTreeMap<(String, String), f64> {
        let mut sums: BTreeMap<(String, String), u32> = BTreeMap::new();
        for (pair, count) in of.iter().flat_map(|variants| &variants[at].flows) {
            *sums.entry(pair.clone()).or_default() += count[0];
        }
        let mean = |sum| f64::from(sum) / of.len() as f64;
        sums.into_iter().map(|(pair, n)| (pair, mean(n))).collect()
    };
    let (exact, shown) = (means(&joined.exact), means(&joined.shown));
    let enough = |mean: f64| mean >= f64::from(view.min_cell);
    let mut largest: Vec<(&(String, String), f64)> = shown
        .iter()
        .filter(|(pair, mean)| enough(**mean) && exact.get(*pair).is_some_and(|n| enough(*n)))
        .map(|(pair, mean)| (pair, *mean))
        .collect();
    largest.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    largest.truncate(FLOWS);
    let place = |code: &'_ str| {
        if code == NOWHERE {
            w.no_dwelling.to_owned()
        } else {
            code.to_owned()
        }
    };
    html! {
        table {
            caption { (view.label(variant)) }
            thead { tr {
                th scope="col" { (fill(w.from_base, &[("base", view.label(BASE))])) }
                th scope="col" { (w.area) ": " (view.label(variant)) }
                th scope="col" { (w.households) }
            } }
            tbody {
                @for ((from, to), mean) in largest {
                    tr { th scope="row" { (place(from)) } td { (place(to)) } td { (num.fixed(mean, 1)) } }
                }
            }
        }
    }
}
