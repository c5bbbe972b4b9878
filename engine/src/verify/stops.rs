//! The complex stop: what the quarterly meeting must have decided, by what it saw, and
//! whether a stopped complex took an urgent or mediated household.
//!
//! Every let says what the meeting of its quarter saw of its complex. A meeting of which no
//! let tells is unknown; the column `complex_stopped` then stands alone.

use std::collections::BTreeMap;

use super::rules::Rule;
use super::{Findings, Let, among};

/// A meeting as the lets after it tell of it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Meeting {
    /// Round, counted from the year 0.
    at: i64,
    /// Round until which a stop holds that had to be put.
    until: Option<i64>,
}

/// Meetings by complex, in the order of time.
#[derive(Debug, Default)]
pub(super) struct Stops {
    meetings: BTreeMap<String, Vec<Meeting>>,
}

/// First round of the quarter of a round, counted from the year 0.
fn meeting_before(now: i64, rounds: i64) -> i64 {
    let (year, round) = (now.div_euclid(rounds), now.rem_euclid(rounds));
    let quarter = round * 4 / rounds;
    // The first round whose quarter it is.
    year * rounds + (quarter * rounds + 3) / 4
}

impl Stops {
    /// Notes what a let tells of the meeting of its quarter.
    pub(super) fn note(&mut self, at: &Let<'_>) {
        let (m, i) = (at.moves, at.row);
        let rule = &at.policy.complex_stop;
        let when = meeting_before(at.now(), at.rounds);
        let (households, known) = (m.quarter_households[i], m.quarter_known[i]);
        let share = f64::from(known) / f64::from(households.max(1));
        let over = share > rule.share || m.incidents[i] > rule.incidents;
        let stopped = rule.in_force && over && households > 0 && among(&rule.areas, m.area.at(i));
        let months = i64::from(rule.months);
        let meeting = Meeting {
            at: when,
            until: stopped.then(|| when + (months * at.rounds / 12).max(1)),
        };
        let complex = m.complex.at(i);
        if !self.meetings.contains_key(complex) {
            self.meetings.insert(complex.to_owned(), Vec::new());
        }
        if let Some(list) = self.meetings.get_mut(complex)
            && list.last() != Some(&meeting)
        {
            list.push(meeting);
        }
    }

    /// Tests a social let.
    pub(super) fn check(&self, at: &Let<'_>, out: &mut Findings<'_>) {
        let (m, i) = (at.moves, at.row);
        let rule = &at.policy.complex_stop;
        if !rule.in_force {
            return;
        }
        let now = at.now();
        let known = self.meetings.get(m.complex.at(i));
        let known = known.map_or(&[][..], Vec::as_slice);
        let until = known
            .iter()
            .rev()
            .filter(|x| x.at <= now)
            .find_map(|x| x.until);
        let must = until.is_some_and(|until| now < until);
        let stopped = m.stopped[i] != 0;
        if must || stopped {
            let urgency = m.urgency.at(i);
            out.test(at, Rule::ComplexStop, urgency == "none", || {
                format!(
                    "urgency {urgency} into complex {}, on which a stop is in force",
                    m.complex.at(i)
                )
            });
        }
        // A stop without a reason can be told only when every meeting is known that could
        // have put it.
        let length = (i64::from(rule.months) * at.rounds / 12).max(1);
        let mut when = meeting_before(now, at.rounds);
        let mut all_known = true;
        while when > now - length && all_known {
            all_known = known.binary_search_by_key(&when, |x| x.at).is_ok();
            when = meeting_before(when - 1, at.rounds);
        }
        if must || all_known {
            out.test(at, Rule::StopDecided, stopped == must, || {
                format!(
                    "complex {} is {} where the quarterly meetings, by what they saw, must {}",
                    m.complex.at(i),
                    if stopped { "stopped" } else { "not stopped" },
                    if must { "stop it" } else { "leave it open" }
                )
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meetings_open_the_quarters() {
        let opening = |rounds: i64| -> Vec<i64> {
            let mut all: Vec<i64> = (0..rounds).map(|r| meeting_before(r, rounds)).collect();
            all.dedup();
            all
        };
        assert_eq!(opening(12), [0, 3, 6, 9]);
        assert_eq!(opening(4), [0, 1, 2, 3]);
        assert_eq!(opening(2), [0, 1]);
        assert_eq!(opening(10), [0, 3, 5, 8]);
        assert_eq!(opening(52), [0, 13, 26, 39]);
        assert_eq!(meeting_before(2017 * 12 + 7, 12), 2017 * 12 + 6);
        assert_eq!(meeting_before(2017 * 12 - 1, 12), 2016 * 12 + 9);
    }
}
