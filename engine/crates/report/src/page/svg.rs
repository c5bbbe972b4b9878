//! SVG as text: small shapes with attributes that the page's script may move.

use std::fmt::Write;

/// A drawing in the making; the unit is the pixel of its own coordinate system.
#[derive(Debug, Clone, Default)]
pub struct Svg {
    text: String,
}

/// A number for an attribute: one decimal, without a trailing zero.
pub fn px(value: f64) -> String {
    let text = format!("{value:.1}");
    match text.strip_suffix(".0") {
        Some("-0") => "0".to_owned(),
        Some(whole) => whole.to_owned(),
        None if text == "-0.0" => "0".to_owned(),
        None => text,
    }
}

/// Text with the characters escaped that HTML and SVG reserve.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

impl Svg {
    /// An empty drawing.
    pub fn new() -> Self {
        Svg::default()
    }

    /// A piece of SVG as it is.
    pub fn raw(&mut self, svg: &str) {
        self.text.push_str(svg);
    }

    /// Another drawing on top of this one.
    pub fn append(&mut self, other: Svg) {
        self.text.push_str(&other.text);
    }

    /// A line between two points. `attributes` is put in as it is.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), attributes: &str) {
        let _ = write!(
            self.text,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" {attributes}/>",
            px(from.0),
            px(from.1),
            px(to.0),
            px(to.1)
        );
    }

    /// A line through points, interrupted where a point is not finite.
    pub fn path(&mut self, points: &[(f64, f64)], attributes: &str) {
        let mut d = String::new();
        let mut pen = false;
        for &(x, y) in points {
            if !(x.is_finite() && y.is_finite()) {
                pen = false;
                continue;
            }
            let _ = write!(d, "{}{} {}", if pen { "L" } else { "M" }, px(x), px(y));
            pen = true;
        }
        let _ = write!(self.text, "<path d=\"{d}\" {attributes}/>");
    }

    /// A filled area between an upper and a lower edge, over the points where both are finite.
    pub fn band(&mut self, points: &[(f64, f64, f64)], attributes: &str) {
        let there: Vec<_> = points
            .iter()
            .filter(|p| p.1.is_finite() && p.2.is_finite())
            .collect();
        let mut d = String::new();
        for (i, p) in there.iter().enumerate() {
            let _ = write!(
                d,
                "{}{} {}",
                if i == 0 { "M" } else { "L" },
                px(p.0),
                px(p.1)
            );
        }
        for p in there.iter().rev() {
            let _ = write!(d, "L{} {}", px(p.0), px(p.2));
        }
        if !d.is_empty() {
            d.push('Z');
        }
        let _ = write!(self.text, "<path d=\"{d}\" {attributes}/>");
    }

    /// A circle.
    pub fn circle(&mut self, at: (f64, f64), radius: f64, attributes: &str) {
        let _ = write!(
            self.text,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" {attributes}/>",
            px(at.0),
            px(at.1),
            px(radius)
        );
    }

    /// A rectangle from its left upper corner.
    pub fn rect(&mut self, at: (f64, f64), size: (f64, f64), attributes: &str) {
        let _ = write!(
            self.text,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {attributes}/>",
            px(at.0),
            px(at.1),
            px(size.0.max(0.0)),
            px(size.1.max(0.0))
        );
    }

    /// A text on its baseline.
    pub fn text(&mut self, at: (f64, f64), attributes: &str, text: &str) {
        let _ = write!(
            self.text,
            "<text x=\"{}\" y=\"{}\" {attributes}>{}</text>",
            px(at.0),
            px(at.1),
            escaped(text)
        );
    }

    /// Begins a group.
    pub fn open(&mut self, attributes: &str) {
        let _ = write!(self.text, "<g {attributes}>");
    }

    /// Ends a group.
    pub fn close(&mut self) {
        self.text.push_str("</g>");
    }

    /// The drawing as an element that fits its container and that screen readers
    /// announce as one picture called `name`.
    pub fn finish(self, width: f64, height: f64, name: &str, attributes: &str) -> String {
        format!(
            "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\" {attributes}>{}</svg>",
            px(width),
            px(height),
            escaped(name),
            self.text
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_texts_are_escaped() {
        assert_eq!(px(12.04), "12");
        assert_eq!(px(-0.02), "0");
        assert_eq!(px(3.25), "3.2");
        let mut svg = Svg::new();
        svg.text((1.0, 2.0), "", "a < b & \"c\"");
        svg.path(&[(0.0, 0.0), (1.0, f64::NAN), (2.0, 2.0), (3.0, 3.0)], "");
        let done = svg.finish(10.0, 10.0, "x", "");
        assert!(done.contains("a &lt; b &amp; &quot;c&quot;"));
        assert!(done.contains("d=\"M0 0M2 2L3 3\""));
    }
}
