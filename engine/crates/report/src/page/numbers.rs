//! Numbers as a reader of a language expects them.

/// How numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// Between whole and decimals.
    pub decimal: char,
    /// Between groups of three digits.
    pub thousands: char,
}

/// What stands where a number is not defined.
pub const UNDEFINED: &str = "–";

impl Numbers {
    /// With this many decimals and a real minus sign.
    pub fn fixed(self, value: f64, decimals: usize) -> String {
        if !value.is_finite() {
            return UNDEFINED.to_owned();
        }
        let value = as_the_script_has_it(value, decimals);
        let digits = format!("{:.decimals$}", off_a_tie(value.abs(), decimals));
        let negative = value < 0.0 && digits.chars().any(|c| ('1'..='9').contains(&c));
        let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
        let mut text = String::new();
        if negative {
            text.push('−');
        }
        for (i, c) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                text.push(self.thousands);
            }
            text.push(c);
        }
        if !part.is_empty() {
            text.push(self.decimal);
            text.push_str(part);
        }
        text
    }

    /// With as few decimals as it takes, up to six.
    pub fn short(self, value: f64) -> String {
        let (mut scaled, mut decimals) = (value, 0);
        let whole = |x: f64| (x - x.round()).abs() < 1e-6 * x.abs().max(1.0);
        while !whole(scaled) && decimals < 6 {
            scaled *= 10.0;
            decimals += 1;
        }
        self.fixed(value, decimals)
    }

    /// As [`Numbers::fixed`], with a plus sign before what is above zero.
    pub fn signed(self, value: f64, decimals: usize) -> String {
        let text = self.fixed(value, decimals);
        let positive = value > 0.0 && text.chars().any(|c| ('1'..='9').contains(&c));
        if positive { format!("+{text}") } else { text }
    }

    /// An end of an interval: as [`Numbers::signed`], but what rounds to zero keeps its sign,
    /// which says whether the interval leaves out zero.
    pub fn end(self, value: f64, decimals: usize) -> String {
        let text = self.fixed(value.abs(), decimals);
        let value = as_the_script_has_it(value, decimals);
        if value > 0.0 {
            format!("+{text}")
        } else if value < 0.0 {
            format!("−{text}")
        } else {
            text
        }
    }
}

/// Digits that the script gets beyond those that are shown.
pub const FINER: usize = 4;

/// The script gets whole numbers, some digits finer than shown: what rounds to a half there
/// must be a half here too.
fn as_the_script_has_it(value: f64, decimals: usize) -> f64 {
    let factor = (0..decimals + FINER).fold(1.0, |factor, _| factor * 10.0);
    let whole = (value * factor).round();
    if whole.abs() < 9e15 {
        whole / factor
    } else {
        value
    }
}

/// What lies just halfway goes up, as in the browser's `toFixed`, which draws the numbers
/// again; Rust would take the even neighbour.
fn off_a_tie(value: f64, decimals: usize) -> f64 {
    let digits = format!("{value:.0$}", decimals + 30);
    let from = digits
        .find('.')
        .map_or(digits.len(), |dot| dot + 1 + decimals);
    let rest = &digits[from..];
    if rest.starts_with('5') && rest[1..].chars().all(|c| c == '0') {
        value.next_up()
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EN: Numbers = Numbers {
        decimal: '.',
        thousands: ',',
    };
    const NL: Numbers = Numbers {
        decimal: ',',
        thousands: '.',
    };

    #[test]
    fn numbers_follow_the_language() {
        assert_eq!(EN.fixed(12_345.67, 1), "12,345.7");
        assert_eq!(NL.fixed(-12_345.67, 1), "−12.345,7");
        assert_eq!(EN.signed(0.0261, 3), "+0.026");
        assert_eq!(EN.signed(-0.0001, 3), "0.000");
        assert_eq!(NL.signed(-0.5, 1), "−0,5");
        assert_eq!(NL.end(-0.5, 1), "−0,5");
        assert_eq!(EN.end(f64::NAN, 1), "–");
        assert_eq!(EN.signed(f64::NAN, 1), "–");
        assert_eq!(EN.fixed(999.0, 0), "999");
    }

    #[test]
    fn a_price_has_no_decimals_that_say_nothing() {
        assert_eq!(EN.short(143_090.0), "143,090");
        assert_eq!(NL.short(0.0225), "0,0225");
        assert_eq!(NL.short(-1.0), "−1");
        assert_eq!(EN.short(1.0 / 3.0), "0.333333");
    }

    #[test]
    fn an_end_just_off_zero_says_on_which_side() {
        assert_eq!(EN.end(0.0002, 3), "+0.000");
        assert_eq!(NL.end(-0.0002, 3), "−0,000");
        // What the script has as zero has no side.
        assert_eq!(EN.end(-1e-9, 3), "0.000");
        assert_eq!(EN.end(0.0, 1), "0.0");
    }

    #[test]
    fn halves_go_up_as_in_the_browser() {
        assert_eq!(EN.signed(2.5, 0), "+3");
        assert_eq!(EN.signed(-580.5, 0), "−581");
        assert_eq!(EN.fixed(0.25, 1), "0.3");
        // Just below a half, although it is written as one.
        assert_eq!(EN.fixed(2.675, 2), "2.67");
        assert_eq!(EN.fixed(1e300, 0).len(), 401);
        // The script has 1.95 of this, which is just below a half as a double.
        assert_eq!(EN.signed(1.950_004, 1), "+1.9");
        assert_eq!(EN.signed(1.950_006, 1), "+2.0");
    }
}
