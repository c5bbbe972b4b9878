//! A value that changes over the years, as scenario files give it: a list of
//! (year, value) pairs, linear in between and flat before the first and after the last.

use serde::{Deserialize, Serialize};

use crate::schema::{Kind, Value};

/// First and last year a pair may name.
pub const YEARS: (i64, i64) = (1990, 2150);

/// A path over the years; an empty one says nothing.
///
/// ```
/// use buurt_params::yearly::Yearly;
/// let cut = Yearly(vec![(2015, 1.0), (2017, 0.8)]);
/// assert_eq!(cut.at(2010), Some(1.0));
/// assert_eq!(cut.at(2016), Some(0.9));
/// assert_eq!(Yearly::default().or(2016, 0.3), 0.3);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Yearly(pub Vec<(i32, f64)>);

impl Yearly {
    /// The value of a year; `None` for an empty path.
    pub fn at(&self, year: i32) -> Option<f64> {
        let (&first, &last) = (self.0.first()?, self.0.last()?);
        if year <= first.0 {
            return Some(first.1);
        }
        for pair in self.0.windows(2) {
            let ((y0, v0), (y1, v1)) = (pair[0], pair[1]);
            if year <= y1 {
                return Some(v0 + (v1 - v0) * f64::from(year - y0) / f64::from(y1 - y0));
            }
        }
        Some(last.1)
    }

    /// The value of a year, or `otherwise` for an empty path.
    pub fn or(&self, year: i32, otherwise: f64) -> f64 {
        self.at(year).unwrap_or(otherwise)
    }
}

impl Value for Yearly {
    fn kind(low: f64, high: f64) -> Kind {
        Kind::Yearly(low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linear_between_the_years_and_flat_outside() {
        let path = Yearly(vec![(2010, 2.0), (2014, 4.0), (2015, 1.0)]);
        for (year, value) in [
            (2000, 2.0),
            (2011, 2.5),
            (2014, 4.0),
            (2015, 1.0),
            (2040, 1.0),
        ] {
            assert_eq!(path.at(year), Some(value), "{year}");
        }
        assert_eq!(Yearly::default().at(2015), None);
    }
}
