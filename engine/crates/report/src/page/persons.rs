//! The same households under the base and under a variant: who lives elsewhere
//! because of the policy, and from where to where. Keys of households do not depend on
//! policy, so the panels of two variants are joined household by household.

use crate::error::ReportError;
use crate::page::chains;
use crate::page::cube::Cube;
use crate::page::ensemble::BASE;
use crate::page::intervals::triple;
use crate::page::missing::{Part, Section};
use crate::page::numbers::UNDEFINED;
use crate::page::view::{FOLLOWED, View, groups_then};
use crate::page::words::fill;
use buurt_core::Column;
use buurt_lab::layout::runs_to_read;
use buurt_lab::{Rows, TableBytes};
use maud::{Markup, html};
use rayon::prelude::*;
use std::collections::BTreeMap;

const PANEL: &str = "panel";
/// Replicates that are joined at most: a panel is large.
const REPLICATES: usize = 10;
/// Rows of the table of origins and destinations.
const FLOWS: usize = 12;
/// Groups that a panel tells apart.
const KNOWN: [&str; 4] = [
    "low_income",
    "lowest_quintile",
    "top_quintile",
    "vulnerable",
];

/// The two groups of the section: those of the headlines first.
fn groups(view: &View<'_>) -> [&'static str; 2] {
    let mut groups = groups_then(view.ensemble, &FOLLOWED);
    groups.retain(|group| KNOWN.contains(group));
    [groups[0], groups[1]]
}

/// Whether a household of this income class, vulnerable or not, belongs to a group.
fn belongs(group: &str, class: &str, vulnerable: bool) -> bool {
    match group {
        "low_income" => ["q1", "q2"].contains(&class),
        "lowest_quintile" => class == "q1",
        "top_quintile" => class == "q5",
        _ => vulnerable,
    }
}

/// A household at the end of the last year.
#[derive(Debug, Clone, PartialEq)]
struct Person {
    key: i64,
    area: String,
    complex: String,
    /// Whether it belongs to each of the two groups.
    groups: [bool; 2],
}

/// What one replicate of a variant says: households per group (all, and the two of
/// [`groups`]) in both, in another area, the least that must be in another area to give
/// both distributions over the areas, in another complex; and origins with destinations.
#[derive(Debug, Clone, PartialEq, Default)]
struct Displaced {
    households: [u32; 3],
    area: [u32; 3],
    balance: [u32; 3],
    complex: [u32; 3],
    flows: BTreeMap<(String, String), u32>,
}

fn read(bytes: &TableBytes, year: i32, groups: [&str; 2]) -> Result<Vec<Person>, ReportError> {
    let columns = ["household", "area", "complex", "income_class", "vulnerable"];
    let table = bytes.columns(&columns, Rows::Whole("year", &|y| y == year))?;
    let without = |column: &str, expected| ReportError::Column {
        path: bytes.path().to_owned(),
        column: column.to_owned(),
        expected,
    };
    let text = |column: &str| match table.column(column) {
        Some(Column::Category { codes, categories }) => Ok((codes, categories)),
        _ => Err(without(column, "text")),
    };
    let Some(Column::I64(keys)) = table.column("household") else {
        return Err(without("household", "whole-number (64-bit)"));
    };
    let Some(Column::I32(vulnerable)) = table.column("vulnerable") else {
        return Err(without("vulnerable", "whole-number (32-bit)"));
    };
    let (area, areas) = text("area")?;
    let (complex, complexes) = text("complex")?;
    let (income, classes) = text("income_class")?;
    Ok((0..keys.len())
        .map(|row| Person {
            key: keys[row],
            area: areas[area[row] as usize].clone(),
            complex: complexes[complex[row] as usize].clone(),
            groups: groups
                .map(|g| belongs(g, &classes[income[row] as usize], vulnerable[row] != 0)),
        })
        .collect())
}

/// Joins two panels of one year, both sorted by key.
fn join(base: &[Person], variant: &[Person]) -> Displaced {
    let mut found = Displaced::default();
    let mut gained: BTreeMap<&str, [i32; 3]> = BTreeMap::new();
    let mut at = 0;
    for before in base {
        while at < variant.len() && variant[at].key < before.key {
            at += 1;
        }
        let Some(after) = variant.get(at).filter(|p| p.key == before.key) else {
            continue;
        };
        let groups = [true, before.groups[0], before.groups[1]];
        let other_area = before.area != after.area;
        let other_complex = before.complex != after.complex;
        for (g, member) in groups.into_iter().enumerate() {
            found.households[g] += u32::from(member);
            found.area[g] += u32::from(member && other_area);
            found.complex[g] += u32::from(member && other_complex);
        }
        if other_area {
            for (area, change) in [(&before.area, -1), (&after.area, 1)] {
                let gained = gained.entry(area).or_default();
                for (sum, member) in gained.iter_mut().zip(groups) {
                    *sum += if member { change } else { 0 };
                }
            }
            let pair = (before.area.clone(), after.area.clone());
            *found.flows.entry(pair).or_default() += 1;
        }
    }
    for change in gained.values() {
        // What one area gains another loses: each household counts once.
        for (sum, n) in found.balance.iter_mut().zip(change) {
            *sum += (*n).max(0).unsigned_abs();
        }
    }
    found
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
    let joined: Vec<Vec<Displaced>> = shown
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
    let base = view.label(BASE);
    Ok(Ok(html! {
        p { (fill(w.persons_lead, &[("base", base)])) " " (year) "." }
        p { strong { (w.persons_warning) } " " (w.persons_why) @if let Some(range) = range(view, &joined) { " " (range) } }
        div.scroll role="region" tabindex="0" aria-label=(w.persons) {
            (shares(view, &others, &joined))
        }
        p.note { (w.persons_note) }
        details {
            summary { (w.persons_matrix) }
            div.scroll role="region" tabindex="0" aria-label=(w.persons_matrix) {
                @for (at, v) in others.iter().enumerate() { (flows(view, *v, at, &joined)) }
            }
        }
    }))
}

