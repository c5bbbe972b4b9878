//! S16: Housing First: people who lived in shelters get a dwelling of their own straight
//! away, by agreement between care and corporations, with intensive support at home.
//! The places are few; the dwellings are where the stock is cheap, in areas that carry
//! much already. Most live there successfully; the others are back where they were. Where
//! it is no longer offered, who is housed keeps support until its time is over.

use std::sync::Arc;

use bevy_ecs::prelude::*;
use buurt_city::Vulnerability;
use buurt_core::{Decision, Phase, math};
use buurt_params::law::LawYear;
use buurt_params::parameters;

use super::{Instrument, Row, Scope};
use crate::columns::{Complexes, Dwellings, Households};
use crate::components::{NONE, Support, Urgency};
use crate::ledger::{Item, Ledger};
use crate::occupancy::evict;
use crate::phases::Phases;
use crate::rulebook::{Candidate, Offer, Rule, Rulebook};
use crate::run::Run;
use crate::search::Searchers;
use crate::special_housing::{Client, SpecialHousing};

parameters! {
    /// Housing First (S16).
    #[derive(Component)]
    pub struct HousingFirst: "housing_first" {
        /// Whether it is offered.
        in_force: bool = false, "-", 0..=1, "S16";
        /// First year.
        from: i32 = 2018, "year", 1990..=2150, "scenario";
        /// Clients who begin in a year.
        per_year: u32 = 10, "clients a year", 0..=10000, "scenario range";
        /// Clients at one time.
        places: u32 = 50, "clients", 0..=100000, "S p. 32: fifty (Tilburg)";
        /// Share of clients who keep the dwelling.
        success: f64 = 0.85, "share of clients", 0..=1, "C-44, S p. 32: 0.80 to 0.90, one provider on 50 people (E-29: wide)";
        /// Time in which the others lose it.
        trial_years: i32 = 3, "years", 1..=20, "scenario range";
        /// How long clients are supported.
        support_years: i32 = 5, "years", 1..=50, "scenario range";
        /// Hours of support a client.
        hours: f64 = 4.0, "hours a week", 0..=168, "scenario range";
        /// How much the cheapest dwellings are chosen, beside what mediation does anyway; rent in prices of 2017.
        cheap_weight: f64 = 1.0, "rooms of misfit per 100 EUR a month", 0..=100, "S p. 32: all in areas that carry much already; scenario range";
    }
}

const LOSE: Decision = Decision::named("Housing First dwelling lost");
const ENROL: Decision = Decision::named("Housing First enrolment");

impl Instrument for HousingFirst {
    const ROWS: &'static [Row] = &[Row {
        id: "S16",
        dutch: "Housing First",
        english: "Housing First",
        reads: "people from shelters who wait for a dwelling, cheap vacancies",
        changes: "direct lets with support before others; some lose the dwelling",
        source: "S p. 32; C-44, E-29 (wide); numbers range",
        test: "housing_first_houses_people_from_shelters_at_once_in_cheap_stock",
    }];

    fn enter(&self, _: &Scope, run: &Run, book: &mut Rulebook) {
        book.housing_first = self.in_force && run.year >= self.from;
        if book.housing_first && self.cheap_weight > 0.0 {
            book.sitings.push(Arc::new(CheapStock {
                weight: self.cheap_weight,
            }));
        }
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Stock, follow_clients);
        phases.add(Phase::Search, enrol);
    }
}

/// Clients are placed where the stock is cheap.
#[derive(Debug)]
struct CheapStock {
    weight: f64,
}

impl Rule for CheapStock {
    fn siting(&self, law: &LawYear, who: &Candidate, what: &Offer) -> f64 {
        if who.support == Support::HousingFirst {
            -self.weight * what.rent_eur / (100.0 * law.income_index)
        } else {
            0.0
        }
    }
}

impl HousingFirst {
    /// Chance in a year of the trial that the dwelling is lost.
    fn loss(&self) -> f64 {
        1.0 - math::pow(self.success, 1.0 / f64::from(self.trial_years))
    }
}

