//! Why the indices changed: what each channel contributed since the first year, under
//! every variant and as difference with the base, as bars that grow to both sides.

use crate::axis::Axis;
use crate::page::cube::Cube;
use crate::page::ensemble::BASE;
use crate::page::headline::{capital, ends};
use crate::page::intervals::{Intervals, interval, leaves_out_zero, row_label, triple, whole};
use crate::page::missing::Section;
use crate::page::svg::{Svg, escaped};
use crate::page::view::{Indicator, View};
use crate::page::words::fill;
use buurt_lab::contributions::{CHANNELS, CONTRIBUTIONS};
use maud::{Markup, PreEscaped, html};
use serde_json::{Map, Value, json};

/// Colours of the channels (Okabe and Ito).
const COLOURS: [&str; CHANNELS.len()] = ["#0072b2", "#e69f00", "#8c8c8c", "#009e73", "#cc79a7"];
/// The script is given whole numbers of this size.
const UNIT: f64 = 1e8;

const WIDTH: f64 = 420.0;
const LABELS: f64 = 176.0;
const RIGHT: f64 = 366.0;
const ROW: f64 = 26.0;
const TOP: f64 = 24.0;
/// The label of the chosen variant is bold, and wider.
const LETTERS: usize = 23;

/// An index with what changed it.
pub struct Why<'a> {
    indicator: &'a Indicator,
    key: String,
    /// The channels, then their sum.
    parts: Vec<Cube>,
    /// Decimals of the numbers, those of the differences of the index elsewhere.
    decimals: usize,
}

/// Which bars.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bars {
    /// The change under every variant.
    Means,
    /// Variant minus base.
    Differences,
}

impl Bars {
    fn key(self, why: &Why<'_>) -> String {
        let which = ["mean", "difference"][usize::from(self == Bars::Differences)];
        format!("{}_{which}", why.key)
    }

    fn variants(self, view: &View<'_>) -> Vec<usize> {
        match self {
            Bars::Means => (0..view.ensemble.variants.len()).collect(),
            Bars::Differences => view.others().collect(),
        }
    }

    /// Mean, and for differences the interval.
    fn reading(self, cube: &Cube, v: usize, y: usize) -> [f64; 3] {
        match self {
            Bars::Means => [cube.mean(v, y), f64::NAN, f64::NAN],
            Bars::Differences => triple(cube.paired(v, BASE, y)),
        }
    }
}

/// The headline indices for which runs have a table `contributions`. A group that is small
/// in some year of the city is left out.
pub fn whys<'a>(view: &'a View<'_>, headline: &[Intervals]) -> Vec<Why<'a>> {
    let e = view.ensemble;
    view.headlines()
        .into_iter()
        .enumerate()
        .filter_map(|(n, indicator)| {
            let small = view.small.as_ref();
            if small.is_some_and(|s| s.ever(indicator.group, view.last_year())) {
                return None;
            }
            let key = (
                indicator.level.clone(),
                indicator.group.to_owned(),
                indicator.index.to_owned(),
            );
            let mut parts = vec![e.cube(); CHANNELS.len() + 1];
            for (v, k, run) in e.each_run() {
                let years = run.contributions.as_ref().and_then(|c| c.get(&key));
                for (year, since) in years.into_iter().flatten() {
                    let Some(y) = e.year_at(*year) else { continue };
                    for (cube, part) in parts.iter_mut().zip(since) {
                        cube.set(v, k, y, *part);
                    }
                }
            }
            parts[0].any().then(|| Why {
                indicator,
                key: format!("why{n}"),
                parts,
                decimals: headline[n].decimals,
            })
        })
        .collect()
}

/// The numbers for the script: per figure and variant the channels, their sum, and the ends
/// of its interval, by year.
pub fn json(view: &View<'_>, whys: &[Why<'_>]) -> Value {
    let years = view.ensemble.years.len();
    let mut all = Map::new();
    for why in whys {
        for bars in [Bars::Means, Bars::Differences] {
            let numbers: Vec<Value> = (0..view.ensemble.variants.len())
                .map(|v| {
                    let row = |cube: &Cube, k: usize| -> Value {
                        let number = |y| whole(bars.reading(cube, v, y)[k] * UNIT);
                        (0..years).map(number).collect()
                    };
                    let sum = &why.parts[CHANNELS.len()];
                    let ends = [row(sum, 1), row(sum, 2)];
                    let means = why.parts.iter().map(|cube| row(cube, 0));
                    means.chain(ends).collect()
                })
                .collect();
            all.insert(
                bars.key(why),
                json!({"unit": UNIT, "dec": why.decimals, "v": numbers}),
            );
        }
    }
    Value::Object(all)
}

/// Sums of the parts below and above zero.
fn reach(parts: &[f64]) -> (f64, f64) {
    let sum = |keep: &dyn Fn(f64) -> bool| parts.iter().copied().filter(|p| keep(*p)).sum();
    (sum(&|p| p < 0.0), sum(&|p| p > 0.0))
}

