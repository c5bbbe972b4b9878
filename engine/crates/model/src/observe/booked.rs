//! The books of a year: what happened to each group in each place, in the terms of the
//! accounts.

use super::composition::GROUPS;
use super::stairwells::Stairwells;
use crate::columns::{ComplexColumns, DwellingColumns};
use crate::components::NONE;

/// Terms of the account between start and end, with their signs.
pub const TERMS: [(&str, i32); 8] = [
    ("moved_in", 1),
    ("moved_out", -1),
    ("became", 1),
    ("ceased", -1),
    ("formed", 1),
    ("dissolved", -1),
    ("arrived", 1),
    ("departed", -1),
];
const MOVED_IN: usize = 0;
const MOVED_OUT: usize = 1;
pub(super) const BECAME: usize = 2;
pub(super) const CEASED: usize = 3;
pub(super) const FORMED_TERM: usize = 4;
pub(super) const DISSOLVED: usize = 5;
pub(super) const ARRIVED: usize = 6;
pub(super) const DEPARTED: usize = 7;

/// The terms of one place, each by group.
pub(super) type Account = [[u32; GROUPS.len()]; TERMS.len()];

/// What happened in the year, per complex and per area (the last of each is `none`), and per
/// stairwell when that is asked for.
#[derive(Debug)]
pub struct Booked {
    pub(super) complexes: Vec<Account>,
    pub(super) areas: Vec<Account>,
    pub(super) stairwells: Option<Stairwells>,
    pub(super) area_of: Vec<u32>,
    /// Terms (dwelling, term, groups) and moves (from, to, groups) that wait to be booked: the
    /// places lie scattered, and a short loop lets their reads overlap.
    terms: Vec<(u32, usize, u8)>,
    moves: Vec<([u32; 2], u8)>,
}

/// Terms or moves booked at once.
const AT_ONCE: usize = 64;

impl Booked {
    /// Empty books for complexes and areas, beside those of the stairwells.
    pub fn new(c: &ComplexColumns, areas: usize, stairwells: Option<Stairwells>) -> Self {
        let n = c.complex.len();
        let mut area_of: Vec<u32> = c.complex.iter().map(|x| x.area).collect();
        area_of.push(areas as u32);
        Booked {
            complexes: vec![Account::default(); n + 1],
            areas: vec![Account::default(); areas + 1],
            stairwells,
            area_of,
            terms: Vec::with_capacity(AT_ONCE),
            moves: Vec::with_capacity(AT_ONCE),
        }
    }

    /// The complex of a dwelling, or the number of `none`.
    fn unit(&self, dwelling: u32, d: &DwellingColumns) -> usize {
        if dwelling == NONE {
            self.complexes.len() - 1
        } else {
            d.dwelling[dwelling as usize].building.complex as usize
        }
    }

    /// Books a term where a dwelling is.
    pub(super) fn book(&mut self, dwelling: u32, d: &DwellingColumns, term: usize, groups: u8) {
        if groups == 0 {
            return;
        }
        if let Some(stairwells) = &mut self.stairwells {
            stairwells.book(dwelling, d, term, groups);
        }
        self.terms.push((dwelling, term, groups));
        if self.terms.len() == AT_ONCE {
            self.book_terms(d);
        }
    }

    /// Books a move between dwellings.
    pub(super) fn moved(&mut self, [from, to]: [u32; 2], d: &DwellingColumns, groups: u8) {
        if let Some(stairwells) = &mut self.stairwells {
            // Who moves within a stairwell leaves and enters it: no net change.
            stairwells.book(from, d, MOVED_OUT, groups);
            stairwells.book(to, d, MOVED_IN, groups);
        }
        self.moves.push(([from, to], groups));
        if self.moves.len() == AT_ONCE {
            self.book_moves(d);
        }
    }

    pub(super) fn book_terms(&mut self, d: &DwellingColumns) {
        let terms = std::mem::take(&mut self.terms);
        let mut units = [0; AT_ONCE];
        for (unit, &(dwelling, ..)) in units.iter_mut().zip(&terms) {
            *unit = self.unit(dwelling, d);
        }
        for (&(_, term, groups), unit) in terms.iter().zip(units) {
            add(&mut self.complexes[unit], term, groups);
            add(&mut self.areas[self.area_of[unit] as usize], term, groups);
        }
        self.terms = terms;
        self.terms.clear();
    }

    pub(super) fn book_moves(&mut self, d: &DwellingColumns) {
        let moves = std::mem::take(&mut self.moves);
        let mut units = [[0; 2]; AT_ONCE];
        for (units, (between, _)) in units.iter_mut().zip(&moves) {
            *units = between.map(|dwelling| self.unit(dwelling, d));
        }
        for (&(_, groups), [from, to]) in moves.iter().zip(units) {
            if from == to {
                continue;
            }
            add(&mut self.complexes[from], MOVED_OUT, groups);
            add(&mut self.complexes[to], MOVED_IN, groups);
            let (left, entered) = (self.area_of[from] as usize, self.area_of[to] as usize);
            if left != entered {
                add(&mut self.areas[left], MOVED_OUT, groups);
                add(&mut self.areas[entered], MOVED_IN, groups);
            }
        }
        self.moves = moves;
        self.moves.clear();
    }
}

/// Adds one to a term of every group.
#[inline]
pub(super) fn add(account: &mut Account, term: usize, groups: u8) {
    for (g, n) in account[term].iter_mut().enumerate() {
        *n += u32::from(groups >> g & 1);
    }
}
