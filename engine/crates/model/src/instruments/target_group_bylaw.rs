//! S11: the target-group by-law (doelgroepenverordening, Breda). Where a developer
//! builds on land of its own the municipality cannot set conditions of sale; the by-law
//! lets it demand a share of social rent below the liberalisation limit, and of
//! mid-market rent. It is used only if needed.

use bevy_ecs::prelude::*;
use buurt_core::{Decision, Phase};
use buurt_params::parameters;

use super::{Circumstances, Instrument, Row, Scope};
use crate::phases::Phases;
use crate::run::Run;
use crate::stock::Programme;

parameters! {
    /// Target-group by-law (S11).
    #[derive(Component)]
    pub struct TargetGroupBylaw: "target_group_bylaw" {
        /// Whether there is one.
        in_force: bool = false, "-", 0..=1, "S11";
        /// Share of social rent that can be demanded.
        social: f64 = 0.20, "share", 0..=1, "S p. 31: at least 20 per cent (Breda)";
        /// Share of mid-market rent that can be demanded.
        mid: f64 = 0.0, "share", 0..=1, "S p. 31: may also be prescribed; size is a scenario range";
        /// Share of projects on a developer's own land, to which it applies.
        private_land: f64 = 0.5, "share of projects", 0..=1, "scenario range; S p. 31: Breda sold its land";
        /// Chance that the municipality uses it on such a project.
        enforced: f64 = 0.5, "share of projects", 0..=1, "scenario range; S p. 31: only if needed";
        /// Codes of the areas in which it holds; none means everywhere.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
        /// First year.
        from: i32 = 2018, "year", 1990..=2150, "scenario";
        /// Last year.
        until: i32 = 2150, "year", 1990..=2150, "scenario";
    }
}

const LAND: Decision = Decision::named("private land");
const USED: Decision = Decision::named("by-law used");

impl Instrument for TargetGroupBylaw {
    const ROWS: &'static [Row] = &[Row {
        id: "S11",
        dutch: "doelgroepenverordening",
        english: "target-group by-law",
        reads: "whether a project is on a developer's own land, its mix",
        changes: "least shares of social and mid-market rent where it is used",
        source: "S p. 31; land and use range",
        test: "the_bylaw_binds_only_projects_on_which_it_is_used",
    }];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn doubts(&self, _: &Circumstances<'_>) -> Vec<String> {
        if self.in_force && self.social + self.mid > 1.0 {
            return vec![
                "demands more than all of it: `social` and `mid` add up to more than 1".to_owned(),
            ];
        }
        Vec::new()
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Stock, enforce);
    }
}

/// Demands the shares of the by-law from private projects.
fn enforce(
    run: Res<Run>,
    instruments: Query<(&TargetGroupBylaw, &Scope)>,
    mut programme: ResMut<Programme>,
) {
    for (bylaw, scope) in &instruments {
        if !bylaw.in_force || !(bylaw.from..=bylaw.until).contains(&run.year) {
            continue;
        }
        for lot in &mut programme.lots {
            if !scope.in_area(lot.area)
                || run.draws.draw(LAND, lot.key, 0).uniform() >= bylaw.private_land
                || run.draws.draw(USED, lot.key, 0).uniform() >= bylaw.enforced
            {
                continue;
            }
            if lot.mix[0] < bylaw.social {
                lot.set_social(bylaw.social);
            }
            let missing = (bylaw.mid - lot.mix[1]).max(0.0);
            lot.mix[1] += missing.min(lot.owner_share());
        }
    }
}
