//! Differences with their 95 % intervals: a row each, as a figure and as a table,
//! both following the year and the variant that the reader chooses.

use crate::axis::round_step;
use crate::page::cube::clear;
use crate::page::headline::capital;
use crate::page::numbers::{FINER, UNDEFINED};
use crate::page::svg::{Svg, escaped};
use crate::page::view::View;
use buurt_lab::paired::Paired;
use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};

/// Mean, lower and upper end; NaN where not defined.
pub type Triple = [f64; 3];

/// Ten to the power of minus `decimals`.
fn unit(decimals: usize) -> f64 {
    (0..decimals).fold(1.0, |unit, _| unit / 10.0)
}

/// Rows of differences, for every year and perhaps for every variant.
#[derive(Debug, Clone)]
pub struct Intervals {
    /// Name under which the script finds the numbers.
    pub key: String,
    /// What the figure shows, for screen readers.
    pub name: String,
    /// Label and colour of the rows.
    pub rows: Vec<(String, String)>,
    /// By variant (a single one when the figure does not follow the variant), row
    /// and year.
    pub values: Vec<Vec<Vec<Triple>>>,
    /// Decimals of the numbers.
    pub decimals: usize,
    /// What stands at the left and right end of the scale.
    pub ends: (String, String),
}

/// The numbers of a difference; NaN without one.
pub fn triple(p: Option<Paired>) -> Triple {
    p.map_or([f64::NAN; 3], |p| [p.mean, p.ci_low, p.ci_high])
}

/// Whether the interval leaves out zero.
pub fn leaves_out_zero(t: &Triple) -> bool {
    let [mean, ci_low, ci_high] = *t;
    clear(&Paired {
        n: 0,
        mean,
        sd: f64::NAN,
        standard_error: f64::NAN,
        ci_low,
        ci_high,
        variance_ratio: f64::NAN,
    })
}

const WIDTH: f64 = 420.0;
const LABELS: f64 = 184.0;
const RIGHT: f64 = 360.0;
const ROW: f64 = 26.0;
const TOP: f64 = 24.0;
const LETTERS: usize = 26;

impl Intervals {
    fn at(&self, shown: (usize, usize), row: usize) -> Triple {
        let v = shown.0.min(self.values.len().saturating_sub(1));
        self.values[v][row]
            .get(shown.1)
            .copied()
            .unwrap_or([f64::NAN; 3])
    }

    /// The end of the scale, the same for every year and variant: it holds all means,
    /// and intervals as far as they are not more than three times as wide.
    pub fn limit(&self) -> f64 {
        let (mut mean, mut end) = (0.0_f64, 0.0_f64);
        for t in self.values.iter().flatten().flatten() {
            if t[0].is_finite() {
                mean = mean.max(t[0].abs());
            }
            for e in [t[1], t[2]] {
                if e.is_finite() {
                    end = end.max(e.abs());
                }
            }
        }
        let wanted = mean.max(end.min(3.0 * mean));
        if wanted > 0.0 {
            let step = round_step(wanted / 5.0);
            (wanted / step * 0.999).ceil() * step
        } else {
            unit(self.decimals)
        }
    }

    /// The same with decimals enough to tell the differences apart: the end of the
    /// scale is written with at least two digits.
    pub fn with_decimals(mut self) -> Self {
        while self.decimals < 5 && self.limit() < 10.0 * unit(self.decimals) * 0.999 {
            self.decimals += 1;
        }
        self
    }

    /// Whether an interval of some year goes on beyond the scale.
    fn beyond(&self) -> bool {
        let end = self.limit() * (1.0 + 1e-9);
        let all = self.values.iter().flatten().flatten();
        all.flat_map(|t| &t[1..]).any(|e| e.abs() > end)
    }

    /// The figure, for a variant (position in `values`) and a year.
    pub fn figure(&self, view: &View<'_>, shown: (usize, usize)) -> Markup {
        let limit = self.limit();
        let zero = (LABELS + RIGHT) / 2.0;
        let unit = (RIGHT - LABELS) / 2.0 / limit;
        let bottom = TOP + ROW * self.rows.len() as f64;
        let mut svg = Svg::new();
        svg.text(
            (zero - 6.0, 12.0),
            "class=\"end\" text-anchor=\"end\"",
            &format!("← {}", self.ends.0),
        );
        svg.text(
            (zero + 6.0, 12.0),
            "class=\"end\"",
            &format!("{} →", self.ends.1),
        );
        for k in [-1.0, -0.5, 0.5, 1.0] {
            let x = zero + k * limit * unit;
            svg.line((x, TOP), (x, bottom), "class=\"grid\"");
        }
        svg.line((zero, TOP - 4.0), (zero, bottom), "class=\"zero\"");
        for (k, anchor) in [(-1.0, "middle"), (0.0, "middle"), (1.0, "middle")] {
            svg.text(
                (zero + k * limit * unit, bottom + 15.0),
                &format!("class=\"tick\" text-anchor=\"{anchor}\""),
                &view.numbers.signed(k * limit, self.decimals),
            );
        }
        for (row, (label, colour)) in self.rows.iter().enumerate() {
            let y = TOP + ROW * (row as f64 + 0.5);
            let t = self.at(shown, row);
            let state = if leaves_out_zero(&t) {
                "row clear"
            } else {
                "row"
            };
            svg.open(&format!("class=\"{state}\" style=\"--c:{colour}\""));
            svg.raw(&format!("<title>{}</title>", escaped(label)));
            row_label(&mut svg, (LABELS - 10.0, y), label, LETTERS);
            let clip = |x: f64| x.clamp(LABELS, RIGHT);
            let ends = if t[1].is_finite() {
                (clip(zero + t[1] * unit), clip(zero + t[2] * unit))
            } else {
                (zero, zero)
            };
            let hidden = if t[0].is_finite() {
                ""
            } else {
                " visibility=\"hidden\""
            };
            svg.line((ends.0, y), (ends.1, y), &format!("class=\"bar\"{hidden}"));
            let x = if t[0].is_finite() {
                clip(zero + t[0] * unit)
            } else {
                zero
            };
            svg.circle((x, y), 5.0, &format!("class=\"mean\"{hidden}"));
            svg.text(
                (WIDTH - 2.0, y + 4.0),
                "class=\"number\" text-anchor=\"end\"",
                &view.numbers.signed(t[0], self.decimals),
            );
            svg.close();
        }
        let attributes = format!(
            "class=\"intervals\" data-key=\"{}\" data-zero=\"{zero}\" data-unit=\"{unit:.6}\" \
             data-left=\"{LABELS}\" data-right=\"{RIGHT}\"",
            self.key
        );
        let figure = PreEscaped(svg.finish(WIDTH, bottom + 22.0, &self.name, &attributes));
        html! {
            // One box: figures side by side share the rows of caption and figure.
            @if self.beyond() { div { (figure) p.note { (view.words.beyond_edge) } } } @else { (figure) }
        }
    }

