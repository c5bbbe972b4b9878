//! How a searcher values a dwelling: burden of rent or price on income, rooms
//! against need, quality (value for the property tax as its measure),
//! reputation, distance from the present home, and the distance between the
//! searcher's own and the neighbourhood's median income (soort zoekt soort,
//! M2). One Gumbel term per (searcher, dwelling) makes the choice a logit.
//! Coefficients are scenario ranges.

use bevy_ecs::prelude::Resource;
use buurt_city::IncomeSource;
use buurt_core::math;
use buurt_params::parameters;
use buurt_params::rent_allowance::Entitlement;

use super::view::{LANES, View, Views, lanes};
use crate::components::{Income, People};
use crate::least;
use crate::run::Run;
use crate::search::rooms_needed;

parameters! {
    /// Coefficients of the choice of a dwelling, in units of the error term.
    #[derive(Resource)]
    pub struct Choice: "choice" {
        /// Per unit of housing cost over disposable income.
        burden: f64 = -6.0, "utility per unit of income", -20..=20, "scenario range";
        /// Per room short of need.
        shortage: f64 = -0.9, "utility per room", -20..=20, "scenario range";
        /// Per room above need.
        excess: f64 = -0.15, "utility per room", -20..=20, "scenario range";
        /// Per log point of dwelling value.
        quality: f64 = 1.3, "utility per log point", -20..=20, "scenario range";
        /// Of owning, per log point of income above the median, plus a constant.
        owning: f64 = 0.6, "utility", -20..=20, "scenario range";
        /// Per log point of distance between own and neighbourhood median income.
        social_distance: f64 = -1.6, "utility per log point", -20..=20, "scenario range";
        /// Per unit of reputation.
        reputation: f64 = 0.35, "utility per unit", -20..=20, "scenario range";
        /// Of staying in the same area.
        same_area: f64 = 0.4, "utility", -20..=20, "scenario range";
        /// Per kilometre from the present home.
        distance_km: f64 = -0.08, "utility per km", -20..=20, "scenario range";
        /// How much better than the present home a dwelling must be.
        moving_threshold: f64 = 0.0, "utility", -20..=20, "scenario range";
        /// Utility that who lives in a condemned dwelling gives up in its last year.
        gives_in: f64 = 1.0, "utility", 0..=20, "scenario range";
        /// Vacancies looked at per round and segment; half as many in private and mid-market rent.
        sample: u32 = 4, "vacancies", 0..=8, "scenario range";
        /// Responses per round.
        responses: u32 = 3, "responses a round", 0..=50, "scenario range";
        /// Chance that a searcher with a home looks in a given round.
        activity: f64 = 0.15, "per round", 0..=1, "scenario range";
        /// Chance that one without a home or with urgency looks in a given round.
        activity_urgent: f64 = 0.35, "per round", 0..=1, "scenario range";
        /// Chance that a household with a home declines an offer; one without takes it.
        decline: f64 = 0.12, "per offer", 0..=1, "scenario range";
    }
}

/// Share of the market cost that a sitting owner still pays on average
/// (older, smaller mortgages; scenario value).
pub const SITTING_OWNER: f32 = 0.7;

/// Coefficients in single precision, as the comparison of thousands of dwellings reads them.
#[derive(Debug, Clone, Copy)]
pub struct Weights {
    excess: f32,
    social_distance: f32,
    same_area: f32,
    per_metre: f32,
}

impl Weights {
    /// The coefficients that do not depend on who chooses.
    pub fn new(choice: &Choice) -> Weights {
        Weights {
            excess: choice.excess as f32,
            social_distance: choice.social_distance as f32,
            same_area: choice.same_area as f32,
            per_metre: (0.001 * choice.distance_km) as f32,
        }
    }

    /// For who has no home to be near to.
    pub fn from_nowhere(self) -> Weights {
        Weights {
            same_area: 0.0,
            per_metre: 0.0,
            ..self
        }
    }
}

/// What a searcher brings to every comparison.
#[derive(Debug, Clone, Copy)]
pub struct Chooser {
    /// Log of standardised income relative to the national median.
    z: f32,
    /// Utility per euro of housing cost a year.
    per_euro: f32,
    /// Utility per room of a gap below need.
    lack: f32,
    /// Utility of owning.
    owning: f32,
    /// Rent allowance at any rent.
    allowance: Entitlement,
    /// Row of the present area, or [`NONE`](crate::components::NONE).
    pub from: u32,
    /// Rooms needed.
    need: u8,
    /// Segments of the market it looks at, a bit for each.
    pub segments: u8,
}

