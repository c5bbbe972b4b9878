//! What the colours and the sizes of maps mean.

use crate::page::maps::SHARE;
use crate::page::svg::Svg;
use crate::page::view::{View, hex};
use crate::palette::diverging;
use maud::{Markup, PreEscaped, html};

/// Colours of a share up to `most` per cent.
pub fn share(view: &View<'_>, most: f64) -> Markup {
    html! {
        div.scale data-scale="share" {
            span.ramp style={ "background:linear-gradient(90deg," (hex(SHARE[0])) "," (hex(SHARE[1])) ")" } {}
            span.low { "0 %" } span.high { (view.numbers.fixed(most, 0)) " %" }
            span.unit { (view.words.share_unit) }
        }
    }
}

/// Colours of a difference up to `limit` percentage points on both sides.
pub fn difference(view: &View<'_>, limit: f64) -> Markup {
    let colours = [-1.0, 0.0, 1.0].map(|t| hex(diverging(t, 1.0)));
    html! {
        div.scale data-scale="difference" {
            span.ramp style={ "background:linear-gradient(90deg," (colours.join(",")) ")" } {}
            span.low { "≤ " (view.numbers.signed(-limit, 1)) }
            span.middle { "0" }
            span.high { "≥ " (view.numbers.signed(limit, 1)) }
            span.unit { (view.words.points) }
        }
    }
}

/// A circle with the number of households that it stands for; nothing without circles.
pub fn size(view: &View<'_>) -> Markup {
    let largest = view
        .places
        .places
        .iter()
        .map(|p| p.room)
        .fold(0.0, f64::max);
    let full = largest * largest * std::f64::consts::PI * view.places.per_unit;
    if !full.is_finite() || full <= 0.0 {
        return html! {};
    }
    let shown = crate::axis::round_below(full / 2.0);
    let radius = (shown / view.places.per_unit / std::f64::consts::PI).sqrt();
    let text = format!("{} {}", view.numbers.fixed(shown, 0), view.words.households);
    let mut svg = Svg::new();
    svg.circle(
        (radius + 1.0, radius + 1.0),
        radius,
        "fill=\"none\" stroke=\"#595959\"",
    );
    let side = 2.0 * radius + 2.0;
    let size = crate::page::svg::px(side);
    html! {
        div.size {
            (PreEscaped(svg.finish(side, side, &text, &format!("width=\"{size}\" height=\"{size}\""))))
            " " (text)
        }
    }
}
