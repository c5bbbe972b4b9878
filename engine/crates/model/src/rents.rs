//! Rents: yearly increases for sitting tenants, and the asking rent of what is vacant. Social
//! rents rise under the legal cap and never above the growth of incomes (assumption). What
//! mid-market dwellings would be let for rises with incomes, what private ones would with
//! incomes and the market of the area; their tenants pay it as far as the cap on increases
//! of the free sector allows (L3). At vacancy a corporation asks its target: a share of the
//! legal maximum. With the rent response to appropriate allocation it does not ask more than
//! the cap for which the dwelling would otherwise lose its low-income candidates.

use bevy_ecs::prelude::*;
use buurt_city::Tenure;
use buurt_core::Decision;
use buurt_params::law::LawYear;

use crate::columns::{Areas, DwellingColumns, Dwellings, HouseholdColumns, Households};
use crate::components::{Building, Dwelling, Home, NONE, Terms};
use crate::instruments::{AffordableRent, RentPolicy, Scope, largest_increase};
use crate::ledger::{Item, Ledger};
use crate::prices::Prices;
use crate::rulebook::Rulebook;
use crate::run::Run;

/// What landlords ask at vacancy this year.
#[derive(Debug, Clone, Default)]
pub struct Asking {
    /// Target rents (R3).
    pub policy: RentPolicy,
    /// Whether asking rents are lowered to the caps (the response to T5).
    pub response: bool,
    /// Landlords that keep the target rent and ask the target group less (R2), with the
    /// share of their dwellings; theirs is that form of the response.
    pub two_rents: Option<(Scope, f64)>,
    /// Largest yearly increase agreed with tenants (D22).
    pub agreed_increase: Option<f64>,
    /// Largest yearly increase for sitting tenants of the free sector (L3).
    pub free_increase: Option<f64>,
    /// The regulation of starting rents and increases by points (L2).
    pub regulation: Option<AffordableRent>,
}

impl Asking {
    /// By how much the rent of a sitting tenant of a private or mid-market dwelling may be
    /// raised this year, as a fraction; infinite where it is free.
    fn largest_increase(&self, law: &LawYear, d: &Dwelling, home: &Home) -> f64 {
        if d.building.shared != NONE {
            return f64::INFINITY;
        }
        let regulated = self.regulation.as_ref().and(law.segments.as_ref());
        regulated
            .and_then(|segments| largest_increase(segments, law, d, home.since))
            .or(self.free_increase)
            .unwrap_or(f64::INFINITY)
    }

    /// The highest rent of a sitting tenant of a private or mid-market dwelling this year, euro
    /// a month; infinite where it is free.
    fn highest(&self, run: &Run, d: &Dwelling, home: &Home) -> f64 {
        let regulation = self.regulation.as_ref();
        regulation
            .and_then(|r| r.highest_sitting(&run.law, run.year, d, home))
            .unwrap_or(f64::INFINITY)
    }
}

const TARGET: Decision = Decision::named("target rent");

const TWO: Decision = Decision::named("two rents");

/// Whether a dwelling is among the share with two rents (R2).
pub fn has_two(run: &Run, b: &Building, share: f64) -> bool {
    run.draws.draw(TWO, b.key, 0).uniform() < share
}

/// The rent a landlord asks for an empty dwelling, euro a month.
pub fn asking_rent(run: &Run, book: &Rulebook, d: &Dwelling) -> f32 {
    asked(run, book, d, book.asking.two_rents.as_ref())
}

/// The rent a landlord would ask without rents that depend on who rents (R1, R2), euro a
/// month: what those give up is measured against it.
pub fn rent_otherwise(run: &Run, book: &Rulebook, d: &Dwelling) -> f32 {
    asked(run, book, d, None)
}

/// Whether contracts on such terms were ever made: they go on when the policy has ended.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct TermsMade {
    /// Rents that follow income (R1).
    pub income_related: bool,
    /// The lower of two rents (R2).
    pub lower_rent: bool,
}

/// Books what social contracts on such terms give up of what would be asked otherwise, less
/// what others of them bring in above it (rents by income): negative where that is more.
pub fn book_forgone(
    terms: Terms,
    run: &Run,
    book: &Rulebook,
    h: &HouseholdColumns,
    d: &DwellingColumns,
    ledger: &mut Ledger,
) {
    for home in h.home.iter().filter(|x| x.terms == terms) {
        let row = home.dwelling as usize;
        let let_out = d.dwelling.get(row).filter(|d| d.tenure == Tenure::Social);
        if let Some(dwelling) = let_out {
            let asked = rent_otherwise(run, book, dwelling);
            let given_up = f64::from(asked) - f64::from(home.rent_eur);
            ledger.book(Item::RentForgone, 12.0 * given_up);
        }
    }
}

