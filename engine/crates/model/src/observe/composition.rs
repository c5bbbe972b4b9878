//! Who lives where at the end of a year: the composition of the city, its areas,
//! complexes and stairwells, and the table `areas`.

use buurt_city::{IncomeSource, Tenure, Vulnerability};
use buurt_core::{Column, Table};
use buurt_metrics::location_quotients;

use super::places::Places;
use crate::components::{Care, Income, People};

/// Groups of households: everybody, then those whose concentration is measured.
pub const GROUPS: [&str; 7] = [
    "all",
    "low_income",
    "lowest_quintile",
    "top_quintile",
    "benefit",
    "vulnerable",
    "families",
];

/// The groups a household belongs to: bit `g` for `GROUPS[g]`.
#[inline]
pub fn group_bits(p: &People, i: &Income, care: &Care) -> u8 {
    1 | u8::from(i.quintile <= 1) << 1
        | u8::from(i.quintile == 0) << 2
        | u8::from(i.quintile == 4) << 3
        | u8::from(p.source == IncomeSource::Benefit) << 4
        | u8::from(care.vulnerable()) << 5
        | u8::from(p.children > 0) << 6
}

/// Households and persons of one unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Households by group, in the order of [`GROUPS`].
    pub groups: [u32; GROUPS.len()],
    /// Households by national income quintile.
    pub quintiles: [u32; 5],
    /// Persons.
    pub persons: u32,
    /// Children.
    pub children: u32,
}

impl Counts {
    /// Households.
    pub fn households(&self) -> u32 {
        self.groups[0]
    }

    /// Adds a part to a whole.
    pub fn add(&mut self, x: &Counts) {
        for (sum, n) in self.groups.iter_mut().zip(x.groups) {
            *sum += n;
        }
        for (sum, n) in self.quintiles.iter_mut().zip(x.quintiles) {
            *sum += n;
        }
        self.persons += x.persons;
        self.children += x.children;
    }
}

/// Counts of a few neighbours, packed: a byte for each group and quintile.
#[derive(Debug, Clone, Copy, Default)]
pub struct Neighbours {
    groups: u64,
    quintiles: u64,
    persons: u32,
    children: u32,
}

impl Neighbours {
    /// Households that fit into a byte.
    const MOST: u64 = 255;

    /// Whether no more households fit.
    #[inline]
    pub fn full(&self) -> bool {
        self.groups & 0xff == Self::MOST
    }

    /// Counts a household: its groups as from [`group_bits`], its quintile, its persons
    /// and its children.
    #[inline]
    pub fn count(&mut self, bits: u8, quintile: u8, [persons, children]: [u8; 2]) {
        // Seven copies side by side bring bit g to the lowest place of byte g.
        self.groups += u64::from(bits).wrapping_mul(0x0002_0408_1020_4081) & 0x0101_0101_0101_0101;
        self.quintiles += 1 << (8 * quintile);
        self.persons += u32::from(persons);
        self.children += u32::from(children);
    }

    /// The counts.
    pub fn counts(&self) -> Counts {
        let byte = |packed: u64, k: usize| (packed >> (8 * k)) as u32 & 0xff;
        Counts {
            groups: std::array::from_fn(|g| byte(self.groups, g)),
            quintiles: std::array::from_fn(|q| byte(self.quintiles, q)),
            persons: self.persons,
            children: self.children,
        }
    }
}

/// Composition of one complex, area or the city.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Composition {
    /// Households and persons who live there.
    pub counts: Counts,
    /// Dwellings by tenure (rooms of one shared dwelling counted once).
    pub dwellings: [u32; 4],
    /// Units (rooms counted separately) without occupant.
    pub vacant: u32,
    /// Households by tenure.
    pub tenures: [u32; 4],
    /// Vulnerable households by kind, in the order of [`Vulnerability::ALL`].
    pub kinds: [u32; Vulnerability::ALL.len()],
    /// Sum of disposable incomes, euro a year.
    pub income_eur: f64,
    /// Sum of rents of rented homes, euro a month.
    pub rent_eur: f64,
    /// Times a household moved in, moved out, moved in vulnerable, moved in with a low income.
    pub moves: [u32; 4],
    /// Incidents per household in the year; NaN for the city.
    pub incidents: f32,
    /// Reputation; NaN for the city.
    pub reputation: f32,
}

impl Composition {
    /// Adds a part to a whole. Incidents and reputation are not sums and stay.
    pub fn add(&mut self, x: &Composition) {
        self.counts.add(&x.counts);
        for t in 0..4 {
            self.dwellings[t] += x.dwellings[t];
            self.tenures[t] += x.tenures[t];
            self.moves[t] += x.moves[t];
        }
        for (sum, n) in self.kinds.iter_mut().zip(x.kinds) {
            *sum += n;
        }
        self.vacant += x.vacant;
        self.income_eur += x.income_eur;
        self.rent_eur += x.rent_eur;
    }
}

/// Rows of the table `areas`.
#[derive(Debug, Default)]
pub struct AreaRows {
    year: Vec<i32>,
    level: Vec<u32>,
    place: Vec<u32>,
    rows: Vec<Composition>,
    quotients: [Vec<f32>; 2],
}

