//! Who looks for another home. Households without a home always do; others
//! start with a yearly hazard by age (moves within municipalities, CBS 2017,
//! C-13), raised by misfit: too few rooms, a heavy rent, a neighbourhood whose
//! median income is far from one's own in either direction (Musterd, Van Gent,
//! Das & Latten 2016, C-34), a poor reputation. Most registered households do
//! not search (C-17).

use bevy_ecs::prelude::*;
use buurt_city::{IncomeSource, Tenure};
use buurt_core::draws::Draw;
use buurt_core::{Decision, math};
use buurt_params::parameters;

use crate::columns::{Areas, Complexes, Dwellings, Households};
use crate::components::{NONE, Urgency};
use crate::cycle::Cycle;
use crate::least;
use crate::market::choice::SITTING_OWNER;
use crate::population::{Demography, Donors, WITHIN, interpolate};
use crate::rulebook::Rulebook;
use crate::run::Run;

parameters! {
    /// Parameters of the decision to search.
    #[derive(Resource)]
    pub struct Search: "search" {
        /// Factor on the age profile (households search more often than they succeed).
        base: f64 = 1.25, "factor", 0..=5, "scenario range, chosen so that moves by age meet C-13";
        /// Further factor below 25 years, where fewer searches succeed.
        young: f64 = 1.35, "factor", 0..=5, "scenario range, chosen so that moves by age meet C-13";
        /// Further factor from 67 years on, where fewer searches succeed.
        old: f64 = 1.35, "factor", 0..=5, "scenario range, chosen so that moves by age meet C-13";
        /// Factor for owner-occupiers, relative to the other two.
        owner: f64 = 0.22, "factor", 0..=10, "scenario range, chosen so that turnover by tenure meets C-12";
        /// Factor for private renters and rooms.
        private: f64 = 2.5, "factor", 0..=10, "scenario range, chosen so that turnover by tenure meets C-12";
        /// Factor for social renters.
        social: f64 = 0.29, "factor", 0..=10, "scenario range, chosen so that turnover by tenure meets C-9 and C-12";
        /// Effect of a missing room, log points.
        crowding: f64 = 0.2, "log points per room", 0..=3, "scenario range";
        /// Effect of rent less allowance above 30 % of disposable income, log points per 10 points; above 50 % it rises no more.
        burden: f64 = 0.25, "log points per 10 points", 0..=3, "scenario range";
        /// Effect of the distance to the neighbourhood's median income, log points
        /// per log point, in either direction.
        distance: f64 = 0.35, "log points per log point", 0..=3, "C-34 (form only)";
        /// Effect of a reputation one unit below the mean, log points.
        reputation: f64 = 0.25, "log points per unit", 0..=3, "scenario range";
        /// Years after which a household that has a home stops looking, unless it must leave for renewal or is to be mediated.
        patience: i16 = 3, "years", 1..=50, "C-16 (order only)";
        /// Share of disposable income that its home may cost before a household with urgency after a separation has to look for another (T6).
        unaffordable: f64 = 0.4, "share of disposable income", 0..=10, "scenario range";
        /// Yearly chance that a household without a home that has looked for longer than
        /// its patience gives up and leaves the city: the only exit that depends on housing.
        give_up: f64 = 0.0, "per year", 0..=1, "off; scenario range";
    }
}

impl Search {
    /// Factor of owners, social tenants and other tenants.
    fn of_tenure(&self) -> [f64; 3] {
        [self.owner, self.social, self.private]
    }

    /// Yearly hazard by age, before tenure and misfit: the profile, less the moves that
    /// separations bring about (one of two partners), over the mean of the tenure factors
    /// at that age in the initial population, because the profile holds for all moves and
    /// all tenures together.
    fn by_age(&self, hazard: &SearchHazard, donors: &Donors, rates: &Demography) -> Vec<f64> {
        let factors = self.of_tenure();
        let ages = hazard.0.iter().zip(&donors.tenures_of_age).enumerate();
        ages.map(|(age, (rate, shares))| {
            let mean: f64 = factors.iter().zip(shares).map(|(f, s)| f * s).sum();
            let success = match age {
                0..=24 => self.young,
                67.. => self.old,
                _ => 1.0,
            };
            let coupled = donors.coupled_of_age.get(age).copied().unwrap_or(0.0);
            let separated = 0.5 * coupled * rates.separation_at(age as u8);
            self.base * success * (rate - separated).max(0.0) / mean.max(0.05)
        })
        .collect()
    }
}

/// Misfit multiplies the hazard by at most e^1.2.
const MISFIT_AT_MOST: f64 = 3.33;

const START: Decision = Decision::named("start to search");

/// Hazard by age, made once.
#[derive(Resource, Debug, Clone)]
pub struct SearchHazard(Vec<f64>);

impl Default for SearchHazard {
    fn default() -> Self {
        SearchHazard(
            (0..=130)
                .map(|a| interpolate(&WITHIN, f64::from(a)) / 100.0)
                .collect(),
        )
    }
}

/// The dense list of households that look for a home this year, by rising row.
#[derive(Resource, Debug, Clone, Default)]
pub struct Searchers(pub Vec<u32>);

/// Rooms a household needs: two for one person, three for two or three, four for four, five
/// for more (assumption).
pub fn rooms_needed(persons: u8) -> u8 {
    match persons {
        0 | 1 => 2,
        2 => 3,
        3 => 3,
        4 => 4,
        _ => 5,
    }
}

