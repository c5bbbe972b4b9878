//! A sheet to draw on, in CSS pixels with fractions.
//!
//! plotters draws on whole pixels. The sheet is therefore drawn [`FINE`] times as
//! large and shown at its own size by means of the `viewBox`.

use crate::error::ReportError;
use crate::palette::{GRID, INK, MUTED, PAPER};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Drawing units per pixel.
pub const FINE: f64 = 8.0;
/// plotters divides the size of a font by this before it writes it.
const PLOTTERS_FONT: f64 = 1.24;

/// A point: x to the right, y down, in pixels.
pub type Point = (f64, f64);

/// Which point of a text is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    Left,
    /// Its middle.
    Middle,
    /// Its right end.
    Right,
}

/// A sheet in the making.
pub struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub struct Lettering {
    /// Height of the letters in pixels.
    pub size: f64,
    /// Colour.
    pub colour: RGBColor,
    /// Which point is given.
    pub anchor: Anchor,
    /// Heavier strokes.
    pub bold: bool,
}

/// Ordinary text of this size, dark, given by its left end.
pub fn plain(size: f64) -> Lettering {
    Lettering {
        size,
        colour: INK,
        anchor: Anchor::Left,
        bold: false,
    }
}

impl Lettering {
    /// The same in another colour.
    pub fn colour(self, colour: RGBColor) -> Self {
        Lettering { colour, ..self }
    }
    /// The same, secondary.
    pub fn muted(self) -> Self {
        self.colour(MUTED)
    }
    /// The same in bold.
    pub fn bold(self) -> Self {
        Lettering { bold: true, ..self }
    }
    /// The same, given by another point.
    pub fn anchor(self, anchor: Anchor) -> Self {
        Lettering { anchor, ..self }
    }
    /// The same, given by its middle.
    pub fn middle(self) -> Self {
        self.anchor(Anchor::Middle)
    }
    /// The same, given by its right end.
    pub fn right(self) -> Self {
        self.anchor(Anchor::Right)
    }
}

