//! Arrivals from elsewhere that keep the number of households on its path, stream after
//! stream, and the rows that all new households get.

use bevy_ecs::prelude::*;
use buurt_city::IncomeSource;

use super::donors::Donors;
use super::newcomers::newcomer;
use super::streams::numbers;
use super::{Coming, Demography, Events, Register};
use crate::columns::Households;
use crate::components::{Home, NONE, People, Terms};
use crate::run::Run;
use crate::support::SupportProcess;

/// Brings in arrivals so that the number of households follows its path, and
/// gives all new households a row.
pub fn welcome_arrivals(world: &mut World) {
    let run = world.resource::<Run>().clone();
    let rates = world.resource::<Demography>().clone();
    let support = world.resource::<SupportProcess>().clone();
    let mut register = std::mem::take(&mut *world.resource_mut::<Register>());
    let formed = register.incoming.len();
    let target = world.resource::<Donors>().initial_count * run.household_path;
    let (mut alive, mut students, mut inhabitants) = (0, 0, 0.0);
    let mut count = |p: &People| {
        alive += 1;
        students += usize::from(p.source == IncomeSource::Student);
        inhabitants += f64::from(p.persons());
    };
    let mut state = bevy_ecs::system::SystemState::<Households>::new(world);
    if let Ok(mut households) = state.get_mut(world) {
        let here = households.columns().people.iter().filter(|p| p.alive);
        here.for_each(&mut count);
    }
    for new in &register.incoming {
        count(&new.people);
    }
    let wanted = (target as usize).saturating_sub(alive);
    {
        let donors = world.resource::<Donors>();
        // The number of students follows the city's households (assumption): colleges
        // admit as many as before.
        let places = (donors.students.len() as f64 * run.household_path) as usize;
        let short = places.saturating_sub(students);
        for (stream, n) in numbers(&run, &rates, wanted, target, inhabitants, short) {
            for place in 0..n {
                let key = stream.key(donors.city, run.year, place);
                let Some(new) = newcomer(stream, key, &run, &rates, &support, donors) else {
                    break;
                };
                register.incoming.push(new);
            }
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
        terms: Terms::Ordinary,
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
