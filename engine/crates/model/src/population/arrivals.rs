//! Newcomers: arrivals from elsewhere that keep the number of households on its
//! path, and the rows that all new households get.

use bevy_ecs::prelude::*;
use buurt_city::{IncomeSource, Vulnerability};
use buurt_core::key::mix;
use buurt_core::{Decision, Key};

use super::donors::Donors;
use super::{Coming, Demography, Events, Register, scale, starter_seeker};
use crate::columns::Households;
use crate::components::{Home, NONE, People, Support, Urgency};
use crate::run::Run;

const DONOR: Decision = Decision::named("donor");
const TAG_ARRIVAL: u64 = 13;

/// Brings in arrivals so that the number of households follows its path, and
/// gives all new households a row.
pub fn welcome_arrivals(world: &mut World) {
    let run = world.resource::<Run>().clone();
    let rates = world.resource::<Demography>().clone();
    let mut register = std::mem::take(&mut *world.resource_mut::<Register>());
    let formed = register.incoming.len();
    let target = (world.resource::<Donors>().initial_count * run.household_path) as usize;
    let mut state = world.query::<&People>();
    let (mut alive, mut students) = (register.incoming.len(), 0);
    for p in state.iter(world).filter(|p| p.alive) {
        alive += 1;
        students += usize::from(p.source == IncomeSource::Student);
    }
    let new = register.incoming.iter();
    students += new
        .filter(|n| n.people.source == IncomeSource::Student)
        .count();
    let wanted = target.saturating_sub(alive);
    let permit = (rates.permit_holders_per_1000 / 1000.0 * target as f64) as usize;
    let care = (rates.care_leavers_per_1000 / 1000.0 * target as f64) as usize;
    {
        let donors = world.resource::<Donors>();
        // The number of students follows the city's households (assumption): colleges
        // admit as many as before.
        let places = (donors.students.len() as f64 * run.household_path) as usize;
        let freshmen = places.saturating_sub(students).min(wanted);
        for slot in 0..wanted {
            let key = Key(donors.city)
                .derive(TAG_ARRIVAL, run.year as u64, slot as u64)
                .0;
            let draw = run.draws.draw(DONOR, key, run.year);
            let student = slot >= wanted - freshmen;
            let donor = if student {
                donors
                    .students
                    .get(draw.below(donors.students.len().max(1)))
                    .and_then(|&i| donors.households.get(i as usize))
            } else {
                donors.pick(draw.uniform())
            };
            let Some(donor) = donor else {
                break;
            };
            let mut new = *donor;
            new.people.key = key;
            if student {
                // Most come at the start of their studies.
                new.people.age[0] = 18 + (4.0 * draw.uniform2() * draw.uniform2()) as u8;
            }
            new.seeker = starter_seeker(run.year as f32);
            // Registered in advance, as one may in the whole country: up to two years.
            new.seeker.registered -= (2.0 * draw.uniform2()) as f32;
            scale(&mut new.income, run.income_index);
            new.care.kind = Vulnerability::None;
            new.care.nuisance = 0;
            if slot < permit {
                new.care.kind = Vulnerability::PermitHolder;
                new.people.source = IncomeSource::Benefit;
            } else if slot < permit + care {
                let kinds = [
                    Vulnerability::MentalHealth,
                    Vulnerability::Shelter,
                    Vulnerability::ExDetainee,
                    Vulnerability::MentalHealth,
                ];
                new.care.kind = kinds[(mix(key) & 3) as usize];
                new.people.source = IncomeSource::Benefit;
                new.people.adults = 1;
                new.people.age[1] = 0;
                new.people.children = 0;
            }
            if slot < permit + care {
                new.care.detected = true;
                new.care.support = Support::Ambulatory;
                new.care.support_until = run.year16() + 2;
                new.seeker.urgency = Urgency::Mediated;
                new.seeker.urgent_until = i16::MAX;
            }
            register.incoming.push(new);
        }
    }
    world.resource_mut::<Events>().arrivals = wanted as u32;
    settle(world, &mut register, formed);
    *world.resource_mut::<Register>() = register;
}

/// Gives the new households rows; the first `formed` come from within the city.
fn settle(world: &mut World, register: &mut Register, formed: usize) {
    let incoming = std::mem::take(&mut register.incoming);
    let coming = |i: usize| {
        if i < formed {
            Coming::Formed
        } else {
            Coming::Arrived
        }
    };
    let reuse = register.free.len().min(incoming.len());
    let homeless = Home {
        dwelling: NONE,
        rent_eur: 0.0,
        since: i16::MIN,
    };
    {
        let mut state = bevy_ecs::system::SystemState::<Households>::new(world);
        if let Ok(mut households) = state.get_mut(world) {
            let h = households.columns();
            for (i, new) in incoming[..reuse].iter().enumerate() {
                let Some(row) = register.free.pop() else {
                    break;
                };
                register.settled.push((row, coming(i)));
                let row = row as usize;
                h.people[row] = new.people;
                h.income[row] = new.income;
                h.home[row] = homeless;
                h.seeker[row] = new.seeker;
                h.care[row] = new.care;
            }
            let rows = h.people.len() as u32..;
            let added = rows.zip((reuse..incoming.len()).map(coming));
            register.settled.extend(added);
        }
    }
    world.spawn_batch(
        incoming
            .into_iter()
            .skip(reuse)
            .map(move |n| (n.people, n.income, homeless, n.seeker, n.care)),
    );
}
