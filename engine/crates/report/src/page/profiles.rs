//! How isolated groups are in surroundings of growing size, whatever the borders of areas:
//! under every variant, and as difference with the base.

use crate::axis::Axis;
use crate::page::cube::Cube;
use crate::page::ensemble::BASE;
use crate::page::headline::capital;
use crate::page::intervals::{Intervals, Triple, triple};
use crate::page::over_time::legend;
use crate::page::svg::Svg;
use crate::page::view::{View, groups_then};
use crate::page::words::fill;
use buurt_lab::profiles::{MOST_AREAS, SURROUNDINGS, WITHIN_M, isolation};
use buurt_metrics::profile::Places;
use maud::{Markup, PreEscaped, html};
use rayon::prelude::*;

/// The profile of a group.
pub struct Profile {
    group: &'static str,
    /// Mean, lowest and highest replicate by variant, surroundings and year.
    pub values: Intervals,
    /// The paired differences with the base.
    pub differences: Intervals,
}

/// Numbers of surroundings of one kind.
const SIZES: usize = SURROUNDINGS[0].1.len();

/// The groups of the headlines; none without households by area or with too many areas.
/// A group that is small in some year of the city is left out.
pub fn profiles(view: &View<'_>) -> Vec<Profile> {
    let e = view.ensemble;
    let Some(households) = &view.households else {
        return Vec::new();
    };
    if e.areas.len() > MOST_AREAS {
        return Vec::new();
    }
    let points: Vec<(f64, f64)> = e.areas.iter().map(|a| a.at).collect();
    let places = Places::new(&points);
    let shown = groups_then(e, &[]).into_iter().enumerate();
    shown
        .filter_map(|(at, group)| {
            let members = &view.counts(group)?.counts;
            let cubes = cubes(view, &places, households, members);
            Some(profile(view, (at, group), &cubes))
        })
        .collect()
}

/// A cube per surroundings, in the order of [`SURROUNDINGS`].
fn cubes(view: &View<'_>, places: &Places, households: &[Cube], members: &[Cube]) -> Vec<Cube> {
    let e = view.ensemble;
    let runs: Vec<(usize, usize)> = e.each_run().map(|(v, k, _)| (v, k)).collect();
    let found: Vec<Vec<Vec<f64>>> = runs
        .par_iter()
        .map(|&(v, k)| {
            let year = |y: usize| -> Vec<f64> {
                let number = |cube: &Cube| cube.get(v, k, y);
                let there = households.iter().any(|c| number(c).is_finite());
                let count = |cube: &Cube| Some(number(cube)).filter(|n| n.is_finite());
                let counts = |cubes: &[Cube]| -> Vec<f64> {
                    cubes.iter().map(|c| count(c).unwrap_or(0.0)).collect()
                };
                let (all, group) = (counts(households), counts(members));
                isolation(places, &all, &group)
                    .map(|(_, _, value)| if there { value } else { f64::NAN })
                    .collect()
            };
            (0..e.years.len()).map(year).collect()
        })
        .collect();
    let mut cubes = vec![e.cube(); SURROUNDINGS.len() * SIZES];
    for ((v, k), years) in runs.into_iter().zip(found) {
        for (y, values) in years.into_iter().enumerate() {
            for (cube, value) in cubes.iter_mut().zip(values) {
                cube.set(v, k, y, value);
            }
        }
    }
    cubes
}

fn profile(view: &View<'_>, (at, group): (usize, &'static str), cubes: &[Cube]) -> Profile {
    let (e, w) = (view.ensemble, view.words);
    let name = w.group(group);
    let every = |read: &dyn Fn(&Cube, usize, usize) -> Triple| -> Vec<Vec<Vec<Triple>>> {
        let years = |v: usize, cube: &Cube| (0..e.years.len()).map(|y| read(cube, v, y)).collect();
        (0..e.variants.len())
            .map(|v| cubes.iter().map(|cube| years(v, cube)).collect())
            .collect()
    };
    let rows: Vec<(String, String)> = SURROUNDINGS
        .iter()
        .flat_map(|(kind, sizes)| sizes.iter().map(|size| label(view, kind, *size)))
        .map(|label| (label, "var(--chosen)".to_owned()))
        .collect();
    Profile {
        group,
        values: Intervals {
            key: format!("profile{at}"),
            name: fill(w.profiles_name, &[("group", name)]),
            rows: rows.clone(),
            values: every(&|cube, v, y| {
                let spread = cube.spread(v, y);
                spread.map_or([f64::NAN; 3], |s| [s.mean, s.low, s.high])
            }),
            decimals: 4,
            ends: Default::default(),
        },
        differences: Intervals {
            key: format!("profile{at}_difference"),
            name: fill(w.profiles_difference, &[("group", name)]),
            rows,
            values: every(&|cube, v, y| triple(cube.paired(v, BASE, y))),
            decimals: 3,
            ends: Default::default(),
        }
        .with_decimals(),
    }
}

