//! Bars of what changed an index: a row per variant, with a part per channel that grows to
//! the left or to the right of zero, and a dot at their sum.

use crate::axis::Axis;
use crate::page::headline::{capital, ends};
use crate::page::intervals::{leaves_out_zero, row_label};
use crate::page::svg::{Svg, escaped};
use crate::page::view::View;
use crate::page::why::{Bars, COLOURS, Why};
use crate::page::words::fill;
use buurt_lab::contributions::CHANNELS;
use maud::{Markup, PreEscaped, html};

const WIDTH: f64 = 420.0;
const LABELS: f64 = 176.0;
const RIGHT: f64 = 366.0;
const ROW: f64 = 26.0;
const TOP: f64 = 24.0;
/// The label of the chosen variant is bold, and wider.
const LETTERS: usize = 23;

/// Sums of the parts below and above zero.
fn reach(parts: &[f64]) -> (f64, f64) {
    let sum = |keep: &dyn Fn(f64) -> bool| parts.iter().copied().filter(|p| keep(*p)).sum();
    (sum(&|p| p < 0.0), sum(&|p| p > 0.0))
}

/// The figure, for the last year.
pub fn figure(view: &View<'_>, why: &Why<'_>, bars: Bars) -> Markup {
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
    let figure = PreEscaped(svg.finish(WIDTH, bottom + 22.0, &name, &attributes));
    html! {
        @if beyond { div { (figure) p.note { (w.beyond_edge) } } } @else { (figure) }
    }
}
