//! Linear axes with round tick marks.

/// A linear axis: data from `low` to `high` onto pixels from `start` to `end`.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    low: f64,
    high: f64,
    start: f64,
    end: f64,
    step: f64,
}

/// Larger numbers get no room on an axis.
const LARGEST: f64 = 1e15;

impl Axis {
    /// An axis that covers the `values` up to ±10¹⁵, widened to whole steps of a round
    /// size (1, 2 or 5 times a power of ten) of which there are about `ticks`.
    /// `start` and `end` are pixels; `end` may be the smaller, as on a y axis.
    pub fn covering(
        values: impl IntoIterator<Item = f64>,
        ticks: usize,
        start: f64,
        end: f64,
    ) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for v in values.into_iter().filter(|v| v.abs() <= LARGEST) {
            low = low.min(v);
            high = high.max(v);
        }
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        let magnitude = low.abs().max(high.abs());
        if high - low < 1e-9 * magnitude.max(1.0) {
            let room = 0.005 * magnitude.max(1.0);
            (low, high) = (low - room, high + room);
        }
        let step = round_step((high - low) / ticks.max(1) as f64);
        Axis {
            low: (low / step + 1e-9).floor() * step,
            high: (high / step - 1e-9).ceil() * step,
            start,
            end,
            step,
        }
    }

    /// An axis of calendar years from `first` to `last`, with ticks at whole years
    /// and no room beyond them.
    pub fn years(first: i32, last: i32, ticks: usize, start: f64, end: f64) -> Self {
        let span = (f64::from(last) - f64::from(first)).max(1.0);
        Axis {
            low: f64::from(first),
            high: f64::from(first) + span,
            start,
            end,
            step: round_step(span / ticks.max(1) as f64).max(1.0),
        }
    }

    /// The pixel of a value.
    pub fn pixel(&self, value: f64) -> f64 {
        self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)
    }

    /// The values at both ends of the axis.
    pub fn ends(&self) -> [f64; 2] {
        [self.low, self.high]
    }

    /// The round values on the axis, ascending.
    pub fn ticks(&self) -> Vec<f64> {
        let first = (self.low / self.step - 1e-9).ceil() as i64;
        let last = (self.high / self.step + 1e-9).floor() as i64;
        (first..=last).map(|k| k as f64 * self.step).collect()
    }

    /// Number of decimals that tells the ticks apart.
    pub fn decimals(&self) -> usize {
        let (mut step, mut decimals) = (self.step, 0);
        while (step - step.round()).abs() > 1e-6 && decimals < 9 {
            step *= 10.0;
            decimals += 1;
        }
        decimals
    }
}

/// The smallest of 1, 2, 5 × a power of ten that is at least `rough` (> 0).
pub fn round_step(rough: f64) -> f64 {
    let mut power = 1.0;
    while power > rough && power > 1e-12 {
        power /= 10.0;
    }
    while power * 10.0 <= rough && power < 1e12 {
        power *= 10.0;
    }
    for factor in [1.0, 2.0, 5.0] {
        if factor * power >= rough * (1.0 - 1e-9) {
            return factor * power;
        }
    }
    10.0 * power
}

/// The largest of 1, 2, 5 × a power of ten that is at most `rough` (> 0).
pub fn round_below(rough: f64) -> f64 {
    let above = round_step(rough);
    [1.0, 0.5, 0.4, 0.2]
        .into_iter()
        .map(|part| above * part)
        .find(|v| *v <= rough * (1.0 + 1e-9) && (round_step(*v) / v - 1.0).abs() < 1e-6)
        .unwrap_or(rough)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        for (rough, step) in [
            (0.013, 0.02),
            (0.05, 0.05),
            (3.0, 5.0),
            (70.0, 100.0),
            (1.0, 1.0),
        ] {
            assert!((round_step(rough) - step).abs() < 1e-9 * step, "{rough}");
        }
    }

    #[test]
    fn rounding_down_ends_at_a_round_number() {
        for (rough, below) in [
            (6900.0, 5000.0),
            (4999.0, 2000.0),
            (1.7, 1.0),
            (0.3, 0.2),
            (20.0, 20.0),
        ] {
            assert!((round_below(rough) - below).abs() < 1e-9 * below, "{rough}");
        }
    }

    #[test]
    fn an_axis_covers_its_values_with_whole_steps() {
        let axis = Axis::covering([0.312, f64::NAN, 0.347], 4, 100.0, 0.0);
        let ticks = axis.ticks();
        assert!((ticks[0] - 0.31).abs() < 1e-12 && (ticks[4] - 0.35).abs() < 1e-12);
        assert_eq!(axis.decimals(), 2);
        assert!((axis.pixel(0.31) - 100.0).abs() < 1e-6);
        assert!(axis.pixel(0.35).abs() < 1e-6);
        assert!(Axis::covering([2.0], 4, 0.0, 1.0).ticks().len() >= 2);
        assert!(Axis::covering([], 4, 0.0, 1.0).ticks().len() >= 2);
    }

    #[test]
    fn years_are_whole() {
        assert_eq!(
            Axis::years(2020, 2023, 6, 0.0, 1.0).ticks(),
            [2020.0, 2021.0, 2022.0, 2023.0]
        );
        assert_eq!(
            Axis::years(2019, 2041, 5, 0.0, 1.0).ticks(),
            [2020.0, 2025.0, 2030.0, 2035.0, 2040.0]
        );
        assert_eq!(Axis::years(2020, 2020, 4, 0.0, 1.0).pixel(2020.0), 0.0);
    }
}
