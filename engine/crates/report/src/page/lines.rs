//! Panels of lines over the years: an indicator with the range of its replicates, or
//! its paired difference with the base with a 95 % interval.

use crate::axis::Axis;
use crate::page::cube::Cube;
use crate::page::ensemble::BASE;
use crate::page::svg::Svg;
use crate::page::view::View;
use maud::{Markup, PreEscaped, html};

/// What a panel shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The indicator itself.
    Value,
    /// Variant minus base.
    Difference,
}

/// A variant with its mean, low and high of every year.
type Readings = (usize, Vec<(f64, f64, f64)>);

/// A panel.
pub struct Lines<'a> {
    /// What is shown, for screen readers and as caption of the table.
    pub name: String,
    /// The numbers.
    pub cube: &'a Cube,
    /// How.
    pub kind: Kind,
    /// Decimals of the numbers in the table, at least: one more than on the axis.
    pub decimals: usize,
    /// A level to compare with, such as a norm, per year; NaN where there is none.
    pub norm: Option<Vec<f64>>,
    /// What the vertical axis holds at least.
    pub least: &'static [f64],
}

const WIDTH: f64 = 420.0;
const HEIGHT: f64 = 236.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 402.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 206.0;

impl Lines<'_> {
    fn variants(&self) -> Vec<usize> {
        let (variants, _, _) = self.cube.shape();
        (0..variants)
            .filter(|v| self.kind == Kind::Value || *v != BASE)
            .collect()
    }

    /// Mean, low and high of a variant in a year.
    fn reading(&self, variant: usize, year: usize) -> (f64, f64, f64) {
        let none = (f64::NAN, f64::NAN, f64::NAN);
        match self.kind {
            Kind::Value => self
                .cube
                .spread(variant, year)
                .map_or(none, |s| (s.mean, s.low, s.high)),
            Kind::Difference => self
                .cube
                .paired(variant, BASE, year)
                .map_or(none, |p| (p.mean, p.ci_low, p.ci_high)),
        }
    }

    /// The figure; `chosen` is drawn in front with its band.
    pub fn figure(&self, view: &View<'_>, chosen: usize) -> Markup {
        let years = &view.ensemble.years;
        let (first, last) = match (years.first(), years.last()) {
            (Some(f), Some(l)) => (*f, *l),
            _ => return html! {},
        };
        let x = Axis::years(first, last, 5, LEFT, RIGHT);
        let read = self.readings(years.len());
        let y = self.axis(&read);
        let mut svg = Svg::new();
        for tick in y.ticks() {
            let at = y.pixel(tick);
            let class = if tick == 0.0 && self.kind == Kind::Difference {
                "zero"
            } else {
                "grid"
            };
            svg.line((LEFT, at), (RIGHT, at), &format!("class=\"{class}\""));
            let text = match self.kind {
                Kind::Value => view.numbers.fixed(tick, y.decimals()),
                Kind::Difference => view.numbers.signed(tick, y.decimals()),
            };
            svg.text(
                (LEFT - 6.0, at + 4.0),
                "class=\"tick\" text-anchor=\"end\"",
                &text,
            );
        }
        for tick in x.ticks() {
            svg.text(
                (x.pixel(tick), BOTTOM + 18.0),
                "class=\"tick\" text-anchor=\"middle\"",
                &format!("{tick:.0}"),
            );
        }
        svg.line((LEFT, TOP), (LEFT, BOTTOM), "class=\"cursor\"");
        if let Some(norm) = &self.norm {
            let points: Vec<(f64, f64)> = steps(years, norm)
                .into_iter()
                .map(|(year, n)| (x.pixel(year), y.pixel(n)))
                .collect();
            svg.path(&points, "class=\"norm\"");
        }
        for (v, readings) in &read {
            let at = |k: usize| x.pixel(f64::from(years[k]));
            let clip = |value: f64| {
                if value.is_finite() {
                    y.pixel(value).clamp(TOP, BOTTOM)
                } else {
                    f64::NAN
                }
            };
            let mut class = "series".to_owned();
            if *v == BASE {
                class += " base";
            }
            if *v == chosen {
                class += " on";
            }
            svg.open(&format!(
                "class=\"{class}\" data-v=\"{v}\" style=\"--c:{}\"",
                view.colour(*v)
            ));
            let band: Vec<_> = readings
                .iter()
                .enumerate()
                .map(|(k, r)| (at(k), clip(r.1), clip(r.2)))
                .collect();
            svg.band(&band, "class=\"band\"");
            let line: Vec<_> = readings
                .iter()
                .enumerate()
                .map(|(k, r)| (at(k), clip(r.0)))
                .collect();
            svg.path(&line, "class=\"mean\"");
            svg.close();
        }
        let attributes = format!(
            "class=\"lines\" data-x0=\"{LEFT}\" data-x1=\"{RIGHT}\" data-first=\"{first}\" data-last=\"{}\"",
            last.max(first + 1)
        );
        PreEscaped(svg.finish(WIDTH, HEIGHT, &self.name, &attributes))
    }

    fn readings(&self, years: usize) -> Vec<Readings> {
        self.variants()
            .into_iter()
            .map(|v| (v, (0..years).map(|y| self.reading(v, y)).collect()))
            .collect()
    }

    fn axis(&self, read: &[Readings]) -> Axis {
        let means = read.iter().flat_map(|(_, r)| r.iter().map(|r| r.0));
        let ends = read
            .iter()
            .flat_map(|(_, r)| r.iter().flat_map(|r| [r.1, r.2]));
        let norm = self.norm.iter().flatten().copied();
        match self.kind {
            Kind::Value => {
                let least = self.least.iter().copied();
                Axis::covering(means.chain(ends).chain(norm).chain(least), 4, BOTTOM, TOP)
            }
            Kind::Difference => {
                // Wide intervals of few replicates must not flatten the lines.
                let far = means
                    .clone()
                    .filter(|m| m.is_finite())
                    .fold(0.0, |far: f64, m| far.max(m.abs()));
                let ends = ends.map(|e| e.clamp(-4.0 * far, 4.0 * far));
                Axis::covering(means.chain(ends).chain([0.0]), 4, BOTTOM, TOP)
            }
        }
    }

    /// The means in some years as a table.
    pub fn table(&self, view: &View<'_>) -> Markup {
        let years = &view.ensemble.years;
        let shown: Vec<usize> = (0..years.len())
            .filter(|k| *k == 0 || k + 1 == years.len() || years[*k] % 5 == 0)
            .collect();
        let axis = self.axis(&self.readings(years.len()));
        let decimals = self.decimals.max(axis.decimals() + 1);
        let text = |value: f64| match self.kind {
            Kind::Difference => view.numbers.signed(value, decimals),
            Kind::Value => view.numbers.fixed(value, decimals),
        };
        html! {
            table {
                caption { (self.name) ". " (view.words.mean_note) " " (view.n()) "." }
                thead { tr {
                    th scope="col" { (view.words.variant) }
                    @for k in &shown { th scope="col" { (years[*k]) } }
                } }
                tbody {
                    @for v in self.variants() {
                        tr {
                            th scope="row" { (view.label(v)) }
                            @for k in &shown { td { (text(self.reading(v, *k).0)) } }
                        }
                    }
                    @if let Some(norm) = &self.norm {
                        tr {
                            th scope="row" { (view.words.norm) }
                            @for k in &shown { td { (text(norm[*k])) } }
                        }
                    }
                }
            }
        }
    }
}

/// What holds for whole years as a line with steps: around each year half a year to either
/// side, within the first and the last.
fn steps(years: &[i32], norm: &[f64]) -> Vec<(f64, f64)> {
    let first = years.first().map_or(f64::NAN, |y| f64::from(*y));
    let last = years.last().map_or(f64::NAN, |y| f64::from(*y));
    let around = |(&year, &n): (&i32, &f64)| {
        let year = f64::from(year);
        [((year - 0.5).max(first), n), ((year + 0.5).min(last), n)]
    };
    years.iter().zip(norm).flat_map(around).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_norm_changes_from_one_year_to_the_next_and_does_not_slope() {
        let found = steps(&[2020, 2021, 2022], &[80.0, 80.0, 85.0]);
        let wanted = [
            (2020.0, 80.0),
            (2020.5, 80.0),
            (2020.5, 80.0),
            (2021.5, 80.0),
            (2021.5, 85.0),
            (2022.0, 85.0),
        ];
        assert_eq!(found, wanted);
    }
}
