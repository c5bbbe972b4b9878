//! What a city is made of at the start of a run. Everything is indexed densely:
//! `dwellings[i].complex` is an index into `complexes`, and so on. The order is
//! area by area, complex by complex, stairwell by stairwell, and is the same in
//! every scenario.

use crate::income::equivalence_factor;
use buurt_core::Key;

/// No index.
pub const NONE: u32 = u32::MAX;

/// Who lets or owns a dwelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum Tenure {
    /// Regulated rent of a housing corporation.
    #[default]
    Social = 0,
    /// Unregulated (mid-market) rent of a corporation.
    MidRent = 1,
    /// Rent of a private landlord, rooms included.
    PrivateRent = 2,
    /// Owner-occupied.
    Owner = 3,
}

impl Tenure {
    /// All tenures.
    pub const ALL: [Tenure; 4] = [
        Tenure::Social,
        Tenure::MidRent,
        Tenure::PrivateRent,
        Tenure::Owner,
    ];
    /// Column-name form.
    pub fn name(self) -> &'static str {
        ["social", "mid_rent", "private_rent", "owner"][self as usize]
    }
}

/// Main source of a person's income.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum IncomeSource {
    /// Wage or own business.
    #[default]
    Work = 0,
    /// State or occupational pension.
    Pension = 1,
    /// Student grant and side job.
    Student = 2,
    /// Benefit below pension age.
    Benefit = 3,
    /// No income of one's own.
    None = 4,
}

/// Kind of vulnerability (typed, because "vulnerable" is a container term).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum Vulnerability {
    /// Not vulnerable.
    #[default]
    None = 0,
    /// Leaver of mental-health care.
    MentalHealth = 1,
    /// Leaver of a shelter (maatschappelijke opvang).
    Shelter = 2,
    /// Permit holder (statushouder).
    PermitHolder = 3,
    /// Elderly person with dementia.
    Dementia = 4,
    /// Problematic debts.
    Debt = 5,
    /// Addiction.
    Addiction = 6,
    /// Leaver of a prison.
    ExDetainee = 7,
    /// Labour migrant.
    LabourMigrant = 8,
    /// Urgent after separation.
    Separation = 9,
}

impl Vulnerability {
    /// All kinds, `None` first.
    pub const ALL: [Vulnerability; 10] = [
        Vulnerability::None,
        Vulnerability::MentalHealth,
        Vulnerability::Shelter,
        Vulnerability::PermitHolder,
        Vulnerability::Dementia,
        Vulnerability::Debt,
        Vulnerability::Addiction,
        Vulnerability::ExDetainee,
        Vulnerability::LabourMigrant,
        Vulnerability::Separation,
    ];
    /// Column-name form.
    pub fn name(self) -> &'static str {
        [
            "none",
            "mental_health",
            "shelter",
            "permit_holder",
            "dementia",
            "debt",
            "addiction",
            "ex_detainee",
            "labour_migrant",
            "separation",
        ][self as usize]
    }
}

/// An area of the lowest statistical level of the file (for instance a PC4).
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Official code, such as `6511`.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// Centroid in RD metres (EPSG:28992), easting and northing.
    pub centroid_m: [f64; 2],
    /// Relative weight of this area in new construction (not normalised).
    pub expansion_weight: f64,
}

/// Housing corporation or private landlord.
#[derive(Debug, Clone, PartialEq)]
pub struct Landlord {
    /// Name for people and for scenario files.
    pub name: String,
    /// Whether this is a housing corporation (bound by DAEB and passend norms).
    pub corporation: bool,
}

/// A building or block of similar dwellings with one owner (owner-occupied
/// blocks have landlord [`NONE`]).
#[derive(Debug, Clone, PartialEq)]
pub struct Complex {
    /// Stable key.
    pub key: Key,
    /// Index into `areas`.
    pub area: u32,
    /// Index into `landlords`, or [`NONE`].
    pub landlord: u32,
    /// First dwelling index.
    pub first: u32,
    /// Number of dwellings (consecutive indices).
    pub count: u32,
    /// Whether it is a multi-family building (has stairwells).
    pub multi_family: bool,
    /// Year built.
    pub year_built: i16,
}

