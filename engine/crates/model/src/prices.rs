//! Prices of homes for sale and private rents follow demand per area, each its own: where
//! responses per home on offer exceed the city's mean, the level rises a little, and
//! falls back towards the general level otherwise. The coefficients are
//! scenario ranges.

use bevy_ecs::prelude::*;
use buurt_core::math;
use buurt_params::parameters;
use buurt_params::yearly::Yearly;

use crate::columns::Areas;
use crate::components::{Area, Local};
use crate::run::Run;
use crate::stock::Programme;

parameters! {
    /// Parameters of price adjustment.
    #[derive(Resource)]
    pub struct Prices: "prices" {
        /// Effect of relative demand on the level of prices and private rents a year, log points.
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
        let most = (1.0 - lot.mix[1] - lot.mix[2]).max(0.0);
        lot.mix[0] = (lot.mix[0] - fall).clamp(0.0, most);
    }
}

/// A year of one market: the level of each area moves by its responses per home on offer;
/// where none was on offer only the deviation fades.
fn move_levels(settings: &Prices, areas: &mut [Area], market: impl Fn(&mut Area) -> &mut Local) {
    let (mut demand, mut on_offer) = (0.0, 0.0);
    for area in areas.iter_mut() {
        let here = market(area);
        demand += f64::from(here.demand);
        on_offer += f64::from(here.on_offer);
    }
    let mean = if on_offer > 0.0 {
        demand / on_offer
    } else {
        0.0
    };
    for area in areas {
        let here = market(area);
        let pressure = if mean > 0.0 && here.on_offer > 0.0 {
            let responses = f64::from(here.demand) / f64::from(here.on_offer);
            (responses / mean - 1.0).clamp(-1.0, 1.0)
        } else {
            0.0
        };
        let deviation = f64::from(here.level) - 1.0;
        let level = (1.0 + deviation * (1.0 - settings.fade) + settings.response * pressure) as f32;
        *here = Local {
            level,
            step: level / here.level,
            ..Local::default()
        };
    }
}

/// Moves the levels of prices and private rents of all areas. Rents follow at the next
/// review.
pub fn adjust_prices(settings: Res<Prices>, mut areas: Areas) {
    let a = areas.columns();
    move_levels(&settings, a.area, |x| &mut x.sale);
    move_levels(&settings, a.area, |x| &mut x.rent);
}

#[cfg(test)]
mod tests {
    use super::*;
    use bevy_ecs::system::RunSystemOnce;

    fn area(demand: f32, on_offer: f32) -> Area {
        let sale = Local {
            demand,
            on_offer,
            ..Local::default()
        };
        Area {
            sale,
            ..crate::samples::area()
        }
    }

    /// Price levels after a year with these bids and homes on offer.
    fn prices(areas: &[(f32, f32)]) -> Vec<f32> {
        let mut world = World::new();
        world.insert_resource(Prices::default());
        world.spawn_batch(areas.iter().map(|&(d, n)| area(d, n)).collect::<Vec<_>>());
        world.run_system_once(adjust_prices).unwrap();
        let all: Vec<Area> = world.query::<&Area>().iter(&world).copied().collect();
        let done = |a: &Area| a.sale.demand == 0.0 && a.sale.on_offer == 0.0;
        assert!(all.iter().all(done));
        // Another market is left alone, and a level is what its steps make of it.
        assert!(all.iter().all(|a| a.rent == Local::default()));
        assert!(all.iter().all(|a| a.sale.step == a.sale.level));
        all.iter().map(|a| a.sale.level).collect()
    }

    #[test]
    fn bids_per_home_count_and_not_the_size_of_an_area() {
        assert_eq!(prices(&[(300.0, 100.0), (30.0, 10.0)]), [1.0, 1.0]);
        let [large, small, none] = prices(&[(200.0, 100.0), (60.0, 10.0), (0.0, 0.0)])[..] else {
            panic!("three areas");
        };
        assert!(large < 1.0 && small > 1.0, "{large} and {small}");
        assert_eq!(none, 1.0);
    }

    #[test]
    fn land_lowers_the_social_share_to_nothing_at_most() {
        let mut world = World::new();
        world.insert_resource(Prices {
            land: 1.0,
            growth: Yearly(vec![(2015, 0.1)]),
            ..Prices::default()
        });
        world.insert_resource(crate::samples::run(2017));
        let lot = |mix| crate::stock::Lot {
            key: 1,
            area: 0,
            dwellings: 100,
            mix,
            delay: 0,
            expansion: false,
        };
        // Shares of the others that rounding brings above one.
        let lots = vec![lot([0.3, 0.1, 0.12]), lot([0.0, 0.9, 0.1 + 1e-16])];
        world.insert_resource(Programme { lots });
        world.run_system_once(price_land).unwrap();
        let lots = &world.resource::<Programme>().lots;
        assert!(lots.iter().all(|l| l.mix[0] == 0.0), "{lots:?}");
    }
}
