//! Detection apart from true vulnerability (E-15): is vulnerability rising, or seen
//! better? Landlord and municipality know a part of the vulnerable households. Each year
//! they come to know some of the others; that chance follows a ramp, as neighbourhood
//! teams and data on nuisance were built up. Nothing but the knowledge changes.

use bevy_ecs::prelude::*;
use buurt_core::Decision;
use buurt_params::parameters;

use crate::columns::Households;
use crate::run::Run;

parameters! {
    /// What landlord and municipality come to know of vulnerability.
    #[derive(Resource)]
    pub struct Detection: "detection" {
        /// Yearly chance that an unknown vulnerability becomes known, at the start of the ramp.
        first: f64 = 0.05, "per year", 0..=1, "E-15; scenario range";
        /// … at its end.
        last: f64 = 0.20, "per year", 0..=1, "E-15; scenario range";
        /// Start of the ramp.
        from: i32 = 2011, "year", 1990..=2150, "scenario range";
        /// End of the ramp.
        until: i32 = 2025, "year", 1990..=2150, "scenario range";
    }
}

const DETECT: Decision = Decision::named("detection");

impl Detection {
    /// The chance in a year.
    pub fn chance(&self, year: i32) -> f64 {
        let length = f64::from((self.until - self.from).max(1));
        let t = (f64::from(year - self.from) / length).clamp(0.0, 1.0);
        self.first + t * (self.last - self.first)
    }
}

/// Lets some unknown vulnerabilities become known.
pub fn detect(run: Res<Run>, detection: Res<Detection>, mut households: Households) {
    let chance = detection.chance(run.year);
    if chance == 0.0 {
        return;
    }
    let h = households.columns();
    for (p, care) in h.people.iter().zip(h.care.iter_mut()) {
        if p.alive && care.vulnerable() && !care.detected {
            care.detected = run.draws.draw(DETECT, p.key, run.year).happens(chance);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chance_follows_the_ramp() {
        let detection = Detection {
            first: 0.1,
            last: 0.3,
            from: 2010,
            until: 2020,
        };
        for (year, chance) in [
            (2005, 0.1),
            (2010, 0.1),
            (2015, 0.2),
            (2020, 0.3),
            (2040, 0.3),
        ] {
            assert!((detection.chance(year) - chance).abs() < 1e-12, "{year}");
        }
    }
}
