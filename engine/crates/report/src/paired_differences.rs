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
/// Height of the letters of names, and that below which a name is broken over two lines.
const NAMES: f64 = 12.0;
const SMALLEST: f64 = 10.5;
/// From one line of a name to the next.
const LINE: f64 = 13.0;
/// Room for names at most.
const WIDEST: f64 = 170.0;

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
        .map(|label| text_width(label, NAMES))
        .fold(60.0, f64::max)
        .min(WIDEST);
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
        let lines = lines(name, frame.name_width);
        let first = y - LINE * (lines.len() as f64 - 1.0) / 2.0;
        for (k, line) in lines.into_iter().enumerate() {
            let at = (frame.left - 10.0, first + LINE * k as f64);
            canvas.text_within(line, at, plain(NAMES).right(), frame.name_width)?;
        }
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

/// Decimals of the means of a panel: three, or as many more, up to five in all, as show the
/// largest as five units or more and no clear difference as zero.
fn decimals<'a>(all: impl Iterator<Item = &'a Paired>) -> usize {
    let (mut largest, mut least_clear) = (0.0_f64, f64::INFINITY);
    for p in all {
        let size = p.mean.abs();
        largest = largest.max(size);
        if p.ci_low > 0.0 || p.ci_high < 0.0 {
            least_clear = least_clear.min(size);
        }
    }
    let enough = |unit: f64| largest >= 4.5 * unit && least_clear >= 0.5 * unit;
    let units = [(3, 1e-3), (4, 1e-4)].into_iter();
    units
        .filter(|(_, unit)| enough(*unit))
        .map(|(decimals, _)| decimals)
        .next()
        .unwrap_or(if largest >= 0.5e-5 { 5 } else { 3 })
}

/// The name in one line, or where its letters would then be smaller than [`SMALLEST`] in two
/// of about the same width, broken at a space.
fn lines(name: &str, width: f64) -> Vec<&str> {
    let wide = |line: &str| text_width(line, NAMES);
    if wide(name) * SMALLEST <= width * NAMES {
        return vec![name];
    }
    name.match_indices(' ')
        .map(|(at, _)| [name[..at].trim(), name[at..].trim()])
        .min_by(|a, b| {
            let wider = |lines: &[&str; 2]| wide(lines[0]).max(wide(lines[1]));
            wider(a).total_cmp(&wider(b))
        })
        .map_or_else(|| vec![name], |lines| lines.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use buurt_metrics::paired::paired;

    #[test]
    fn a_panel_has_the_decimals_that_its_own_numbers_need() {
        let of = |differences: [f64; 3]| paired(&[0.0; 3], &differences);
        let (large, clear) = (of([0.02, 0.021, 0.022]), of([0.0003, 0.00031, 0.00029]));
        let unclear = of([0.0003, -0.0004, 0.0001]);
        assert_eq!(decimals([&large, &unclear].into_iter()), 3);
        assert_eq!(decimals([&large, &clear].into_iter()), 4);
        // Small differences alone, clear or not.
        let small = of([0.0019, -0.0005, 0.0004]);
        assert_eq!(decimals([&small].into_iter()), 4);
        assert_eq!(decimals([&small, &unclear].into_iter()), 4);
        assert_eq!(decimals([&of([0.0003, -0.0004, 0.0002])].into_iter()), 5);
        assert_eq!(decimals([&of([0.0; 3])].into_iter()), 3);
        assert_eq!(decimals([].into_iter()), 3);
    }

    #[test]
    fn a_long_name_takes_two_lines() {
        assert_eq!(
            lines("Spread vulnerable households", WIDEST),
            ["Spread vulnerable households"]
        );
        assert_eq!(
            lines("20 % social rent in expansion areas", WIDEST),
            ["20 % social rent in", "expansion areas"]
        );
        // Nowhere to break it.
        let word = "Meervoudigonderhandse_aanbesteding_voor";
        assert_eq!(lines(word, WIDEST), [word]);
    }
}
