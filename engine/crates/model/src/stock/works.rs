//! What an instrument that renews complexes (S1 to S4) finds and does: which complexes
//! can be taken on, condemning one, and renovating one with its tenants in it.

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;
use buurt_city::Tenure;

use super::{Condemned, Pipeline, Plan};
use crate::columns::{
    ComplexColumns, Complexes, DwellingColumns, Dwellings, HouseholdColumns, Households, Landlords,
};
use crate::components::{Dwelling, Landlord, NONE, Urgency, Use};
use crate::cycle::Cycle;
use crate::ledger::{Item, Ledger};
use crate::rulebook::Rulebook;
use crate::run::Run;

/// What a system that renews complexes asks of the world: [`Renewal::works`] begins.
#[derive(SystemParam)]
pub struct Renewal<'w, 's> {
    run: Res<'w, Run>,
    cycle: Res<'w, Cycle>,
    book: Res<'w, Rulebook>,
    pipeline: ResMut<'w, Pipeline>,
    ledger: ResMut<'w, Ledger>,
    households: Households<'w, 's>,
    dwellings: Dwellings<'w, 's>,
    complexes: Complexes<'w, 's>,
    landlords: Landlords<'w, 's>,
}

impl Renewal<'_, '_> {
    /// Begins the works of a year.
    pub fn works(&mut self) -> Works<'_> {
        Works {
            run: &self.run,
            pace: self.cycle.renewal.or(self.run.year, 1.0) * self.book.tilt.renewal,
            pipeline: &mut self.pipeline,
            ledger: &mut self.ledger,
            h: self.households.columns(),
            d: self.dwellings.columns(),
            c: self.complexes.columns(),
            landlords: self.landlords.columns().landlord,
        }
    }
}

/// The city as whoever renews it meets it.
pub struct Works<'a> {
    /// Clock, law and chance.
    pub run: &'a Run,
    /// Factor on what is renewed in a year: the cycle (D8, D9) and the aims (D11).
    pub pace: f64,
    /// What is planned already.
    pub pipeline: &'a mut Pipeline,
    /// What policy takes in kind.
    pub ledger: &'a mut Ledger,
    /// Households.
    pub h: HouseholdColumns<'a>,
    /// Dwellings.
    pub d: DwellingColumns<'a>,
    /// Complexes.
    pub c: ComplexColumns<'a>,
    /// Landlords.
    pub landlords: &'a [Landlord],
}

/// A number of dwellings a year that is spent in whole complexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budget {
    /// Demolition and rebuilding (S1).
    Demolition = 0,
    /// Renewal of weak areas (S3).
    AreaRenewal = 1,
}

