//! Two one-adult households that become one.

use buurt_city::IncomeSource;

use super::retire;
use crate::columns::{ComplexColumns, DwellingColumns, HouseholdColumns};
use crate::components::NONE;
use crate::occupancy;
use crate::run::Run;

/// Two one-adult households become one: the first survives, the second is
/// retired, and they live in whichever home the first has or else the second.
pub fn form_couple(
    a: u32,
    b: u32,
    run: &Run,
    h: &mut HouseholdColumns,
    d: &mut DwellingColumns,
    c: &mut ComplexColumns,
) {
    let (i, j) = (a as usize, b as usize);
    let second = h.people[j];
    let p = &mut h.people[i];
    p.adults = 2;
    p.age[1] = second.age[0];
    for k in 0..usize::from(second.children) {
        if p.children < 6 {
            p.child_age[usize::from(p.children)] = second.child_age[k];
            p.children += 1;
        }
    }
    if p.source != IncomeSource::Work && second.source == IncomeSource::Work {
        p.source = IncomeSource::Work;
    }
    let (x, y) = (h.income[i], h.income[j]);
    let income = &mut h.income[i];
    income.permanent = 0.5 * (x.permanent + y.permanent);
    income.wealth_eur += y.wealth_eur;
    h.seeker[i].registered = h.seeker[i].registered.min(h.seeker[j].registered);
    h.seeker[i].region_since = h.seeker[i].region_since.min(h.seeker[j].region_since);
    let better = h.home[i].dwelling == NONE
        || (h.home[j].dwelling != NONE
            && d.building[h.home[j].dwelling as usize].rooms
                > d.building[h.home[i].dwelling as usize].rooms);
    if better && h.home[j].dwelling != NONE {
        let (to, rent) = (h.home[j].dwelling, h.home[j].rent_eur);
        occupancy::vacate(b, h, d, c, run, 0);
        occupancy::vacate(a, h, d, c, run, 0);
        occupancy::occupy(a, to, rent, h, d, c, run.year16());
    } else {
        occupancy::vacate(b, h, d, c, run, 0);
    }
    retire(h, j);
}
