//! Who moves in where many people move: a point per complex in the baseline.

use crate::axis::Axis;
use crate::canvas::{Canvas, MARGIN, plain, sheet, text_width};
use crate::error::ReportError;
use crate::palette::{BLUE, INK, MUTED, PAPER, VERMILION};
use crate::results::Results;
use crate::turnover::{ENOUGH_MOVES, Moves, Turnover, gather, profile};
use crate::wording;
use plotters::style::RGBColor;

const WIDTH: f64 = 1000.0;
const TOP: f64 = 132.0;
const PLOT_HEIGHT: f64 = 360.0;

/// With more circles than this they are small and faint.
const MANY: usize = 300;

/// Draws the figure.
///
/// # Errors
/// [`ReportError`]: table, column or level missing, no moves, or drawing failed.
pub fn draw(results: &Results) -> Result<String, ReportError> {
    let Turnover {
        level,
        years,
        areas,
        left_out,
    } = gather(results)?;
    let kind = if level == "complex" {
        "complexes"
    } else {
        "areas"
    };
    let title = format!("Do {kind} with high turnover take in more households in need?");
    let baseline = &results.labels[results.baseline];
    let height = TOP + PLOT_HEIGHT + 150.0;
    let largest = areas.values().map(|m| m.moves_in).max().unwrap_or(1);
    sheet(WIDTH, height, &title, |canvas| {
        canvas.captions(
            &title,
            &format!(
                "Variant: {baseline}. Each circle is one of {} {}; larger circles: more households moved in.",
                areas.len(),
                wording::level_plural(&level)
            ),
            &[vec![
                format!("Pooled over years and replicates. Homes: households and vacant dwellings. Line: mean per group of like turnover; no proof of cause."),
                format!("Not drawn: the first year of new {kind}; {left_out} {kind} with fewer than {ENOUGH_MOVES} moves."),
            ], results.footnotes(&wording::years(years.0, years.1))].concat(),
        )?;
        type Count = fn(&Moves) -> i64;
        let panels: [(&str, &str, RGBColor, Count); 2] = [
            ("Low incomes", "low income", BLUE, |m| m.low_income),
            ("Vulnerable households", "vulnerable", VERMILION, |m| {
                m.vulnerable
            }),
        ];
        let half = (WIDTH - 2.0 * MARGIN) / 2.0;
        for (k, (head, word, colour, count)) in panels.into_iter().enumerate() {
            let left = MARGIN + 56.0 + k as f64 * half;
            let panel = Panel {
                head: format!("{head} among those who move in"),
                unit: format!("{word}, % of households that moved in"),
                colour,
                points: areas
                    .iter()
                    .map(|(code, m)| Spot {
                        code: results
                            .places
                            .iter()
                            .find(|p| p.level == level && p.code == *code)
                            .map_or(code.as_str(), |p| p.name.as_str()),
                        x: m.turnover(),
                        y: 100.0 * count(m) as f64 / m.moves_in as f64,
                        weight: m.moves_in as f64,
                    })
                    .collect(),
                left,
                right: left + half - 76.0,
                largest: largest as f64,
            };
            panel.draw(canvas)?;
        }
        Ok(())
    })
}

struct Spot<'a> {
    code: &'a str,
    x: f64,
    y: f64,
    weight: f64,
}

struct Panel<'a> {
    head: String,
    unit: String,
    colour: RGBColor,
    points: Vec<Spot<'a>>,
    left: f64,
    right: f64,
    largest: f64,
}

