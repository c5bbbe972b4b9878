//! S15: a joint city-wide portfolio policy (Tilburg). Corporations that each look at
//! their own holdings build and sell where it suits them; with one map of all holdings
//! they build social rent where the city has little of it and sell where there is much.
//! The numbers stay the same: only the places change. The map takes a year to make.

use bevy_ecs::prelude::*;
use buurt_core::Phase;
use buurt_params::parameters;

use super::{Instrument, Row};
use crate::columns::{Areas, DwellingColumns, Dwellings};
use crate::components::{NONE, Use};
use crate::phases::Phases;
use crate::run::Run;
use crate::stock::{Lot, Programme, social_shares};

parameters! {
    /// Joint city-wide portfolio policy (S15).
    #[derive(Component)]
    pub struct JointPortfolio: "joint_portfolio" {
        /// Whether corporations and municipality have one.
        in_force: bool = false, "-", 0..=1, "S15";
        /// First year of the cooperation.
        from: i32 = 2018, "year", 1990..=2150, "scenario";
        /// Years until the map of holdings is there and choices follow it.
        years_to_map: i32 = 1, "years", 0..=20, "S p. 31: a map after one year";
        /// How much choices follow the map: 0 not at all, 1 in proportion to the social share.
        strength: f64 = 1.0, "-", 0..=1, "scenario range";
    }
}

impl Instrument for JointPortfolio {
    const ROWS: &'static [Row] = &[Row {
        id: "S15",
        dutch: "stedelijk strategisch vastgoedbeleid",
        english: "joint city-wide portfolio policy",
        reads: "social holdings of all corporations by area",
        changes: "where social rent is built and where it is sold, not how much",
        source: "S p. 31; strength range",
        test: "a_joint_portfolio_moves_building_and_sales_and_keeps_their_number",
    }];

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Stock, place_social_rent);
    }
}

impl JointPortfolio {
    fn follows_the_map(&self, run: &Run) -> bool {
        self.in_force && self.strength > 0.0 && run.year >= self.from + self.years_to_map
    }

    /// Factor on the chance of a sale, by area: its mean over the social stock is 1.
    /// Empty when every landlord chooses for itself.
    pub fn sale_factors(&self, run: &Run, d: &DwellingColumns, areas: usize) -> Vec<f64> {
        if !self.follows_the_map(run) {
            return Vec::new();
        }
        let (local, city) = social_shares(d, areas);
        let mut stock = vec![0.0; areas];
        for dw in d.dwelling.iter() {
            let b = &dw.building;
            if dw.tenure == buurt_city::Tenure::Social
                && dw.state == Use::Ordinary
                && b.shared == NONE
            {
                stock[b.area as usize] += 1.0;
            }
        }
        let (mut sum, mut all) = (0.0, 0.0);
        let weight = |area: usize| 1.0 + self.strength * (local[area] / city.max(0.01) - 1.0);
        for (area, n) in stock.iter().enumerate() {
            sum += n * weight(area);
            all += n;
        }
        if sum <= 0.0 {
            return Vec::new();
        }
        (0..areas).map(|area| weight(area) * all / sum).collect()
    }
}

/// Moves the social part of the programme to areas with little social rent.
fn place_social_rent(
    run: Res<Run>,
    instruments: Query<&JointPortfolio>,
    mut programme: ResMut<Programme>,
    mut dwellings: Dwellings,
    mut areas: Areas,
) {
    for policy in &instruments {
        if !policy.follows_the_map(&run) || programme.lots.is_empty() {
            continue;
        }
        let (local, city) = social_shares(&dwellings.columns(), areas.columns().area.len());
        redistribute(&mut programme.lots, |area| {
            policy.strength * (city - local[area as usize])
        });
    }
}

/// Adds `wanted` to the social share of every lot and then scales so that the social
/// dwellings of all lots together stay as many; a lot holds no more than its size.
fn redistribute(lots: &mut [Lot], wanted: impl Fn(u32) -> f64) {
    let size = |l: &Lot| f64::from(l.dwellings);
    let total: f64 = lots.iter().map(|l| size(l) * l.mix[0]).sum();
    let mut shares: Vec<f64> = lots
        .iter()
        .map(|l| (l.mix[0] + wanted(l.area)).clamp(0.0, 1.0))
        .collect();
    // Every pass fills the gap in proportion to the room that is left; a few suffice.
    for _ in 0..8 {
        let now: f64 = lots.iter().zip(&shares).map(|(l, s)| size(l) * s).sum();
        let gap = total - now;
        let room: f64 = lots
            .iter()
            .zip(&shares)
            .map(|(l, s)| size(l) * if gap > 0.0 { 1.0 - s } else { *s })
            .sum();
        if room <= 0.0 {
            break;
        }
        for s in &mut shares {
            *s += gap / room * if gap > 0.0 { 1.0 - *s } else { *s };
            *s = s.clamp(0.0, 1.0);
        }
    }
    for (lot, share) in lots.iter_mut().zip(shares) {
        lot.set_social(share);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_social_dwellings_stays_and_its_place_changes() {
        let lot = |area, dwellings, social| Lot {
            key: u64::from(area),
            area,
            dwellings,
            mix: [social, 0.1, 0.1],
            delay: 0,
            expansion: false,
        };
        let wanted = [-0.4, 0.0, 0.3];
        let mut lots = vec![lot(0, 100, 0.3), lot(1, 50, 0.3), lot(2, 150, 0.3)];
        redistribute(&mut lots, |area| wanted[area as usize]);
        let total: f64 = lots.iter().map(|l| f64::from(l.dwellings) * l.mix[0]).sum();
        assert!((total - 90.0).abs() < 1e-9, "{total}");
        assert!(lots[0].mix[0] < 0.01 && lots[2].mix[0] > 0.4, "{lots:?}");
    }
}