impl Chooser {
    /// Reads a household in a year; `median` is the national median standardised income,
    /// `allowance` the rent allowance it may get, `from` the row of its area,
    /// `segments` those it looks at.
    #[allow(clippy::too_many_arguments)]
    pub fn new(
        choice: &Choice,
        run: &Run,
        median: f64,
        p: &People,
        i: &Income,
        allowance: Entitlement,
        from: u32,
        segments: u8,
    ) -> Self {
        let disposable = f64::from(i.disposable_eur).max(least::choice_burden(run));
        let z = math::ln(f64::from(i.standardised_eur).max(least::standardised(run)) / median);
        let tolerance = if p.source == IncomeSource::Student {
            0.4
        } else {
            1.0
        };
        Chooser {
            z: z as f32,
            per_euro: (choice.burden / disposable) as f32,
            lack: -(choice.shortage * tolerance) as f32,
            owning: (choice.owning * (1.0 + z)) as f32,
            allowance,
            from,
            need: rooms_needed(p.persons()),
            segments,
        }
    }

    /// Systematic utility of a dwelling, without the error term; `place` is the centroid
    /// of the present area. Whoever has none brings weights [`Weights::from_nowhere`].
    #[inline(always)]
    pub fn utility(&self, weights: &Weights, place: [f32; 2], view: &View) -> f32 {
        let allowance = self.allowance.at(view.cost * (1.0 / 12.0));
        let cost = view.cost - view.subsidised * 12.0 * allowance;
        let gap = view.rooms - f32::from(self.need);
        let (dx, dy) = (place[0] - view.centroid_m[0], place[1] - view.centroid_m[1]);
        let distance = weights.per_metre * (dx * dx + dy * dy).sqrt();
        let near = if self.from == view.area {
            weights.same_area
        } else {
            distance
        };
        view.common
            + self.per_euro * cost
            + gap * if gap < 0.0 { self.lack } else { weights.excess }
            + self.owning * view.for_sale
            + weights.social_distance * (self.z - view.status).abs()
            + near
    }

    /// Utilities of the views from `first` on.
    #[inline]
    pub fn utilities(
        &self,
        weights: &Weights,
        place: [f32; 2],
        views: &Views,
        first: usize,
    ) -> [f32; LANES] {
        let (cost, common) = (lanes(&views.cost, first), lanes(&views.common, first));
        let (status, rooms) = (lanes(&views.status, first), lanes(&views.rooms, first));
        let (east, north) = (lanes(&views.east, first), lanes(&views.north, first));
        let area = lanes(&views.area, first);
        let (for_sale, subsidised) = (
            lanes(&views.for_sale, first),
            lanes(&views.subsidised, first),
        );
        let mut utilities = [0.0; LANES];
        for (i, utility) in utilities.iter_mut().enumerate() {
            let view = View {
                cost: cost[i],
                common: common[i],
                status: status[i],
                rooms: rooms[i],
                centroid_m: [east[i], north[i]],
                area: area[i],
                for_sale: for_sale[i],
                subsidised: subsidised[i],
            };
            *utility = self.utility(weights, place, &view);
        }
        utilities
    }

    /// Utility of the present home.
    pub fn present(&self, weights: &Weights, view: &View) -> f32 {
        let cost = if view.for_sale > 0.0 {
            SITTING_OWNER * view.cost
        } else {
            view.cost
        };
        self.utility(weights, view.centroid_m, &View { cost, ..*view })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instruments::{Allowances, RentAllowance};

    #[test]
    fn who_has_next_to_nothing_feels_a_rent_as_much_when_all_amounts_are_higher() {
        let people = crate::samples::people();
        let none = RentAllowance {
            in_force: false,
            ..RentAllowance::default()
        };
        let utility = |index: f64| {
            let run = Run {
                income_index: index,
                ..crate::samples::run(2017)
            };
            let little = (1_000.0 * index) as f32;
            let income = Income {
                permanent: 0.0,
                transitory: 0.0,
                taxable_eur: little,
                disposable_eur: little,
                standardised_eur: little,
                wealth_eur: 0.0,
                quintile: 0,
            };
            let allowance = Allowances::new(&none, &run).of(&people, &income);
            let (choice, median) = (Choice::default(), 24_000.0 * index);
            let chooser = Chooser::new(&choice, &run, median, &people, &income, allowance, 0, 0);
            let view = View {
                cost: (6_000.0 * index) as f32,
                common: 0.0,
                status: 0.0,
                rooms: 3.0,
                centroid_m: [0.0; 2],
                area: 0,
                for_sale: 0.0,
                subsidised: 1.0,
            };
            chooser.utility(&Weights::new(&choice), [0.0; 2], &view)
        };
        assert!((utility(1.0) - utility(1.6)).abs() < 1e-4);
    }
}
