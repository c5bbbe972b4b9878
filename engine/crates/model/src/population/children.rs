//! Children grow up and leave home: as starters in the city, or for elsewhere.

use buurt_city::Vulnerability;
use buurt_core::{Decision, Draws, Key};

use super::{AgeTables, Demography, Donors, Events, Register, scale, starter_seeker};
use crate::components::{People, Seeker};
use crate::run::Run;

const LEAVE_HOME: Decision = Decision::named("leave home");
const DONOR: Decision = Decision::named("donor");
const TAG_CHILD: u64 = 11;

/// Ages the children of a household by a year and lets the grown ones leave.
#[allow(clippy::too_many_arguments)]
pub(super) fn children_grow_up(
    draws: &Draws,
    year: i32,
    p: &mut People,
    parents: Seeker,
    tables: &AgeTables,
    donors: &Donors,
    rates: &Demography,
    run: &Run,
    register: &mut Register,
    events: &mut Events,
) {
    let (mut slot, mut turn) = (0, 0);
    while slot < usize::from(p.children) {
        turn += 1;
        p.child_age[slot] = p.child_age[slot].saturating_add(1);
        let age = p.child_age[slot];
        let leave = if age < 18 {
            0.0
        } else {
            rates.leave_home * tables.move_out[usize::from(age)]
        };
        if leave > 0.0 {
            let draw = draws.draw_in(LEAVE_HOME, p.key, year, turn);
            if draw.uniform() < leave {
                if draw.uniform2() < rates.starter_stays && !donors.starters.is_empty() {
                    events.starters += 1;
                    let key = Key(p.key).derive(TAG_CHILD, year as u64, u64::from(turn)).0;
                    let i = draws.draw(DONOR, key, year).below(donors.starters.len());
                    let mut new = donors.household(donors.starters[i]);
                    new.people.key = key;
                    new.people.age = [age.max(18), 0];
                    new.seeker = starter_seeker(year as f32);
                    // Since birth, or since its parents came.
                    let born = (year - i32::from(age)) as i16;
                    new.seeker.region_since = parents.region_since.max(born);
                    new.seeker.municipality_since = parents.municipality_since.max(born);
                    new.seeker.registered = year as f32 - (f32::from(age) - 18.0).max(0.0);
                    new.care.kind = Vulnerability::None;
                    scale(&mut new.income, run.income_index);
                    register.incoming.push(new);
                } else {
                    register.left_home_and_city.push(age);
                }
                let last = usize::from(p.children) - 1;
                p.child_age[slot] = p.child_age[last];
                p.children -= 1;
                // The child moved into this slot has not aged yet: look again.
                continue;
            }
        }
        slot += 1;
    }
}
