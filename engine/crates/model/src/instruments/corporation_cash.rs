//! D10, D15: the corporation's cash. Rents and sales bring money in; running costs, the
//! landlord levy of the dated law and the unprofitable margin (onrendabele top) of what is
//! built take it out. A corporation whose reserve has run out sells more of what comes
//! free (S5) and condemns nothing (S1). Amounts are scenario ranges but for the levy.

use bevy_ecs::prelude::*;
use buurt_city::Tenure;
use buurt_core::Phase;
use buurt_params::parameters;

use super::{Instrument, Row};
use crate::columns::{Dwellings, Landlords};
use crate::components::{Landlord, NONE, Use};
use crate::ledger::{Item, Ledger};
use crate::phases::Phases;
use crate::run::Run;

parameters! {
    /// The corporation's cash, with the landlord levy (D10, D15).
    #[derive(Component)]
    pub struct CorporationCash: "corporation_cash" {
        /// Whether cash is kept and binds.
        in_force: bool = false, "-", 0..=1, "D10, D15";
        /// Whether the levy of the dated law is paid.
        levy: bool = true, "-", 0..=1, "B9 (V to 2018, ML after)";
        /// Reserve when it begins, per social dwelling, in prices of 2017.
        reserve: f64 = 1000.0, "euro per dwelling", 0..=100000, "scenario range";
        /// Running costs and interest, per social dwelling a year, in prices of 2017.
        costs: f64 = 5200.0, "euro per dwelling a year", 0..=50000, "scenario range";
        /// Unprofitable margin per dwelling completed, in prices of 2017.
        margin: f64 = 40000.0, "euro per dwelling", 0..=500000, "D15; scenario range";
        /// Share of vacancies sold beside the policy when the reserve has run out.
        sells: f64 = 0.05, "share of vacancies", 0..=1, "S p. 30 (the levy leads to sales); scenario range";
    }
}

impl CorporationCash {
    /// The reserve with which so many dwellings begin, euro.
    fn opening_eur(&self, run: &Run, dwellings: f64) -> f64 {
        self.reserve * run.income_index * dwellings
    }

    /// Sales beside the policy, as a share of a landlord's vacancies.
    pub fn extra_sales(&self, landlord: &Landlord) -> f64 {
        if self.in_force && landlord.pressed {
            self.sells
        } else {
            0.0
        }
    }
}

impl Instrument for CorporationCash {
    const ROWS: &'static [Row] = &[
        Row {
            id: "D10",
            dutch: "verhuurderheffing",
            english: "landlord levy",
            reads: "the year's levy, value of social dwellings, rents",
            changes: "the corporation's reserve; more sales when it has run out",
            source: "S p. 30; B9 (V to 2018, ML after); amounts range",
            test: "the_levy_drains_the_reserve_and_leads_to_sales",
        },
        Row {
            id: "D15",
            dutch: "onrendabele top",
            english: "unprofitable margin",
            reads: "dwellings completed",
            changes: "the corporation's reserve; no renewal when it has run out",
            source: "S p. 6, 10; amount range",
            test: "an_unprofitable_margin_stops_renewal_when_the_reserve_runs_out",
        },
    ];

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Prices, keep_cash);
    }
}

/// Settles the year's cash of every corporation.
fn keep_cash(
    run: Res<Run>,
    rules: Query<&CorporationCash>,
    mut ledger: ResMut<Ledger>,
    mut dwellings: Dwellings,
    mut landlords: Landlords,
) {
    let l = landlords.columns();
    let Some(rule) = rules.iter().find(|r| r.in_force) else {
        // Where no cash is kept nothing binds: a variant may end it.
        for landlord in l.landlord.iter_mut() {
            (landlord.reserve_eur, landlord.keeps_cash, landlord.pressed) = (0.0, false, false);
        }
        return;
    };
    if run.year < run.start_year {
        return;
    }
    let d = dwellings.columns();
    // Dwellings, value and yearly rent per landlord.
    let mut held = vec![[0.0; 3]; l.landlord.len()];
    for dw in d.dwelling.iter() {
        let b = &dw.building;
        if dw.tenure == Tenure::Social && dw.state != Use::Demolished && b.landlord != NONE {
            let x = &mut held[b.landlord as usize];
            x[0] += 1.0;
            x[1] += f64::from(dw.woz_eur);
            if dw.occupant != NONE {
                x[2] += 12.0 * f64::from(dw.rent_eur);
            }
        }
    }
    for (landlord, [dwellings, value, rents]) in l.landlord.iter_mut().zip(held) {
        if !landlord.corporation || dwellings == 0.0 {
            continue;
        }
        if !landlord.keeps_cash {
            // The first year in which it is kept: a variant may begin later.
            landlord.reserve_eur = rule.opening_eur(&run, dwellings);
            landlord.keeps_cash = true;
        }
        let levy = if rule.levy {
            run.law.landlord_levy * value
        } else {
            0.0
        };
        ledger.book(Item::Levy, levy);
        let sold = f64::from(landlord.sales) * value / dwellings;
        let built = f64::from(landlord.completions) * rule.margin * run.income_index;
        let running = rule.costs * run.income_index * dwellings;
        landlord.reserve_eur += rents + sold - levy - built - running;
        landlord.pressed = landlord.reserve_eur < 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reserve_begins_in_prices_of_the_year() {
        let rule = CorporationCash::default();
        let opening = |income_index| {
            let run = Run {
                income_index,
                ..crate::samples::run(2017)
            };
            rule.opening_eur(&run, 20.0)
        };
        assert_eq!([1.0, 1.5].map(opening), [20_000.0, 30_000.0]);
    }

    #[test]
    fn only_who_is_pressed_sells_more() {
        let rule = CorporationCash {
            in_force: true,
            ..CorporationCash::default()
        };
        let pressed = Landlord {
            pressed: true,
            ..Landlord::default()
        };
        assert_eq!(rule.extra_sales(&Landlord::default()), 0.0);
        assert_eq!(rule.extra_sales(&pressed), 0.05);
        assert_eq!(CorporationCash::default().extra_sales(&pressed), 0.0);
    }
}
