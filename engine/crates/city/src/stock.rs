//! Dwellings of one area: complexes, stairwells, sizes, values, points and rents.
//!
//! Published: dwellings by owner, by period of construction, in multi-family
//! buildings, unoccupied, mean WOZ value. Assumed (scenario values, no source):
//! sizes of complexes, how tenure hangs together with building type and period,
//! sizes of dwellings, and the differences between complexes.

use crate::file::AreaFigures;
use crate::fitting::largest_remainder;
use crate::sharing::Sharing;
use crate::types::{Complex, Dwelling, NONE, Tenure, dwelling_key};
use buurt_core::{Decision, Draws, Key, math};

/// Makes the stock of one area.
pub struct Builder<'a> {
    /// The chance terms of the synthesis.
    pub draws: &'a Draws,
    /// Key of the city.
    pub city: u64,
    /// Cumulative shares of corporations: (index of the landlord, upper bound).
    pub corporations: &'a [(u32, f64)],
    /// Cumulative shares of private landlords.
    pub private: &'a [(u32, f64)],
    /// Complexes made so far.
    pub complexes: Vec<Complex>,
    /// Dwellings made so far.
    pub dwellings: Vec<Dwelling>,
    /// Attractiveness of each dwelling for sorting people into the stock.
    pub standing: Vec<f64>,
    /// Stairwells made so far.
    pub portieken: u32,
    /// Shared dwellings made so far.
    pub shared: u32,
}

const PERIODS: [(i16, i16); 8] = [
    (1900, 1944),
    (1945, 1964),
    (1965, 1974),
    (1975, 1984),
    (1985, 1994),
    (1995, 2004),
    (2005, 2014),
    (2015, 2016),
];