    /// The same numbers as a table.
    pub fn table(&self, view: &View<'_>, shown: (usize, usize), head: &str) -> Markup {
        let w = view.words;
        html! {
            table {
                caption { (self.name) ". " (w.interval_note) " " (view.n()) "." }
                thead { tr { th scope="col" { (head) } th scope="col" { (capital(w.difference)) } th scope="col" { (w.interval) } } }
                tbody {
                    @for (row, (label, _)) in self.rows.iter().enumerate() {
                        @let t = self.at(shown, row);
                        tr data-key=(self.key) data-row=(row) {
                            th scope="row" { (label) }
                            td { (view.numbers.signed(t[0], self.decimals)) }
                            td.whole { (interval(view, &t, self.decimals)) }
                        }
                    }
                }
            }
        }
    }

    /// The numbers for the script: whole numbers, `FINER` digits finer than shown, so that
    /// rounding them again gives what is drawn here, and what is bold stays so.
    pub fn json(&self) -> (String, Value) {
        let factor = 1.0 / unit(self.decimals + FINER);
        let values: Vec<Vec<Vec<Value>>> = self
            .values
            .iter()
            .map(|rows| {
                rows.iter()
                    .map(|years| years.iter().flatten().map(|x| whole(x * factor)).collect())
                    .collect()
            })
            .collect();
        (
            self.key.clone(),
            json!({"dec": self.decimals, "finer": FINER, "v": values}),
        )
    }
}

/// A rounded number for the script; null where it is not defined.
pub fn whole(x: f64) -> Value {
    if x.is_finite() {
        json!(x.round() as i64)
    } else {
        Value::Null
    }
}

/// "+0.017 to +0.035", or a dash.
pub fn interval(view: &View<'_>, t: &Triple, decimals: usize) -> String {
    if t[1].is_finite() {
        format!(
            "{} {} {}",
            view.numbers.end(t[1], decimals),
            view.words.to,
            view.numbers.end(t[2], decimals)
        )
    } else {
        UNDEFINED.to_owned()
    }
}

/// The label of a row, ending at a point: in one line of so many letters, or in two.
pub fn row_label(svg: &mut Svg, (x, y): (f64, f64), label: &str, letters: usize) {
    let lines = two_lines(label, letters);
    let first = y + 4.0 - 5.5 * (lines.len() as f64 - 1.0);
    for (k, line) in lines.iter().enumerate() {
        svg.text(
            (x, first + 11.0 * k as f64),
            "class=\"name\" text-anchor=\"end\"",
            line,
        );
    }
}

/// A label in one line of so many letters, or in two of about the same length.
pub fn two_lines(label: &str, letters: usize) -> Vec<String> {
    let mut lines = wrapped(label, letters);
    if lines.len() == 2 {
        let narrower = (1..letters).map(|n| wrapped(label, n));
        lines = narrower.into_iter().find(|l| l.len() == 2).unwrap_or(lines);
    }
    if lines.len() > 2 {
        let rest = lines.split_off(1).join(" ");
        lines.push(rest);
    }
    lines.iter().map(|l| shortened(l, letters)).collect()
}

/// The text in lines of at most so many letters, broken between words.
pub fn wrapped(text: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= letters => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The text, cut to this many letters.
pub fn shortened(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    let cut: String = text.chars().take(letters - 1).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("less here, cheaper", 10), ["less here,", "cheaper"]);
        assert_eq!(wrapped("averylongword", 3), ["averylongword"]);
        let label = "Replace 150 a year by a mix";
        assert_eq!(two_lines(label, 26), ["Replace 150 a", "year by a mix"]);
        assert_eq!(two_lines(label, 27), [label]);
    }

    #[test]
    fn a_label_that_is_too_long_takes_two_lines_and_loses_no_word() {
        let mut svg = Svg::new();
        row_label(&mut svg, (100.0, 20.0), "Spread vulnerable households", 26);
        let drawn = svg.finish(200.0, 40.0, "", "");
        assert!(drawn.contains(">Spread vulnerable<") && drawn.contains(">households<"));
        assert!(!drawn.contains('…'));
    }
}
