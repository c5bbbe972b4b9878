//! What stands empty: the part of a vacancy that stays the same over the rounds of a year,
//! and who is known to live behind its front door.

use buurt_city::Tenure;

use super::view::View;
use crate::columns::{AreaColumns, ComplexColumns, DwellingColumns, HouseholdColumns};
use crate::components::{Area, Local, NONE};
use crate::letting_log::Channel;
use crate::rulebook::Offer;
use crate::run::Run;

/// What stands empty, with all that stays the same over the rounds of a year.
#[derive(Debug, Clone, Copy)]
pub struct Empty {
    /// Row of the dwelling, or [`NONE`] once it is let or sold.
    pub dwelling: u32,
    /// What choosers see.
    pub view: View,
    /// What rules read, without labels.
    pub offer: Offer,
}

/// The market of an area whose prices or rents follow the responses to such an offer.
pub fn market_of<'a>(offer: &Offer, areas: &'a mut [Area]) -> Option<&'a mut Local> {
    market_in(&mut areas[offer.area as usize], offer.tenure, offer.shared)
}

fn market_in(area: &mut Area, tenure: Tenure, shared: bool) -> Option<&mut Local> {
    match (tenure, shared) {
        (Tenure::Owner, false) => Some(&mut area.sale),
        (Tenure::PrivateRent, _) => Some(&mut area.rent),
        _ => None,
    }
}

/// The empty dwellings of a year by the round in which they come on offer.
#[derive(Debug)]
pub struct Coming {
    first: i32,
    rounds: Vec<Vec<u32>>,
}

impl Coming {
    /// None yet.
    pub fn new(run: &Run) -> Coming {
        Coming {
            first: run.now(0),
            rounds: vec![Vec::new(); run.rounds as usize],
        }
    }

    /// Notes an empty dwelling, not to be offered before a round of the year, and counts it
    /// where it lies. What comes on offer after the year is left out.
    pub fn note(&mut self, row: u32, from: u32, d: &DwellingColumns, areas: &mut [Area]) {
        let dw = &d.dwelling[row as usize];
        let opens = usize::try_from(dw.open_from - self.first).unwrap_or(0);
        if opens < self.rounds.len()
            && let Some(market) = market_in(
                &mut areas[dw.building.area as usize],
                dw.tenure,
                dw.building.shared != NONE,
            )
        {
            market.on_offer += 1.0;
        }
        if let Some(list) = self.rounds.get_mut(opens.max(from as usize)) {
            list.push(row);
        }
    }

    /// Those that come on offer in a round.
    pub fn take(&mut self, round: u32) -> Vec<u32> {
        let list = self.rounds.get_mut(round as usize);
        list.map(std::mem::take).unwrap_or_default()
    }
}

impl Empty {
    /// A dwelling that stands empty and how it looks this year.
    pub fn new(
        row: u32,
        view: View,
        d: &DwellingColumns,
        c: &ComplexColumns,
        a: &AreaColumns,
    ) -> Empty {
        Empty {
            dwelling: row,
            view,
            offer: offer_of(row, d, c, a),
        }
    }
}

/// What rules read of a vacancy all year, without the labels of its landlord.
fn offer_of(row: u32, d: &DwellingColumns, c: &ComplexColumns, a: &AreaColumns) -> Offer {
    let (b, dw) = (
        &d.dwelling[row as usize].building,
        &d.dwelling[row as usize],
    );
    let complex = &c.complex[b.complex as usize];
    let area = &a.area[b.area as usize];
    Offer {
        key: b.key,
        tenure: dw.tenure,
        channel: match dw.tenure {
            Tenure::Social => Channel::Advert,
            Tenure::MidRent | Tenure::PrivateRent => Channel::Rent,
            Tenure::Owner => Channel::Sale,
        },
        rent_eur: f64::from(dw.rent_eur),
        max_rent_eur: f64::from(dw.max_rent_eur),
        price_eur: f64::from(dw.woz_eur) * f64::from(area.sale.level),
        rooms: b.rooms,
        area: b.area,
        complex: b.complex,
        landlord: if dw.tenure == Tenure::Owner {
            NONE
        } else {
            b.landlord
        },
        shared: b.shared != NONE,
        accessible: b.accessible,
        free_room: false,
        middle_room: false,
        passend_exception: false,
        local_tie: false,
        rent_varies: false,
        vulnerable_in_portiek: 0,
        share_vulnerable: 0.0,
        reputation: complex.reputation,
        stopped: false,
        area_status: area.status,
        area_incidents: area.incidents,
        replaces: complex.replaces,
    }
}

/// Known vulnerable households behind the same front door as a dwelling; none in a row of
/// houses, where every dwelling has its own.
pub fn known_in_portiek(
    dwelling: u32,
    d: &DwellingColumns,
    h: &HouseholdColumns,
    c: &ComplexColumns,
) -> u8 {
    let b = &d.dwelling[dwelling as usize].building;
    let complex = &c.complex[b.complex as usize];
    if !complex.multi_family {
        return 0;
    }
    (complex.first..complex.first + complex.count)
        .filter(|&i| d.dwelling[i as usize].building.portiek == b.portiek)
        .filter(|&i| {
            let occupant = d.dwelling[i as usize].occupant;
            occupant != NONE && h.care[occupant as usize].known_vulnerable()
        })
        .count()
        .min(255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::Dwelling;

    #[test]
    fn homes_count_once_in_the_year_in_which_they_come_on_a_market() {
        let run = crate::samples::run(2017);
        let mut areas = vec![crate::samples::area()];
        let mut coming = Coming::new(&run);
        let homes = [
            (Tenure::Owner, -40),
            (Tenure::Owner, 11),
            (Tenure::Owner, 12),
            (Tenure::PrivateRent, 5),
            (Tenure::Social, 5),
        ];
        let mut dwellings = homes.map(|(tenure, opens)| Dwelling {
            tenure,
            open_from: run.now(0) + opens,
            ..crate::samples::dwelling(1)
        });
        let d = DwellingColumns {
            dwelling: &mut dwellings,
        };
        for (row, from) in (0..).zip([0, 0, 0, 7, 0]) {
            coming.note(row, from, &d, &mut areas);
        }
        assert_eq!(areas[0].sale.on_offer, 2.0);
        assert_eq!(areas[0].rent.on_offer, 1.0);
        // Each once, in its round or in the first that is asked for; one comes next year.
        let rounds: Vec<Vec<u32>> = (0..run.rounds).map(|round| coming.take(round)).collect();
        let offered: Vec<(usize, u32)> = (0..)
            .zip(&rounds)
            .flat_map(|(round, rows)| rows.iter().map(move |&row| (round, row)))
            .collect();
        assert_eq!(offered, [(0, 0), (5, 4), (7, 3), (11, 1)]);
        assert!(coming.take(0).is_empty());
    }
}