/// "Within 0.5 km", "Nearest 2,000 households".
fn label(view: &View<'_>, kind: &str, size: u32) -> String {
    let (w, num) = (view.words, view.numbers);
    if kind == WITHIN_M {
        fill(w.within_size, &[("km", &kilometres(view, size))])
    } else {
        let n = num.fixed(f64::from(size), 0);
        fill(w.nearest_size, &[("n", &n)])
    }
}

fn kilometres(view: &View<'_>, metres: u32) -> String {
    let decimals = usize::from(!metres.is_multiple_of(1_000));
    view.numbers.fixed(f64::from(metres) / 1_000.0, decimals)
}

const WIDTH: f64 = 420.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 410.0;
/// Between the two kinds of surroundings.
const GAP: f64 = 34.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 206.0;
const HEIGHT: f64 = 246.0;

/// Where the surroundings stand, from left to right.
fn positions() -> Vec<f64> {
    let half = (RIGHT - LEFT - GAP) / 2.0;
    let inside = |n: usize| half * (n as f64 + 0.25) / (SIZES as f64 - 0.5);
    let lefts = [LEFT, LEFT + half + GAP];
    let all = lefts
        .iter()
        .flat_map(|l| (0..SIZES).map(move |n| l + inside(n)));
    all.collect()
}

/// The axis of all years and variants; wide intervals do not flatten the lines of differences.
fn axis(set: &Intervals, differences: bool) -> Axis {
    let all = || set.values.iter().flatten().flatten();
    if !differences {
        return Axis::covering(all().flatten().copied(), 4, BOTTOM, TOP);
    }
    let means = all().map(|t| t[0]).filter(|m| m.is_finite());
    let far = means.fold(0.0, |far: f64, m| far.max(m.abs()));
    let ends = all().flatten().map(|x| x.clamp(-2.0 * far, 2.0 * far));
    Axis::covering(ends.chain([0.0]), 4, BOTTOM, TOP)
}

