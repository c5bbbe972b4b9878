//! Two one-adult households that become one.

use buurt_city::IncomeSource;

use super::retire;
use crate::columns::{ComplexColumns, DwellingColumns, HouseholdColumns};
use crate::components::{Care, NONE, Seeker, Support};
use crate::occupancy;
use crate::run::Run;

/// Two one-adult households become one: the first survives, the second is
/// retired. They live in the home of one of them, the larger if both have one, on the
/// terms of that home and with what is left to look for there: who moves in with a partner
/// needs no dwelling any more, who moves into a condemned one has to look again. Returns the
/// ages of the children for whom a household has no place.
pub fn form_couple(
    a: u32,
    b: u32,
    run: &Run,
    h: &mut HouseholdColumns,
    d: &mut DwellingColumns,
    c: &mut ComplexColumns,
) -> Vec<u8> {
    let (i, j) = (a as usize, b as usize);
    let second = h.people[j];
    let p = &mut h.people[i];
    p.adults = 2;
    p.age[1] = second.age[0];
    let mut too_many = Vec::new();
    for &age in &second.child_age[..usize::from(second.children)] {
        if p.children < 6 {
            p.child_age[usize::from(p.children)] = age;
            p.children += 1;
        } else {
            too_many.push(age);
        }
    }
    if p.source != IncomeSource::Work && second.source == IncomeSource::Work {
        p.source = IncomeSource::Work;
    }
    let (x, y) = (h.income[i], h.income[j]);
    let income = &mut h.income[i];
    income.permanent = 0.5 * (x.permanent + y.permanent);
    income.wealth_eur += y.wealth_eur;
    let (mine, theirs) = (h.seeker[i], h.seeker[j]);
    let theirs_it_is = h.home[j].dwelling != NONE
        && (h.home[i].dwelling == NONE
            || d.building[h.home[j].dwelling as usize].rooms
                > d.building[h.home[i].dwelling as usize].rooms);
    let neither = h.home[i].dwelling == NONE && h.home[j].dwelling == NONE;
    let search = if theirs_it_is || neither && theirs.urgency > mine.urgency {
        theirs
    } else {
        mine
    };
    h.seeker[i] = Seeker {
        registered: mine.registered.min(theirs.registered),
        region_since: mine.region_since.min(theirs.region_since),
        municipality_since: mine.municipality_since.min(theirs.municipality_since),
        ..search
    };
    let mut care = together(&h.care[i], &h.care[j]);
    if !neither && care.support_from == i16::MAX {
        // Support comes with a let, and they do not wait for one any more.
        care.support = Support::None;
    }
    let home = h.home[j];
    occupancy::vacate(b, h, d, c, run, 0);
    if theirs_it_is {
        occupancy::vacate(a, h, d, c, run, 0);
        h.care[i] = care;
        occupancy::occupy(a, home.dwelling, home.rent_eur, h, d, c, run.year16());
        h.home[i].terms = home.terms;
    } else {
        h.care[i] = care;
    }
    retire(h, j);
    too_many
}

/// What is known of both: a household is vulnerable if one of its adults is, and keeps the
/// records of both. The place of a client of Housing First is for one person and ends.
fn together(first: &Care, second: &Care) -> Care {
    let from_second = second.vulnerable() && !first.vulnerable();
    let mut care = if from_second { *second } else { *first };
    if from_second && care.support == Support::HousingFirst {
        care.support = Support::None;
    }
    care.nuisance = first.nuisance.saturating_add(second.nuisance);
    care.blacklisted_until = first.blacklisted_until.max(second.blacklisted_until);
    care
}
