//! Where the share of a group changes (the first of the figures): a circle per area, a panel per variant.
//!
//! The baseline's panel shows its own change between the first and the last year;
//! every other panel shows the difference with the baseline in the last year. All
//! panels share one colour scale and one placement of the circles.

use crate::axis::{round_below, round_step};
use crate::canvas::{Canvas, MARGIN, plain, sheet, text_width};
use crate::dorling::{Bubble, bounds, layout};
use crate::error::ReportError;
use crate::group_shares::{Change, GroupShares, change, gather, mean_households};
use crate::palette::{INK, MUTED, PAPER, diverging, readable_on};
use crate::results::{AreaPlace, Results};
use crate::wording;

const WIDTH: f64 = 1000.0;
/// Width of the edge of a circle whose change exceeds chance, in pixels.
const SURE_EDGE: f64 = 1.6;
/// Radius of a circle with room for a code of four figures and a value, in pixels.
const LABELLED: f64 = 14.0;

/// End of the colour scale for ascending absolute changes in percentage points: a
/// round number that covers 95 % of them, so that one extreme area does not make
/// all others look alike. Larger changes take the colour of the end.
pub fn scale_limit(ascending: &[f64]) -> f64 {
    let place = (ascending.len() * 95).div_ceil(100).saturating_sub(1);
    let covered = ascending.get(place).copied().unwrap_or(0.0).max(0.1);
    let step = round_step(covered / 4.0);
    (covered / step - 1e-9).ceil() * step
}

/// What to write on an area: its name without the name of the city and without its
/// code; the code if nothing else is left.
pub fn short_name<'a>(place: &'a AreaPlace, city: &str) -> &'a str {
    let rest = place
        .name
        .strip_prefix(city)
        .map_or(place.name.as_str(), str::trim);
    let rest = rest
        .strip_suffix(place.code.as_str())
        .map_or(rest, str::trim);
    if rest.is_empty() { &place.code } else { rest }
}

/// Draws the figure.
///
/// # Errors
/// [`ReportError`]: table, column, level or positions missing, or drawing failed.
pub fn draw(results: &Results) -> Result<String, ReportError> {
    let GroupShares {
        group,
        level,
        years,
        shares,
    } = gather(results)?;
    let places: Vec<&AreaPlace> = results
        .places
        .iter()
        .filter(|p| p.level == level && shares.contains_key(&p.code))
        .collect();
    if places.is_empty() {
        return Err(ReportError::NoPositions { level });
    }
    let households: Vec<f64> = places
        .iter()
        .map(|p| mean_households(&shares[&p.code], results.baseline))
        .collect();
    // North is up: y grows downwards on the sheet.
    let spots: Vec<(f64, f64)> = places.iter().map(|p| (p.x, -p.y)).collect();
    let bubbles = layout(&spots, &households);
    let order: Vec<usize> = [results.baseline]
        .into_iter()
        .chain((0..results.variants.len()).filter(|v| *v != results.baseline))
        .collect();
    let panels: Vec<Vec<Option<Change>>> = order
        .iter()
        .map(|&v| {
            places
                .iter()
                .map(|p| change(&shares[&p.code], v, results.baseline))
                .collect()
        })
        .collect();
    let mut sizes: Vec<f64> = panels
        .iter()
        .flatten()
        .flatten()
        .map(|c| c.points.abs())
        .collect();
    sizes.sort_by(f64::total_cmp);
    let limit = scale_limit(&sizes);
    let clipped = sizes.last().is_some_and(|s| *s > limit + 1e-9);
    let columns = columns(order.len(), &bubbles);
    let rows = order.len().div_ceil(columns);
    let (panel_width, map_height) = panel(columns, &bubbles);
    let panel_height = map_height + 54.0;
    let top = 142.0;
    let height = top + rows as f64 * panel_height + 72.0;
    let baseline = results.baseline_named();
    let who = wording::group(group);
    let title = format!(
        "Where does the share of {} rise or fall?",
        who.to_lowercase()
    );
    let missing = shares.len() - places.len();
    let mut notes = vec![format!(
        "Circles: {}, near their place on the map (north is up); area: households. Dark edge: exceeds chance (95 % interval leaves out zero).",
        wording::level_plural(&level)
    )];
    notes.extend(results.footnotes(&wording::years(years.0, years.1)));
    if missing > 0 {
        notes[1].push_str(&format!(
            " Areas without a known place, not drawn: {missing}."
        ));
    }
    sheet(WIDTH, height, &title, |canvas| {
        canvas.captions(
            &title,
            &format!("First panel: change of {baseline} since {}. Other panels: difference with {baseline} in {}. {}", years.0, years.1, wording::membership(group)),
            &notes,
        )?;
        let per_household = (bubbles.iter().map(|b| b.radius * b.radius).sum::<f64>()
            / households.iter().sum::<f64>().max(1.0))
        .sqrt();
        let named: Vec<(&AreaPlace, &str)> = places
            .iter()
            .map(|p| (*p, short_name(p, &results.city)))
            .collect();
        for (i, (&v, changes)) in order.iter().zip(&panels).enumerate() {
            let left = MARGIN + (i % columns) as f64 * panel_width;
            let y = top + (i / columns) as f64 * panel_height;
            let name = &results.labels[v];
            let what = if v == results.baseline {
                format!("change {}", wording::years(years.0, years.1))
            } else {
                format!("difference with {baseline}, {}", years.1)
            };
            let room = panel_width - 20.0;
            canvas.text_within(name, (left, y + 4.0), plain(14.0).bold(), room)?;
            canvas.text_within(&what, (left, y + 22.0), plain(11.0).muted(), room)?;
            let frame = Frame {
                left,
                top: y + 36.0,
                width: panel_width - 20.0,
                height: map_height,
            };
            let scale = frame.scale(&bubbles);
            draw_circles(canvas, &named, &frame.fitted(&bubbles), changes, limit)?;
            if i == 0 {
                let unit = wording::points_of(group);
                draw_legend(
                    canvas,
                    (limit, clipped),
                    unit,
                    per_household * scale,
                    &households,
                )?;
            }
        }
        Ok(())
    })
}

