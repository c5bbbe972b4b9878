//! D22: tenants' bodies have a say. Since the revised Housing Act they sign the yearly
//! performance agreements with municipality and corporation (seed p. 47, rec. 4); what
//! they bring in is a lower yearly increase for sitting tenants. What is agreed on sales
//! is `sales.cap`.

use bevy_ecs::prelude::Component;
use buurt_params::parameters;

use super::{Instrument, Row, Scope};
use crate::rulebook::Rulebook;
use crate::run::Run;

parameters! {
    /// Agreements with tenants' bodies (D22).
    #[derive(Component)]
    pub struct Agreements: "agreements" {
        /// Whether they bind; from 2016 on.
        in_force: bool = false, "-", 0..=1, "D22, D3";
        /// Largest yearly increase for sitting tenants.
        increase: f64 = 0.01, "per year", 0..=0.1, "scenario range";
    }
}

impl Instrument for Agreements {
    const ROWS: &'static [Row] = &[Row {
        id: "D22",
        dutch: "bewonersorganisaties in woonvisie",
        english: "tenants' bodies have a say",
        reads: "the agreed increase",
        changes: "yearly increase of sitting tenants",
        source: "S p. 47; size range",
        test: "agreements_with_tenants_keep_rents_lower",
    }];

    fn enter(&self, _: &Scope, run: &Run, book: &mut Rulebook) {
        if self.in_force && run.law.year >= 2016 {
            book.asking.agreed_increase = Some(self.increase);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::run;

    #[test]
    fn tenants_have_a_say_since_the_revised_act() {
        let agreed = |year, in_force| {
            let mut book = Rulebook::default();
            let rule = Agreements {
                in_force,
                ..Agreements::default()
            };
            rule.enter(&Scope::default(), &run(year), &mut book);
            book.asking.agreed_increase
        };
        assert_eq!(agreed(2015, true), None);
        assert_eq!(agreed(2016, true), Some(0.01));
        assert_eq!(agreed(2016, false), None);
    }
}
