//! What each variant changes in the last year: paired differences with the baseline.

use crate::axis::Axis;
use crate::canvas::{Canvas, MARGIN, plain, sheet, text_width};
use crate::error::ReportError;
use crate::palette::{INK, MUTED, PAPER, variant_colour};
use crate::results::{Indicator, Results};
use crate::wording;
use buurt_lab::compare::{CompareOptions, ComparisonRow, compare_data};
use buurt_lab::index_data::Measure;
use buurt_metrics::paired::Paired;

const WIDTH: f64 = 1000.0;
const ROW: f64 = 30.0;

/// Draws the figure.
///
/// # Errors
/// [`ReportError::Lab`] with fewer than two variants, [`ReportError::NoIndices`],
/// [`ReportError::Draw`].
pub fn draw(results: &Results) -> Result<String, ReportError> {
    let options = CompareOptions {
        baseline: Some(results.variants[results.baseline].clone()),
        ..CompareOptions::default()
    };
    let comparison = compare_data(&results.indices, &options)?;
    let indicators = results.indicators()?;
    // The last year in which all indicators of the figure are there.
    let shown = |row: &&ComparisonRow| {
        row.measure == Measure::Value && indicators.iter().flatten().any(|i| i.is(&row.cell))
    };
    let Some(year) = comparison
        .rows
        .iter()
        .filter(shown)
        .map(|r| r.cell.year)
        .max()
    else {
        return Err(ReportError::Nothing {
            figure: "paired_differences",
            reason: "no replicate was run under both the baseline and a variant".to_owned(),
        });
    };
    let rows: Vec<Vec<Vec<&ComparisonRow>>> = indicators
        .iter()
        .map(|row| {
            row.iter()
                .map(|indicator| {
                    let mut here: Vec<&ComparisonRow> = comparison
                        .rows
                        .iter()
                        .filter(shown)
                        .filter(|r| r.cell.year == year && indicator.is(&r.cell))
                        .collect();
                    here.sort_by(|a, b| b.paired.mean.total_cmp(&a.paired.mean));
                    here
                })
                .collect()
        })
        .collect();
    let most = rows.iter().flatten().map(Vec::len).max().unwrap_or(0);
    let panel = 78.0 + ROW * most as f64 + 62.0;
    let top = 78.0;
    let height = top + panel * rows.len() as f64 + 62.0;
    let baseline = results.baseline_named();
    let title = format!("What does each policy change by {year}, compared with {baseline}?");
    let without_interval = rows
        .iter()
        .flatten()
        .flatten()
        .any(|r| !r.paired.ci_low.is_finite());
    let mut notes = vec![
        "Points: mean difference between runs that share their luck (same replicate). Bars: 95 % interval (Student t).".to_owned(),
    ];
    notes.extend(results.footnotes(&year.to_string()));
    if without_interval {
        notes[0].push_str(" No bar: fewer than two pairs.");
    }
    let name_width = results
        .labels
        .iter()
        .map(|label| text_width(label, 12.0))
        .fold(60.0, f64::max)
        .min(170.0);
    sheet(WIDTH, height, &title, |canvas| {
        canvas.captions(
            &title,
            "Filled points differ from zero; open points may be chance.",
            &notes,
        )?;
        for (r, row) in rows.iter().enumerate() {
            let column = (WIDTH - 2.0 * MARGIN) / results.columns(&indicators[r]) as f64;
            for (c, here) in row.iter().enumerate() {
                let x = MARGIN + c as f64 * column;
                let frame = Frame {
                    head: x,
                    left: x + name_width + 12.0,
                    right: x + column - 92.0,
                    name_width,
                    top: top + r as f64 * panel,
                };
                // One scale for all levels of an index.
                let subject = |i: &Indicator| (i.group, i.index);
                let same = indicators.iter().flatten().zip(rows.iter().flatten());
                let ends = same
                    .filter(|(i, _)| subject(i) == subject(&indicators[r][c]))
                    .flat_map(|(_, rows)| rows)
                    .flat_map(|p| [p.paired.mean, p.paired.ci_low, p.paired.ci_high, 0.0]);
                let axis = Axis::covering(ends, 4, frame.left, frame.right);
                draw_panel(canvas, results, &indicators[r][c], here, &axis, &frame)?;
            }
        }
        Ok(())
    })
}

