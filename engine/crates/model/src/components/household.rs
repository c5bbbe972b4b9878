//! A household: its people, income, home, search and care.

use bevy_ecs::prelude::Component;
use buurt_city::income::PENSION_AGE;
use buurt_city::{IncomeSource, Vulnerability};

use super::Support;

/// Who lives in a household.
#[derive(Component, Debug, Clone, Copy, PartialEq)]
pub struct People {
    /// Stable key, equal in every variant.
    pub key: u64,
    /// Ages of the adults; the second is 0 for one adult.
    pub age: [u8; 2],
    /// Adults, 1 or 2 (0 when retired).
    pub adults: u8,
    /// Children at home.
    pub children: u8,
    /// Ages of the children.
    pub child_age: [u8; 6],
    /// Education of the head: 1 low, 2 middle, 3 high.
    pub education: u8,
    /// Main source of income.
    pub source: IncomeSource,
    /// Whether the household exists.
    pub alive: bool,
}

impl People {
    /// Number of persons.
    #[inline]
    pub fn persons(&self) -> u8 {
        self.adults + self.children
    }
    /// Age of the head (the first adult).
    #[inline]
    pub fn head_age(&self) -> u8 {
        self.age[0]
    }
    /// Whether an adult has reached pension age.
    #[inline]
    pub fn aow(&self) -> bool {
        self.age.iter().any(|&age| age >= PENSION_AGE)
    }
}

/// Income in its three concepts, and what makes it move.
#[derive(Component, Debug, Clone, Copy, PartialEq)]
pub struct Income {
    /// Permanent deviation from the profile, log points.
    pub permanent: f32,
    /// Transitory deviation, log points.
    pub transitory: f32,
    /// Taxable household income, euro a year.
    pub taxable_eur: f32,
    /// Disposable household income, euro a year.
    pub disposable_eur: f32,
    /// Standardised disposable income, euro a year.
    pub standardised_eur: f32,
    /// Wealth, euro: what is owned less what is owed, the home among it.
    pub wealth_eur: f32,
    /// National quintile of standardised income, 0 lowest … 4.
    pub quintile: u8,
}

/// Where a household lives and on what terms.
#[derive(Component, Debug, Clone, Copy, PartialEq)]
pub struct Home {
    /// Row of the dwelling, or [`NONE`](super::NONE).
    pub dwelling: u32,
    /// Contract rent, euro a month (0 for owners).
    pub rent_eur: f32,
    /// Year moved in; of a couple that of the one who lived there before.
    pub since: i16,
    /// Terms of the contract.
    pub terms: Terms,
}

/// Terms of a rental contract that matter after the let.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum Terms {
    /// None in particular.
    #[default]
    Ordinary = 0,
    /// The rent follows income and is tested again (Huur op Maat, R1).
    IncomeRelated = 1,
    /// The lower of two rents, for the target group (R2).
    LowerRent = 2,
}

/// What a household does on the housing market.
#[derive(Component, Debug, Clone, Copy, PartialEq)]
pub struct Seeker {
    /// Time of registration, in years (calendar); infinity when not registered.
    pub registered: f32,
    /// Year of arrival in the region.
    pub region_since: i16,
    /// Year of arrival in the municipality.
    pub municipality_since: i16,
    /// Year in which the present search began; `i16::MAX` when not searching.
    pub search_since: i16,
    /// Round from which it searches in that year.
    pub search_round: u8,
    /// Urgency of the present search.
    pub urgency: Urgency,
    /// Year until which the urgency holds.
    pub urgent_until: i16,
    /// Row of the complex the household had to leave for renewal, or [`NONE`](super::NONE).
    pub returns_to: u32,
}

impl Seeker {
    /// Whether the household looks for another home.
    #[inline]
    pub fn searching(&self) -> bool {
        self.search_since != i16::MAX
    }
}

/// Urgency classes, in rising order of priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum Urgency {
    /// None.
    #[default]
    None = 0,
    /// After separation, medical or social.
    Social = 1,
    /// Displaced by renewal (stadsvernieuwingsurgent).
    Renewal = 2,
    /// To be housed by direct mediation.
    Mediated = 3,
}

/// Vulnerability and support.
#[derive(Component, Debug, Clone, Copy, PartialEq)]
pub struct Care {
    /// True kind.
    pub kind: Vulnerability,
    /// Whether landlord and municipality know.
    pub detected: bool,
    /// Support that is active.
    pub support: Support,
    /// Year from which it is given; `i16::MAX` until it is let a dwelling.
    pub support_from: i16,
    /// Last year in which it is given.
    pub support_until: i16,
    /// Whether finances are under guardianship (bewindvoering).
    pub guardianship: bool,
    /// Recorded nuisance incidents.
    pub nuisance: u8,
    /// Year until which it is on a landlord's blacklist.
    pub blacklisted_until: i16,
}

impl Care {
    /// Whether the household counts as vulnerable.
    #[inline]
    pub fn vulnerable(&self) -> bool {
        self.kind != Vulnerability::None
    }
    /// Whether landlord and municipality know it as vulnerable (E-15).
    #[inline]
    pub fn known_vulnerable(&self) -> bool {
        self.detected && self.vulnerable()
    }
    /// Whether support is given in a year.
    #[inline]
    pub fn supported(&self, year: i16) -> bool {
        self.support != Support::None && (self.support_from..=self.support_until).contains(&year)
    }
}