fn asked(run: &Run, book: &Rulebook, d: &Dwelling, two: Option<&(Scope, f64)>) -> f32 {
    let b = &d.building;
    match d.tenure {
        Tenure::Owner => 0.0,
        Tenure::PrivateRent | Tenure::MidRent => d.rent_eur,
        Tenure::Social => {
            let law = &run.law;
            if b.rent_over_cap > 0.0 {
                let rent = law.cap_1st * f64::from(b.rent_over_cap);
                return not_above(rent).min(d.max_rent_eur);
            }
            let spread = run.draws.draw(TARGET, b.key, 0).uniform() - 0.5;
            let share = (book.asking.policy.target_share
                + book.asking.policy.target_spread * spread)
                * book.tilt.rents;
            let share = share.min(1.0);
            let target = (f64::from(d.max_rent_eur) * share).min(law.social_rent_cap);
            let cap = if b.rooms >= 4 {
                law.cap_2nd
            } else {
                law.cap_1st
            };
            let lowered =
                run.draws.draw(TARGET, b.key, 1).uniform() < book.asking.policy.response_share;
            let kept = two.is_some_and(|(s, share)| s.binds(b.landlord) && has_two(run, b, *share));
            let rent = if book.asking.response && lowered && target > cap && !kept {
                cap
            } else {
                target
            };
            not_above(rent)
        }
    }
}

/// An amount in single precision that is not above it: a rent asked at a cap must not
/// stand above the cap for whoever tests it.
fn not_above(eur: f64) -> f32 {
    let rent = eur as f32;
    if f64::from(rent) > eur {
        rent.next_down()
    } else {
        rent
    }
}

/// Raises rents of sitting tenants, legal maxima and values, and sets asking rents of
/// what stands empty.
pub fn review_rents(
    run: Res<Run>,
    book: Res<Rulebook>,
    prices: Res<Prices>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut areas: Areas,
) {
    let h = households.columns();
    let d = dwellings.columns();
    let a = areas.columns();
    let dearer = (1.0 + prices.growth_in(&run)) as f32;
    let growth = (run.income_index / run.previous_index) as f32;
    let agreed = book.asking.agreed_increase.unwrap_or(f64::INFINITY);
    let wanted = book.asking.policy.increase.min(agreed);
    let cap = 1.0 + run.law.rent_increase_cap.min(wanted) as f32;
    for dw in d.dwelling.iter_mut() {
        dw.max_rent_eur *= growth;
        dw.woz_eur *= growth * dearer;
        let factor = match dw.tenure {
            Tenure::Owner => continue,
            Tenure::Social => cap.min(growth.max(1.0)),
            Tenure::MidRent => growth,
            // The market of the area, a year late (see `prices`).
            Tenure::PrivateRent => growth * a.area[dw.building.area as usize].rent.step,
        };
        let home = h.home.get_mut(dw.occupant as usize);
        if dw.tenure != Tenure::Social {
            dw.rent_eur *= factor;
            if let Some(home) = home {
                let cap = book.asking.largest_increase(&run.law, dw, home) as f32;
                let highest = book.asking.highest(&run, dw, home) as f32;
                home.rent_eur = dw.rent_eur.min(home.rent_eur * (1.0 + cap)).min(highest);
            }
        } else if let Some(home) = home {
            dw.rent_eur = (dw.rent_eur * factor).min(dw.max_rent_eur);
            home.rent_eur = dw.rent_eur;
        } else {
            dw.rent_eur = asking_rent(&run, &book, dw);
        }
    }
}

/// Sets the asking rent of a dwelling that just came free.
pub fn set_asking_rent(
    run: &Run,
    book: &Rulebook,
    row: usize,
    d: &mut crate::columns::DwellingColumns,
) {
    let rent = asking_rent(run, book, &d.dwelling[row]);
    d.dwelling[row].rent_eur = rent;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rent_asked_at_a_cap_is_within_the_cap_in_every_year() {
        for year in 2016..=2026 {
            let law = crate::samples::law(year);
            for cap in [law.cap_1st, law.cap_2nd, law.social_rent_cap] {
                let asked = f64::from(not_above(cap));
                assert!(asked <= cap && asked > cap - 0.001, "{year}: {asked} {cap}");
            }
        }
    }
}