impl Builder<'_> {
    /// Adds the dwellings of area number `index`.
    pub fn add_area(&mut self, a: &AreaFigures, index: u32, sharing: &Sharing) {
        let first = self.dwellings.len();
        let kinds = [
            (Tenure::Social, a.corporation),
            (Tenure::PrivateRent, a.private_rent),
            (Tenure::Owner, a.owner),
        ];
        let multi = multi_family_split(a);
        let built = period_split(a);
        for (k, (tenure, n)) in kinds.into_iter().enumerate() {
            let mut shared_left = if k < 2 { sharing.dwellings[k] } else { 0 };
            let mut rooms_left = if k < 2 { sharing.rooms[k] } else { 0 };
            // Older and 1965–74 buildings are stacked more often (assumption).
            let stacked: [f64; 8] = [1.3, 1.2, 1.6, 0.7, 0.9, 1.0, 1.2, 1.2];
            let weights: Vec<f64> = (0..8)
                .map(|p| f64::from(built[k][p]) * stacked[p])
                .collect();
            let mut in_flats = largest_remainder(&weights, multi[k]);
            for p in 0..8 {
                in_flats[p] = in_flats[p].min(built[k][p]);
            }
            let mut short = multi[k] - in_flats.iter().sum::<u32>();
            for p in 0..8 {
                let more = short.min(built[k][p] - in_flats[p]);
                in_flats[p] += more;
                short -= more;
            }
            debug_assert_eq!(built[k].iter().sum::<u32>(), n);
            for p in 0..8 {
                for flats in [true, false] {
                    let count = if flats {
                        in_flats[p]
                    } else {
                        built[k][p] - in_flats[p]
                    };
                    self.blocks(
                        index,
                        tenure,
                        flats,
                        p,
                        count,
                        &mut shared_left,
                        &mut rooms_left,
                    );
                }
            }
        }
        self.scale_values(first, a);
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "one call site; a struct would only rename them"
    )]
    fn blocks(
        &mut self,
        area: u32,
        tenure: Tenure,
        flats: bool,
        period: usize,
        count: u32,
        shared_left: &mut u32,
        rooms_left: &mut u32,
    ) {
        // Dwellings per complex (assumption).
        let usual = match (tenure, flats) {
            (Tenure::Social, true) => 60,
            (Tenure::Social, false) => 35,
            (Tenure::Owner, true) => 30,
            (Tenure::Owner, false) => 60,
            (_, true) => 24,
            (_, false) => 15,
        };
        let n = count.div_ceil(usual).max(1);
        for part in 0..n {
            let size = count * (part + 1) / n - count * part / n;
            if size > 0 {
                self.block(area, tenure, flats, period, size, shared_left, rooms_left);
            }
        }
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "one call site; a struct would only rename them"
    )]
    fn block(
        &mut self,
        area: u32,
        tenure: Tenure,
        flats: bool,
        period: usize,
        size: u32,
        shared_left: &mut u32,
        rooms_left: &mut u32,
    ) {
        let number = self.complexes.len() as u32;
        let key = Key::initial(self.city, 3, u64::from(number));
        let x = self
            .draws
            .draw(Decision::named("synthesis.complex"), key.0, 0);
        let y = self
            .draws
            .draw(Decision::named("synthesis.complex"), key.0, 1);
        let z = self
            .draws
            .draw(Decision::named("synthesis.complex"), key.0, 2);
        let (from, to) = PERIODS[period];
        let year_built = from + (x.uniform() * f64::from(to - from + 1)) as i16;
        let shares = if tenure == Tenure::Social {
            self.corporations
        } else {
            self.private
        };
        let landlord = if tenure == Tenure::Owner {
            NONE
        } else {
            shares
                .iter()
                .find(|(_, upper)| x.uniform2() < *upper)
                .or(shares.last())
                .map_or(NONE, |s| s.0)
        };
        // Differences between complexes in standing, size and rent policy (assumption).
        let standing = 0.6 * y.normal();
        let size_shift = 0.6 * math::normal_quantile(y.uniform2());
        let rent_share = (0.72 + 0.08 * z.normal()).clamp(0.5, 0.95);
        // About 5 % of corporation dwellings are let above the regulated rent (assumption).
        let mid = tenure == Tenure::Social && z.uniform2() < 0.05 && period >= 4;
        let energy = [5, 5, 4, 3, 2, 2, 1, 0][period];
        let first = self.dwellings.len() as u32;
        let per_stairwell = 8;
        let mut in_stairwell = 0;
        let mut stairwell = self.portieken;
        self.portieken += 1;
        for _ in 0..size {
            if in_stairwell == per_stairwell {
                stairwell = self.portieken;
                self.portieken += 1;
                in_stairwell = 0;
            }
            in_stairwell += 1;
            let share_this = *shared_left > 0 && !mid;
            let rooms_here = if share_this {
                // Spread the rooms evenly over the shared dwellings that remain.
                rooms_left.div_ceil(*shared_left).max(1)
            } else {
                1
            };
            let shared = if share_this {
                *shared_left -= 1;
                *rooms_left -= rooms_here.min(*rooms_left);
                self.shared += 1;
                self.shared - 1
            } else {
                NONE
            };
            let key = dwelling_key(self.city, self.dwellings.len());
            let v = self
                .draws
                .draw(Decision::named("synthesis.dwelling"), key.0, 0);
            let w = self
                .draws
                .draw(Decision::named("synthesis.dwelling"), key.0, 1);
            let mean_rooms = match (tenure, flats) {
                (Tenure::Owner, true) => 3.2,
                (Tenure::Owner, false) => 4.9,
                (Tenure::Social, true) => 3.0,
                (Tenure::Social, false) => 4.3,
                (_, true) => 2.8,
                (_, false) => 4.4,
            };
            let rooms = (mean_rooms + size_shift + 0.8 * v.normal())
                .round()
                .clamp(1.0, 8.0);
            let floor = (14.0
                + 19.0 * rooms
                + if flats { 0.0 } else { 8.0 }
                + 5.0 * math::normal_quantile(v.uniform2()))
            .clamp(18.0, 400.0);
            let relative = floor
                * math::exp(0.25 * standing + 0.08 * w.normal())
                * match tenure {
                    Tenure::Owner => 1.15,
                    Tenure::Social => 0.85,
                    _ => 1.0,
                };
            for room in 0..rooms_here {
                let alone = shared == NONE;
                self.dwellings.push(Dwelling {
                    complex: number,
                    portiek: stairwell,
                    shared,
                    room: room.min(255) as u8,
                    tenure: if mid { Tenure::MidRent } else { tenure },
                    rooms: if alone { rooms as u8 } else { 1 },
                    accessible: flats && year_built >= 1985 || w.uniform2() < 0.05,
                    floor_m2: if alone {
                        floor as u16
                    } else {
                        16 + (w.uniform2() * 8.0) as u16
                    },
                    energy_label: energy,
                    woz_eur: relative as f32,
                    // Until values are scaled: the landlord's rent as a share of the maximum.
                    max_rent_eur: 0.0,
                    rent_eur: rent_share as f32,
                    occupant: NONE,
                });
                self.standing.push(standing + 0.25 * rooms);
            }
        }
        self.complexes.push(Complex {
            key,
            area,
            landlord,
            first,
            count: self.dwellings.len() as u32 - first,
            multi_family: flats,
            year_built,
        });
    }

    /// Gives the area its published mean WOZ value, then points and rents.
    fn scale_values(&mut self, first: usize, a: &AreaFigures) {
        let whole = |d: &&Dwelling| d.room == 0;
        let (sum, n) = self.dwellings[first..]
            .iter()
            .filter(whole)
            .fold((0.0, 0.0), |s, d| (s.0 + f64::from(d.woz_eur), s.1 + 1.0));
        let factor = 1000.0 * a.woz_keur * n / f64::max(sum, 1.0);
        for d in &mut self.dwellings[first..] {
            let woz = factor * f64::from(d.woz_eur);
            d.woz_eur = woz as f32;
            let share = f64::from(d.rent_eur);
            let floor = f64::from(d.floor_m2);
            if d.shared != NONE {
                // Rooms: rent per room, not by the points of the dwelling (assumption).
                let rent = 230.0 + 6.0 * floor;
                d.max_rent_eur = (1.15 * rent) as f32;
                d.rent_eur = rent as f32;
                continue;
            }
            let points = wws_points(floor, d.energy_label, woz);
            let max = rent_of_points(points);
            d.max_rent_eur = max as f32;
            d.rent_eur = match d.tenure {
                Tenure::Social => (share * max).min(705.0) as f32,
                Tenure::MidRent => (0.95 * max).max(720.0) as f32,
                // Yearly private rent of 5.2 % of the value (assumption).
                Tenure::PrivateRent => (0.052 * woz / 12.0).max(0.9 * max) as f32,
                Tenure::Owner => 0.0,
            };
        }
    }
}

