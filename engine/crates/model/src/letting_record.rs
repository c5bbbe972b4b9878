//! The record of letting: every step by which a dwelling was let or a household found a
//! home or did not, for whoever asks why. Rounds write it only when somebody asked
//! ([`crate::Simulation::record`]); it changes nothing.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::letting_log::Channel;
use crate::rulebook::{Candidate, Offer, Reason};

/// Whose story is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A household, by key: what it responded to, and who competed.
    Household(u64),
    /// A dwelling, by key.
    Dwelling(u64),
    /// A complex, by row.
    Complex(u32),
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Event {
    /// The vacancy was put up.
    Posted,
    /// A rule refused the household.
    Refused(Reason),
    /// The household responded, or the mediator considered it, with this rank.
    Responded(f64),
    /// It ranked first, and declined or withdrew.
    Declined,
    /// It moved in, at this rent in euro a month.
    MovedIn(f64),
}

/// One step.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Year.
    pub year: i32,
    /// Round of the year.
    pub round: u32,
    /// The household, unless the step is about the vacancy alone.
    pub who: Option<Candidate>,
    /// The vacancy, with the rent this household would pay.
    pub what: Offer,
    /// Channel.
    pub channel: Channel,
    /// What happened.
    pub event: Event,
}

/// The record.
#[derive(Debug, Clone)]
pub struct Record {
    subject: Subject,
    years: RangeInclusive<i32>,
    year: i32,
    round: u32,
    /// Steps of the present round.
    now: Vec<Step>,
    /// Steps kept.
    steps: Vec<Step>,
    /// Years in which the household looked for another home.
    searched: BTreeSet<i32>,
}

impl Record {
    /// An empty record of a subject in these years.
    pub fn new(subject: Subject, years: RangeInclusive<i32>) -> Record {
        Record {
            subject,
            years,
            year: 0,
            round: 0,
            now: Vec::new(),
            steps: Vec::new(),
            searched: BTreeSet::new(),
        }
    }

    /// The steps kept, in order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Years in which the household that is the subject looked for another home.
    pub fn searched(&self) -> &BTreeSet<i32> {
        &self.searched
    }

    /// Begins a round; `searchers` are the keys of all who search.
    pub fn begin(&mut self, year: i32, round: u32, mut searchers: impl Iterator<Item = u64>) {
        self.year = year;
        self.round = round;
        if let Subject::Household(key) = self.subject
            && self.years.contains(&year)
            && searchers.any(|k| k == key)
        {
            self.searched.insert(year);
        }
    }

    /// Notes a step of this round.
    pub fn note(&mut self, who: Option<&Candidate>, what: &Offer, channel: Channel, event: Event) {
        if !self.years.contains(&self.year) {
            return;
        }
        self.now.push(Step {
            year: self.year,
            round: self.round,
            who: who.copied(),
            what: *what,
            channel,
            event,
        });
    }

    /// Ends a round: keeps what is about the subject.
    pub fn end(&mut self) {
        let now = std::mem::take(&mut self.now);
        let of_household = |s: &Step, key| s.who.is_some_and(|w| w.key == key);
        let touched: BTreeSet<u64> = match self.subject {
            Subject::Household(key) => now
                .iter()
                .filter(|s| of_household(s, key))
                .map(|s| s.what.key)
                .collect(),
            Subject::Dwelling(key) => BTreeSet::from([key]),
            Subject::Complex(row) => now
                .iter()
                .filter(|s| s.what.complex == row)
                .map(|s| s.what.key)
                .collect(),
        };
        let about = now.into_iter().filter(|s| touched.contains(&s.what.key));
        self.steps.extend(about);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{offer, who};

    #[test]
    fn a_household_brings_along_its_competitors_and_nobody_else() {
        let mut record = Record::new(Subject::Household(1), 2017..=2018);
        record.begin(2017, 3, [5, 1].into_iter());
        let other = Candidate { key: 2, ..who() };
        let elsewhere = Offer { key: 8, ..offer() };
        record.note(
            Some(&who()),
            &offer(),
            Channel::Advert,
            Event::Responded(5.0),
        );
        record.note(
            Some(&other),
            &offer(),
            Channel::Advert,
            Event::Responded(9.0),
        );
        record.note(
            Some(&other),
            &elsewhere,
            Channel::Advert,
            Event::MovedIn(500.0),
        );
        record.end();
        assert_eq!(record.steps().len(), 2);
        assert!(record.steps().iter().all(|s| s.what.key == offer().key));
        assert!(record.searched().contains(&2017));
        record.begin(2018, 0, [5].into_iter());
        record.end();
        assert!(!record.searched().contains(&2018));
    }
}
