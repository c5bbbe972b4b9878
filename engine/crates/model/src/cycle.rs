//! The economic cycle and the end of the renewal budgets as paths over the years (D8,
//! D9): factors on moves, on new building and on renewal. Restructuring stalled from 2010
//! on (seed p. 43); the state's renewal budget (ISV) ended in 2014/2015 (seed p. 6, 10).

use bevy_ecs::prelude::*;
use buurt_params::parameters;
use buurt_params::yearly::Yearly;

use crate::run::Run;
use crate::stock::Programme;

parameters! {
    /// Paths of the economic cycle and of renewal (D8, D9).
    #[derive(Resource)]
    pub struct Cycle: "cycle" {
        /// Factor on the chance of looking for another home; empty: one in every year.
        moves: Yearly = Yearly::default(), "factor, by year", 0..=3, "D9; C-14, C-15 give the direction; scenario range";
        /// Factor on the programme of new building; empty: one in every year.
        new_build: Yearly = Yearly::default(), "factor, by year", 0..=3, "D9; C-43: permits 39,000 in 2012, 70,000 in 2018";
        /// Factor on what is renewed a year (S1 to S4); empty: one in every year.
        renewal: Yearly = Yearly::default(), "factor, by year", 0..=3, "D8, D9; seed p. 43; scenario range";
    }
}

/// Scales the programme by the cycle.
pub fn scale_programme(run: Res<Run>, cycle: Res<Cycle>, mut programme: ResMut<Programme>) {
    let Some(factor) = cycle.new_build.at(run.year) else {
        return;
    };
    for lot in &mut programme.lots {
        lot.dwellings = (f64::from(lot.dwellings) * factor) as u32;
    }
}
