//! How a searcher values a dwelling: burden of rent or price on income, rooms
//! against need, quality (value for the property tax as its measure),
//! reputation, distance from the present home, and the distance between the
//! searcher's own and the neighbourhood's median income (soort zoekt soort,
//! M2). One Gumbel term per (searcher, dwelling) makes the choice a logit.
//! Coefficients are scenario ranges.

use bevy_ecs::prelude::Resource;
use buurt_city::{IncomeSource, Tenure};
use buurt_core::math;
use buurt_params::parameters;
use buurt_params::rent_allowance::Entitlement;

use crate::columns::{AreaColumns, ComplexColumns, DwellingColumns};
use crate::components::{Income, NONE, People};
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
        /// Vacancies looked at per round and segment.
        sample: u32 = 4, "vacancies", 0..=1000, "scenario range";
        /// Responses per round.
        responses: u32 = 3, "responses a round", 0..=50, "scenario range";
        /// Chance that a searcher with a home looks in a given round.
        activity: f64 = 0.15, "per round", 0..=1, "scenario range";
        /// Chance that one without a home or with urgency looks in a given round.
        activity_urgent: f64 = 0.35, "per round", 0..=1, "scenario range";
        /// Chance that an offer is declined.
        decline: f64 = 0.12, "per offer", 0..=1, "scenario range";
    }
}

/// Share of the market cost that a sitting owner still pays on average
/// (older, smaller mortgages; scenario value).
const SITTING_OWNER: f64 = 0.7;

/// What a chooser sees of a dwelling, computed once for all who look at it.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// Rent or cost of owning, euro a year.
    pub cost: f64,
    /// Utility that is the same for everybody: quality and reputation.
    pub common: f64,
    /// Status of the neighbourhood, log of median income over the national median.
    pub status: f64,
    /// Rooms.
    pub rooms: f64,
    /// Centroid of the area, RD metres.
    pub centroid_m: [f32; 2],
    /// Row of the area.
    pub area: u32,
    /// Tenure.
    pub tenure: Tenure,
    /// A rented home of its own, for which rent allowance is given.
    pub subsidised: bool,
}

impl View {
    /// Looks at a dwelling; `owner_cost` is the yearly cost of owning as a share of the
    /// price, `mean_woz` the mean value in the city.
    #[allow(clippy::too_many_arguments)]
    pub fn new(
        choice: &Choice,
        owner_cost: f64,
        row: usize,
        mean_woz: f64,
        d: &DwellingColumns,
        c: &ComplexColumns,
        a: &AreaColumns,
    ) -> View {
        let (b, dw) = (&d.building[row], &d.dwelling[row]);
        let area = &a.area[b.area as usize];
        let quality = math::ln(f64::from(dw.woz_eur).max(20_000.0) / mean_woz);
        let weight = if b.shared == NONE {
            choice.quality
        } else {
            0.3 * choice.quality
        };
        let reputation = c.complex[b.complex as usize].reputation + area.reputation;
        View {
            cost: if dw.tenure == Tenure::Owner {
                f64::from(dw.woz_eur) * f64::from(area.price) * owner_cost
            } else {
                f64::from(dw.rent_eur) * 12.0
            },
            common: weight * quality + choice.reputation * f64::from(reputation),
            status: f64::from(area.status),
            rooms: f64::from(b.rooms),
            centroid_m: area.centroid_m,
            area: b.area,
            tenure: dw.tenure,
            subsidised: dw.tenure != Tenure::Owner && b.shared == NONE,
        }
    }
}

/// What a searcher brings to every comparison.
#[derive(Debug, Clone, Copy)]
pub struct Chooser {
    /// Log of standardised income relative to the national median.
    z: f64,
    /// Utility per euro of housing cost a year.
    per_euro: f64,
    /// Rent allowance at any rent.
    allowance: Entitlement,
    /// Rooms needed.
    need: f64,
    /// Utility per room short.
    shortage: f64,
    /// Utility of owning.
    owning: f64,
    /// Centroid and row of the present area, if housed.
    from: Option<([f32; 2], u32)>,
}

impl Chooser {
    /// Reads a household; `median` is the national median standardised income,
    /// `allowance` the rent allowance it may get.
    pub fn new(
        choice: &Choice,
        median: f64,
        p: &People,
        i: &Income,
        allowance: Entitlement,
        from: Option<([f32; 2], u32)>,
    ) -> Self {
        let disposable = f64::from(i.disposable_eur).max(7000.0);
        let z = math::ln(f64::from(i.standardised_eur).max(4000.0) / median);
        Chooser {
            z,
            per_euro: choice.burden / disposable,
            allowance,
            need: f64::from(rooms_needed(p.persons())),
            shortage: choice.shortage
                * if p.source == IncomeSource::Student {
                    0.4
                } else {
                    1.0
                },
            owning: choice.owning * (1.0 + z),
            from,
        }
    }

    /// Systematic utility of a dwelling, without the error term.
    #[inline]
    pub fn utility(&self, choice: &Choice, view: &View) -> f64 {
        let mut cost = view.cost;
        if view.subsidised {
            cost -= 12.0 * self.allowance.at(cost * (1.0 / 12.0));
        }
        let gap = view.rooms - self.need;
        let mut v = view.common + self.per_euro * cost;
        v += if gap < 0.0 {
            self.shortage * -gap
        } else {
            choice.excess * gap
        };
        if view.tenure == Tenure::Owner {
            v += self.owning;
        }
        v += choice.social_distance * (self.z - view.status).abs();
        if let Some((from, area)) = self.from {
            if area == view.area {
                v += choice.same_area;
            } else {
                let (dx, dy) = (from[0] - view.centroid_m[0], from[1] - view.centroid_m[1]);
                v += choice.distance_km * 0.001 * f64::from((dx * dx + dy * dy).sqrt());
            }
        }
        v
    }

    /// Utility of the present home.
    pub fn present(&self, choice: &Choice, view: &View) -> f64 {
        let cost = if view.tenure == Tenure::Owner {
            SITTING_OWNER * view.cost
        } else {
            view.cost
        };
        self.utility(choice, &View { cost, ..*view })
    }
}
