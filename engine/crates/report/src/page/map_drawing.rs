//! Areas drawn as circles or by their boundaries, with a value and a code in each.

use crate::page::places::{Place, Shape, WIDTH};
use crate::page::svg::{Svg, escaped};
use crate::page::view::{View, hex};
use crate::palette::readable_on;
use maud::{Markup, PreEscaped};
use plotters::style::RGBColor;
fn shape(svg: &mut Svg, place: &Place, attributes: &str) {
    match &place.shape {
        Shape::Circle(radius) => svg.circle(place.at, *radius, attributes),
        Shape::Outline(d) => svg.raw(&format!("<path d=\"{d}\" {attributes}/>")),
    }
}

/// Letters that fit in an area, at this size.
fn fits(place: &Place, letters: usize, size: f64) -> bool {
    place.room * 1.7 > letters as f64 * size * 0.6
}

/// How a map is drawn, whatever it shows.
pub struct Look<'a> {
    /// Size of the letters.
    pub size: f64,
    /// Whether values carry a sign and a decimal.
    pub signed: bool,
    /// Whether codes of areas are written too.
    pub codes: bool,
    /// What it is called for who cannot see it.
    pub name: &'a str,
    /// Attributes of the drawing.
    pub attributes: &'a str,
}

/// Draws areas: `of` gives value, colour and whether the edge is dark.
pub fn drawing(
    view: &View<'_>,
    look: &Look<'_>,
    of: impl Fn(usize) -> (f64, RGBColor, bool),
    title: impl Fn(usize) -> String,
) -> Markup {
    let size = look.size;
    let mut svg = Svg::new();
    // Labels stand above all areas, and dark edges above the others: neither is cut.
    let mut words = Svg::new();
    let areas = view.ensemble.areas.iter().zip(&view.places.places);
    let mut areas: Vec<_> = areas.enumerate().collect();
    areas.sort_by_key(|(a, _)| (of(*a).2, *a));
    for (a, (area, place)) in areas {
        let (value, colour, clear) = of(a);
        let (text, colour) = if value.is_finite() {
            let text = if look.signed {
                view.numbers.signed(value, 1)
            } else {
                view.numbers.fixed(value, 0)
            };
            (text, colour)
        } else {
            ("·".to_owned(), RGBColor(255, 255, 255))
        };
        let class = if clear { "area clear" } else { "area" };
        svg.open(&format!("class=\"{class}\" data-a=\"{a}\""));
        svg.raw(&format!("<title>{}</title>", escaped(&title(a))));
        shape(&mut svg, place, &format!("fill=\"{}\"", hex(colour)));
        svg.close();
        let ink = hex(readable_on(colour));
        let style = format!(
            "style=\"font-size:{size}px;fill:{ink};stroke:{}\"",
            hex(colour)
        );
        words.open(&format!("class=\"words\" data-a=\"{a}\""));
        let both = look.codes && fits(place, area.code.len(), size) && place.room > size * 1.15;
        let (x, y) = place.at;
        if both {
            words.text(
                (x, y - 0.15 * size),
                &format!("class=\"code\" {style}"),
                &area.code,
            );
        }
        if fits(place, 4, size) {
            let y = if both {
                y + 0.95 * size
            } else {
                y + 0.35 * size
            };
            words.text((x, y), &format!("class=\"value\" {style}"), &text);
        }
        words.close();
    }
    svg.append(words);
    PreEscaped(svg.finish(WIDTH, view.places.height, look.name, look.attributes))
}
