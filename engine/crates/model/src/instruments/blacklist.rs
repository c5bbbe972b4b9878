//! T14: the blacklist of the corporations. Who was evicted for nuisance or arrears gets
//! no dwelling of a corporation for some years. All six cities of the report have one.
//! Who is evicted is a matter of [`crate::conduct`].

use std::sync::Arc;

use bevy_ecs::prelude::Component;
use buurt_city::Tenure;
use buurt_params::law::LawYear;
use buurt_params::parameters;

use super::{Instrument, Row, Scope};
use crate::rulebook::{Candidate, Offer, Reason, Rule, Rulebook};
use crate::run::Run;

parameters! {
    /// Blacklist (T14).
    #[derive(Component)]
    pub struct Blacklist: "blacklist" {
        /// Whether corporations keep one.
        in_force: bool = true, "-", 0..=1, "T14, S p. 33: in all six cities";
        /// Years for which an evicted household stays on it.
        years: i32 = 3, "years", 0..=20, "scenario range";
    }
}

impl Instrument for Blacklist {
    const ROWS: &'static [Row] = &[Row {
        id: "T14",
        dutch: "zwarte lijst",
        english: "blacklist of nuisance and debt leavers",
        reads: "evictions of the last years",
        changes: "refuses evicted households in dwellings of corporations",
        source: "S p. 33; duration range",
        test: "blacklisted_households_get_no_dwelling_of_a_corporation",
    }];

    fn enter(&self, _: &Scope, _: &Run, book: &mut Rulebook) {
        if self.in_force && self.years > 0 {
            book.judges.push(Arc::new(self.clone()));
        }
    }
}

impl Blacklist {
    /// Year until which a household evicted in `year` is on the list, if it is.
    pub fn until(&self, year: i16) -> Option<i16> {
        (self.in_force && self.years > 0).then(|| year + self.years as i16 - 1)
    }
}

impl Rule for Blacklist {
    fn judge(&self, _: &LawYear, who: &Candidate, what: &Offer) -> Reason {
        if who.blacklisted && matches!(what.tenure, Tenure::Social | Tenure::MidRent) {
            Reason::Blacklisted
        } else {
            Reason::Admitted
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::*;

    #[test]
    fn the_list_closes_the_dwellings_of_corporations_and_no_others() {
        for (blacklisted, tenure, refused) in [
            (true, Tenure::Social, true),
            (true, Tenure::MidRent, true),
            (true, Tenure::PrivateRent, false),
            (true, Tenure::Owner, false),
            (false, Tenure::Social, false),
        ] {
            let who = Candidate {
                blacklisted,
                ..who()
            };
            let what = Offer { tenure, ..offer() };
            let verdict = Blacklist::default().judge(&law(2017), &who, &what);
            assert_eq!(verdict == Reason::Blacklisted, refused, "{tenure:?}");
        }
    }

    #[test]
    fn it_lasts_as_long_as_it_says() {
        let list = |years, in_force| Blacklist { in_force, years };
        assert_eq!(list(3, true).until(2017), Some(2019));
        assert_eq!(list(1, true).until(2017), Some(2017));
        assert_eq!(list(0, true).until(2017), None);
        assert_eq!(list(3, false).until(2017), None);
    }
}
