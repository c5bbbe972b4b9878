//! What a chooser sees of a dwelling, and lists of it that are compared several at a time.

use buurt_city::Tenure;
use buurt_core::math;

use super::choice::Choice;
use crate::columns::{AreaColumns, ComplexColumns, DwellingColumns};
use crate::components::NONE;

/// What a chooser sees of a dwelling, computed once for all who look at it.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// Rent or cost of owning, euro a year.
    pub cost: f32,
    /// Utility that is the same for everybody: quality and reputation.
    pub common: f32,
    /// Status of the neighbourhood, log of median income over the national median.
    pub status: f32,
    /// Rooms.
    pub rooms: f32,
    /// Centroid of the area, RD metres.
    pub centroid_m: [f32; 2],
    /// Row of the area.
    pub area: u32,
    /// 1 when for sale, else 0.
    pub for_sale: f32,
    /// 1 for a rented home of its own, for which rent allowance is given, else 0.
    pub subsidised: f32,
}

/// 1 for true, 0 for false: arithmetic in place of branches, which nobody could predict.
fn one_if(condition: bool) -> f32 {
    f32::from(u8::from(condition))
}

impl View {
    /// Looks at a dwelling; `owner_cost` is the yearly cost of owning as a share of the
    /// price, `mean_woz` the mean value in the city, `least_woz` that below which values
    /// count no lower.
    #[allow(clippy::too_many_arguments)]
    pub fn new(
        choice: &Choice,
        owner_cost: f64,
        row: usize,
        mean_woz: f64,
        least_woz: f64,
        d: &DwellingColumns,
        c: &ComplexColumns,
        a: &AreaColumns,
    ) -> View {
        let (b, dw) = (&d.dwelling[row].building, &d.dwelling[row]);
        let area = &a.area[b.area as usize];
        let quality = math::ln(f64::from(dw.woz_eur).max(least_woz) / mean_woz);
        let weight = if b.shared == NONE {
            choice.quality
        } else {
            0.3 * choice.quality
        };
        let reputation = c.complex[b.complex as usize].reputation + area.reputation;
        View {
            cost: if dw.tenure == Tenure::Owner {
                (f64::from(dw.woz_eur) * f64::from(area.sale.level) * owner_cost) as f32
            } else {
                dw.rent_eur * 12.0
            },
            common: (weight * quality + choice.reputation * f64::from(reputation)) as f32,
            status: area.status,
            rooms: f32::from(b.rooms),
            centroid_m: area.centroid_m,
            area: b.area,
            for_sale: one_if(dw.tenure == Tenure::Owner),
            subsidised: one_if(dw.tenure != Tenure::Owner && b.shared == NONE),
        }
    }
}

/// Views one after the other, a list for each of their parts, so that four at a time are
/// compared in the same instructions.
#[derive(Debug, Clone, Default)]
pub struct Views {
    pub(super) cost: Vec<f32>,
    pub(super) common: Vec<f32>,
    pub(super) status: Vec<f32>,
    pub(super) rooms: Vec<f32>,
    pub(super) east: Vec<f32>,
    pub(super) north: Vec<f32>,
    pub(super) area: Vec<u32>,
    pub(super) for_sale: Vec<f32>,
    pub(super) subsidised: Vec<f32>,
}

/// Views compared at once.
pub const LANES: usize = 4;

/// A piece of a list, as many as are compared at once.
#[inline(always)]
pub(super) fn lanes<T: Copy + Default>(list: &[T], first: usize) -> [T; LANES] {
    list[first..].first_chunk().copied().unwrap_or_default()
}

impl Views {
    /// Empties the lists.
    pub fn clear(&mut self) {
        self.cost.clear();
        self.common.clear();
        self.status.clear();
        self.rooms.clear();
        self.east.clear();
        self.north.clear();
        self.area.clear();
        self.for_sale.clear();
        self.subsidised.clear();
    }

    /// Adds a view.
    pub fn push(&mut self, view: &View) {
        self.cost.push(view.cost);
        self.common.push(view.common);
        self.status.push(view.status);
        self.rooms.push(view.rooms);
        self.east.push(view.centroid_m[0]);
        self.north.push(view.centroid_m[1]);
        self.area.push(view.area);
        self.for_sale.push(view.for_sale);
        self.subsidised.push(view.subsidised);
    }

    /// Repeats the last view, so that the last ones can be compared together too.
    pub fn pad(&mut self) {
        if let Some(last) = self.cost.len().checked_sub(1).map(|i| self.get(i)) {
            (1..LANES).for_each(|_| self.push(&last));
        }
    }

    /// A view.
    pub fn get(&self, i: usize) -> View {
        View {
            cost: self.cost[i],
            common: self.common[i],
            status: self.status[i],
            rooms: self.rooms[i],
            centroid_m: [self.east[i], self.north[i]],
            area: self.area[i],
            for_sale: self.for_sale[i],
            subsidised: self.subsidised[i],
        }
    }
}
