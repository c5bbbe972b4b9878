//! A let or sale is settled: the household moves in, and it is booked everywhere.

use buurt_city::Tenure;

use crate::columns::{ComplexColumns, DwellingColumns, HouseholdColumns};
use crate::components::{Landlord, NONE, Terms, Urgency};
use crate::letting_log::{Channel, LettingLog, Move};
use crate::letting_record::Event;
use crate::occupancy;
use crate::rulebook::{
    Candidate, Contract, Offer, Rulebook, daeb_limit, rent_cap, target_group_limit,
};
use crate::run::Run;

/// Counts a social let on its landlord, as the two national norms see it.
pub fn count_let(run: &Run, l: &mut Landlord, who: &Candidate, rent_eur: f64) {
    l.social_lets += 1;
    let law = &run.law;
    if who.taxable_eur <= daeb_limit(law, who.persons) {
        l.daeb_low += 1;
    } else if law
        .daeb_middle_upper
        .is_some_and(|upper| who.taxable_eur <= upper)
    {
        l.daeb_middle += 1;
    } else {
        l.daeb_free += 1;
    }
    if who.taxable_eur <= target_group_limit(law, who.persons, who.aow) {
        l.target_group_lets += 1;
        l.passend_lets += u32::from(rent_eur <= rent_cap(law, who.persons));
    }
}

/// Moves a household into a vacancy and books it everywhere.
#[allow(clippy::too_many_arguments)]
pub fn settle_in(
    row: u32,
    who: &Candidate,
    dwelling: u32,
    offer: &Offer,
    channel: Channel,
    round: u32,
    run: &Run,
    book: &Rulebook,
    h: &mut HouseholdColumns,
    d: &mut DwellingColumns,
    c: &mut ComplexColumns,
    landlords: &mut [Landlord],
    log: &mut LettingLog,
    freed: &mut Vec<u32>,
) {
    let i = row as usize;
    let from = h.home[i].dwelling;
    let tenure_from = d.dwelling.get(from as usize).map(|dw| dw.tenure);
    if from != NONE {
        freed.push(from);
    }
    let mut contract = Contract {
        rent_eur: offer.rent_eur,
        support: who.support,
        support_from: h.care[i].support_from,
        support_until: h.care[i].support_until,
        guardianship: h.care[i].guardianship,
        terms: Terms::Ordinary,
    };
    book.support.begin(run, who, &mut contract);
    for rule in &book.contracts {
        rule.sign(run, who, offer, &mut contract);
    }
    let rent = contract.rent_eur as f32;
    occupancy::vacate(row, h, d, c, run, round);
    if let Some(grounds) = &mut log.grounds {
        grounds.note(row, dwelling, offer, run, round, h, d, c);
    }
    occupancy::occupy(row, dwelling, rent, h, d, c, run.year16());
    let care = &mut h.care[i];
    // Who is given support is known from then on.
    let known = care.known_vulnerable();
    care.detected |= care.vulnerable() && contract.support > care.support;
    if care.known_vulnerable() && !known {
        let place = d.dwelling[dwelling as usize].building.complex as usize;
        c.complex[place].known_vulnerable += 1;
    }
    care.support = contract.support;
    care.support_from = contract.support_from;
    care.support_until = contract.support_until;
    care.guardianship = contract.guardianship;
    h.home[i].terms = contract.terms;
    let seeker = &mut h.seeker[i];
    let registered = run.year as f32 - seeker.registered;
    let urgency = seeker.urgency;
    seeker.search_since = i16::MAX;
    seeker.urgency = Urgency::None;
    if offer.replaces == seeker.returns_to {
        seeker.returns_to = NONE;
    }
    let b = &d.dwelling[dwelling as usize].building;
    if offer.tenure == Tenure::Social {
        if let Some(l) = landlords.get_mut(b.landlord as usize) {
            count_let(run, l, who, contract.rent_eur);
            l.contingent_lets += u32::from(channel == Channel::Contingent);
            l.self_contained_lets += u32::from(!offer.shared);
        }
        // A social let uses up the registration; it starts again.
        h.seeker[i].registered = run.year as f32;
    }
    log.note(Some(who), offer, channel, Event::MovedIn(contract.rent_eur));
    log.record(Move {
        round,
        row,
        key: h.people[i].key,
        from,
        tenure_from,
        to: dwelling,
        tenure: offer.tenure,
        channel,
        landlord: offer.landlord,
        area: b.area,
        taxable_eur: h.income[i].taxable_eur,
        income_class: h.income[i].quintile,
        persons: who.persons,
        aow: who.aow,
        vulnerable: h.care[i].vulnerable(),
        kind: h.care[i].kind,
        children: h.people[i].children,
        age: h.people[i].head_age(),
        urgency,
        rent_eur: contract.rent_eur,
        rooms: b.rooms,
        registered_years: registered,
        shared: offer.shared,
        free_room: offer.free_room,
        passend_exception: offer.passend_exception,
    });
}
