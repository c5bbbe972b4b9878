//! R8: compulsory guardianship of finances (bewindvoering) for people who leave care,
//! shelter or prison and are mediated, and where debts are known at a social let. It
//! prevents a part of the evictions for arrears (`conduct`) and ends with what it is for.

use std::sync::Arc;

use bevy_ecs::prelude::Component;
use buurt_city::{Tenure, Vulnerability};
use buurt_core::Decision;
use buurt_params::parameters;

use super::contingent::leaves_care;
use super::{Instrument, Row, Scope};
use crate::components::Urgency;
use crate::rulebook::{Candidate, Contract, Offer, Rule, Rulebook};
use crate::run::Run;

parameters! {
    /// Guardianship of finances (R8); what it prevents is `conduct.guardianship_effect`.
    #[derive(Component)]
    pub struct Guardianship: "guardianship" {
        /// Whether mediated lets ask for guardianship.
        in_force: bool = false, "-", 0..=1, "R8";
        /// Share of mediated people from care and of households known to have debts that come under guardianship at a social let.
        share: f64 = 0.5, "share", 0..=1, "scenario range";
    }
}

const GUARD: Decision = Decision::named("guardianship");

impl Instrument for Guardianship {
    const ROWS: &'static [Row] = &[Row {
        id: "R8",
        dutch: "bewindvoering",
        english: "financial guardianship",
        reads: "mediated people from care, known debts at a social let",
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

/// Whether a let to a household asks for guardianship: what is known of it tells of debts,
/// or it comes from care and is mediated. Permit holders come with support, not with debts.
fn asked_of(who: &Candidate) -> bool {
    who.detected == Vulnerability::Debt
        || who.urgency == Urgency::Mediated && leaves_care(who.detected)
}

impl Rule for Guardianship {
    fn sign(&self, run: &Run, who: &Candidate, what: &Offer, contract: &mut Contract) {
        contract.guardianship |= what.tenure == Tenure::Social
            && asked_of(who)
            && run.draws.draw(GUARD, who.key, 0).uniform() < self.share;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{contract, offer, run, who};

    #[test]
    fn known_debts_and_mediated_people_from_care_come_under_guardianship_at_a_social_let() {
        let rule = Guardianship {
            in_force: true,
            share: 1.0,
        };
        use Tenure::{PrivateRent, Social};
        use Urgency::{Mediated, None};
        use Vulnerability as V;
        for (detected, urgency, tenure, wanted) in [
            (V::Debt, None, Social, true),
            (V::None, None, Social, false),
            (V::Debt, None, PrivateRent, false),
            (V::Shelter, Mediated, Social, true),
            (V::MentalHealth, Mediated, Social, true),
            (V::Shelter, None, Social, false),
            (V::PermitHolder, Mediated, Social, false),
            (V::None, Mediated, Social, false),
        ] {
            let mut contract = contract();
            let who = Candidate {
                detected,
                urgency,
                ..who()
            };
            let what = Offer { tenure, ..offer() };
            rule.sign(&run(2017), &who, &what, &mut contract);
            assert_eq!(contract.guardianship, wanted, "{detected:?} {urgency:?}");
        }
    }
}
