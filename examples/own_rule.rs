//! A rule of your own in 40 lines: social dwellings of one area go to households with
//! income from work only.
//!
//! `cargo run --release --example own_rule`

use buurt::city::{IncomeSource, Tenure};
use buurt::model::components::{NONE, People};
use buurt::model::letting_log::LettingLog;
use buurt::model::rulebook::{Candidate, Offer, Reason, Rule};
use buurt::model::{Simulation, Snapshot};
use buurt::params::law::LawYear;
use std::error::Error;

/// Only households with work, in the social dwellings of this area.
#[derive(Debug)]
struct WorkersOnly {
    area: u32,
}

impl Rule for WorkersOnly {
    fn judge(&self, _law: &LawYear, who: &Candidate, what: &Offer) -> Reason {
        let here = what.tenure == Tenure::Social && what.area == self.area;
        if here && who.source != IncomeSource::Work {
            Reason::OwnRule
        } else {
            Reason::Admitted
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::path::Path::new("scenarios/tutorial.ron");
    let mut experiment = buurt::Experiment::load(path)?;
    // Direct mediation asks the same rules; without it every let is an advert.
    experiment.policies[0].direct_mediation.in_force = false;
    let start = Snapshot::initial(&experiment.setting, 0);
    let mut with = Simulation::new(experiment.setting.clone(), &start, &experiment.policies[0]);
    let mut without = Simulation::new(experiment.setting.clone(), &start, &experiment.policies[0]);
    with.add_rule(WorkersOnly { area: 0 });
    let (mut workers, mut lets) = ([0, 0], [0, 0]);
    for _ in 0..8 {
        for (i, run) in [&mut without, &mut with].into_iter().enumerate() {
            run.step();
            let world = run.world_mut();
            let moves = world.resource::<LettingLog>().moves.clone();
            let mut people = world.query::<&People>();
            let sources: Vec<IncomeSource> = people.iter(world).map(|p| p.source).collect();
            for m in moves
                .iter()
                .filter(|m| m.tenure == Tenure::Social && m.area == 0)
            {
                assert_ne!(m.to, NONE);
                lets[i] += 1;
                workers[i] += u32::from(sources[m.row as usize] == IncomeSource::Work);
            }
        }
    }
    println!(
        "social lets in the area to households with work: {} of {} without the rule, {} of {} with it",
        workers[0], lets[0], workers[1], lets[1]
    );
    assert!(
        lets[1] > 50 && workers[1] == lets[1],
        "the rule is never broken"
    );
    assert!(workers[0] < lets[0], "and it bites");
    Ok(())
}
