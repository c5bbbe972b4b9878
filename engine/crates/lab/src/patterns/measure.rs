//! A number of a line with the smallest count of people behind it, for `--min-cell`.

use std::ops::{Div, Sub};

/// A number and the fewest households, persons, moves, lets or seekers that it tells of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    /// The number.
    pub value: f64,
    /// The smallest count that it rests on; infinite when it counts no people.
    pub smallest: f64,
}

impl Measure {
    /// There is nothing to count: no such year, no such place.
    pub const NONE: Measure = Measure::plain(f64::NAN);

    /// A number that rests on a count.
    pub const fn of(value: f64, smallest: f64) -> Measure {
        Measure { value, smallest }
    }

    /// A number that counts no people, such as one of dwellings built.
    pub const fn plain(value: f64) -> Measure {
        Measure::of(value, f64::INFINITY)
    }

    /// A share: it tells of the part and of the rest.
    pub fn share(part: f64, whole: f64) -> Measure {
        Measure::of(part / whole, part.min(whole - part))
    }

    /// Events over those to whom they could happen, added up over so many years. Events of
    /// two years are of different people as a rule; those to whom none happens are mostly
    /// the same, and count as their mean number.
    pub fn rate(events: f64, stock: f64, years: f64) -> Measure {
        Measure::of(events / stock, events.min((stock - events) / years))
    }

    /// The same number, which tells of what another rests on as well.
    #[must_use]
    pub fn also(self, other: Measure) -> Measure {
        Measure::of(self.value, self.smallest.min(other.smallest))
    }

    /// The lower of both; of two as low, the smaller count. One that is not a number is
    /// never the lower.
    #[must_use]
    pub fn lower(self, other: Measure) -> Measure {
        if other.value == self.value {
            self.also(other)
        } else if other.value < self.value {
            other
        } else {
            self
        }
    }

    /// The higher of both, as [`Measure::lower`].
    #[must_use]
    pub fn higher(self, other: Measure) -> Measure {
        if other.value == self.value {
            self.also(other)
        } else if other.value > self.value {
            other
        } else {
            self
        }
    }
}

impl Sub for Measure {
    type Output = Measure;
    fn sub(self, other: Measure) -> Measure {
        Measure::of(self.value - other.value, f64::INFINITY)
            .also(self)
            .also(other)
    }
}

impl Div for Measure {
    type Output = Measure;
    fn div(self, other: Measure) -> Measure {
        Measure::of(self.value / other.value, f64::INFINITY)
            .also(self)
            .also(other)
    }
}

impl Sub<f64> for Measure {
    type Output = Measure;
    fn sub(self, other: f64) -> Measure {
        Measure::of(self.value - other, self.smallest)
    }
}

impl Div<f64> for Measure {
    type Output = Measure;
    fn div(self, other: f64) -> Measure {
        Measure::of(self.value / other, self.smallest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_tells_of_the_part_and_of_the_rest() {
        assert_eq!(Measure::share(3.0, 12.0), Measure::of(0.25, 3.0));
        assert_eq!(Measure::share(9.0, 12.0), Measure::of(0.75, 3.0));
        // Nobody, and everybody.
        assert_eq!(Measure::share(0.0, 12.0).smallest, 0.0);
        assert_eq!(Measure::share(12.0, 12.0).smallest, 0.0);
        // 40 households in each of ten years, of whom 30 move in all.
        assert_eq!(Measure::rate(30.0, 400.0, 10.0), Measure::of(0.075, 30.0));
        assert_eq!(Measure::rate(350.0, 400.0, 10.0).smallest, 5.0);
    }

    #[test]
    fn what_two_numbers_make_rests_on_both() {
        let (a, b) = (Measure::share(20.0, 40.0), Measure::share(10.0, 40.0));
        assert_eq!(a - b, Measure::of(0.25, 10.0));
        assert_eq!(b / a, Measure::of(0.5, 10.0));
        assert_eq!((a - 0.25) / 0.5, Measure::of(0.5, 20.0));
        assert_eq!(Measure::plain(1.0) - a, Measure::of(0.5, 20.0));
    }

    #[test]
    fn of_two_as_low_the_smaller_count_is_taken() {
        let (many, few) = (Measure::of(0.1, 50.0), Measure::of(0.1, 4.0));
        assert_eq!((many.lower(few), many.higher(few)), (few, few));
        let above = Measure::of(0.2, 9.0);
        assert_eq!((many.lower(above), above.lower(many)), (many, many));
        assert_eq!((many.higher(above), above.higher(many)), (above, above));
        let none = Measure::NONE;
        assert_eq!((many.lower(none), many.higher(none)), (many, many));
    }
}