/// Width of a panel and height of its map, of so many side by side.
fn panel(columns: usize, bubbles: &[Bubble]) -> (f64, f64) {
    let width = (WIDTH - 2.0 * MARGIN) / columns as f64;
    let (l, t, r, b) = bounds(bubbles);
    let aspect = ((b - t) / (r - l).max(1e-9)).clamp(0.4, 1.2);
    (width, (width - 20.0).min(620.0) * aspect)
}

/// Panels side by side: up to three, two where in three the circle of an area of mean size
/// has no room for a label.
fn columns(panels: usize, bubbles: &[Bubble]) -> usize {
    let (width, height) = panel(3, bubbles);
    let frame = Frame {
        left: 0.0,
        top: 0.0,
        width: width - 20.0,
        height,
    };
    let squares: f64 = bubbles.iter().map(|b| b.radius * b.radius).sum();
    let mean = (squares / bubbles.len().max(1) as f64).sqrt() * frame.scale(bubbles);
    match panels {
        1 => 1,
        2 | 4 => 2,
        _ if mean < LABELLED => 2,
        _ => 3,
    }
}

struct Frame {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Frame {
    fn scale(&self, bubbles: &[Bubble]) -> f64 {
        let (l, t, r, b) = bounds(bubbles);
        (self.width / (r - l).max(1e-9)).min(self.height / (b - t).max(1e-9))
    }