/// Decides who searches this year.
#[allow(clippy::too_many_arguments)]
pub fn start_to_search(
    run: Res<Run>,
    search: Res<Search>,
    book: Res<Rulebook>,
    cycle: Res<Cycle>,
    hazard: Res<SearchHazard>,
    donors: Res<Donors>,
    rates: Res<Demography>,
    mut list: ResMut<Searchers>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut complexes: Complexes,
    mut areas: Areas,
) {
    let h = households.columns();
    let d = dwellings.columns();
    let c = complexes.columns();
    let a = areas.columns();
    let median = (run.quintile_bounds[1] * run.quintile_bounds[2]).sqrt();
    let least = (least::present_burden(&run), least::standardised(&run));
    let year = run.year16();
    let cycle = cycle.moves.or(run.year, 1.0);
    // Who is safe even with the largest misfit and in any tenure needs no more work; for
    // the rest the class of tenure decides, read from a byte per dwelling.
    let most = MISFIT_AT_MOST * search.owner.max(search.private).max(search.social);
    let hazard = search.by_age(&hazard, &donors, &rates);
    let mut near: Vec<(u32, Draw)> = Vec::new();
    list.0.clear();
    let draws = run
        .draws
        .many(START, run.year, 0, h.people.iter().map(|p| p.key));
    for ((row, p), draw) in h.people.iter().enumerate().zip(draws) {
        if !p.alive {
            continue;
        }
        let s = &mut h.seeker[row];
        if s.urgent_until < year {
            s.urgency = Urgency::None;
        }
        let home = h.home[row];
        if home.dwelling == NONE {
            // Who has no home registers; it costs little and takes no time.
            if !s.registered.is_finite() {
                s.registered = f32::from(year);
            }
            if !s.searching() {
                s.search_since = year;
                s.search_round = 0;
            }
            list.0.push(row as u32);
            continue;
        }
        if s.searching() {
            if year - s.search_since < search.patience || s.urgency >= Urgency::Renewal {
                s.search_round = 0;
                list.0.push(row as u32);
                continue;
            }
            s.search_since = i16::MAX;
        }
        let likely = draw.uniform() <= hazard[usize::from(p.head_age())] * cycle * most;
        if likely || s.urgency == Urgency::Social {
            near.push((row as u32, draw));
        }
    }
    let by_age = |row: usize| hazard[usize::from(h.people[row].head_age())] * cycle;
    let factors = search.of_tenure();
    let classes: Vec<u8> = d
        .dwelling
        .iter()
        .map(|dw| match dw.tenure {
            _ if dw.building.shared != NONE => 2,
            Tenure::Owner => 0,
            Tenure::Social => 1,
            Tenure::PrivateRent | Tenure::MidRent => 2,
        })
        .collect();
    let tenure = |row: usize| factors[usize::from(classes[h.home[row].dwelling as usize])];
    near.retain(|&(row, draw)| {
        if h.seeker[row as usize].urgency == Urgency::Social {
            return true;
        }
        let base = by_age(row as usize) * tenure(row as usize);
        draw.uniform() <= base * MISFIT_AT_MOST
    });
    for (row, draw) in near {
        let row = row as usize;
        let (p, home) = (&h.people[row], &h.home[row]);
        let i = home.dwelling as usize;
        let (b, dw) = (&d.dwelling[i].building, &d.dwelling[i]);
        let base = by_age(row) * tenure(row);
        let income = &h.income[row];
        let mut misfit = 0.0;
        let mut rent = home.rent_eur;
        if dw.tenure != Tenure::Owner && b.shared == NONE {
            rent -= book.allowances.of(p, income).at(rent);
        }
        let disposable = f64::from(income.disposable_eur).max(least.0);
        let share = f64::from(rent) * 12.0 / disposable;
        let settled = p.source != IncomeSource::Student;
        if settled {
            let need = rooms_needed(p.persons());
            misfit += search.crowding * f64::from(need.saturating_sub(b.rooms));
            misfit += search.burden * ((share - 0.30) * 10.0).clamp(0.0, 2.0);
            let z = math::ln(f64::from(income.standardised_eur).max(least.1) / median);
            let distance = (z - f64::from(a.area[b.area as usize].status)).abs();
            misfit += search.distance * (distance - 0.35).clamp(-0.35, 1.5);
        }
        let reputation =
            c.complex[b.complex as usize].reputation + a.area[b.area as usize].reputation;
        misfit -= search.reputation * f64::from(reputation).clamp(-2.0, 2.0);
        // Whoever cannot keep the home after a separation has to look: for that it is urgent.
        let has_to = h.seeker[row].urgency == Urgency::Social && {
            let price = dw.woz_eur * a.area[b.area as usize].sale.level * SITTING_OWNER;
            let owning = f64::from(price) * book.lending.owner_cost() / disposable;
            let cost = if dw.tenure == Tenure::Owner {
                owning
            } else {
                share
            };
            cost > search.unaffordable
        };
        if has_to || draw.uniform() < base * math::exp(misfit.clamp(-1.0, 1.2)) {
            let s = &mut h.seeker[row];
            s.search_since = year;
            s.search_round = (draw.uniform2() * f64::from(run.rounds)) as u8;
            list.0.push(row as u32);
        }
    }
    // Two rising runs: merged.
    list.0.sort();
}
