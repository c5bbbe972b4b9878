//! R8: compulsory guardianship of finances (bewindvoering) where debts are known at a
//! social let. It prevents a part of the evictions for arrears (`conduct`).

use std::sync::Arc;

use bevy_ecs::prelude::Component;
use buurt_city::{Tenure, Vulnerability};
use buurt_core::Decision;
use buurt_params::parameters;

use super::{Instrument, Row, Scope};
use crate::rulebook::{Candidate, Contract, Offer, Rule, Rulebook};
use crate::run::Run;

parameters! {
    /// Guardianship of finances (R8); what it prevents is `conduct.guardianship_effect`.
    #[derive(Component)]
    pub struct Guardianship: "guardianship" {
        /// Whether mediated lets ask for guardianship.
        in_force: bool = false, "-", 0..=1, "R8";
        /// Share of households known to have debts that come under guardianship at a social let.
        share: f64 = 0.5, "share", 0..=1, "scenario range";
    }
}

const GUARD: Decision = Decision::named("guardianship");

impl Instrument for Guardianship {
    const ROWS: &'static [Row] = &[Row {
        id: "R8",
        dutch: "bewindvoering",
        english: "financial guardianship",
        reads: "known debts at a social let",
        changes: "lowers the chance of eviction for arrears",
        source: "S p. 36; chances range",
        test: "guardianship_lowers_evictions_for_arrears",
    }];

    fn enter(&self, _: &Scope, _: &Run, book: &mut Rulebook) {
        if self.in_force && self.share > 0.0 {
            book.contracts.push(Arc::new(self.clone()));
        }
    }
}

impl Rule for Guardianship {
    fn sign(&self, run: &Run, who: &Candidate, what: &Offer, contract: &mut Contract) {
        contract.guardianship |= what.tenure == Tenure::Social
            && who.detected == Vulnerability::Debt
            && run.draws.draw(GUARD, who.key, 0).uniform() < self.share;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{contract, offer, run, who};

    #[test]
    fn known_debts_come_under_guardianship_at_a_social_let() {
        let rule = Guardianship {
            in_force: true,
            share: 1.0,
        };
        let signed = |detected, tenure| {
            let mut contract = contract();
            let who = Candidate { detected, ..who() };
            let what = Offer { tenure, ..offer() };
            rule.sign(&run(2017), &who, &what, &mut contract);
            contract.guardianship
        };
        assert!(signed(Vulnerability::Debt, Tenure::Social));
        assert!(!signed(Vulnerability::None, Tenure::Social));
        assert!(!signed(Vulnerability::Debt, Tenure::PrivateRent));
    }
}
