//! Prices of homes for sale and private rents follow demand per area: where
//! bids per home on offer exceed the city's mean, the price rises a little, and
//! falls back towards the general level otherwise. The coefficients are
//! scenario ranges.

use bevy_ecs::prelude::*;
use buurt_params::parameters;

use crate::columns::Areas;

parameters! {
    /// Parameters of price adjustment.
    #[derive(Resource)]
    pub struct Prices: "prices" {
        /// Effect of relative demand on the price level a year, log points.
        response: f64 = 0.02, "log points", 0..=1, "scenario range";
        /// Share of the deviation that fades in a year.
        fade: f64 = 0.1, "per year", 0..=1, "scenario range";
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
