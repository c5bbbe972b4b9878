//! The state of every household at the start of a year, against which the flows and the
//! mobility of the year are counted at its end. Rows are used again within a year: who left
//! is struck out before the households of the end are compared with those of the start.

use bevy_ecs::prelude::{Res, ResMut, Resource};
use buurt_city::Tenure;
use buurt_params::law::LawYear;

use super::composition::{GROUPS, group_bits};
use crate::columns::{Complexes, DwellingColumns, Dwellings, HouseholdColumns, Households};
use crate::components::{Dwelling, NONE};
use crate::rulebook::target_group_limit;
use crate::run::Run;

/// Housing position by which mobility is counted (C-12, P15): tenants of self-contained
/// social dwellings apart by whether their income is within the limits of the rent
/// allowance, and rooms in shared dwellings apart from dwellings.
///
/// A `newcomer` has looked for a first home since it came from elsewhere: finding one ends
/// its move between municipalities and is not a move within the city. `none` are the
/// others without a dwelling: who left home, a partner or a demolished dwelling.
pub const POSITIONS: [&str; 8] = [
    "owner",
    "social_allowance",
    "social_other",
    "private_or_mid_rent",
    "room",
    "none",
    "newcomer",
    "formed",
];
/// Position of a household without a dwelling of its own.
const WITHOUT_DWELLING: u8 = 5;
/// Position of a household formed during the year.
pub const FORMED: u8 = 7;

const OWNER: u8 = 0;
const SOCIAL: u8 = 1;
const PRIVATE: u8 = 3;
const ROOM: u8 = 4;
const NEWCOMER: u8 = 6;

/// A household row at the start of the year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Opened {
    /// Dwelling, or [`NONE`].
    pub dwelling: u32,
    /// Taxable income of the year before, euro.
    pub taxable_eur: f32,
    /// Groups it belongs to, see [`group_bits`].
    pub groups: u8,
    /// Ages of the adults, head first; 0 when there is no second.
    pub ages: [u8; 2],
    children: [u8; 6],
    /// Persons; 0 when nobody lives in this row.
    pub persons: u8,
    /// Whether an adult has reached pension age.
    pub aow: bool,
    /// Whether it has looked for a first home since it came from elsewhere.
    pub newcomer: bool,
}

impl Opened {
    /// Nobody.
    pub const NOBODY: Opened = Opened {
        dwelling: NONE,
        taxable_eur: 0.0,
        groups: 0,
        ages: [0; 2],
        children: [0; 6],
        persons: 0,
        aow: false,
        newcomer: false,
    };

    /// Reads a household row.
    #[inline]
    pub fn new(row: usize, h: &HouseholdColumns) -> Self {
        let (p, income) = (&h.people[row], &h.income[row]);
        Opened {
            dwelling: h.home[row].dwelling,
            taxable_eur: income.taxable_eur,
            groups: group_bits(p, income, &h.care[row]),
            ages: p.age,
            children: p.child_age,
            persons: p.persons(),
            aow: p.aow(),
            newcomer: h.home[row].dwelling == NONE
                && h.home[row].since == i16::MIN
                && h.seeker[row].search_since == h.seeker[row].municipality_since,
        }
    }

    /// Ages of the children who live at home, as many as are told apart.
    #[inline]
    pub fn children(&self) -> &[u8] {
        let adults = 1 + u8::from(self.ages[1] > 0);
        &self.children[..usize::from(self.persons.saturating_sub(adults).min(6))]
    }

    /// Whether there was a household.
    #[inline]
    pub fn exists(&self) -> bool {
        self.persons > 0
    }
}

/// All household rows at the start of the year.
#[derive(Resource, Debug, Default)]
pub struct Opening {
    /// Year that these are the opening books of.
    pub year: i32,
    /// By household row.
    pub rows: Vec<Opened>,
    /// Position of its tenants or owner, by row of the dwelling.
    pub positions: Vec<u8>,
    /// Households by group, per complex; the last entry is for those without a dwelling.
    pub complexes: Vec<[u32; GROUPS.len()]>,
}

impl Opening {
    /// Makes room for so many rows and no more: lists that grow by doubling stay half empty.
    pub fn make_room(&mut self, rows: usize) {
        self.rows
            .reserve_exact(rows.saturating_sub(self.rows.len()));
    }

    /// Index into [`POSITIONS`] of a household that existed at the start of the year. The
    /// limits of the rent allowance are those of the new year, incomes those of the old one.
    #[inline]
    pub fn position(&self, was: &Opened, law: &LawYear) -> u8 {
        match self.positions.get(was.dwelling as usize) {
            None if was.newcomer => NEWCOMER,
            None => WITHOUT_DWELLING,
            Some(&SOCIAL) => {
                let limit = target_group_limit(law, was.persons, was.aow);
                SOCIAL + u8::from(f64::from(was.taxable_eur) > limit)
            }
            Some(&position) => position,
        }
    }

    /// Writes down the tenures of all dwellings.
    pub fn note_tenures(&mut self, d: &DwellingColumns) {
        let position = |dw: &Dwelling| match dw.tenure {
            _ if dw.building.shared != NONE => ROOM,
            Tenure::Owner => OWNER,
            Tenure::Social => SOCIAL,
            Tenure::MidRent | Tenure::PrivateRent => PRIVATE,
        };
        self.positions.clear();
        self.positions.extend(d.dwelling.iter().map(position));
    }
}

/// Opens the books of the first observed year. Those of later years are the closing books
/// of the year before.
pub fn open_the_books(
    run: Res<Run>,
    mut opening: ResMut<Opening>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut complexes: Complexes,
) {
    if run.year < run.start_year || opening.year == run.year {
        return;
    }
    let h = households.columns();
    let d = dwellings.columns();
    let none = complexes.columns().complex.len();
    opening.year = run.year;
    opening.make_room(h.people.len());
    opening.note_tenures(&d);
    let Opening {
        rows, complexes, ..
    } = &mut *opening;
    rows.clear();
    complexes.clear();
    complexes.resize(none + 1, [0; GROUPS.len()]);
    for (row, p) in h.people.iter().enumerate() {
        if !p.alive {
            rows.push(Opened::NOBODY);
            continue;
        }
        let now = Opened::new(row, &h);
        let home = d.dwelling.get(now.dwelling as usize);
        let complex = home.map_or(none, |d| d.building.complex as usize);
        for (g, n) in complexes[complex].iter_mut().enumerate() {
            *n += u32::from(now.groups >> g & 1);
        }
        rows.push(now);
    }
}
