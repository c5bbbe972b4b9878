//! The one exit that depends on housing, off unless a scenario asks for it: who found
//! no home within the time it is patient may give up and leave the city. The path of
//! the number of households then brings in others the year after.

use bevy_ecs::prelude::*;
use buurt_core::Decision;

use super::{Events, Leaving, Register, retire};
use crate::columns::Households;
use crate::components::NONE;
use crate::run::Run;
use crate::search::Search;

const GIVE_UP: Decision = Decision::named("give up and leave");

/// Lets part of those who have looked for a home in vain leave the city.
pub fn give_up(
    run: Res<Run>,
    search: Res<Search>,
    mut register: ResMut<Register>,
    mut events: ResMut<Events>,
    mut households: Households,
) {
    if search.give_up <= 0.0 {
        return;
    }
    let mut h = households.columns();
    for row in 0..h.people.len() {
        let (p, s) = (&h.people[row], &h.seeker[row]);
        let in_vain = p.alive
            && h.home[row].dwelling == NONE
            && s.searching()
            && run.year16() - s.search_since >= search.patience;
        if !in_vain || run.draws.draw(GIVE_UP, p.key, run.year).uniform() >= search.give_up {
            continue;
        }
        retire(&mut h, row);
        register.release(row as u32, Leaving::GaveUp);
        events.gave_up += 1;
    }
}
