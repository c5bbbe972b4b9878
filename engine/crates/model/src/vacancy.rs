//! How long a dwelling stands empty before it is offered: repair and advertising,
//! the time a sale takes, and the few that are kept empty for years (renovation,
//! second homes, waiting for demolition).

use bevy_ecs::prelude::Resource;
use buurt_city::Tenure;
use buurt_core::{Decision, math};
use buurt_params::parameters;

use crate::run::Run;

parameters! {
    /// Time between the departure of an occupant and the offer of the dwelling.
    #[derive(Resource, Copy)]
    pub struct Vacancy: "vacancy" {
        /// Mean time before a social dwelling is offered, or a room of a corporation.
        social_months: f64 = 1.0, "months", 0..=60, "scenario range; C-10: vacancy loss about 1 %";
        /// Mean time before a private or mid-market rental is offered, rooms among them.
        private_months: f64 = 2.0, "months", 0..=60, "scenario range";
        /// Mean time before an owner-occupied dwelling has been sold.
        owner_months: f64 = 4.0, "months", 0..=60, "scenario range";
        /// Share of vacated dwellings that are kept empty for longer.
        long: f64 = 0.09, "share", 0..=1, "scenario range, chosen to stay near the unoccupied dwellings CBS counts";
        /// Mean duration of that.
        long_years: f64 = 3.0, "years", 0..=50, "scenario range";
    }
}

const DELAY: Decision = Decision::named("vacancy delay");

/// Number of the round, counted from the year 0, in which a dwelling vacated now is
/// offered. `now` is such a number too.
pub fn offered_from(run: &Run, key: u64, tenure: Tenure, now: i32) -> i32 {
    let v = &run.vacancy;
    let draw = run.draws.draw_in(
        DELAY,
        key,
        run.year,
        (now.rem_euclid(run.rounds as i32)) as u32,
    );
    let months = match tenure {
        _ if draw.uniform2() < v.long => 12.0 * v.long_years,
        Tenure::Social => v.social_months,
        Tenure::MidRent | Tenure::PrivateRent => v.private_months,
        Tenure::Owner => v.owner_months,
    };
    let wait = -months * math::ln(draw.uniform()) * f64::from(run.rounds) / 12.0;
    now + 1 + wait.min(50.0 * f64::from(run.rounds)) as i32
}