/// A line per variant through the sizes of each kind; the chosen one in front with its band.
fn figure(view: &View<'_>, set: &Intervals, chosen: usize, differences: bool) -> Markup {
    let (e, w) = (view.ensemble, view.words);
    let axis = axis(set, differences);
    let xs = positions();
    let mut svg = Svg::new();
    for ((kind, sizes), xs) in SURROUNDINGS.iter().zip(xs.chunks(SIZES)) {
        let (left, right) = (xs[0] - 12.0, xs[SIZES - 1] + 12.0);
        for tick in axis.ticks() {
            let at = axis.pixel(tick);
            let class = if differences && tick == 0.0 {
                "zero"
            } else {
                "grid"
            };
            svg.line((left, at), (right, at), &format!("class=\"{class}\""));
        }
        for (size, x) in sizes.iter().zip(xs) {
            svg.line((*x, BOTTOM), (*x, BOTTOM + 4.0), "class=\"zero\"");
            let text = if *kind == WITHIN_M {
                kilometres(view, *size)
            } else {
                view.numbers.fixed(f64::from(*size) / 1_000.0, 0)
            };
            let at = (*x, BOTTOM + 18.0);
            svg.text(at, "class=\"tick\" text-anchor=\"middle\"", &text);
        }
        // Outwards, so that the two titles keep apart.
        let (x, anchor, title) = if *kind == WITHIN_M {
            (left, "start", w.within_km)
        } else {
            (right, "end", w.nearest_thousands)
        };
        let attributes = format!("class=\"end\" text-anchor=\"{anchor}\"");
        svg.text((x, BOTTOM + 35.0), &attributes, title);
    }
    for tick in axis.ticks() {
        let text = if differences {
            view.numbers.signed(tick, axis.decimals())
        } else {
            view.numbers.fixed(tick, axis.decimals())
        };
        let at = (LEFT - 10.0, axis.pixel(tick) + 4.0);
        svg.text(at, "class=\"tick\" text-anchor=\"end\"", &text);
    }
    let pixel = |value: f64| {
        if value.is_finite() {
            axis.pixel(value).clamp(TOP, BOTTOM)
        } else {
            f64::NAN
        }
    };
    // The chosen variant last, so that it lies in front.
    let variants = (0..e.variants.len()).filter(|v| !(differences && *v == BASE));
    let mut variants: Vec<usize> = variants.collect();
    variants.sort_by_key(|v| *v == chosen);
    for v in variants {
        let mut class = "series".to_owned();
        if v == BASE {
            class += " base";
        }
        if v == chosen {
            class += " on";
        }
        let colour = view.colour(v);
        svg.open(&format!(
            "class=\"{class}\" data-v=\"{v}\" style=\"--c:{colour}\""
        ));
        let read = |row: usize| set.values[v][row][e.last()];
        for (kind, xs) in xs.chunks(SIZES).enumerate() {
            let rows = || xs.iter().zip(kind * SIZES..);
            let band: Vec<_> = rows()
                .map(|(x, row)| (*x, pixel(read(row)[1]), pixel(read(row)[2])))
                .collect();
            svg.band(&band, "class=\"band\"");
            let line: Vec<_> = rows().map(|(x, row)| (*x, pixel(read(row)[0]))).collect();
            svg.path(&line, "class=\"mean\"");
        }
        svg.close();
    }
    let list: Vec<String> = xs.iter().map(|x| format!("{x:.1}")).collect();
    let (zero, unit) = (axis.pixel(0.0), axis.pixel(1.0) - axis.pixel(0.0));
    let attributes = format!(
        "class=\"profiles\" data-key=\"{}\" data-x=\"{}\" data-kinds=\"{}\" data-zero=\"{zero:.3}\" \
         data-unit=\"{unit:.3}\" data-top=\"{TOP}\" data-bottom=\"{BOTTOM}\"",
        set.key,
        list.join(" "),
        SURROUNDINGS.len()
    );
    PreEscaped(svg.finish(WIDTH, HEIGHT, &set.name, &attributes))
}

/// The means of every variant.
fn table(view: &View<'_>, set: &Intervals) -> Markup {
    let (e, w) = (view.ensemble, view.words);
    html! {
        table.profile data-key=(set.key) {
            caption { (set.name) ", " span.shown-year { (view.last_year()) } ". " (w.mean_note) " " (view.n()) "." }
            thead { tr {
                th scope="col" { (w.surroundings) }
                @for v in 0..e.variants.len() { th scope="col" { (view.label(v)) } }
            } }
            tbody {
                @for (row, (label, _)) in set.rows.iter().enumerate() {
                    tr {
                        th scope="row" { (label) }
                        @for v in 0..e.variants.len() { td data-v=(v) { (view.numbers.fixed(set.values[v][row][e.last()][0], set.decimals)) } }
                    }
                }
            }
        }
    }
}

/// The part of the section on scale.
pub fn part(view: &View<'_>, profiles: &[Profile], chosen: usize) -> Markup {
    let w = view.words;
    if profiles.is_empty() {
        return html! {};
    }
    let several = view.others().next().is_some();
    html! {
        h3 { (w.profiles) " " span.unit { (w.index_name("isolation")) ", " span.shown-year { (view.last_year()) } } }
        p { (w.profiles_lead) }
        (legend(view))
        @for profile in profiles {
            div.panels {
                figure {
                    figcaption { (capital(w.group(profile.group))) }
                    (figure(view, &profile.values, chosen, false))
                }
                @if several {
                    figure {
                        figcaption { (capital(w.group(profile.group))) ": " (w.difference) }
                        (figure(view, &profile.differences, chosen, true))
                    }
                }
            }
        }
        p.note { (w.profiles_note) " " (view.n()) "." }
        details {
            summary { (w.numbers_behind) }
            div.scroll role="group" tabindex="0" aria-label=(w.profiles) {
                @for profile in profiles {
                    (table(view, &profile.values))
                    @if several { (profile.differences.table(view, (chosen, view.ensemble.last()), w.surroundings)) }
                }
            }
        }
    }
}
