//! S7: the market test (markttoets). Before a corporation builds outside the core task
//! it must see whether a market party would. If none will, it may build, but later; if
//! one says it would, the corporation may not, and the market builds or does not.

use bevy_ecs::prelude::*;
use buurt_core::{Decision, Phase};
use buurt_params::parameters;

use super::{Circumstances, Instrument, Row, Scope};
use crate::columns::Complexes;
use crate::phases::Phases;
use crate::run::Run;
use crate::stock::{Pipeline, Programme, split};

parameters! {
    /// Market test before mid-market building by corporations (S7).
    #[derive(Component)]
    pub struct MarketTest: "market_test" {
        /// Whether the test is asked.
        in_force: bool = false, "-", 0..=1, "S7";
        /// First year.
        from: i32 = 2015, "year", 1990..=2150, "S p. 11: Woningwet 2015";
        /// Last year.
        until: i32 = 2150, "year", 1990..=2150, "scenario";
        /// Chance that no market party comes forward and the corporation may build.
        passes: f64 = 0.5, "share of projects", 0..=1, "scenario range";
        /// Delay by the test.
        delay_months: f64 = 12.0, "months", 0..=120, "scenario range";
        /// Chance that the market builds what the corporation may not; if it does not, the dwellings are sold.
        market_builds: f64 = 0.3, "share of blocked projects", 0..=1, "scenario range; S p. 38: a little";
        /// Codes of the areas; none means everywhere.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
    }
}

/// Tag of the part of a lot that waits for the test.
const TESTED: u64 = 26;
const TEST: Decision = Decision::named("market test");

impl Instrument for MarketTest {
    const ROWS: &'static [Row] = &[Row {
        id: "S7",
        dutch: "markttoets",
        english: "market test before non-DAEB building",
        reads: "mid-market part of a corporation's project, new or rebuilt",
        changes: "delays it, or passes it to the market",
        source: "S p. 11; chances and delay range",
        test: "the_market_test_delays_or_blocks_mid_market_building",
    }];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn doubts(&self, at: &Circumstances<'_>) -> Vec<String> {
        let mut doubts = Vec::new();
        if self.in_force && self.from < 2015 {
            at.legal_from(2015, "the market test (Woningwet 2015)", &mut doubts);
        }
        doubts
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Stock, ask_the_market);
    }
}

impl MarketTest {
    /// Asks about a project. If no market party comes forward, the mid-market part waits
    /// so many years; otherwise the market builds it or it is sold.
    fn ask(&self, run: &Run, project: u64, mix: &mut [f64; 3]) -> i32 {
        let draw = run.draws.draw(TEST, project, 0);
        if draw.uniform() < self.passes {
            return (self.delay_months / 12.0 + 0.5) as i32;
        }
        let share = std::mem::take(&mut mix[1]);
        if draw.uniform2() < self.market_builds {
            mix[2] += share;
        }
        0
    }
}

/// Tests the mid-market part of every lot, and of what replaces the complexes that are
/// demolished this year.
fn ask_the_market(
    run: Res<Run>,
    instruments: Query<(&MarketTest, &Scope)>,
    mut programme: ResMut<Programme>,
    mut pipeline: ResMut<Pipeline>,
    mut complexes: Complexes,
) {
    for (test, scope) in &instruments {
        if !test.in_force || !(test.from..=test.until).contains(&run.year) {
            continue;
        }
        let mut later = Vec::new();
        for lot in &mut programme.lots {
            if lot.mix[1] <= 0.0 || !scope.in_area(lot.area) {
                continue;
            }
            let years = test.ask(&run, lot.key, &mut lot.mix);
            let mid = split(lot.dwellings, lot.mix)[1];
            if years > 0 && mid > 0 {
                let mut part = lot.split_off(mid, [0.0, 1.0, 0.0], TESTED);
                part.delay += years;
                later.push(part);
            }
        }
        programme.lots.append(&mut later);
        programme.lots.retain(|l| l.dwellings > 0);
        let c = complexes.columns();
        for condemned in pipeline.condemned.iter_mut() {
            let complex = &c.complex[condemned.complex as usize];
            let asked = condemned.year == run.year && condemned.plan.mix[1] > 0.0;
            if asked && scope.in_area(complex.area) {
                condemned.mid_delay = test.ask(&run, complex.key, &mut condemned.plan.mix);
            }
        }
    }
}
