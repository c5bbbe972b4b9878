//! Follows every household through the year: in which term of the accounts it is booked, and
//! where it ends up.

use buurt_params::law::LawYear;

use super::booked::{ARRIVED, BECAME, Booked, CEASED, DEPARTED, DISSOLVED, FORMED_TERM};
use super::mobility::{Fate, Mobility};
use super::opening::{FORMED, Opened, Opening};
use crate::columns::{DwellingColumns, HouseholdColumns};
use crate::components::NONE;
use crate::population::{Coming, Leaving, Register};

/// Follows every household from the start of the year to its end.
pub struct Follower<'a> {
    booked: Booked,
    mobility: Mobility,
    opening: &'a mut Opening,
    law: &'a LawYear,
}

impl<'a> Follower<'a> {
    /// Books those who left, before any household is followed.
    pub fn new(
        opening: &'a mut Opening,
        register: &Register,
        law: &'a LawYear,
        h: &HouseholdColumns,
        d: &DwellingColumns,
        booked: Booked,
    ) -> Self {
        let mut follower = Follower {
            booked,
            mobility: Mobility::default(),
            opening,
            law,
        };
        for &(row, how) in &register.left {
            follower.leave(row as usize, how, h, d);
        }
        for &age in &register.left_home_and_city {
            follower.mobility.left_home_and_city(age);
        }
        follower
    }

    fn leave(&mut self, row: usize, how: Leaving, h: &HouseholdColumns, d: &DwellingColumns) {
        // A second departure from a row is that of a household of this year.
        let Some(was) = self.opening.rows.get(row).copied().filter(Opened::exists) else {
            return;
        };
        self.opening.rows[row] = Opened::NOBODY;
        let (exit, fate) = match how {
            Leaving::Died => (DISSOLVED, Fate::Died),
            Leaving::Joined(partner) => {
                let home = h.home[partner as usize].dwelling;
                let elsewhere = home != NONE && home != was.dwelling;
                let fate = [Fate::Stayed, Fate::JoinedElsewhere][usize::from(elsewhere)];
                (DISSOLVED, fate)
            }
            Leaving::Departed | Leaving::GaveUp => (DEPARTED, Fate::Left),
        };
        self.booked.book(was.dwelling, d, exit, was.groups);
        self.mobility
            .count(&was, self.opening.position(&was, self.law), fate);
    }

    /// Follows one household that exists at the end of the year, and opens the books of
    /// its row for the next one. Returns whether the same household was in this row at the
    /// start.
    #[inline]
    pub fn follow(&mut self, row: usize, now: Opened, d: &DwellingColumns) -> bool {
        let Some(opened) = self.opening.rows.get_mut(row) else {
            self.opening.rows.push(now);
            return false;
        };
        let was = std::mem::replace(opened, now);
        if !was.exists() {
            return false;
        }
        let position = self.opening.position(&was, self.law);
        let stayed = was.dwelling == now.dwelling;
        let fate = if stayed || now.dwelling == NONE {
            Fate::Stayed
        } else {
            Fate::MovedWithin
        };
        self.mobility.count(&was, position, fate);
        if !stayed || was.groups != now.groups {
            self.book_changes(&was, &now, d);
        }
        true
    }

    fn book_changes(&mut self, was: &Opened, now: &Opened, d: &DwellingColumns) {
        let (from, to) = (was.dwelling, now.dwelling);
        self.booked.book(from, d, BECAME, now.groups & !was.groups);
        self.booked.book(from, d, CEASED, was.groups & !now.groups);
        if from != to {
            self.booked.moved([from, to], d, now.groups);
        }
    }

    /// Empties a row in which nobody lives at the end of the year.
    pub fn nobody(&mut self, row: usize) {
        match self.opening.rows.get_mut(row) {
            Some(opened) => *opened = Opened::NOBODY,
            None => self.opening.rows.push(Opened::NOBODY),
        }
    }

    /// Books a household that is new this year, where it lives now.
    pub fn enter(&mut self, new: &Opened, coming: Coming, d: &DwellingColumns) {
        if coming == Coming::Arrived {
            self.booked.book(new.dwelling, d, ARRIVED, new.groups);
            return;
        }
        self.booked.book(new.dwelling, d, FORMED_TERM, new.groups);
        let found = new.dwelling != NONE;
        let fate = [Fate::Stayed, Fate::MovedWithin][usize::from(found)];
        self.mobility.count(new, FORMED, fate);
    }

    /// The books of the year.
    pub fn close(mut self, d: &DwellingColumns) -> (Booked, Mobility) {
        self.booked.book_terms(d);
        self.booked.book_moves(d);
        (self.booked, self.mobility)
    }
}
