//! D11: affordability, availability and sustainability compete. The weights of the three
//! aims tilt what corporations ask at vacancy, what they sell, and what they renew;
//! affordable rents keep cheap stock cheap, and where it is (seed p. 27, 37).

use bevy_ecs::prelude::Component;
use buurt_params::parameters;

use super::{Instrument, Row, Scope};
use crate::rulebook::{Rulebook, Tilt};
use crate::run::Run;

parameters! {
    /// Weights of competing aims (D11); only their proportions count.
    #[derive(Component)]
    pub struct Aims: "aims" {
        /// Affordability: lower target rents.
        affordability: f64 = 1.0, "weight", 0..=100, "D11; scenario range";
        /// Availability: fewer sales.
        availability: f64 = 1.0, "weight", 0..=100, "D11; scenario range";
        /// Sustainability: more renewal.
        sustainability: f64 = 1.0, "weight", 0..=100, "D11; scenario range";
        /// How far a weight of all or nothing tilts target rents.
        strength_rents: f64 = 0.1, "share", 0..=0.5, "scenario range";
        /// How far it tilts sales and renewal.
        strength: f64 = 0.8, "share", 0..=1, "scenario range";
    }
}

impl Aims {
    /// The tilt; equal weights tilt nothing.
    pub fn tilt(&self) -> Tilt {
        let sum = self.affordability + self.availability + self.sustainability;
        let lean = |weight: f64| {
            if sum <= 0.0 {
                0.0
            } else {
                (1.5 * (weight / sum - 1.0 / 3.0)).clamp(-1.0, 1.0)
            }
        };
        let even =
            self.affordability == self.availability && self.availability == self.sustainability;
        if even {
            return Tilt::default();
        }
        Tilt {
            rents: 1.0 - self.strength_rents * lean(self.affordability),
            sales: 1.0 - self.strength * lean(self.availability),
            renewal: 1.0 + self.strength * lean(self.sustainability),
        }
    }
}

impl Instrument for Aims {
    const ROWS: &'static [Row] = &[Row {
        id: "D11",
        dutch: "betaalbaarheid, beschikbaarheid, duurzaamheid",
        english: "competing policy aims",
        reads: "the weights of the three aims",
        changes: "target rents, sales and renewal",
        source: "S p. 27, 37; weights range",
        test: "affordability_lowers_rents_and_availability_lowers_sales",
    }];

    fn enter(&self, _: &Scope, _: &Run, book: &mut Rulebook) {
        book.tilt = self.tilt();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_tilt_and_equal_weights_do_not() {
        let of = |a, v, s| {
            Aims {
                affordability: a,
                availability: v,
                sustainability: s,
                ..Aims::default()
            }
            .tilt()
        };
        assert_eq!(of(1.0, 1.0, 1.0), Tilt::default());
        assert_eq!(of(7.0, 7.0, 7.0), Tilt::default());
        let affordable = of(1.0, 0.0, 0.0);
        assert!(affordable.rents < 1.0 && affordable.sales > 1.0 && affordable.renewal < 1.0);
        assert!(of(0.0, 1.0, 0.0).sales < 1.0);
        assert!(of(0.0, 0.0, 1.0).renewal > 1.0);
    }
}
