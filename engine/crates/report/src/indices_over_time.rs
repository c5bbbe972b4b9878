//! Segregation indices year by year: a panel per index and level, a line per variant.

use crate::axis::Axis;
use crate::canvas::{Canvas, MARGIN, Point, plain, sheet, text_width};
use crate::error::ReportError;
use crate::palette::{MUTED, dashed, variant_colour};
use crate::results::{Indicator, Results};
use crate::wording;
use buurt_lab::index_data::Measure;

const WIDTH: f64 = 1000.0;
const PANEL_HEIGHT: f64 = 270.0;
const GAP: f64 = 64.0;
/// Room left of a panel for its axis, and right of it.
const AXIS_ROOM: f64 = 56.0;
const RIGHT_ROOM: f64 = 22.0;

/// Mean over replicates with the band around it, one point per year.
#[derive(Debug, Clone, PartialEq)]
pub struct YearPoint {
    /// Calendar year.
    pub year: i32,
    /// Mean over replicates.
    pub mean: f64,
    /// Lower edge of the band.
    pub low: f64,
    /// Upper edge of the band.
    pub high: f64,
}

/// With this many replicates the band runs from the 10th to the 90th percentile,
/// with fewer from the smallest to the largest.
pub const ENOUGH_FOR_PERCENTILES: usize = 10;

/// The finite `values` of one year, summarised; None without any. Percentiles are
/// interpolated linearly between order statistics (Hyndman & Fan 1996, type 7).
pub fn year_point(year: i32, values: &[f64]) -> Option<YearPoint> {
    let mut v: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    if v.is_empty() {
        return None;
    }
    let mean = v.iter().sum::<f64>() / v.len() as f64;
    v.sort_by(f64::total_cmp);
    let at = |p: f64| {
        let h = p * (v.len() - 1) as f64;
        let k = (h.floor() as usize).min(v.len() - 1);
        let next = v[(k + 1).min(v.len() - 1)];
        v[k] + (h - k as f64) * (next - v[k])
    };
    let (low, high) = if v.len() >= ENOUGH_FOR_PERCENTILES {
        (at(0.1), at(0.9))
    } else {
        (at(0.0), at(1.0))
    };
    Some(YearPoint {
        year,
        mean,
        low,
        high,
    })
}

/// The line of a variant, sorted by year.
fn series(results: &Results, indicator: &Indicator, variant: usize) -> Vec<YearPoint> {
    results
        .indices
        .cells
        .iter()
        .filter(|(cell, _)| indicator.is(cell))
        .filter_map(|(cell, runs)| {
            let values: Vec<f64> = runs
                .range((variant, 0)..=(variant, u32::MAX))
                .map(|(_, reading)| reading.get(Measure::Value))
                .collect();
            year_point(cell.year, &values)
        })
        .collect()
}

/// Draws the figure.
///
/// # Errors
/// [`ReportError::NoIndices`] or [`ReportError::Draw`].
pub fn draw(results: &Results) -> Result<String, ReportError> {
    let rows = results.indicators()?;
    let lines: Vec<Vec<Vec<Vec<YearPoint>>>> = rows
        .iter()
        .map(|row| {
            row.iter()
                .map(|i| {
                    (0..results.variants.len())
                        .map(|v| series(results, i, v))
                        .collect()
                })
                .collect()
        })
        .collect();
    let points = || lines.iter().flatten().flatten().flatten();
    let (Some(first), Some(last)) = (
        points().map(|p| p.year).min(),
        points().map(|p| p.year).max(),
    ) else {
        return Err(ReportError::Nothing {
            figure: "indices_over_time",
            reason: "no index has a finite value in any run".to_owned(),
        });
    };
    let legend_rows = legend_layout(results);
    let top = 84.0 + 22.0 * legend_rows.len() as f64;
    let height = top + rows.len() as f64 * (PANEL_HEIGHT + GAP) + 44.0;
    let title = "Does segregation rise or fall under each policy?";
    let enough = (0..results.variants.len()).all(|v| {
        let name = &results.variants[v];
        results.runs.iter().filter(|r| r.variant == *name).count() >= ENOUGH_FOR_PERCENTILES
    });
    let band = if enough {
        "the middle 80 %"
    } else {
        "the whole range"
    };
    sheet(WIDTH, height, title, |canvas| {
        canvas.captions(
            title,
            "Higher lines: the group lives more apart from other households.",
            &[vec![
                format!("Lines: mean over replicates. Bands: {band} of replicates. The vertical axes do not start at zero."),
            ], results.footnotes(&wording::years(first, last))].concat(),
        )?;
        draw_legend(canvas, results, &legend_rows)?;
        for (r, row) in rows.iter().enumerate() {
            let column = (WIDTH - 2.0 * MARGIN) / results.columns(row) as f64;
            for (c, indicator) in row.iter().enumerate() {
                let left = MARGIN + c as f64 * column + AXIS_ROOM;
                let y = top + r as f64 * (PANEL_HEIGHT + GAP) + 34.0;
                let frame = Frame {
                    left,
                    right: left + column - AXIS_ROOM - RIGHT_ROOM,
                    top: y,
                    bottom: y + PANEL_HEIGHT - 34.0,
                    years: (first, last),
                };
                draw_panel(canvas, results, indicator, &lines[r][c], &frame)?;
            }
        }
        Ok(())
    })
}

struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    years: (i32, i32),
}

fn draw_panel(
    canvas: &Canvas<'_>,
    results: &Results,
    indicator: &Indicator,
    lines: &[Vec<YearPoint>],
    frame: &Frame,
) -> Result<(), ReportError> {
    let Frame {
        left,
        right,
        top,
        bottom,
        years: (first, last),
    } = *frame;
    let x = Axis::years(first, last, 6, left, right);
    let all = lines.iter().flatten().flat_map(|p| [p.low, p.high]);
    let y = Axis::covering(all, 4, bottom, top);
    let head = format!(
        "{} between {}",
        wording::group(indicator.group),
        wording::level_plural(&indicator.level)
    );
    canvas.text_within(&head, (left, top - 18.0), plain(14.0).bold(), right - left)?;
    for tick in y.ticks() {
        let at = y.pixel(tick);
        canvas.grid_line((left, at), (right, at))?;
        let label = format!("{tick:.*}", y.decimals());
        canvas.text(&label, (left - 8.0, at), plain(11.0).right())?;
    }
    for tick in x.ticks() {
        let at = x.pixel(tick);
        canvas.line(&[(at, bottom), (at, bottom + 4.0)], MUTED, 1.0)?;
        canvas.text(
            &format!("{tick:.0}"),
            (at, bottom + 15.0),
            plain(11.0).middle(),
        )?;
    }
    canvas.text(
        "year",
        ((left + right) / 2.0, bottom + 33.0),
        plain(11.0).muted().middle(),
    )?;
    canvas.upwards(
        &wording::index_axis(indicator.index),
        (left - 50.0, (top + bottom) / 2.0),
        plain(11.0).muted().middle(),
    )?;
    let at = |p: &YearPoint, v: f64| (x.pixel(f64::from(p.year)), y.pixel(v));
    for (v, line) in lines.iter().enumerate().filter(|(_, l)| !l.is_empty()) {
        let upper = line.iter().map(|p| at(p, p.high));
        let lower = line.iter().rev().map(|p| at(p, p.low));
        let outline: Vec<Point> = upper.chain(lower).collect();
        canvas.veil(&outline, variant_colour(v, results.baseline), 0.12)?;
    }
    // The baseline last, so that it stays visible.
    let order = (0..lines.len())
        .filter(|v| *v != results.baseline)
        .chain([results.baseline]);
    for v in order {
        let path: Vec<Point> = lines[v].iter().map(|p| at(p, p.mean)).collect();
        stroke_of(canvas, results, v, &path)?;
        if let Some(end) = path.last() {
            canvas.disc(*end, 3.0, variant_colour(v, results.baseline), 1.0)?;
        }
    }
    Ok(())
}

fn stroke_of(
    canvas: &Canvas<'_>,
    results: &Results,
    variant: usize,
    path: &[Point],
) -> Result<(), ReportError> {
    let colour = variant_colour(variant, results.baseline);
    let width = if variant == results.baseline {
        2.8
    } else {
        2.0
    };
    if dashed(variant, results.baseline) {
        canvas.dashes(path, colour, width)
    } else {
        canvas.line(path, colour, width)
    }
}

/// The variants per line of the legend with their left ends.
fn legend_layout(results: &Results) -> Vec<Vec<(usize, f64)>> {
    let mut rows: Vec<Vec<(usize, f64)>> = vec![Vec::new()];
    let mut x = MARGIN;
    for (v, name) in results.labels.iter().enumerate() {
        let width = 32.0 + text_width(name, 13.0) + 20.0;
        let full = x + width > WIDTH - MARGIN && x > MARGIN;
        if full {
            rows.push(Vec::new());
            x = MARGIN;
        }
        if let Some(row) = rows.last_mut() {
            row.push((v, x));
        }
        x += width;
    }
    rows
}

fn draw_legend(
    canvas: &Canvas<'_>,
    results: &Results,
    rows: &[Vec<(usize, f64)>],
) -> Result<(), ReportError> {
    for (r, row) in rows.iter().enumerate() {
        let y = 86.0 + 22.0 * r as f64;
        for &(v, x) in row {
            stroke_of(canvas, results, v, &[(x, y), (x + 24.0, y)])?;
            let room = canvas.width - MARGIN - x - 30.0;
            canvas.text_within(&results.labels[v], (x + 30.0, y), plain(13.0), room)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_replicates_show_their_range_many_their_percentiles() {
        let few = year_point(2020, &[3.0, 1.0, f64::NAN, 2.0]).unwrap();
        assert_eq!((few.low, few.mean, few.high), (1.0, 2.0, 3.0));
        let values: Vec<f64> = (0..11).map(f64::from).collect();
        let many = year_point(2020, &values).unwrap();
        assert_eq!((many.low, many.mean, many.high), (1.0, 5.0, 9.0));
        assert_eq!(year_point(2020, &[f64::NAN]), None);
    }
}
