//! The one place that changes who lives where: at most one household per
//! dwelling and one dwelling per household.

use buurt_city::Tenure;

use crate::columns::{ComplexColumns, DwellingColumns, HouseholdColumns};
use crate::components::{NONE, Terms};
use crate::ledger::{Item, Ledger};
use crate::run::Run;
use crate::vacancy::offered_from;

/// Takes a household out of its dwelling, if it has one, in a round of the year.
pub fn vacate(
    row: u32,
    h: &mut HouseholdColumns,
    d: &mut DwellingColumns,
    c: &mut ComplexColumns,
    run: &Run,
    round: u32,
) {
    let home = &mut h.home[row as usize];
    if home.dwelling == NONE {
        return;
    }
    let i = home.dwelling as usize;
    home.dwelling = NONE;
    home.rent_eur = 0.0;
    home.terms = Terms::Ordinary;
    d.dwelling[i].occupant = NONE;
    let (key, tenure) = (d.dwelling[i].building.key, d.dwelling[i].tenure);
    d.dwelling[i].open_from = offered_from(run, key, tenure, run.now(round));
    let complex = &mut c.complex[d.dwelling[i].building.complex as usize];
    complex.households -= 1;
    complex.moved_out += 1;
    if h.care[row as usize].vulnerable() {
        complex.vulnerable = complex.vulnerable.saturating_sub(1);
    }
    if h.care[row as usize].known_vulnerable() {
        complex.known_vulnerable = complex.known_vulnerable.saturating_sub(1);
    }
}

/// Puts a household out of its dwelling at the beginning of the year, and counts it.
pub fn evict(
    row: u32,
    h: &mut HouseholdColumns,
    d: &mut DwellingColumns,
    c: &mut ComplexColumns,
    run: &Run,
    ledger: &mut Ledger,
) {
    vacate(row, h, d, c, run, 0);
    ledger.book(Item::Evicted, 1.0);
}

/// Puts a household without a home into an empty dwelling.
///
/// # Panics
/// In debug builds when the dwelling is taken or the household still has a home.
pub fn occupy(
    row: u32,
    dwelling: u32,
    rent_eur: f32,
    h: &mut HouseholdColumns,
    d: &mut DwellingColumns,
    c: &mut ComplexColumns,
    year: i16,
) {
    let i = dwelling as usize;
    debug_assert_eq!(d.dwelling[i].occupant, NONE, "dwelling {i} is taken");
    debug_assert_eq!(
        h.home[row as usize].dwelling, NONE,
        "household {row} still has a home"
    );
    d.dwelling[i].occupant = row;
    // Of others the market rent is kept: a cap on the starting rent may end.
    if d.dwelling[i].tenure == Tenure::Social {
        d.dwelling[i].rent_eur = rent_eur;
    }
    let home = &mut h.home[row as usize];
    home.dwelling = dwelling;
    home.rent_eur = rent_eur;
    home.since = year;
    let complex = &mut c.complex[d.dwelling[i].building.complex as usize];
    complex.households += 1;
    complex.moved_in += 1;
    if h.care[row as usize].vulnerable() {
        complex.vulnerable += 1;
        complex.vulnerable_in += 1;
    }
    complex.known_vulnerable += u32::from(h.care[row as usize].known_vulnerable());
    if h.income[row as usize].quintile <= 1 {
        complex.low_in += 1;
    }
}

/// Counts by complex the vulnerable households that landlord and municipality know of:
/// before the rounds, as knowledge changes without a move too.
pub fn count_known(h: &HouseholdColumns, d: &DwellingColumns, c: &mut ComplexColumns) {
    for x in c.complex.iter_mut() {
        x.known_vulnerable = 0;
    }
    for (row, (care, home)) in h.care.iter().zip(h.home.iter()).enumerate() {
        if care.known_vulnerable()
            && let Some(dw) = d.dwelling.get(home.dwelling as usize)
            && dw.occupant as usize == row
        {
            c.complex[dw.building.complex as usize].known_vulnerable += 1;
        }
    }
}
