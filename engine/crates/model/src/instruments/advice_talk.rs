//! T16: the talk before the offer is accepted (woonruimtebemiddeling, welkomstgesprek). A
//! consultant who knows the block tells the household what to expect. Nobody may be
//! refused; some withdraw. How many depends on how badly household and dwelling fit: too
//! few or too many rooms, and a vulnerable household in a burdened complex. The
//! consultant judges the fit with limited accuracy.
//!
//! withdraws = p · (accuracy · misfit + (1 − accuracy) · ½)

use std::sync::Arc;

use bevy_ecs::prelude::Component;
use buurt_city::Tenure;
use buurt_params::parameters;

use super::{Instrument, Row, Scope};
use crate::rulebook::{Candidate, Offer, Rule, Rulebook};
use crate::run::Run;
use crate::search::rooms_needed;

parameters! {
    /// Advice talk (T16).
    #[derive(Component)]
    pub struct AdviceTalk: "advice_talk" {
        /// Whether there are talks.
        in_force: bool = false, "-", 0..=1, "T16, S p. 33-34";
        /// Chance that a household withdraws when nothing fits.
        withdraw: f64 = 0.3, "per offer", 0..=1, "scenario range";
        /// How well the consultant judges the fit: 0 not at all, 1 without error.
        accuracy: f64 = 0.7, "share", 0..=1, "scenario range";
        /// Share of known vulnerable households at which a complex is no fit for one more.
        burdened: f64 = 0.2, "share of households", 0.01..=1, "scenario range (E-30)";
        /// Codes of the areas with talks; none means everywhere.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
    }
}

#[derive(Debug)]
struct Talk {
    settings: AdviceTalk,
    scope: Scope,
}

impl Instrument for AdviceTalk {
    const ROWS: &'static [Row] = &[Row {
        id: "T16",
        dutch: "woonruimtebemiddeling, soft skills, welkomstgesprek",
        english: "advice talk",
        reads: "rooms against need, vulnerability as known, burden of the complex",
        changes: "makes some withdraw from an offer",
        source: "S p. 33-34, 37; chances range",
        test: "advice_talks_make_some_withdraw_and_most_where_they_do_not_fit",
    }];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn enter(&self, scope: &Scope, _: &Run, book: &mut Rulebook) {
        if self.in_force && self.withdraw > 0.0 {
            book.withdrawals.push(Arc::new(Talk {
                settings: self.clone(),
                scope: scope.clone(),
            }));
        }
    }
}

impl AdviceTalk {
    /// How badly household and dwelling fit, from 0 to 1.
    fn misfit(&self, who: &Candidate, what: &Offer) -> f64 {
        let rooms = (f64::from(what.rooms) - f64::from(rooms_needed(who.persons))).abs() / 2.0;
        let burden = if who.known_vulnerable() {
            f64::from(what.share_vulnerable) / self.burdened
        } else {
            0.0
        };
        rooms.min(1.0).max(burden.min(1.0))
    }
}

impl Rule for Talk {
    fn withdraws(&self, who: &Candidate, what: &Offer) -> f64 {
        let s = &self.settings;
        if what.tenure != Tenure::Social || !self.scope.in_area(what.area) {
            return 0.0;
        }
        s.withdraw * (s.accuracy * s.misfit(who, what) + (1.0 - s.accuracy) * 0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::*;
    use buurt_city::Vulnerability;

    #[test]
    fn who_does_not_fit_withdraws_more_often() {
        let talk = |accuracy| Talk {
            settings: AdviceTalk {
                withdraw: 0.4,
                accuracy,
                ..AdviceTalk::default()
            },
            scope: Scope::default(),
        };
        let vulnerable = Candidate {
            detected: Vulnerability::Addiction,
            ..who()
        };
        let fits = Offer {
            rooms: 2,
            ..offer()
        };
        let burdened = Offer {
            share_vulnerable: 0.2,
            ..fits
        };
        let large = Offer {
            rooms: 4,
            ..offer()
        };
        // Accuracy, who, what, chance.
        for (accuracy, who, what, chance) in [
            (1.0, who(), fits, 0.0),
            (1.0, who(), large, 0.4),
            (1.0, who(), burdened, 0.0),
            (1.0, vulnerable, fits, 0.0),
            (1.0, vulnerable, burdened, 0.4),
            (0.0, who(), fits, 0.2),
            (0.0, who(), large, 0.2),
            (0.5, who(), large, 0.3),
        ] {
            let found = talk(accuracy).withdraws(&who, &what);
            assert!((found - chance).abs() < 1e-6, "{accuracy} {found} {chance}");
        }
        let market = Offer {
            tenure: Tenure::PrivateRent,
            ..large
        };
        assert_eq!(talk(1.0).withdraws(&who(), &market), 0.0);
    }
}
