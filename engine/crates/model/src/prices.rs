//! Prices of homes for sale and private rents follow demand per area: where
//! bids per home on offer exceed the city's mean, the price rises a little, and
//! falls back towards the general level otherwise. The coefficients are
//! scenario ranges.

use bevy_ecs::prelude::*;
use buurt_core::math;
use buurt_params::parameters;
use buurt_params::yearly::Yearly;

use crate::columns::Areas;
use crate::run::Run;
use crate::stock::Programme;

parameters! {
    /// Parameters of price adjustment.
    #[derive(Resource)]
    pub struct Prices: "prices" {
        /// Effect of relative demand on the price level a year, log points.
        response: f64 = 0.02, "log points", 0..=1, "scenario range";
        /// Share of the deviation that fades in a year.
        fade: f64 = 0.1, "per year", 0..=1, "scenario range";
        /// Growth of dwelling values beyond that of incomes, by year (D7).
        growth: Yearly = Yearly::default(), "per year, by year", -0.5..=0.5, "D7; scenario range";
        /// Fall of the social share of new building per log point of price growth since
        /// the start (D7: land becomes dear).
        land: f64 = 0.0, "share per log point", 0..=1, "D7; off: scenario range";
    }
}

impl Prices {
    /// Growth of values in a year beyond that of incomes; none before the start.
    pub fn growth_in(&self, run: &Run) -> f64 {
        if run.year < run.start_year {
            return 0.0;
        }
        self.growth.or(run.year, 0.0)
    }

    /// Log points of growth from the start to a year, that year included.
    pub fn risen(&self, run: &Run) -> f64 {
        (run.start_year..=run.year)
            .map(|y| math::ln(1.0 + self.growth.or(y, 0.0)))
            .sum()
    }
}

/// Lowers the social share of the programme where land became dear (D7).
pub fn price_land(run: Res<Run>, settings: Res<Prices>, mut programme: ResMut<Programme>) {
    if settings.land == 0.0 {
        return;
    }
    let fall = settings.land * settings.risen(&run);
    for lot in &mut programme.lots {
        lot.mix[0] = (lot.mix[0] - fall).clamp(0.0, 1.0 - lot.mix[1] - lot.mix[2]);
    }
}

/// Moves the price level of each area.
pub fn adjust_prices(settings: Res<Prices>, mut areas: Areas) {
    let a = areas.columns();
    let n = a.area.len().max(1) as f64;
    let mean = a.area.iter().map(|x| f64::from(x.demand)).sum::<f64>() / n;
    for area in a.area.iter_mut() {
        let pressure = if mean > 0.0 {
            (f64::from(area.demand) / mean - 1.0).clamp(-1.0, 1.0)
        } else {
            0.0
        };
        let deviation = f64::from(area.price) - 1.0;
        area.price =
            (1.0 + deviation * (1.0 - settings.fade) + settings.response * pressure) as f32;
        area.demand = 0.0;
    }
}