/// A dwelling, or one room of a shared (non-self-contained) dwelling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dwelling {
    /// Index into `complexes`.
    pub complex: u32,
    /// Stairwell number, unique in the whole city (single-family rows: per row of about eight).
    pub portiek: u32,
    /// For a room: the number of the shared dwelling it belongs to, else [`NONE`].
    pub shared: u32,
    /// For a room: its position (0 stands for the dwelling in counts of dwellings); else 0.
    pub room: u8,
    /// Tenure.
    pub tenure: Tenure,
    /// Number of rooms (1 for a room).
    pub rooms: u8,
    /// Suited to a person with impaired mobility.
    pub accessible: bool,
    /// Floor area, m².
    pub floor_m2: u16,
    /// Energy label, 0 = A … 6 = G.
    pub energy_label: u8,
    /// Value for the property tax (WOZ), euro.
    pub woz_eur: f32,
    /// Maximum legal rent by points, euro a month (regulated dwellings).
    pub max_rent_eur: f32,
    /// Present contract or asking rent, euro a month (0 for owner-occupied).
    pub rent_eur: f32,
    /// Index of the occupying household, or [`NONE`].
    pub occupant: u32,
}

/// A household at the start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Household {
    /// Adults, 1 or 2.
    pub adults: u8,
    /// Ages of the adults (second 0 when alone).
    pub age: [u8; 2],
    /// Number of children at home, at most 6.
    pub children: u8,
    /// Ages of the children, the first `children` entries.
    pub child_age: [u8; 6],
    /// Education of the head: 1 low, 2 middle, 3 high.
    pub education: u8,
    /// Main source of income.
    pub source: IncomeSource,
    /// Taxable household income (verzamelinkomen, children excluded), euro a year.
    pub taxable_eur: f32,
    /// Standardised disposable income, euro a year (disposable / equivalence factor).
    pub standardised_eur: f32,
    /// Wealth, euro.
    pub wealth_eur: f32,
    /// Kind of vulnerability.
    pub vulnerability: Vulnerability,
    /// Years lived in the region.
    pub years_in_region: u8,
    /// Years in the present dwelling.
    pub years_in_dwelling: u8,
    /// Years registered as a seeker of social rent; negative means not registered.
    pub years_registered: f32,
    /// Index of the dwelling, or [`NONE`] for a household still without one.
    pub dwelling: u32,
}

impl Household {
    /// Disposable household income, euro a year.
    pub fn disposable_eur(&self) -> f32 {
        let factor = equivalence_factor(self.adults, self.children);
        (f64::from(self.standardised_eur) * factor) as f32
    }
}

/// How well the synthetic population reproduces one published margin.
#[derive(Debug, Clone, PartialEq)]
pub struct MarginError {
    /// The margin, such as `income quintile`.
    pub margin: String,
    /// Sum over areas and classes of the absolute differences of counts.
    pub total_absolute_error: f64,
    /// Sum of the counts the margin describes.
    pub total: f64,
}

/// A whole city at the start of a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct City {
    /// Stable key, from which those of its households and dwellings follow.
    pub key: Key,
    /// Name.
    pub name: String,
    /// Name of the statistical level of `areas`, such as `pc4`.
    pub area_level: String,
    /// Reference year of the data.
    pub year: i32,
    /// Areas.
    pub areas: Vec<Area>,
    /// Landlords.
    pub landlords: Vec<Landlord>,
    /// Complexes.
    pub complexes: Vec<Complex>,
    /// Dwellings and rooms.
    pub dwellings: Vec<Dwelling>,
    /// Households.
    pub households: Vec<Household>,
    /// Upper bounds of the four lower national quintiles of standardised
    /// disposable income in `year`, euro.
    pub quintile_bounds_eur: [f64; 4],
    /// Control totals (year, households, dwellings), ascending years.
    pub totals: Vec<(i32, f64, f64)>,
    /// Births and deaths per 1,000 inhabitants, control year.
    pub births_deaths_per_1000: [f64; 2],
    /// Remaining error per margin.
    pub margin_errors: Vec<MarginError>,
    /// Credit lines of the data.
    pub credits: Vec<String>,
}

/// Stable key of the household with this index in the city with this key.
pub(crate) fn household_key(city: u64, index: usize) -> Key {
    Key::initial(city, 1, index as u64)
}

/// Stable key of the dwelling with this index in the city with this key.
pub(crate) fn dwelling_key(city: u64, index: usize) -> Key {
    Key::initial(city, 2, index as u64)
}

impl City {
    /// Stable key of the household with this index.
    pub fn household_key(&self, index: usize) -> Key {
        household_key(self.key.0, index)
    }

    /// Stable key of the dwelling with this index.
    pub fn dwelling_key(&self, index: usize) -> Key {
        dwelling_key(self.key.0, index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_vulnerability_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<&str> =
            Vulnerability::ALL.iter().map(|v| v.name()).collect();
        assert_eq!(names.len(), Vulnerability::ALL.len());
        for (i, kind) in Vulnerability::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, i);
        }
    }
}
