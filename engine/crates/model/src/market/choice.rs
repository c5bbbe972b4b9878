//! How a searcher values a dwelling: burden of rent or price on income, rooms
//! against need, quality (value for the property tax as its measure),
//! reputation, distance from the present home, and the distance between the
//! searcher's own and the neighbourhood's median income (soort zoekt soort,
//! M2). One Gumbel term per (searcher, dwelling) makes the choice a logit.
//! Coefficients are scenario ranges.

use bevy_ecs::prelude::Resource;
use buurt_city::{IncomeSource, Tenure};
use buurt_core::math;
use serde::{Deserialize, Serialize};

use crate::columns::{AreaColumns, ComplexColumns, DwellingColumns};
use crate::components::{Income, People};
use crate::run::Run;
use crate::search::rooms_needed;

/// Coefficients of the choice of a dwelling, in units of the error term.
#[derive(Resource, Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Choice {
    /// Per unit of housing cost over disposable income.
    pub burden: f64,
    /// Per room short of need.
    pub shortage: f64,
    /// Per room above need.
    pub excess: f64,
    /// Per log point of dwelling value.
    pub quality: f64,
    /// Of owning, per log point of income above the median, plus a constant.
    pub owning: f64,
    /// Per log point of distance between own and neighbourhood median income.
    pub social_distance: f64,
    /// Per unit of reputation.
    pub reputation: f64,
    /// Of staying in the same area.
    pub same_area: f64,
    /// Per kilometre from the present home.
    pub distance_km: f64,
    /// How much better than the present home a dwelling must be.
    pub moving_threshold: f64,
    /// Vacancies looked at per round and segment.
    pub sample: u32,
    /// Responses per round.
    pub responses: u32,
    /// Chance that a searcher with a home looks in a given round.
    pub activity: f64,
    /// Chance that one without a home or with urgency looks in a given round.
    pub activity_urgent: f64,
    /// Chance that an offer is declined.
    pub decline: f64,
}

impl Default for Choice {
    fn default() -> Self {
        Choice {
            burden: -6.0,
            shortage: -0.9,
            excess: -0.15,
            quality: 1.3,
            owning: 0.6,
            social_distance: -1.6,
            reputation: 0.35,
            same_area: 0.4,
            distance_km: -0.08,
            moving_threshold: 0.6,
            sample: 6,
            responses: 3,
            activity: 0.35,
            activity_urgent: 0.7,
            decline: 0.12,
        }
    }
}

/// Yearly cost of owning as a share of the price: interest, repayment and
/// upkeep less tax relief (scenario value).
pub const OWNER_COST: f64 = 0.042;

/// What a searcher brings to every comparison.
#[derive(Debug, Clone, Copy)]
pub struct Chooser {
    /// Disposable income, euro a year.
    pub disposable: f64,
    /// Log of standardised income relative to the national median.
    pub z: f64,
    /// Rooms needed.
    pub need: f64,
    /// Centroid of the present area, if housed.
    pub from: Option<[f32; 2]>,
    /// Row of the present area.
    pub area: u32,
    /// Studies.
    pub student: bool,
}

impl Chooser {
    /// Reads a household.
    pub fn new(run: &Run, p: &People, i: &Income, from: Option<[f32; 2]>, area: u32) -> Self {
        let median = (run.quintile_bounds[1] * run.quintile_bounds[2]).sqrt();
        Chooser {
            disposable: f64::from(i.disposable_eur).max(7000.0),
            z: math::ln(f64::from(i.standardised_eur).max(4000.0) / median),
            need: f64::from(rooms_needed(p.persons())),
            from,
            area,
            student: p.source == IncomeSource::Student,
        }
    }
}

/// Systematic utility of a dwelling for a chooser, without the error term.
#[allow(clippy::too_many_arguments)]
pub fn utility(
    choice: &Choice,
    who: &Chooser,
    row: usize,
    rent_eur: f64,
    price_eur: f64,
    mean_woz: f64,
    d: &DwellingColumns,
    c: &ComplexColumns,
    a: &AreaColumns,
) -> f64 {
    let (b, dw) = (&d.building[row], &d.dwelling[row]);
    let area = &a.area[b.area as usize];
    let cost = if dw.tenure == Tenure::Owner {
        price_eur * OWNER_COST
    } else {
        rent_eur * 12.0
    };
    // Rent allowance, roughly: the state carries two thirds above 230 euro a
    // month for the lowest incomes, fading out towards the income limit.
    let relief = if dw.tenure == Tenure::Social && who.disposable < 21_000.0 {
        0.65 * (cost - 2760.0).max(0.0) * ((21_000.0 - who.disposable) / 8_000.0).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let mut v = choice.burden * ((cost - relief) / who.disposable);
    let gap = f64::from(b.rooms) - who.need;
    v += if gap < 0.0 {
        -choice.shortage.abs() * -gap * if who.student { 0.4 } else { 1.0 }
    } else {
        choice.excess * gap
    };
    v += choice.quality
        * math::ln(f64::from(dw.woz_eur).max(20_000.0) / mean_woz)
        * if b.shared == u32::MAX { 1.0 } else { 0.3 };
    if dw.tenure == Tenure::Owner {
        v += choice.owning * (1.0 + who.z);
    }
    v += choice.social_distance * (who.z - f64::from(area.status)).abs();
    v += choice.reputation * f64::from(c.complex[b.complex as usize].reputation + area.reputation);
    if let Some(from) = who.from {
        if b.area == who.area {
            v += choice.same_area;
        } else {
            let (dx, dy) = (from[0] - area.centroid_m[0], from[1] - area.centroid_m[1]);
            v += choice.distance_km * f64::from(dx * dx + dy * dy).sqrt() / 1000.0;
        }
    }
    v
}