impl AreaRows {
    /// Rows that wait to be handed over.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Adds the city, its areas and its complexes in a year.
    pub fn push(
        &mut self,
        year: i32,
        places: &Places,
        city: &Composition,
        areas: &[Composition],
        complexes: &[Composition],
    ) {
        let levels = [std::slice::from_ref(city), areas, complexes];
        for (level, units) in levels.into_iter().enumerate() {
            let n = units.len();
            self.year.extend(std::iter::repeat_n(year, n));
            self.level.extend(std::iter::repeat_n(level as u32, n));
            self.place
                .extend((0..n).map(|i| places.code(level, i as u32)));
            self.rows.extend_from_slice(units);
            let all: Vec<f64> = units
                .iter()
                .map(|u| f64::from(u.counts.households()))
                .collect();
            // Low incomes and vulnerable households.
            for (quotients, group) in self.quotients.iter_mut().zip([1, 5]) {
                let part: Vec<f64> = units
                    .iter()
                    .map(|u| f64::from(u.counts.groups[group]))
                    .collect();
                let lq = location_quotients(&part, &all);
                quotients.extend(lq.into_iter().map(|q| q as f32));
            }
        }
    }

    /// The table `areas`; the rows are given away.
    pub fn table(&mut self, places: &Places) -> Table {
        let rows = std::mem::take(&mut self.rows);
        let pick = |f: &dyn Fn(&Composition) -> u32| {
            Column::I32(rows.iter().map(|r| f(r) as i32).collect())
        };
        let mean = |f: &dyn Fn(&Composition) -> (f64, u32)| {
            let of = |r| match f(r) {
                (_, 0) => f32::NAN,
                (sum, n) => (sum / f64::from(n)) as f32,
            };
            Column::F32(rows.iter().map(of).collect())
        };
        let mut table = Table::new("areas")
            .with("year", Column::I32(std::mem::take(&mut self.year)))
            .with(
                "level",
                places.level_column(std::mem::take(&mut self.level)),
            )
            .with("area", places.column(std::mem::take(&mut self.place)));
        for (t, tenure) in Tenure::ALL.iter().enumerate() {
            let name = format!("dwellings_{}", tenure.name());
            table = table.with(&name, pick(&|r| r.dwellings[t]));
        }
        for (t, tenure) in Tenure::ALL.iter().enumerate() {
            let name = format!("households_{}", tenure.name());
            table = table.with(&name, pick(&|r| r.tenures[t]));
        }
        table = table
            .with("vacant", pick(&|r| r.vacant))
            .with("households", pick(&|r| r.counts.households()))
            .with("persons", pick(&|r| r.counts.persons));
        for q in 0..5 {
            let name = format!("households_q{}", q + 1);
            table = table.with(&name, pick(&|r| r.counts.quintiles[q]));
        }
        table = table
            .with("low_income", pick(&|r| r.counts.groups[1]))
            .with("high_income", pick(&|r| r.counts.groups[3]))
            .with("benefit", pick(&|r| r.counts.groups[4]))
            .with("vulnerable", pick(&|r| r.counts.groups[5]));
        for (k, kind) in Vulnerability::ALL.iter().enumerate().skip(1) {
            let name = format!("vulnerable_{}", kind.name());
            table = table.with(&name, pick(&|r| r.kinds[k]));
        }
        let renting = |r: &Composition| r.tenures[0] + r.tenures[1] + r.tenures[2];
        let [low, vulnerable] = std::mem::take(&mut self.quotients);
        table
            .with("families", pick(&|r| r.counts.groups[6]))
            .with("children", pick(&|r| r.counts.children))
            .with("lq_low_income", Column::F32(low))
            .with("lq_vulnerable", Column::F32(vulnerable))
            .with(
                "mean_income_eur",
                mean(&|r| (r.income_eur, r.counts.households())),
            )
            .with("mean_rent_eur_month", mean(&|r| (r.rent_eur, renting(r))))
            .with("moved_in", pick(&|r| r.moves[0]))
            .with("moved_out", pick(&|r| r.moves[1]))
            .with("vulnerable_in", pick(&|r| r.moves[2]))
            .with("low_income_in", pick(&|r| r.moves[3]))
            .with(
                "incidents_per_household",
                Column::F32(rows.iter().map(|r| r.incidents).collect()),
            )
            .with(
                "reputation",
                Column::F32(rows.iter().map(|r| r.reputation).collect()),
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_counts_are_those_of_every_household() {
        let mut neighbours = Neighbours::default();
        let mut expected = Counts::default();
        for i in 0..255_u8 {
            let (bits, quintile) = (1 | i & 0x7f, i % 5);
            neighbours.count(bits, quintile, [i % 7, i % 3]);
            for (g, n) in expected.groups.iter_mut().enumerate() {
                *n += u32::from(bits >> g & 1);
            }
            expected.quintiles[usize::from(quintile)] += 1;
            expected.persons += u32::from(i % 7);
            expected.children += u32::from(i % 3);
        }
        assert!(neighbours.full());
        assert_eq!(neighbours.counts(), expected);
    }
}