/// Some clients lose the dwelling, others need no more support; who is housed gets
/// support.
fn follow_clients(
    run: Res<Run>,
    instruments: Query<&HousingFirst>,
    mut special: ResMut<SpecialHousing>,
    mut ledger: ResMut<Ledger>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut complexes: Complexes,
) {
    if special.clients.is_empty() {
        return;
    }
    // Who began under another policy goes on.
    let offered = instruments.iter().find(|s| s.in_force);
    let Some(settings) = offered.or(instruments.iter().next()) else {
        return;
    };
    let mut h = households.columns();
    let mut d = dwellings.columns();
    let mut c = complexes.columns();
    let year = run.year16();
    let loss = settings.loss();
    let mut stay = Vec::with_capacity(special.clients.len());
    for mut client in std::mem::take(&mut special.clients) {
        let row = client.row as usize;
        let (p, care) = (&h.people[row], &h.care[row]);
        if !p.alive || p.key != client.key || care.support != Support::HousingFirst {
            continue;
        }
        if h.home[row].dwelling == NONE {
            if offered.is_some() {
                stay.push(client);
            } else {
                // Never began: waits like others who leave care.
                h.care[row].support = Support::None;
            }
            continue;
        }
        if client.since == i16::MIN {
            client.since = h.home[row].since;
        }
        let years = i32::from(year - client.since);
        let on_trial = (1..=settings.trial_years).contains(&years);
        if on_trial && run.draws.draw(LOSE, client.key, run.year).uniform() < loss {
            evict(client.row, &mut h, &mut d, &mut c, &run, &mut ledger);
            h.care[row].support = Support::None;
            let seeker = &mut h.seeker[row];
            seeker.urgency = Urgency::Mediated;
            seeker.urgent_until = i16::MAX;
            seeker.search_since = year;
            seeker.search_round = 0;
        } else if years >= settings.support_years {
            h.care[row].support = Support::None;
        } else {
            ledger.book(Item::SupportHours, 52.0 * settings.hours);
            stay.push(client);
        }
    }
    special.clients = stay;
}

/// Enrols people from shelters, who waited longest first.
fn enrol(
    run: Res<Run>,
    instruments: Query<&HousingFirst>,
    list: Res<Searchers>,
    mut special: ResMut<SpecialHousing>,
    mut households: Households,
) {
    let Some(settings) = instruments.iter().find(|s| s.in_force) else {
        return;
    };
    if run.year < settings.from.max(run.start_year) {
        return;
    }
    let h = households.columns();
    let mut waiting: Vec<(i16, u64, u32)> = list
        .0
        .iter()
        .filter(|&&row| {
            let i = row as usize;
            h.seeker[i].urgency == Urgency::Mediated
                && h.home[i].dwelling == NONE
                && h.care[i].detected
                && h.care[i].kind == Vulnerability::Shelter
                && h.care[i].support != Support::HousingFirst
        })
        .map(|&row| {
            let key = h.people[row as usize].key;
            let chance = run.draws.draw(ENROL, key, run.year).0[0];
            (h.seeker[row as usize].search_since, chance, row)
        })
        .collect();
    waiting.sort_unstable();
    let room = (settings.places as usize).saturating_sub(special.clients.len());
    for (_, _, row) in waiting
        .into_iter()
        .take(room.min(settings.per_year as usize))
    {
        let care = &mut h.care[row as usize];
        care.support = Support::HousingFirst;
        care.support_until = i16::MAX;
        special.clients.push(Client {
            key: h.people[row as usize].key,
            row,
            since: i16::MIN,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::*;

    #[test]
    fn the_losses_of_the_trial_leave_the_share_that_succeeds() {
        for (success, trial_years) in [(0.85, 3), (0.8, 1), (1.0, 5)] {
            let settings = HousingFirst {
                success,
                trial_years,
                ..HousingFirst::default()
            };
            let kept = math::pow(1.0 - settings.loss(), f64::from(trial_years));
            assert!((kept - success).abs() < 1e-9);
        }
    }

    #[test]
    fn only_clients_are_sent_to_the_cheapest() {
        let rule = CheapStock { weight: 2.0 };
        for (support, score) in [(Support::HousingFirst, -11.0), (Support::Ambulatory, 0.0)] {
            let who = Candidate { support, ..who() };
            assert_eq!(rule.siting(&law(2017), &who, &offer()), score);
            // A rent that has risen with incomes weighs the same.
            let later = LawYear {
                income_index: 2.0,
                ..law(2017)
            };
            let dearer = Offer {
                rent_eur: 2.0 * offer().rent_eur,
                ..offer()
            };
            assert_eq!(rule.siting(&later, &who, &dearer), score);
        }
    }
}
