//! The state of every household at the start of a year, against which the flows and the
//! mobility of the year are counted at its end. Rows are used again within a year, so a
//! household is recognised by its key.

use bevy_ecs::prelude::{Res, ResMut, Resource};
use buurt_city::Tenure;

use super::composition::{GROUPS, group_bits};
use crate::columns::{Dwellings, Households};
use crate::components::NONE;
use crate::rulebook::target_group_limit;
use crate::run::Run;

/// Housing position by which mobility is counted (C-12, P15): tenants of social dwellings
/// apart by whether their income is within the limits of the rent allowance.
pub const POSITIONS: [&str; 6] = [
    "owner",
    "social_allowance",
    "social_other",
    "private_or_mid_rent",
    "none",
    "formed",
];
/// Position of a household without a dwelling of its own.
pub const WITHOUT_DWELLING: u8 = 4;
/// Position of a household formed during the year.
pub const FORMED: u8 = 5;

/// A household row at the start of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// Key of the household.
    pub key: u64,
    /// Dwelling, or [`NONE`].
    pub dwelling: u32,
    /// Groups it belongs to, see [`group_bits`].
    pub groups: u8,
    /// Index into [`POSITIONS`].
    pub position: u8,
    /// Age of the head.
    pub age: u8,
    /// Persons; 0 when nobody lives in this row.
    pub persons: u8,
}

impl Opened {
    /// Nobody.
    pub const NOBODY: Opened = Opened {
        key: 0,
        dwelling: NONE,
        groups: 0,
        position: 0,
        age: 0,
        persons: 0,
    };

    /// Whether there was a household.
    #[inline]
    pub fn exists(&self) -> bool {
        self.persons > 0
    }
}

/// All household rows at the start of the year, with the numbers of households per
/// complex and group; the last entry is for those without a dwelling.
#[derive(Resource, Debug, Default)]
pub struct Opening {
    /// By household row.
    pub rows: Vec<Opened>,
    /// Households by group, per complex; then those without a dwelling.
    pub complexes: Vec<[u32; GROUPS.len()]>,
}

/// Writes down the state at the start of the year. The limits of the rent allowance are
/// those of the new year, incomes those of the old one.
pub fn open_the_books(
    run: Res<Run>,
    mut opening: ResMut<Opening>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut complexes: crate::columns::Complexes,
) {
    if run.year < run.start_year {
        return;
    }
    let h = households.columns();
    let d = dwellings.columns();
    let none = complexes.columns().complex.len();
    let Opening { rows, complexes } = &mut *opening;
    rows.clear();
    rows.reserve(h.people.len());
    complexes.clear();
    complexes.resize(none + 1, [0; GROUPS.len()]);
    for (row, p) in h.people.iter().enumerate() {
        if !p.alive {
            rows.push(Opened::NOBODY);
            continue;
        }
        let (income, dwelling) = (&h.income[row], h.home[row].dwelling);
        let groups = group_bits(p, income, &h.care[row]);
        let (position, complex) = if dwelling == NONE {
            (WITHOUT_DWELLING, none)
        } else {
            let position = match d.dwelling[dwelling as usize].tenure {
                Tenure::Owner => 0,
                Tenure::Social => {
                    let limit = target_group_limit(&run.law, p.persons(), p.aow());
                    1 + u8::from(f64::from(income.taxable_eur) > limit)
                }
                Tenure::MidRent | Tenure::PrivateRent => 3,
            };
            (position, d.building[dwelling as usize].complex as usize)
        };
        for (g, n) in complexes[complex].iter_mut().enumerate() {
            *n += u32::from(groups >> g & 1);
        }
        rows.push(Opened {
            key: p.key,
            dwelling,
            groups,
            position,
            age: p.head_age(),
            persons: p.persons(),
        });
    }
}
