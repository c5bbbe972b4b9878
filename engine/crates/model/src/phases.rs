//! The systems of a year: every system sits in a phase, and within a phase in the
//! order in which it was added. Nothing runs beside anything else.

use bevy_ecs::prelude::*;
use bevy_ecs::schedule::{LogLevel, ScheduleBuildSettings, SingleThreadedExecutor};
use bevy_ecs::system::ScheduleSystem;
use buurt_core::Phase;

/// Position of a system in its phase.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Step(usize);

/// A schedule per phase, in the order of a year.
pub struct Phases {
    phases: Vec<(Phase, Schedule, usize)>,
}

impl Default for Phases {
    fn default() -> Self {
        let phases = Phase::ALL.map(|phase| {
            let mut schedule = Schedule::default();
            schedule.set_executor(SingleThreadedExecutor::new());
            schedule.set_build_settings(ScheduleBuildSettings {
                ambiguity_detection: LogLevel::Error,
                ..Default::default()
            });
            (phase, schedule, 0)
        });
        Phases {
            phases: phases.into(),
        }
    }
}

impl Phases {
    /// Adds a system at the end of a phase.
    pub fn add<M>(&mut self, phase: Phase, system: impl IntoScheduleConfigs<ScheduleSystem, M>) {
        for (at, schedule, steps) in &mut self.phases {
            if *at != phase {
                continue;
            }
            schedule.add_systems(system.in_set(Step(*steps)));
            if *steps > 0 {
                schedule.configure_sets(Step(*steps).after(Step(*steps - 1)));
            }
            *steps += 1;
            return;
        }
    }

    /// Runs a year; `seconds` gets the time each phase took.
    pub fn run(&mut self, world: &mut World, mut seconds: impl FnMut(Phase, f64)) {
        for (phase, schedule, steps) in &mut self.phases {
            if *steps == 0 {
                continue;
            }
            let start = std::time::Instant::now();
            schedule.run(world);
            seconds(*phase, start.elapsed().as_secs_f64());
        }
    }
}