struct Frame {
    head: f64,
    left: f64,
    right: f64,
    top: f64,
    name_width: f64,
}

fn draw_panel(
    canvas: &Canvas<'_>,
    results: &Results,
    indicator: &Indicator,
    rows: &[&ComparisonRow],
    axis: &Axis,
    frame: &Frame,
) -> Result<(), ReportError> {
    let head = format!(
        "{} between {}",
        wording::group(indicator.group),
        wording::level_plural(&indicator.level)
    );
    let width = frame.right + 62.0 - frame.head;
    canvas.text_within(
        &head,
        (frame.head, frame.top + 20.0),
        plain(14.0).bold(),
        width,
    )?;
    let (upper, lower) = (frame.top + 62.0, frame.top + 66.0 + ROW * rows.len() as f64);
    for tick in axis.ticks() {
        let x = axis.pixel(tick);
        canvas.grid_line((x, upper), (x, lower))?;
        let label = wording::signed(tick, axis.decimals());
        canvas.text(&label, (x, lower + 14.0), plain(11.0).middle())?;
    }
    let decimals = decimals(rows.iter().map(|row| &row.paired));
    let zero = axis.pixel(0.0);
    canvas.line(&[(zero, upper - 4.0), (zero, lower)], INK, 1.5)?;
    let unit = format!("difference in {}", wording::index_axis(indicator.index));
    let centre = (frame.left + frame.right) / 2.0;
    canvas.text(&unit, (centre, lower + 33.0), plain(11.0).muted().middle())?;
    // The direction words stand at the ends of the panel, clear of each other.
    let words = plain(11.0).colour(MUTED);
    canvas.text(
        "← less segregated",
        (frame.left - 30.0, frame.top + 46.0),
        words,
    )?;
    let right = frame.right + 62.0;
    canvas.text(
        "more segregated →",
        (right, frame.top + 46.0),
        words.right(),
    )?;
    for (i, row) in rows.iter().enumerate() {
        let y = upper + ROW * (i as f64 + 0.5);
        let variant = results.variants.iter().position(|v| *v == row.variant);
        let colour = variant_colour(variant.unwrap_or(0), results.baseline);
        let p = &row.paired;
        let x = axis.pixel(p.mean);
        let sure = p.ci_low > 0.0 || p.ci_high < 0.0;
        let name = variant.map_or(row.variant.as_str(), |v| results.labels[v].as_str());
        let at = (frame.left - 10.0, y);
        canvas.text_within(name, at, plain(12.0).right(), frame.name_width)?;
        if p.ci_low.is_finite() && p.ci_high.is_finite() {
            let (low, high) = (axis.pixel(p.ci_low), axis.pixel(p.ci_high));
            canvas.line(&[(low, y), (high, y)], colour, 2.0)?;
            for end in [low, high] {
                canvas.line(&[(end, y - 4.0), (end, y + 4.0)], colour, 2.0)?;
            }
        }
        canvas.disc((x, y), 5.0, if sure { colour } else { PAPER }, 1.0)?;
        canvas.ring((x, y), 5.0, colour, 2.0)?;
        let value = wording::signed(p.mean, decimals);
        let look = plain(12.0).right();
        let look = if sure { look.bold() } else { look.muted() };
        canvas.text(&value, (frame.right + 62.0, y), look)?;
    }
    Ok(())
}

/// Decimals of the means: three, or one more where a clear difference would read as zero.
fn decimals<'a>(all: impl Iterator<Item = &'a Paired>) -> usize {
    let mut clear = all.filter(|p| p.ci_low > 0.0 || p.ci_high < 0.0);
    3 + usize::from(clear.any(|p| p.mean.abs() < 0.0005))
}

#[cfg(test)]
mod tests {
    use super::*;
    use buurt_metrics::paired::paired;

    #[test]
    fn a_clear_difference_does_not_read_as_zero() {
        let of = |differences: [f64; 3]| paired(&[0.0; 3], &differences);
        let (large, clear) = (of([0.02, 0.021, 0.022]), of([0.0003, 0.00031, 0.00029]));
        let unclear = of([0.0003, -0.0004, 0.0001]);
        assert_eq!(decimals([&large, &unclear].into_iter()), 3);
        assert_eq!(decimals([&large, &clear].into_iter()), 4);
    }
}