fn figure(view: &View<'_>, why: &Why<'_>, bars: Bars) -> Markup {
    let (e, w) = (view.ensemble, view.words);
    let variants = bars.variants(view);
    let parts = |v: usize, y: usize| -> Vec<f64> {
        let channels = &why.parts[..CHANNELS.len()];
        channels.iter().map(|c| bars.reading(c, v, y)[0]).collect()
    };
    // One scale for all years and variants.
    let reaches = variants
        .iter()
        .flat_map(|v| (0..e.years.len()).map(|y| reach(&parts(*v, y))));
    let far = reaches.fold(0.0, |far: f64, (low, high)| far.max(-low).max(high));
    // Intervals have room too, as far as they are not more than three times as wide.
    let sum = &why.parts[CHANNELS.len()];
    let sums = variants
        .iter()
        .flat_map(|v| (0..e.years.len()).flat_map(|y| bars.reading(sum, *v, y)));
    let widest = sums
        .filter(|x| x.is_finite())
        .fold(far, |w, x| w.max(x.abs()));
    let beyond = widest > 3.0 * far;
    let far = widest.min(3.0 * far);
    let axis = Axis::covering([-far, far], 3, LABELS, RIGHT);
    let (zero, unit) = (axis.pixel(0.0), axis.pixel(1.0) - axis.pixel(0.0));
    let bottom = TOP + ROW * variants.len() as f64;
    let mut svg = Svg::new();
    let (less, more) = ends(view, why.indicator);
    svg.text(
        (zero - 6.0, 12.0),
        "class=\"end\" text-anchor=\"end\"",
        &format!("← {less}"),
    );
    svg.text((zero + 6.0, 12.0), "class=\"end\"", &format!("{more} →"));
    let ticks = axis.ticks();
    for tick in &ticks {
        let x = axis.pixel(*tick);
        svg.line((x, TOP), (x, bottom), "class=\"grid\"");
    }
    // Side by side as far as they have room, else zero and the ends.
    let label = |tick: f64| view.numbers.signed(tick, axis.decimals());
    let room = (RIGHT - LABELS) / (ticks.len().max(2) - 1) as f64;
    let crowded = ticks
        .iter()
        .any(|t| 7.0 * label(*t).chars().count() as f64 > room);
    for (k, tick) in ticks.iter().enumerate() {
        if !crowded || k == 0 || 2 * k + 1 == ticks.len() || k + 1 == ticks.len() {
            svg.text(
                (axis.pixel(*tick), bottom + 15.0),
                "class=\"tick\" text-anchor=\"middle\"",
                &label(*tick),
            );
        }
    }
    let clip = |x: f64| x.clamp(LABELS, RIGHT);
    for (row, v) in variants.iter().enumerate() {
        let y = TOP + ROW * (row as f64 + 0.5);
        let total = bars.reading(&why.parts[CHANNELS.len()], *v, e.last());
        let clear = if leaves_out_zero(&total) {
            " clear"
        } else {
            ""
        };
        svg.open(&format!("class=\"row{clear}\" data-v=\"{v}\""));
        svg.raw(&format!("<title>{}</title>", escaped(view.label(*v))));
        row_label(&mut svg, (LABELS - 8.0, y), view.label(*v), LETTERS);
        let (mut left, mut right) = (zero, zero);
        for (part, colour) in parts(*v, e.last()).into_iter().zip(COLOURS) {
            let size = if part.is_finite() {
                part.abs() * unit
            } else {
                0.0
            };
            let x = if part < 0.0 {
                left -= size;
                left
            } else {
                right += size;
                right - size
            };
            let fill = format!("class=\"part\" fill=\"{colour}\"");
            svg.rect((x, y - 8.0), (size, 16.0), &fill);
        }
        let [mean, low, high] = total.map(|t| {
            if t.is_finite() {
                clip(zero + t * unit)
            } else {
                zero
            }
        });
        if bars == Bars::Differences {
            let hidden = if total[1].is_finite() {
                ""
            } else {
                " visibility=\"hidden\""
            };
            svg.line((low, y), (high, y), &format!("class=\"whisker\"{hidden}"));
        }
        let hidden = if total[0].is_finite() {
            ""
        } else {
            " visibility=\"hidden\""
        };
        svg.circle((mean, y), 4.5, &format!("class=\"sum\"{hidden}"));
        svg.text(
            (WIDTH - 2.0, y + 4.0),
            "class=\"number\" text-anchor=\"end\"",
            &view.numbers.signed(total[0], why.decimals),
        );
        svg.close();
    }
    svg.line((zero, TOP - 4.0), (zero, bottom), "class=\"zero\"");
    let attributes = format!(
        "class=\"stacks\" data-key=\"{}\" data-zero=\"{zero:.2}\" data-unit=\"{unit:.4}\" \
         data-left=\"{LABELS}\" data-right=\"{RIGHT}\"",
        bars.key(why)
    );
    let what = capital(&view.indicator_name(why.indicator));
    let name = fill(w.why_name, &[("what", &what)]);
    html! {
        (PreEscaped(svg.finish(WIDTH, bottom + 22.0, &name, &attributes)))
        @if beyond { p.note { (w.beyond_edge) } }
    }
}