impl Panel<'_> {
    fn draw(&self, canvas: &Canvas<'_>) -> Result<(), ReportError> {
        let (top, bottom) = (TOP, TOP + PLOT_HEIGHT);
        let (left, right) = (self.left, self.right);
        let x = Axis::covering(self.points.iter().map(|p| p.x).chain([0.0]), 5, left, right);
        let y = Axis::covering(self.points.iter().map(|p| p.y).chain([0.0]), 5, bottom, top);
        canvas.text_within(
            &self.head,
            (left, top - 38.0),
            plain(14.0).bold(),
            right - left,
        )?;
        for tick in y.ticks() {
            let at = y.pixel(tick);
            canvas.grid_line((left, at), (right, at))?;
            let label = format!("{tick:.*} %", y.decimals());
            canvas.text(&label, (left - 8.0, at), plain(11.0).right())?;
        }
        for tick in x.ticks() {
            let at = x.pixel(tick);
            canvas.line(&[(at, bottom), (at, bottom + 4.0)], MUTED, 1.0)?;
            let label = format!("{tick:.*}", x.decimals());
            canvas.text(&label, (at, bottom + 15.0), plain(11.0).middle())?;
        }
        let centre = (left + right) / 2.0;
        let turnover = "turnover, moves in per 100 homes per year";
        let axis_name = plain(11.0).muted().middle();
        canvas.text(turnover, (centre, bottom + 36.0), axis_name)?;
        canvas.upwards(&self.unit, (left - 50.0, (top + bottom) / 2.0), axis_name)?;
        // Large circles first, so that small ones stay visible.
        let mut order: Vec<&Spot<'_>> = self.points.iter().collect();
        order.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.code.cmp(b.code)));
        let opacity = if order.len() > MANY { 0.25 } else { 0.45 };
        for p in &order {
            let at = (x.pixel(p.x), y.pixel(p.y));
            canvas.disc(at, self.radius(p), self.colour, opacity)?;
        }
        let weighted: Vec<(f64, f64, f64)> =
            self.points.iter().map(|p| (p.x, p.y, p.weight)).collect();
        let summary = match profile(&weighted) {
            None => "too few areas, or no differences, for a line".to_owned(),
            Some(found) => {
                let path: Vec<(f64, f64)> = found
                    .groups
                    .iter()
                    .map(|g| (x.pixel(g.0), y.pixel(g.1)))
                    .collect();
                canvas.line(&path, PAPER, 5.0)?;
                canvas.line(&path, INK, 2.0)?;
                for at in &path {
                    canvas.disc(*at, 3.0, INK, 1.0)?;
                }
                let end = |g: Option<&(f64, f64)>| g.map_or(f64::NAN, |g| g.1);
                format!(
                    "From {:.0} % where few move to {:.0} % where many move (r = {})",
                    end(found.groups.first()),
                    end(found.groups.last()),
                    wording::signed(found.correlation, 2)
                )
            }
        };
        canvas.text_within(
            &summary,
            (left, top - 18.0),
            plain(11.0).muted(),
            right - left,
        )?;
        self.label_extremes(canvas, &x, &y)
    }

    /// Radius of a circle without weight, in pixels: smaller where there are many.
    fn smallest(&self) -> f64 {
        if self.points.len() > MANY { 1.1 } else { 2.0 }
    }

    fn radius(&self, spot: &Spot<'_>) -> f64 {
        self.smallest() * (1.0 + 3.5 * (spot.weight / self.largest).sqrt())
    }

    /// Names the circles that stand out: highest and lowest share, highest turnover.
    fn label_extremes(&self, canvas: &Canvas<'_>, x: &Axis, y: &Axis) -> Result<(), ReportError> {
        let by = |key: fn(&Spot<'_>) -> f64| {
            self.points
                .iter()
                .filter(|p| p.weight >= 0.1 * self.largest)
                .max_by(|a, b| key(a).total_cmp(&key(b)).then(b.code.cmp(a.code)))
        };
        let mut taken: Vec<(f64, f64, f64)> = Vec::new();
        let mut named: Vec<&str> = Vec::new();
        let stand_out = [by(|p| p.y), by(|p| -p.y), by(|p| p.x)];
        for spot in stand_out.into_iter().flatten() {
            let width = text_width(spot.code, 11.0);
            if named.contains(&spot.code) || width > (self.right - self.left) / 2.0 {
                continue;
            }
            named.push(spot.code);
            let (px, py) = (x.pixel(spot.x), y.pixel(spot.y));
            let reach = self.radius(spot) + 4.0;
            // Above, below, right, left: the first side without circles behind the name.
            let sides = [
                (px, py - reach - 5.0),
                (px, py + reach + 5.0),
                (px + reach + width / 2.0, py),
                (px - reach - width / 2.0, py),
            ];
            let behind = |at: (f64, f64)| {
                let circles = self.points.iter().filter(|p| {
                    let (dx, dy) = (x.pixel(p.x) - at.0, y.pixel(p.y) - at.1);
                    let room = self.radius(p);
                    dx.abs() < width / 2.0 + room && dy.abs() < 6.0 + room
                });
                circles.count()
            };
            let free = sides
                .into_iter()
                .filter(|s| s.0 - width / 2.0 > self.left && s.0 + width / 2.0 < self.right)
                .filter(|s| s.1 > TOP + 4.0 && s.1 < TOP + PLOT_HEIGHT - 6.0)
                .filter(|s| {
                    taken.iter().all(|t| {
                        (t.1 - s.1).abs() >= 14.0 || (t.0 - s.0).abs() >= (t.2 + width) / 2.0 + 4.0
                    })
                })
                .find(|s| behind(*s) == 0);
            if let Some(at) = free {
                taken.push((at.0, at.1, width));
                canvas.text(spot.code, at, plain(11.0).middle())?;
            }
        }
        Ok(())
    }
}