/// The lowest and highest share of all households in another area, over the variants; None
/// with a single variant beside the base.
fn range(view: &View<'_>, joined: &[Vec<Displaced>]) -> Option<String> {
    let variants = joined.first()?.len();
    let mean = |at: usize| {
        let shares = joined.iter().map(|variants| {
            100.0 * f64::from(variants[at].area[0]) / f64::from(variants[at].households[0].max(1))
        });
        shares.sum::<f64>() / joined.len() as f64
    };
    let means = || (0..variants).map(mean);
    let ends = [
        means().fold(f64::INFINITY, f64::min),
        means().fold(0.0, f64::max),
    ];
    let [low, high] = ends.map(|end| view.numbers.fixed(end, 1));
    (variants > 1).then(|| fill(view.words.persons_range, &[("low", &low), ("high", &high)]))
}

/// Whether a mean number of households, or of those of the group who are not among them, is
/// too small to show.
fn few(
    view: &View<'_>,
    joined: &[Vec<Displaced>],
    count: impl Fn(&[Displaced]) -> [u32; 2],
) -> bool {
    let n = joined.len() as f64;
    let means = [0, 1].map(|k| joined.iter().map(|d| f64::from(count(d)[k])).sum::<f64>() / n);
    let small = |x: f64| x > 0.0 && x < f64::from(view.min_cell);
    small(means[0]) || small(means[1] - means[0])
}

/// Shares of the groups that live elsewhere.
fn shares(view: &View<'_>, others: &[usize], joined: &[Vec<Displaced>]) -> Markup {
    let (w, num) = (view.words, view.numbers);
    let share = |at: usize, g: usize, of: fn(&Displaced) -> &[u32; 3]| -> Markup {
        if few(view, joined, |d| [of(&d[at])[g], d[at].households[g]]) {
            return html! { (UNDEFINED) };
        }
        let mut cube = Cube::new(2, joined.len(), 1);
        for (k, variants) in joined.iter().enumerate() {
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
            caption { (w.persons_caption) " n = " (joined.len()) ", " (w.interval) "." }
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
const NOWHERE: &str = "none";

/// The largest flows from an area under the base to another under the variant.
fn flows(view: &View<'_>, variant: usize, at: usize, joined: &[Vec<Displaced>]) -> Markup {
    let (w, num) = (view.words, view.numbers);
    let mut sums: BTreeMap<&(String, String), u32> = BTreeMap::new();
    for d in joined.iter().map(|variants| &variants[at]) {
        for (pair, count) in &d.flows {
            *sums.entry(pair).or_default() += count;
        }
    }
    let mut largest: Vec<(&(String, String), f64)> = sums
        .into_iter()
        .map(|(pair, sum)| (pair, f64::from(sum) / joined.len() as f64))
        .filter(|(_, mean)| *mean >= f64::from(view.min_cell))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn person(key: i64, area: &str, complex: &str, low: bool) -> Person {
        Person {
            key,
            area: area.to_owned(),
            complex: complex.to_owned(),
            groups: [low, false],
        }
    }

    #[test]
    fn households_are_joined_by_key_and_only_where_both_exist() {
        let base = [
            person(-5, "a", "1", true),
            person(2, "a", "1", false),
            person(3, "b", "7", true),
            person(9, "b", "7", true),
        ];
        let variant = [
            person(-5, "b", "8", true),
            person(3, "b", "8", true),
            person(4, "a", "1", true),
            person(9, "b", "7", true),
        ];
        let d = join(&base, &variant);
        assert_eq!(
            (d.households, d.area, d.complex),
            ([3, 3, 0], [1, 1, 0], [2, 2, 0])
        );
        let pair = ("a".to_owned(), "b".to_owned());
        assert_eq!(d.flows, BTreeMap::from([(pair, 1)]));
        assert_eq!(d.balance, [1, 1, 0]);
    }

    #[test]
    fn groups_are_told_apart_by_class_and_by_vulnerability() {
        let of = |class, vulnerable| KNOWN.map(|group| belongs(group, class, vulnerable));
        assert_eq!(of("q2", true), [true, false, false, true]);
    }

    #[test]
    fn households_that_swap_places_cancel_out_on_balance() {
        let base = [person(1, "a", "1", true), person(2, "b", "7", true)];
        let swapped = [person(1, "b", "7", true), person(2, "a", "1", true)];
        let d = join(&base, &swapped);
        assert_eq!((d.area, d.balance), ([2, 2, 0], [0, 0, 0]));
        // One of each group: the places of all cancel out, those of low incomes do not.
        let base = [person(1, "a", "1", true), person(2, "b", "7", false)];
        let swapped = [person(1, "b", "7", true), person(2, "a", "1", false)];
        assert_eq!(join(&base, &swapped).balance, [0, 1, 0]);
    }
}
