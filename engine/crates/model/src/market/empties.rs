//! What stands empty: the part of a vacancy that stays the same over the rounds of a year,
//! and who is known to live behind its front door.

use buurt_city::Tenure;

use super::view::View;
use crate::columns::{AreaColumns, ComplexColumns, DwellingColumns, HouseholdColumns};
use crate::components::{Area, Local, NONE};
use crate::letting_log::Channel;
use crate::rulebook::Offer;

/// What stands empty, with all that stays the same over the rounds of a year.
#[derive(Debug, Clone, Copy)]
pub struct Empty {
    /// Row of the dwelling, or [`NONE`] once it is let or sold.
    pub dwelling: u32,
    /// Round, counted from the year 0, from which it is offered.
    pub open_from: i32,
    /// What choosers see.
    pub view: View,
    /// What rules read, without labels.
    pub offer: Offer,
}

/// The market of an area whose prices or rents follow the responses to such an offer.
pub fn market_of<'a>(offer: &Offer, areas: &'a mut [Area]) -> Option<&'a mut Local> {
    let area = &mut areas[offer.area as usize];
    match (offer.tenure, offer.shared) {
        (Tenure::Owner, false) => Some(&mut area.sale),
        (Tenure::PrivateRent, _) => Some(&mut area.rent),
        _ => None,
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
            open_from: d.dwelling[row as usize].open_from,
            view,
            offer: offer_of(row, d, c, a),
        }
    }

    /// Counts it where it lies, if it comes on a market before the round `end`.
    pub fn count(&self, end: i32, areas: &mut [Area]) {
        if self.open_from < end
            && let Some(market) = market_of(&self.offer, areas)
        {
            market.on_offer += 1.0;
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

    #[test]
    fn homes_count_once_in_the_year_in_which_they_come_on_a_market() {
        let mut areas = vec![crate::samples::area()];
        for (tenure, open_from) in [
            (Tenure::Owner, 5),
            (Tenure::Owner, 11),
            (Tenure::Owner, 12),
            (Tenure::PrivateRent, 5),
        ] {
            let offer = Offer {
                tenure,
                ..crate::samples::offer()
            };
            let empty = Empty {
                dwelling: 0,
                open_from,
                view: crate::samples::VIEW,
                offer,
            };
            empty.count(12, &mut areas);
        }
        assert_eq!(areas[0].sale.on_offer, 2.0);
        assert_eq!(areas[0].rent.on_offer, 1.0);
    }
}
