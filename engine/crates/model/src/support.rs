//! Support as a process: who gets it when a home is found, how soon it begins, how long
//! it lasts, how many hours it takes. The seed report (p. 39, 41) names cuts in the
//! capacity of care (D2), slow co-operation (D18) and products of "six months, two hours
//! a week" (D21); some providers find it easier to help people who live together (M13).

use bevy_ecs::prelude::*;
use buurt_core::Decision;
use buurt_params::parameters;
use buurt_params::yearly::Yearly;

use crate::columns::{Dwellings, Households};
use crate::components::{Complex, NONE, Special};
use crate::ledger::{Item, Ledger};
use crate::rulebook::{Candidate, Contract};
use crate::run::Run;

/// Support that comes with a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum Support {
    /// None.
    #[default]
    None = 0,
    /// Ambulatory support at home, voluntary.
    Ambulatory = 1,
    /// Flip contract (omklapcontract): the care provider rents for the time being.
    Flip = 2,
    /// Three-party contract (driehoekscontract): the lease asks for care.
    ThreeParty = 3,
    /// Housing First: intensive support in a dwelling of one's own.
    HousingFirst = 4,
    /// Support by a programme of renewal in its areas.
    Programme = 5,
}

impl Support {
    /// All kinds, in their order.
    pub const ALL: [Support; 6] = [
        Support::None,
        Support::Ambulatory,
        Support::Flip,
        Support::ThreeParty,
        Support::HousingFirst,
        Support::Programme,
    ];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Support::None => "none",
            Support::Ambulatory => "ambulatory",
            Support::Flip => "flip",
            Support::ThreeParty => "three_party",
            Support::HousingFirst => "housing_first",
            Support::Programme => "programme",
        }
    }
}

// The table of moves writes a kind as its place among all.
const _: () = {
    let mut i = 0;
    while i < Support::ALL.len() {
        assert!(Support::ALL[i] as usize == i);
        i += 1;
    }
};

parameters! {
    /// Support of households that leave care or come as permit holders.
    #[derive(Resource)]
    pub struct SupportProcess: "support" {
        /// Share of them for whom there is support, by year; empty: all (D2).
        capacity: Yearly = Yearly::default(), "share, by year", 0..=1, "D2; scenario range";
        /// Months between the let and the start of support (D18).
        delay_months: f64 = 0.0, "months", 0..=60, "D18; scenario range";
        /// Months of support (D21).
        months: f64 = 24.0, "months", 0..=240, "scenario range; seed p. 41 names a product of 6 months";
        /// Hours a week (D21).
        hours_a_week: f64 = 2.0, "hours a week", 0..=168, "S p. 41";
        /// Share of the hours that is saved at most by clients in the same complex (M13).
        concentration: f64 = 0.0, "share", 0..=1, "M13; off: scenario range";
    }
}

const BEGIN: Decision = Decision::named("begin of support");
const WEEKS: f64 = 52.0;

/// Months as whole years: the part of a year by chance.
pub fn whole_years(months: f64, chance: f64) -> i16 {
    (months / 12.0 + chance).min(1000.0) as i16
}

impl SupportProcess {
    /// Settles begin and end of the support that waits for a home.
    pub fn begin(&self, run: &Run, who: &Candidate, contract: &mut Contract) {
        if contract.support == Support::None || contract.support_from != i16::MAX {
            return;
        }
        if contract.support == Support::HousingFirst {
            // Help comes with the home and lasts as long as its own rule says.
            contract.support_from = run.year16();
            return;
        }
        let draw = run.draws.draw(BEGIN, who.key, run.year);
        contract.support_from = run.year16() + whole_years(self.delay_months, draw.uniform());
        contract.support_until =
            contract.support_from + whole_years(self.months, draw.uniform2()) - 1;
    }

    /// Hours a year for a client who shares the complex with others who are supported.
    pub fn hours(&self, clients: u32) -> f64 {
        let shared = 1.0 - 1.0 / f64::from(clients.max(1));
        WEEKS * self.hours_a_week * (1.0 - self.concentration * shared)
    }
}

/// Ends the support whose time is over; a flip contract ends by its own rule.
pub fn end_support(run: Res<Run>, mut households: Households) {
    let h = households.columns();
    for (p, care) in h.people.iter().zip(h.care.iter_mut()) {
        let over = care.support_until < run.year16();
        if p.alive && over && !matches!(care.support, Support::None | Support::Flip) {
            care.support = Support::None;
        }
    }
}

/// Books the hours of the year.
pub fn book_hours(
    run: Res<Run>,
    settings: Res<SupportProcess>,
    mut ledger: ResMut<Ledger>,
    mut households: Households,
    mut dwellings: Dwellings,
    complexes: Query<&Complex>,
) {
    let h = households.columns();
    let d = dwellings.columns();
    let year = run.year16();
    let ordinary: Vec<bool> = complexes
        .iter()
        .map(|x| x.special == Special::None)
        .collect();
    let mut clients = vec![0u32; ordinary.len()];
    for (home, care) in h.home.iter().zip(h.care.iter()) {
        // Housing First, programmes of renewal and facilities book their own hours.
        let own = matches!(care.support, Support::HousingFirst | Support::Programme);
        if home.dwelling != NONE && care.supported(year) && !own {
            let complex = d.dwelling[home.dwelling as usize].building.complex as usize;
            clients[complex] += u32::from(ordinary[complex]);
        }
    }
    let hours = clients
        .iter()
        .map(|&n| f64::from(n) * settings.hours(n))
        .sum();
    ledger.book(Item::SupportHours, hours);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{contract, run, who};

    #[test]
    fn support_begins_after_the_delay_and_lasts_its_months() {
        let terms = |support, from| Contract {
            support,
            support_from: from,
            support_until: i16::MAX,
            ..contract()
        };
        // Delay and length in months: first and last year after a let in 2017.
        for (delay_months, months, first, last) in [
            (0.0, 24.0, 2017, 2018),
            (12.0, 12.0, 2018, 2018),
            (24.0, 0.0, 2019, 2018),
        ] {
            let process = SupportProcess {
                delay_months,
                months,
                ..SupportProcess::default()
            };
            let mut contract = terms(Support::Ambulatory, i16::MAX);
            process.begin(&run(2017), &who(), &mut contract);
            assert_eq!(
                (contract.support_from, contract.support_until),
                (first, last)
            );
        }
        // What runs already is left alone, and nobody gets what was not there.
        for untouched in [
            terms(Support::Ambulatory, 2015),
            terms(Support::None, i16::MAX),
        ] {
            let mut contract = untouched;
            SupportProcess::default().begin(&run(2017), &who(), &mut contract);
            assert_eq!(contract, untouched);
        }
    }

    #[test]
    fn clients_together_cost_less_only_when_that_is_switched_on() {
        let apart = SupportProcess::default();
        assert_eq!(apart.hours(1), 104.0);
        assert_eq!(apart.hours(10), 104.0);
        let together = SupportProcess {
            concentration: 0.5,
            ..SupportProcess::default()
        };
        assert_eq!(together.hours(1), 104.0);
        assert!(together.hours(10) < together.hours(2) && together.hours(2) < 104.0);
    }

    #[test]
    fn part_of_a_year_is_a_matter_of_chance() {
        assert_eq!([0.0, 0.49, 0.51].map(|u| whole_years(6.0, u)), [0, 0, 1]);
        assert_eq!(whole_years(24.0, 0.99), 2);
    }
}
