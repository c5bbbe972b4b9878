//! S6, D16: mid-market rent in new building. In existing areas a corporation may build
//! above the liberalisation limit where it already holds the land; elsewhere it is up
//! to investors, who are willing in expansion areas and the better parts of the city
//! and stay away from areas of low status ("in Amsterdam yes, not in Beijum or
//! Selwerd"). The mid-market part takes the place of owner-occupied dwellings.

use bevy_ecs::prelude::*;
use buurt_core::{Decision, Phase, math};
use buurt_params::parameters;

use super::area_renewal::mean_status;
use super::{Instrument, Row, Scope};
use crate::columns::{Areas, Complexes};
use crate::phases::Phases;
use crate::run::Run;
use crate::stock::Programme;

parameters! {
    /// Mid-market rent in new building (S6) and the reluctance of investors (D16).
    #[derive(Component)]
    pub struct MidMarket: "mid_market" {
        /// Share of a project that is aimed at in mid-market rent beside what is planned; 0 is off.
        share: f64 = 0.0, "share of new dwellings", 0..=1, "S6; scenario range";
        /// Chance that a corporation holds the land of a project in the existing city.
        land_position: f64 = 0.3, "share of projects", 0..=1, "scenario range; S p. 30: some locations";
        /// Chance that an investor takes up a project in an area of the city's mean status.
        invests: f64 = 0.5, "share of projects", 0.001..=0.999, "scenario range; S p. 30: a little, in expansion areas";
        /// Reluctance: fall of the log-odds of investing per log point of status below the city's mean.
        reluctance: f64 = 5.0, "log-odds per log point", 0..=100, "D16, S p. 38; scenario range";
        /// Codes of the areas where it is aimed at; none means everywhere.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
        /// First year.
        from: i32 = 2018, "year", 1990..=2150, "scenario";
        /// Last year.
        until: i32 = 2150, "year", 1990..=2150, "scenario";
    }
}

const LAND: Decision = Decision::named("land position");
const INVEST: Decision = Decision::named("investor");

impl Instrument for MidMarket {
    const ROWS: &'static [Row] = &[
        Row {
            id: "S6",
            dutch: "middeldure huur bijbouwen",
            english: "mid-rent new build",
            reads: "land position of corporations, willingness of investors",
            changes: "mid-market rent in place of owner-occupied dwellings",
            source: "S p. 30, 38; shares range",
            test: "mid_market_building_adds_rent_in_the_middle",
        },
        Row {
            id: "D16",
            dutch: "terughoudende marktpartijen",
            english: "reluctant investors",
            reads: "status of the area against the city's mean",
            changes: "chance that an investor takes up a project (S6)",
            source: "S p. 11, 38; slope range",
            test: "investors_stay_away_from_areas_of_low_status",
        },
    ];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Stock, add_mid_market);
    }
}

impl MidMarket {
    /// Chance that an investor takes up a project, by status above the city's mean.
    fn willing(&self, above_mean: f64) -> f64 {
        let odds = math::ln(self.invests / (1.0 - self.invests));
        math::logistic(odds + self.reluctance * above_mean.min(0.0))
    }
}

/// Adds mid-market rent to the lots where somebody builds it.
fn add_mid_market(
    run: Res<Run>,
    instruments: Query<(&MidMarket, &Scope)>,
    mut programme: ResMut<Programme>,
    mut complexes: Complexes,
    mut areas: Areas,
) {
    for (settings, scope) in &instruments {
        if settings.share <= 0.0 || !(settings.from..=settings.until).contains(&run.year) {
            continue;
        }
        let a = areas.columns();
        let mean = mean_status(&a, &complexes.columns());
        for lot in programme.lots.iter_mut().filter(|l| scope.in_area(l.area)) {
            let above = f64::from(a.area[lot.area as usize].status) - mean;
            let share = settings.share.min(lot.owner_share());
            let land = run.draws.draw(LAND, lot.key, 0).uniform() < settings.land_position;
            let market = run.draws.draw(INVEST, lot.key, 0).uniform() < settings.willing(above);
            if land && !lot.expansion {
                lot.mix[1] += share;
            } else if market {
                lot.mix[2] += share;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn willingness_falls_below_the_mean_only() {
        let rule = MidMarket::default();
        assert!((rule.willing(0.0) - 0.5).abs() < 1e-12);
        assert_eq!(rule.willing(0.3), rule.willing(0.0));
        assert!(rule.willing(-0.1) < rule.willing(0.0));
        assert!(rule.willing(-0.5) < 0.1);
        let blind = MidMarket {
            reluctance: 0.0,
            ..rule
        };
        assert_eq!(blind.willing(-0.5), blind.willing(0.0));
    }
}