    fn fitted(&self, bubbles: &[Bubble]) -> Vec<Bubble> {
        let (l, t, r, b) = bounds(bubbles);
        let scale = self.scale(bubbles);
        let (cx, cy) = (self.left + self.width / 2.0, self.top + self.height / 2.0);
        bubbles
            .iter()
            .map(|c| Bubble {
                x: cx + (c.x - (l + r) / 2.0) * scale,
                y: cy + (c.y - (t + b) / 2.0) * scale,
                radius: c.radius * scale,
            })
            .collect()
    }
}

fn draw_circles(
    canvas: &Canvas<'_>,
    places: &[(&AreaPlace, &str)],
    bubbles: &[Bubble],
    changes: &[Option<Change>],
    limit: f64,
) -> Result<(), ReportError> {
    for ((place, bubble), change) in places.iter().zip(bubbles).zip(changes) {
        if bubble.radius <= 0.0 {
            continue;
        }
        let at = (bubble.x, bubble.y);
        let colour = change.map_or(PAPER, |c| diverging(c.points, limit));
        canvas.disc(at, bubble.radius, colour, 1.0)?;
        let edge = if change.is_some_and(|c| c.sure) {
            (INK, SURE_EDGE)
        } else {
            (MUTED, 0.6)
        };
        canvas.ring(at, bubble.radius - edge.1 / 2.0, edge.0, edge.1)?;
        let value = change.map(|c| wording::signed(c.points, 1));
        draw_label(canvas, *place, value, bubble, readable_on(colour))?;
    }
    Ok(())
}

/// Name and value, the name broken between words if need be, else code and value,
/// else the code: the first that fits the circle. Nothing on the smallest circles.
fn draw_label(
    canvas: &Canvas<'_>,
    (place, name): (&AreaPlace, &str),
    value: Option<String>,
    bubble: &Bubble,
    colour: plotters::style::RGBColor,
) -> Result<(), ReportError> {
    let value = value.unwrap_or_else(|| "no data".to_owned());
    let words: Vec<&str> = name.split_inclusive([' ', '-']).map(str::trim).collect();
    let broken: Vec<&str> = words.iter().copied().chain([value.as_str()]).collect();
    let (whole, code) = ([name, value.as_str()], [place.code.as_str(), &value]);
    let choices: [(&[&str], f64); 9] = [
        (&whole, 12.0),
        (&broken, 11.0),
        (&whole, 10.0),
        (&broken, 9.0),
        (&whole, 9.0),
        (&code, 10.0),
        (&code, 9.0),
        (&code, 7.5),
        (&code[..1], 9.0),
    ];
    for (lines, size) in choices {
        let line_height = size * 1.25;
        let half_height = line_height * lines.len() as f64 / 2.0;
        let inside = lines.iter().enumerate().all(|(k, line)| {
            // The far corner of each line, without the room above capitals.
            let middle = line_height * (k as f64 + 0.5) - half_height;
            let (x, y) = (text_width(line, size) / 2.0, middle.abs() + 0.4 * size);
            x * x + y * y <= (bubble.radius - 2.0) * (bubble.radius - 2.0)
        });
        if !inside || bubble.radius < 2.0 {
            continue;
        }
        for (k, line) in lines.iter().enumerate() {
            let y = bubble.y - half_height + line_height * (k as f64 + 0.5);
            let look = plain(size).middle().colour(colour);
            canvas.text(line, (bubble.x, y), look)?;
        }
        return Ok(());
    }
    Ok(())
}

fn draw_legend(
    canvas: &Canvas<'_>,
    (limit, clipped): (f64, bool),
    unit: &str,
    radius_of_one: f64,
    households: &[f64],
) -> Result<(), ReportError> {
    let (left, y, width, steps) = (MARGIN, 86.0, 300.0, 60);
    for k in 0..steps {
        let from = left + width * f64::from(k) / f64::from(steps);
        let to = left + width * f64::from(k + 1) / f64::from(steps);
        let value = limit * (2.0 * (f64::from(k) + 0.5) / f64::from(steps) - 1.0);
        // A little over the next one: no seams between them.
        canvas.block(
            (from, y),
            ((to + 0.6).min(left + width), y + 12.0),
            diverging(value, limit),
        )?;
    }
    for (k, value) in [-limit, -limit / 2.0, 0.0, limit / 2.0, limit]
        .into_iter()
        .enumerate()
    {
        let x = left + width * k as f64 / 4.0;
        let decimals = if limit < 2.0 { 2 } else { 1 };
        let look = match k {
            0 => plain(11.0),
            4 => plain(11.0).right(),
            _ => plain(11.0).middle(),
        };
        let beyond = match k {
            0 if clipped => "≤ ",
            4 if clipped => "≥ ",
            _ => "",
        };
        let label = format!("{beyond}{}", wording::signed(value, decimals));
        canvas.text(&label, (x, y + 22.0), look)?;
    }
    canvas.text(unit, (left + width + 16.0, y + 6.0), plain(11.0).muted())?;
    // A round number near the larger circles, as the measure of area.
    let largest = households.iter().copied().fold(0.0, f64::max);
    let fitting = (20.0 / radius_of_one) * (20.0 / radius_of_one);
    let shown = round_below(largest.min(fitting).max(1.0));
    let radius = radius_of_one * shown.sqrt();
    let text = format!("{} households", wording::thousands(shown));
    let x = canvas.width - MARGIN - text_width(&text, 11.0);
    canvas.ring((x - radius - 8.0, y + 8.0), radius, MUTED, 1.0)?;
    canvas.text(&text, (x, y + 8.0), plain(11.0).muted())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_extreme_area_does_not_set_the_scale() {
        let mut sizes = vec![1.0; 30];
        sizes.extend([2.9, 16.4]);
        assert_eq!(scale_limit(&sizes), 3.0);
        assert!(scale_limit(&[]) >= 0.1);
    }

    #[test]
    fn many_areas_stand_in_two_columns() {
        let grid = |n: i32, far: f64| {
            let places = (0..n * n).map(|k| (f64::from(k % n), f64::from(k / n)));
            let places: Vec<_> = places.chain([(far, 0.0)]).collect();
            layout(&places, &vec![1.0; places.len()])
        };
        assert_eq!(columns(5, &grid(4, 4.0)), 3);
        assert_eq!(columns(5, &grid(10, 10.0)), 2);
        // One area far outside leaves the others less room.
        assert_eq!(columns(5, &grid(6, 6.0)), 3);
        assert_eq!(columns(5, &grid(6, 20.0)), 2);
        assert_eq!([1, 2, 4].map(|n| columns(n, &grid(10, 10.0))), [1, 2, 2]);
    }

    #[test]
    fn names_leave_out_the_city_and_the_code() {
        let place = |name: &str| AreaPlace {
            level: "pc4".to_owned(),
            code: "6511".to_owned(),
            name: name.to_owned(),
            x: 0.0,
            y: 0.0,
        };
        assert_eq!(short_name(&place("Nijmegen 6511"), "Nijmegen"), "6511");
        assert_eq!(short_name(&place("Lent 6511"), "Nijmegen"), "Lent");
        assert_eq!(short_name(&place("Hatert"), "Nijmegen"), "Hatert");
    }
}
