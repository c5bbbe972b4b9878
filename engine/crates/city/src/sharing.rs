//! Shared dwellings of one area: where there are more households than dwellings, some live
//! in rooms.

use crate::file::AreaFigures;
use crate::fitting::largest_remainder;

/// How many dwellings of each kind are shared, and by how many households.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sharing {
    /// Shared dwellings of corporations and of private landlords.
    pub dwellings: [u32; 2],
    /// Rooms in them, all occupied.
    pub rooms: [u32; 2],
    /// Unoccupied self-contained dwellings: corporation, private, owner.
    pub vacant: [u32; 3],
}

/// Usual number of households in a shared dwelling (assumption).
const ROOMS_PER_SHARED: u32 = 4;
/// Part of the private and of the corporation stock that may be shared (assumption).
const SHARED_AT_MOST: [f64; 2] = [0.75, 0.40];

/// Households that the self-contained dwellings cannot hold live in rooms.
pub fn sharing(a: &AreaFigures) -> Sharing {
    let dwellings = a.dwellings();
    let mut vacant = a.unoccupied.min(dwellings.saturating_sub(1));
    let mut out = Sharing::default();
    if a.households <= dwellings - vacant {
        vacant = dwellings - a.households;
    } else {
        let extra = a.households - (dwellings - vacant);
        let limit = [
            (SHARED_AT_MOST[1] * f64::from(a.corporation)) as u32,
            (SHARED_AT_MOST[0] * f64::from(a.private_rent)) as u32,
        ];
        let wanted = extra.div_ceil(ROOMS_PER_SHARED - 1);
        let private = wanted.min(limit[1]);
        let social = (wanted - private).min(limit[0]);
        let mut split = [social, private];
        if social + private == 0 {
            split = [0, 0];
            // No rented stock to share: owners take lodgers; counted with private rent below.
            vacant = 0;
        }
        let shared: u32 = split.iter().sum();
        if shared > 0 {
            let by_kind = largest_remainder(&split.map(f64::from), extra + shared);
            out.dwellings = split;
            out.rooms = [by_kind[0], by_kind[1]];
        }
    }
    // Vacancy is commonest in private rent (assumption: weights per dwelling 1 : 3 : 1.2).
    let free = [
        a.corporation - out.dwellings[0],
        a.private_rent - out.dwellings[1],
        a.owner,
    ];
    let weights = [
        f64::from(free[0]),
        3.0 * f64::from(free[1]),
        1.2 * f64::from(free[2]),
    ];
    let mut v = largest_remainder(&weights, vacant);
    for i in 0..3 {
        if v[i] > free[i] {
            let over = v[i] - free[i];
            v[i] = free[i];
            let other = if i == 2 { 0 } else { 2 };
            v[other] = (v[other] + over).min(free[other]);
        }
    }
    out.vacant = [v[0], v[1], v[2]];
    out
}
