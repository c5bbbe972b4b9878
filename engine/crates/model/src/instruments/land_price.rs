//! S13: land policy and land prices. Where land is dear, and where the municipality
//! still carries losses on land it bought before the crisis, less of what is built is
//! social rent.

use bevy_ecs::prelude::*;
use buurt_city::Tenure;
use buurt_core::{Phase, math};
use buurt_params::parameters;

use super::{Instrument, Row, Scope};
use crate::columns::{Areas, DwellingColumns, Dwellings};
use crate::components::{NONE, Use};
use crate::phases::Phases;
use crate::stock::Programme;

parameters! {
    /// Land policy and land prices (S13).
    #[derive(Component)]
    pub struct LandPrice: "land_price" {
        /// How strongly the social share falls where land is dearer than in the city: percentage fall per per cent; 0 is off.
        sensitivity: f64 = 0.0, "elasticity", 0..=5, "S13, S p. 24, 31; scenario range";
        /// Losses on land bought before the crisis, as a surcharge on the land of expansion areas.
        past_losses: f64 = 0.0, "log points of the price", 0..=2, "S p. 31 (Waalfront, Waalsprong); scenario range";
        /// Codes of the areas where it matters; none means everywhere.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
    }
}

impl Instrument for LandPrice {
    const ROWS: &'static [Row] = &[Row {
        id: "S13",
        dutch: "grondbeleid / grondprijs",
        english: "land policy and land price",
        reads: "value of dwellings in the area against the city's, expansion",
        changes: "lowers the social share of lots where land is dear",
        source: "S p. 24, 31; elasticity range",
        test: "dear_land_lowers_the_social_share",
    }];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Stock, price_land);
    }
}

impl LandPrice {
    /// What is left of the social share where land is dearer by so many log points.
    fn factor(&self, dearer: f64) -> f64 {
        math::exp(-self.sensitivity * dearer.max(0.0))
    }
}

/// Log of the value of a room in each area over that in the city: what dwellings are
/// worth follows the land.
fn dearer(d: &DwellingColumns, price: &[f64]) -> Vec<f64> {
    let n = price.len();
    let mut sums = vec![[0.0; 2]; n + 1];
    for dw in d.dwelling.iter() {
        let b = &dw.building;
        if dw.state != Use::Demolished && b.shared == NONE && dw.tenure != Tenure::Social {
            for at in [b.area as usize, n] {
                sums[at][0] += f64::from(dw.woz_eur) * price[b.area as usize];
                sums[at][1] += f64::from(b.rooms);
            }
        }
    }
    let level = |s: &[f64; 2]| if s[1] > 0.0 { s[0] / s[1] } else { 0.0 };
    let city = level(&sums[n]);
    let of = |s: &[f64; 2]| match level(s) {
        v if v > 0.0 && city > 0.0 => math::ln(v / city),
        _ => 0.0,
    };
    sums[..n].iter().map(of).collect()
}

/// Lowers the social share of lots on dear land.
fn price_land(
    instruments: Query<(&LandPrice, &Scope)>,
    mut programme: ResMut<Programme>,
    mut dwellings: Dwellings,
    mut areas: Areas,
) {
    for (settings, scope) in &instruments {
        if settings.sensitivity <= 0.0 || programme.lots.is_empty() {
            continue;
        }
        let price: Vec<f64> = areas
            .columns()
            .area
            .iter()
            .map(|a| f64::from(a.sale.level))
            .collect();
        let dearer = dearer(&dwellings.columns(), &price);
        for lot in programme.lots.iter_mut().filter(|l| scope.in_area(l.area)) {
            let losses = if lot.expansion {
                settings.past_losses
            } else {
                0.0
            };
            let factor = settings.factor(dearer[lot.area as usize] + losses);
            if factor < 1.0 {
                lot.set_social(lot.mix[0] * factor);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cheap_land_leaves_the_share_and_dear_land_lowers_it() {
        let rule = LandPrice {
            sensitivity: 1.0,
            ..LandPrice::default()
        };
        assert_eq!(rule.factor(-0.4), 1.0);
        assert_eq!(rule.factor(0.0), 1.0);
        assert!((rule.factor(math::ln(2.0)) - 0.5).abs() < 1e-12);
        assert_eq!(LandPrice::default().factor(3.0), 1.0);
    }
}