/// Points of the dwelling valuation system since October 2015, simplified: a point
/// per m², energy label, 20 points for kitchen, bathroom and outdoor space, and the
/// WOZ points (1 per 8,259 euro and 1 per 126 euro per m²; from memory, medium confidence).
pub fn wws_points(floor_m2: f64, energy_label: u8, woz_eur: f64) -> f64 {
    let label = [36.0, 32.0, 22.0, 14.0, 8.0, 4.0, 0.0][usize::from(energy_label.min(6))];
    (floor_m2 + label + 20.0 + woz_eur / 8_259.0 + woz_eur / floor_m2.max(1.0) / 126.0).min(250.0)
}

/// Maximum legal rent of 2017 by points, euro a month: the table is close to this
/// line between 40 and 250 points (142 points are 710 euro).
pub fn rent_of_points(points: f64) -> f64 {
    5.09 * points.clamp(40.0, 250.0) - 12.0
}

/// Points that make such a maximum rent of 2017: the inverse of [`rent_of_points`].
pub fn points_of_rent(rent_eur: f64) -> f64 {
    (rent_eur + 12.0) / 5.09
}

/// Dwellings in multi-family buildings by owner (corporation, private, owner), which
/// add up to the published number: equal odds ratios 1.8 : 2.5 : 0.5 (assumption).
fn multi_family_split(a: &AreaFigures) -> [u32; 3] {
    let n = [a.corporation, a.private_rent, a.owner];
    let odds = [1.8, 2.5, 0.5];
    let target = f64::from(a.multi_family.min(a.dwellings()));
    let at = |o: f64| -> [f64; 3] {
        std::array::from_fn(|i| f64::from(n[i]) * o * odds[i] / (1.0 + o * odds[i]))
    };
    let (mut low, mut high) = (-12.0, 12.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if at(math::exp(middle)).iter().sum::<f64>() < target {
            low = middle;
        } else {
            high = middle;
        }
    }
    let got = largest_remainder(&at(math::exp(low)), target as u32);
    std::array::from_fn(|i| got[i].min(n[i]))
}

/// Dwellings by owner and period: fitted to the published periods, exact by owner.
fn period_split(a: &AreaFigures) -> [[u32; 8]; 3] {
    let b = a.built;
    let built = [b.0, b.1, b.2, b.3, b.4, b.5, b.6, b.7].map(|v| f64::from(v) + 1e-9);
    let n = [a.corporation, a.private_rent, a.owner];
    // Corporations built most between 1945 and 1984 (assumption).
    let seed = [
        [0.5, 1.6, 1.6, 1.5, 1.0, 0.6, 0.7, 0.7],
        [1.6, 0.8, 0.9, 0.7, 0.8, 1.0, 1.3, 1.3],
        [1.1, 0.7, 0.8, 0.9, 1.1, 1.3, 1.1, 1.1],
    ];
    let total: f64 = built.iter().sum();
    let scale = f64::from(a.dwellings()) / total;
    let mut t: [[f64; 8]; 3] =
        std::array::from_fn(|k| std::array::from_fn(|p| seed[k][p] * built[p]));
    for _ in 0..40 {
        for p in 0..8 {
            let sum: f64 = t.iter().map(|row| row[p]).sum();
            if sum > 0.0 {
                t.iter_mut()
                    .for_each(|row| row[p] *= built[p] * scale / sum);
            }
        }
        for (k, row) in t.iter_mut().enumerate() {
            let sum: f64 = row.iter().sum();
            if sum > 0.0 {
                row.iter_mut().for_each(|v| *v *= f64::from(n[k]) / sum);
            }
        }
    }
    std::array::from_fn(|k| {
        let got = largest_remainder(&t[k], n[k]);
        std::array::from_fn(|p| got[p])
    })
}