impl Works<'_> {
    /// Dwellings that a programme may take on this year: its number, less what the last
    /// complex of the year before took too much.
    pub fn to_spend(&self, of: Budget, per_year: u32, from: i32) -> i64 {
        self.at_pace(per_year, from) - self.pipeline.ahead[of as usize]
    }

    /// Notes what is left of the dwellings of a year. What was taken too much counts
    /// against the next year; what found no complex lapses.
    pub fn spent(&mut self, of: Budget, left: i64) {
        self.pipeline.ahead[of as usize] = (-left).max(0);
    }

    /// What of a number a year is renewed in this year of a programme that began in `from`.
    pub fn at_pace(&self, per_year: u32, from: i32) -> i64 {
        at_pace(per_year, self.pace, self.run.year - from)
    }

    /// Whether a complex can be condemned or renovated: of a corporation, self-contained,
    /// in ordinary use.
    pub fn renewable(&self, row: u32) -> bool {
        let x = &self.c.complex[row as usize];
        x.count > 0
            && x.landlord != NONE
            && self.landlords[x.landlord as usize].corporation
            // A corporation without money renews nothing (D15).
            && !self.landlords[x.landlord as usize].pressed
            && self.d.dwelling[x.first as usize].state == Use::Ordinary
            && self.d.dwelling[x.first as usize].building.shared == NONE
            && !self.pipeline.condemned.iter().any(|p| p.complex == row)
            && self.rented(row) > 0
    }

    /// Rows of the renewable complexes of some areas, oldest first.
    pub fn oldest_first(&self, in_area: impl Fn(u32) -> bool) -> Vec<u32> {
        let complexes = &self.c.complex;
        let mut found: Vec<u32> = (0..complexes.len() as u32)
            .filter(|&i| in_area(complexes[i as usize].area) && self.renewable(i))
            .collect();
        found.sort_unstable_by_key(|&i| {
            (
                complexes[i as usize].year_built,
                complexes[i as usize].key,
                i,
            )
        });
        found
    }

    /// Age of a complex, years.
    pub fn age(&self, row: u32) -> i32 {
        self.run.year - i32::from(self.c.complex[row as usize].year_built)
    }

    /// Dwellings of a complex that are still rented: what is sold is neither condemned nor
    /// renovated.
    pub fn rented(&self, row: u32) -> i64 {
        let x = &self.c.complex[row as usize];
        let all = &self.d.dwelling[x.first as usize..(x.first + x.count) as usize];
        let rented = |dw: &&Dwelling| dw.tenure != Tenure::Owner && dw.state == Use::Ordinary;
        all.iter().filter(rented).count() as i64
    }

    /// Energy label of what is still rented in a complex, by its first such dwelling; none
    /// if all is sold. What is sold keeps its label, and says nothing of what is left to do.
    pub fn rented_label(&self, row: u32) -> Option<u8> {
        let x = &self.c.complex[row as usize];
        let mut rented = (x.first as usize..(x.first + x.count) as usize).filter(|&i| {
            let dw = &self.d.dwelling[i];
            dw.tenure != Tenure::Owner && dw.state == Use::Ordinary
        });
        rented
            .next()
            .map(|i| self.d.dwelling[i].building.energy_label)
    }

    /// Whether the rented dwellings of a complex have a worse energy label than this.
    pub fn worse_than(&self, label: u32, row: u32) -> bool {
        self.rented_label(row).is_some_and(|l| u32::from(l) > label)
    }

    /// Condemns a complex: no new lets, and its tenants get renewal urgency until it goes.
    pub fn condemn(&mut self, row: u32, plan: Plan) {
        let year = self.run.year + plan.relocation_years;
        self.pipeline.condemned.push(Condemned {
            complex: row,
            year,
            plan,
            mid_delay: 0,
        });
        let x = &self.c.complex[row as usize];
        for i in x.first..x.first + x.count {
            let dw = &mut self.d.dwelling[i as usize];
            if dw.tenure == Tenure::Owner {
                continue;
            }
            dw.state = Use::Condemned;
            if dw.occupant != NONE {
                let s = &mut self.h.seeker[dw.occupant as usize];
                s.urgency = s.urgency.max(Urgency::Renewal);
                s.urgent_until = year as i16;
                s.search_since = self.run.year16();
                s.search_round = 0;
                s.registered = s.registered.min(self.run.year as f32);
                s.returns_to = row;
                self.ledger.book(Item::Relocated, 1.0);
            }
        }
    }

    /// Renovates the rented dwellings of a complex with their tenants in them.
    pub fn renovate(&mut self, row: u32, what: &Renovation) {
        let x = &self.c.complex[row as usize];
        let mut done = 0;
        for i in (x.first..x.first + x.count).map(|i| i as usize) {
            let dw = &mut self.d.dwelling[i];
            if dw.tenure == Tenure::Owner || dw.state != Use::Ordinary {
                continue;
            }
            let steps = f64::from(dw.building.energy_label.saturating_sub(what.label));
            let label = &mut dw.building.energy_label;
            *label = (*label).min(what.label);
            dw.woz_eur *= (1.0 + what.value) as f32;
            dw.max_rent_eur *= (1.0 + what.max_rent * steps) as f32;
            let (more, most) = ((what.rent_eur * steps) as f32, dw.max_rent_eur);
            let raised = |rent: f32| (rent + more).min(most).max(rent);
            dw.rent_eur = raised(dw.rent_eur);
            if let Some(home) = self.h.home.get_mut(dw.occupant as usize) {
                home.rent_eur = raised(home.rent_eur);
            }
            done += 1;
        }
        self.ledger.book(Item::Renovated, f64::from(done));
    }
}

/// What is taken of a number a year after so many years at a pace: parts of one add up over
/// the years.
fn at_pace(per_year: u32, pace: f64, years: i32) -> i64 {
    let through = |years: i32| (f64::from(per_year) * pace * f64::from(years)).floor();
    (through(years + 1) - through(years)) as i64
}

/// What a renovation does to a dwelling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Renovation {
    /// Energy label afterwards, 0 = A … 6 = G; better labels stay.
    pub label: u8,
    /// Rise of the value, as a share.
    pub value: f64,
    /// Rise of the legal maximum rent per label step, as a share.
    pub max_rent: f64,
    /// Rise of the sitting tenant's rent per label step, euro a month, up to the maximum.
    pub rent_eur: f64,
}

#[cfg(test)]
mod tests {
    use super::at_pace;

    #[test]
    fn parts_of_one_add_up_over_the_years_of_a_programme() {
        let taken = |per_year, pace| -> Vec<i64> {
            (0..4).map(|years| at_pace(per_year, pace, years)).collect()
        };
        assert_eq!(taken(7, 1.0), [7, 7, 7, 7]);
        assert_eq!(taken(1, 0.5), [0, 1, 0, 1]);
        assert_eq!(taken(1, 1.5), [1, 2, 1, 2]);
        assert_eq!(taken(5, 0.0), [0, 0, 0, 0]);
    }
}