/// Draws a sheet of `width` × `height` pixels and returns it as SVG text. `name` is
/// what screen readers say.
///
/// # Errors
/// Those of `content`, or [`ReportError::Draw`].
pub fn sheet(
    width: f64,
    height: f64,
    name: &str,
    content: impl FnOnce(&Canvas<'_>) -> Result<(), ReportError>,
) -> Result<String, ReportError> {
    let mut text = String::new();
    let (w, h) = ((width * FINE) as u32, (height * FINE) as u32);
    {
        let backend = SVGBackend::with_string(&mut text, (w, h));
        let canvas = Canvas {
            area: backend.into_drawing_area(),
            width,
            height,
        };
        canvas.area.fill(&PAPER).map_err(refused)?;
        content(&canvas)?;
        canvas.area.present().map_err(refused)?;
    }
    let fine = format!("<svg width=\"{w}\" height=\"{h}\"");
    let shown = format!(
        "<svg width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{}\"",
        escaped(name)
    );
    if !text.starts_with(&fine) {
        return Err(ReportError::Draw(
            "the drawing does not begin with its size".to_owned(),
        ));
    }
    Ok(text.replacen(&fine, &shown, 1))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

fn refused<E: std::fmt::Display>(error: E) -> ReportError {
    ReportError::Draw(error.to_string())
}

fn fine(point: Point) -> (i32, i32) {
    (
        (point.0 * FINE).round() as i32,
        (point.1 * FINE).round() as i32,
    )
}

fn stroke(colour: RGBAColor, width: f64) -> ShapeStyle {
    ShapeStyle {
        color: colour,
        filled: false,
        stroke_width: ((width * FINE).round() as u32).max(1),
    }
}

fn filled(colour: RGBAColor) -> ShapeStyle {
    ShapeStyle {
        color: colour,
        filled: true,
        stroke_width: 0,
    }
}

impl Canvas<'_> {
    /// A line through `points`.
    ///
    /// # Errors
    /// [`ReportError::Draw`].
    pub fn line(&self, points: &[Point], colour: RGBColor, width: f64) -> Result<(), ReportError> {
        let path: Vec<_> = points.iter().map(|p| fine(*p)).collect();
        self.area
            .draw(&PathElement::new(path, stroke(colour.to_rgba(), width)))
            .map_err(refused)
    }

    /// A dashed line through `points`: 5 pixels of line, 3 of gap.
    ///
    /// # Errors
    /// [`ReportError::Draw`].
    pub fn dashes(
        &self,
        points: &[Point],
        colour: RGBColor,
        width: f64,
    ) -> Result<(), ReportError> {
        const PERIOD: f64 = 8.0;
        const DASH: f64 = 5.0;
        let mut along = 0.0;
        for pair in points.windows(2) {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            let length = ((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0)).sqrt();
            let at = |s: f64| (x0 + (x1 - x0) * s / length, y0 + (y1 - y0) * s / length);
            let mut done = 0.0;
            while length - done > 1e-6 {
                let phase: f64 = along % PERIOD;
                let drawn = phase < DASH;
                let rest = if drawn { DASH - phase } else { PERIOD - phase };
                let next = (done + rest.max(0.01)).min(length);
                if drawn {
                    self.line(&[at(done), at(next)], colour, width)?;
                }
                along += next - done;
                done = next;
            }
        }
        Ok(())
    }

    /// A translucent area.
    ///
    /// # Errors
    /// [`ReportError::Draw`].
    pub fn veil(
        &self,
        outline: &[Point],
        colour: RGBColor,
        opacity: f64,
    ) -> Result<(), ReportError> {
        let path: Vec<_> = outline.iter().map(|p| fine(*p)).collect();
        self.area
            .draw(&Polygon::new(path, filled(colour.mix(opacity))))
            .map_err(refused)
    }

    /// A filled rectangle between two corners.
    ///
    /// # Errors
    /// [`ReportError::Draw`].
    pub fn block(&self, from: Point, to: Point, colour: RGBColor) -> Result<(), ReportError> {
        let style = filled(colour.to_rgba());
        self.area
            .draw(&Rectangle::new([fine(from), fine(to)], style))
            .map_err(refused)
    }

    /// A disc of `opacity` (0 to 1).
    ///
    /// # Errors
    /// [`ReportError::Draw`].
    pub fn disc(
        &self,
        centre: Point,
        radius: f64,
        colour: RGBColor,
        opacity: f64,
    ) -> Result<(), ReportError> {
        let radius = ((radius * FINE).round() as i32).max(1);
        let style = filled(colour.mix(opacity));
        self.area
            .draw(&Circle::new(fine(centre), radius, style))
            .map_err(refused)
    }

    /// The outline of a circle.
    ///
    /// # Errors
    /// [`ReportError::Draw`].
    pub fn ring(
        &self,
        centre: Point,
        radius: f64,
        colour: RGBColor,
        width: f64,
    ) -> Result<(), ReportError> {
        let radius = ((radius * FINE).round() as i32).max(1);
        let style = stroke(colour.to_rgba(), width);
        self.area
            .draw(&Circle::new(fine(centre), radius, style))
            .map_err(refused)
    }

    /// A text as [`Canvas::text`], in smaller letters if it would be wider than `width`.
    ///
    /// # Errors
    /// [`ReportError::Draw`].
    pub fn text_within(
        &self,
        text: &str,
        at: Point,
        look: Lettering,
        width: f64,
    ) -> Result<(), ReportError> {
        let wide = if look.bold { 1.1 } else { 1.0 } * text_width(text, look.size);
        let size = look.size * (width / wide.max(1.0)).clamp(0.5, 1.0);
        self.text(text, at, Lettering { size, ..look })
    }

    /// A text, centred vertically on `at`.
    ///
    /// # Errors
    /// [`ReportError::Draw`].
    pub fn text(&self, text: &str, at: Point, look: Lettering) -> Result<(), ReportError> {
        // The middle of plotters is that of small letters; capitals and figures rise
        // above it.
        let at = (at.0, at.1 + 0.09 * look.size);
        self.lettered(text, at, look, FontTransform::None)
    }

    /// A text that reads upwards, centred horizontally on `at`.
    ///
    /// # Errors
    /// [`ReportError::Draw`].
    pub fn upwards(&self, text: &str, at: Point, look: Lettering) -> Result<(), ReportError> {
        self.lettered(text, at, look, FontTransform::Rotate270)
    }

    fn lettered(
        &self,
        text: &str,
        at: Point,
        look: Lettering,
        turn: FontTransform,
    ) -> Result<(), ReportError> {
        let style = if look.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        let horizontal = match look.anchor {
            Anchor::Left => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::Right => HPos::Right,
        };
        let font = FontDesc::new(
            FontFamily::SansSerif,
            look.size * FINE * PLOTTERS_FONT,
            style,
        )
        .transform(turn);
        let style = TextStyle::from(font)
            .color(&look.colour)
            .pos(Pos::new(horizontal, VPos::Center));
        self.area.draw_text(text, &style, fine(at)).map_err(refused)
    }

    /// Title, subtitle and footnote of a figure, from the left margin.
    ///
    /// # Errors
    /// [`ReportError::Draw`].
    pub fn captions(
        &self,
        title: &str,
        subtitle: &str,
        footnotes: &[String],
    ) -> Result<(), ReportError> {
        let width = self.width - 2.0 * MARGIN;
        self.text_within(title, (MARGIN, 30.0), plain(20.0).bold(), width)?;
        self.text_within(subtitle, (MARGIN, 56.0), plain(13.0).muted(), width)?;
        for (i, note) in footnotes.iter().rev().enumerate() {
            let y = self.height - 16.0 - 16.0 * i as f64;
            self.text_within(note, (MARGIN, y), plain(11.0).muted(), width)?;
        }
        Ok(())
    }

    /// A grid line.
    ///
    /// # Errors
    /// [`ReportError::Draw`].
    pub fn grid_line(&self, from: Point, to: Point) -> Result<(), ReportError> {
        self.line(&[from, to], GRID, 1.0)
    }
}

/// Space left of titles and footnotes, in pixels.
pub const MARGIN: f64 = 28.0;

/// Estimated width of `text` in pixels at `size`: the letter widths of a wide
/// sans-serif (DejaVu Sans) in classes, so that narrower fonts fit as well.
pub fn text_width(text: &str, size: f64) -> f64 {
    let ems: f64 = text
        .chars()
        .map(|c| match c {
            'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' | 'I' => 0.33,
            'f' | 'r' | 't' | '(' | ')' | '-' => 0.41,
            'm' | 'w' | 'M' | 'W' | '%' | '→' | '←' | '−' | '+' => 0.92,
            c if c.is_uppercase() => 0.70,
            _ => 0.63,
        })
        .sum();
    ems * size
}
