//! One look at the whole city at the end of a year: first household by household, then
//! dwelling by dwelling, so that both tables are read from front to back. What a dwelling
//! needs to know of its household is carried over in a short record.

use buurt_city::Tenure;

use super::composition::{Composition, Counts, GROUPS, Neighbours};
use super::ranking::{Ranking, TIE};
use crate::columns::{DwellingColumns, HouseholdColumns};
use crate::components::{NONE, Use};

/// What the composition counts of a household, in sixteen bytes.
#[derive(Debug, Clone, Copy, Default)]
struct Resident {
    income_eur: f32,
    standardised_eur: f32,
    rent_eur: f32,
    /// From the lowest bits: quintile (3), persons (4), and a part of a hash of the key,
    /// to order equal incomes ([`TIE`]).
    small: u16,
    groups: u8,
    /// From the lowest bits: children (3), kind of vulnerability (5).
    more: u8,
}

const _: () = assert!(size_of::<Resident>() == 16 && TIE + 7 == u16::BITS);

impl Resident {
    /// Reads a household row that belongs to `groups`.
    #[inline]
    fn new(row: usize, groups: u8, h: &HouseholdColumns) -> Self {
        let (p, i) = (&h.people[row], &h.income[row]);
        Resident {
            income_eur: i.disposable_eur,
            standardised_eur: i.standardised_eur,
            rent_eur: h.home[row].rent_eur,
            small: (buurt_core::key::mix(p.key) as u16) << 7
                | u16::from(p.persons()) << 3
                | u16::from(i.quintile),
            groups,
            more: (h.care[row].kind as u8) << 3 | p.children,
        }
    }

    fn quintile(&self) -> u8 {
        (self.small & 7) as u8
    }

    fn persons(&self) -> u8 {
        (self.small >> 3 & 15) as u8
    }

    fn tie(&self) -> u16 {
        self.small >> 7
    }

    fn children(&self) -> u8 {
        self.more & 7
    }

    fn kind(&self) -> u8 {
        self.more >> 3
    }
}

/// Composition of everything at one moment.
#[derive(Debug, Default)]
pub struct Census {
    /// By complex.
    pub complexes: Vec<Composition>,
    /// By stairwell.
    pub portieken: Vec<Counts>,
    /// Area of a complex.
    pub areas: Vec<u32>,
    /// Households with a home by income.
    pub ranking: Ranking,
    /// Self-contained social dwellings, by landlord.
    pub social_dwellings: Vec<u32>,
    /// Households without a dwelling, by group.
    pub without: [u32; GROUPS.len()],
    residents: Vec<Resident>,
}

impl Census {
    /// An empty census of so many dwellings and complexes.
    pub fn new(dwellings: usize, complexes: usize) -> Self {
        Census {
            residents: vec![Resident::default(); dwellings],
            complexes: vec![Composition::default(); complexes],
            ranking: Ranking::new(dwellings),
            ..Census::default()
        }
    }

    /// Counts a household in a dwelling, or without one.
    #[inline]
    pub fn household(&mut self, row: usize, dwelling: u32, groups: u8, h: &HouseholdColumns) {
        match self.residents.get_mut(dwelling as usize) {
            Some(resident) => *resident = Resident::new(row, groups, h),
            None => {
                for (g, n) in self.without.iter_mut().enumerate() {
                    *n += u32::from(groups >> g & 1);
                }
            }
        }
    }

    /// Counts all dwellings, after the households.
    pub fn dwellings(&mut self, d: &DwellingColumns) {
        let residents = std::mem::take(&mut self.residents);
        let buildings = || d.dwelling.iter().map(|d| &d.building);
        let stairwells = buildings().map(|b| b.portiek as usize + 1).max();
        self.portieken
            .resize(stairwells.unwrap_or(0), Counts::default());
        self.areas.resize(self.complexes.len(), 0);
        let landlords = buildings().filter(|b| b.landlord != NONE);
        let landlords = landlords.map(|b| b.landlord as usize + 1).max();
        self.social_dwellings.resize(landlords.unwrap_or(0), 0);
        // Dwellings of a stairwell stand side by side.
        let (mut stairwell, mut neighbours) = ([0, 0], Neighbours::default());
        for (dw, r) in d.dwelling.iter().zip(&residents) {
            let b = &dw.building;
            if dw.state == Use::Demolished {
                continue;
            }
            let unit = &mut self.complexes[b.complex as usize];
            unit.dwellings[dw.tenure as usize] += u32::from(b.room == 0);
            if dw.tenure == Tenure::Social && b.shared == NONE && b.landlord != NONE {
                self.social_dwellings[b.landlord as usize] += 1;
            }
            if dw.occupant == NONE {
                unit.vacant += 1;
                continue;
            }
            unit.tenures[dw.tenure as usize] += 1;
            unit.kinds[usize::from(r.kind())] += 1;
            unit.income_eur += f64::from(r.income_eur);
            unit.rent_eur += f64::from(r.rent_eur);
            if stairwell != [b.portiek, b.complex] || neighbours.full() {
                self.stairwell(stairwell, &neighbours);
                (stairwell, neighbours) = ([b.portiek, b.complex], Neighbours::default());
                self.areas[b.complex as usize] = b.area;
            }
            neighbours.count(r.groups, r.quintile(), [r.persons(), r.children()]);
            let place = [b.complex, b.portiek];
            self.ranking.add(r.standardised_eur, r.tie(), place);
        }
        self.stairwell(stairwell, &neighbours);
    }

    fn stairwell(&mut self, [portiek, complex]: [u32; 2], neighbours: &Neighbours) {
        let counts = neighbours.counts();
        if counts.households() > 0 {
            self.portieken[portiek as usize].add(&counts);
            self.complexes[complex as usize].counts.add(&counts);
        }
    }
}