/// What changed the index most, in words: under the base, and where a variant clearly
/// differs, under the one that differs most.
fn sentences(view: &View<'_>, why: &Why<'_>, channels: &[&str]) -> String {
    let (w, last) = (view.words, view.ensemble.last());
    let sum = &why.parts[CHANNELS.len()];
    let sentence = |text: &str, v: usize, bars: Bars| -> String {
        let mut parts: Vec<(f64, &str)> = why
            .parts
            .iter()
            .map(|cube| bars.reading(cube, v, last)[0])
            .zip(channels.iter().copied())
            .collect();
        parts.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
        let most = |k: usize| {
            let (part, name) = parts[k];
            let number = view.numbers.signed(part, why.decimals);
            format!("{} ({number})", name.to_lowercase())
        };
        let total = bars.reading(sum, v, last)[0];
        fill(
            text,
            &[
                ("variant", view.label(v)),
                ("base", view.label(BASE)),
                ("years", &view.span()),
                ("change", &view.numbers.signed(total, why.decimals)),
                ("most", &most(0)),
                ("next", &most(1)),
            ],
        )
    };
    let mut text = sentence(w.why_sentence, BASE, Bars::Means);
    let clear = |v: &usize| leaves_out_zero(&Bars::Differences.reading(sum, *v, last));
    let size = |v: usize| Bars::Differences.reading(sum, v, last)[0].abs();
    let differs = view
        .others()
        .filter(clear)
        .max_by(|a, b| size(*a).total_cmp(&size(*b)));
    if let Some(v) = differs {
        text += " ";
        text += &sentence(w.why_differs, v, Bars::Differences);
    }
    text
}

/// Differences of every channel with their intervals in the last year, below the base's own
/// change.
fn table(view: &View<'_>, why: &Why<'_>, channels: &[&str]) -> Markup {
    let (w, last) = (view.words, view.ensemble.last());
    let decimals = why.decimals.max(4);
    html! {
        table {
            caption {
                (capital(&view.indicator_name(why.indicator))) " (" (w.index_name(why.indicator.index)) "), " (view.span()) ". "
                (view.label(BASE)) ": " (fill(w.why_means, &[("first", &view.ensemble.years[0].to_string())])) ". "
                (w.interval_note) " " (view.n()) ". " (w.bold_note)
            }
            thead { tr { th scope="col" { (w.variant) } @for c in channels { th scope="col" { (c) } } th scope="col" { (w.altogether) } } }
            tbody {
                tr {
                    th scope="row" { (view.label(BASE)) }
                    @for cube in &why.parts { td { (view.numbers.signed(cube.mean(BASE, last), decimals)) } }
                }
                @for v in view.others() {
                    tr {
                        th scope="row" { (view.label(v)) ", " (w.difference) }
                        @for cube in &why.parts {
                            @let t = triple(cube.paired(v, BASE, last));
                            td.clear[leaves_out_zero(&t)] {
                                span.d { (view.numbers.signed(t[0], decimals)) }
                                span.i { (interval(view, &t, decimals)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The section.
pub fn section(view: &View<'_>, whys: &[Why<'_>]) -> Section {
    let (e, w) = (view.ensemble, view.words);
    if whys.is_empty() {
        let why = fill(w.no_table, &[("table", CONTRIBUTIONS)]);
        return Section::absent("why", w.why, why);
    }
    let channels = [
        w.selective_moving,
        w.in_place,
        w.demography,
        w.migration,
        w.growth,
    ];
    let first = e.years[0].to_string();
    let two = view.others().next().is_some();
    let body = html! {
        section id="why" {
            h2 { (w.why) }
            p { (fill(w.why_lead, &[("first", &first)])) " " span.shown-year { (view.last_year()) } ". " (w.why_read) }
            ul.legend.squares { @for (name, colour) in channels.iter().zip(COLOURS) { li style={ "--c:" (colour) } { (name) } } }
            @for why in whys {
                h3 { (capital(&view.indicator_name(why.indicator))) " " span.unit { (w.index_name(why.indicator.index)) } }
                p { (sentences(view, why, &channels)) }
                div.panels {
                    figure {
                        figcaption { (fill(w.why_means, &[("first", &first)])) }
                        (figure(view, why, Bars::Means))
                    }
                    @if two {
                        figure {
                            figcaption { (fill(w.why_differences, &[("base", view.label(BASE))])) }
                            (figure(view, why, Bars::Differences))
                        }
                    }
                }
            }
            p.note { (w.why_note) " " @if two { (w.why_whisker) " " } (w.mean_note) " " (view.n()) "." }
            details {
                summary { (w.numbers_behind) }
                div.scroll role="group" tabindex="0" aria-label=(w.numbers_behind) {
                    @for why in whys { (table(view, why, &channels)) }
                }
            }
        }
    };
    Section::there("why", w.why, body)
}
