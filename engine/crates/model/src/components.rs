//! The entities' components. Every kind of entity lives in one table, so that a
//! system takes whole columns as slices; an entity is found by its row.
//! Households that ceased to exist are retired (`People::alive` false), never
//! despawned, so that rows stay stable.

use bevy_ecs::prelude::Component;
use buurt_city::{IncomeSource, Tenure, Vulnerability};

pub use crate::support::Support;

/// No row.
pub const NONE: u32 = u32::MAX;

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
    /// Whether an adult has reached pension age (67; the path from 65 is not modelled).
    #[inline]
    pub fn aow(&self) -> bool {
        self.age[0] >= 67 || self.age[1] >= 67
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
    /// Wealth, euro.
    pub wealth_eur: f32,
    /// National quintile of standardised income, 0 lowest … 4.
    pub quintile: u8,
}

/// Where a household lives and on what terms.
#[derive(Component, Debug, Clone, Copy, PartialEq)]
pub struct Home {
    /// Row of the dwelling, or [`NONE`].
    pub dwelling: u32,
    /// Contract rent, euro a month (0 for owners).
    pub rent_eur: f32,
    /// Year moved in.
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
    /// Row of the complex the household had to leave for renewal, or [`NONE`].
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

/// What does not change about a dwelling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Building {
    /// Stable key.
    pub key: u64,
    /// Row of the complex.
    pub complex: u32,
    /// Row of the area.
    pub area: u32,
    /// Row of the landlord, or [`NONE`].
    pub landlord: u32,
    /// Stairwell number.
    pub portiek: u32,
    /// Number of the shared dwelling for a room, or [`NONE`].
    pub shared: u32,
    /// Position of a room in the shared dwelling.
    pub room: u8,
    /// Rooms.
    pub rooms: u8,
    /// Energy label, 0 = A … 6 = G.
    pub energy_label: u8,
    /// Suited to people with impaired mobility.
    pub accessible: bool,
    /// Floor area, m².
    pub floor_m2: u16,
    /// Year built.
    pub year_built: i16,
    /// Rent asked at vacancy as a share of the first cap, by agreement when it was
    /// built; 0 means the landlord's target.
    pub rent_over_cap: f32,
}

/// State of a dwelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Use {
    /// Ordinary dwelling, occupied or vacant.
    Ordinary = 0,
    /// Marked for demolition: no new lets.
    Condemned = 1,
    /// Gone.
    Demolished = 2,
    /// Unit of a facility: not let in the ordinary way.
    Special = 3,
}

/// A dwelling: one line of the cache, as dwellings are looked up all over the table.
#[derive(Component, Debug, Clone, Copy, PartialEq)]
#[repr(align(64))]
pub struct Dwelling {
    /// What does not change about it.
    pub building: Building,
    /// Row of the occupying household, or [`NONE`].
    pub occupant: u32,
    /// Contract rent, or asking rent when vacant, euro a month.
    pub rent_eur: f32,
    /// Legal maximum rent, euro a month.
    pub max_rent_eur: f32,
    /// Value (WOZ), euro, in prices of the year.
    pub woz_eur: f32,
    /// Tenure.
    pub tenure: Tenure,
    /// Use.
    pub state: Use,
    /// When empty: the round, counted from the year 0, from which it is offered.
    pub open_from: i32,
}

const _: () = assert!(size_of::<Dwelling>() == 64);

impl Dwelling {
    /// Whether it can be let or sold in round `now` (see [`crate::run::Run::now`]).
    #[inline]
    pub fn open(&self, now: i32) -> bool {
        self.occupant == NONE && self.state == Use::Ordinary && self.open_from <= now
    }
}

/// What a complex is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum Special {
    /// Ordinary dwellings.
    #[default]
    None = 0,
    /// Skaeve Huse (S17).
    SkaeveHuse = 1,
    /// Halfway facility (S18).
    Halfway = 2,
}

/// A complex: building or block with one owner.
#[derive(Component, Debug, Clone, Copy, PartialEq)]
pub struct Complex {
    /// Stable key.
    pub key: u64,
    /// Row of the area.
    pub area: u32,
    /// Row of the landlord, or [`NONE`].
    pub landlord: u32,
    /// First dwelling row.
    pub first: u32,
    /// Number of dwellings.
    pub count: u32,
    /// Year built.
    pub year_built: i16,
    /// Multi-family.
    pub multi_family: bool,
    /// Households now living there.
    pub households: u32,
    /// Vulnerable households now living there.
    pub vulnerable: u32,
    /// Those of them that landlord and municipality know of: what rules may read. Counted
    /// at the start of the rounds, then kept up.
    pub known_vulnerable: u32,
    /// Carrying households now living there: not vulnerable, with an income of their own.
    pub carrying: u32,
    /// Moves in during the year.
    pub moved_in: u32,
    /// Moves out during the year (any reason).
    pub moved_out: u32,
    /// Vulnerable households among those who moved in.
    pub vulnerable_in: u32,
    /// Low-income households among those who moved in.
    pub low_in: u32,
    /// Incidents in the year, per household (expected value).
    pub incidents: f32,
    /// Reputation, slow average around 0.
    pub reputation: f32,
    /// Round, counted from the year 0, until which a complex stop holds.
    pub stop_until: i32,
    /// Row of the complex it replaces, or [`NONE`].
    pub replaces: u32,
    /// What it is for.
    pub special: Special,
}

impl Default for Complex {
    fn default() -> Self {
        Complex {
            key: 0,
            area: 0,
            landlord: NONE,
            first: 0,
            count: 0,
            year_built: 0,
            multi_family: false,
            households: 0,
            vulnerable: 0,
            known_vulnerable: 0,
            carrying: 0,
            moved_in: 0,
            moved_out: 0,
            vulnerable_in: 0,
            low_in: 0,
            incidents: 0.0,
            reputation: 0.0,
            stop_until: i32::MIN,
            replaces: NONE,
            special: Special::None,
        }
    }
}

/// A market in an area: how dear it is, and what made it so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Local {
    /// Level of prices or rents relative to the start and to their general growth.
    pub level: f32,
    /// By how much the level changed at the end of the last year, as a factor.
    pub step: f32,
    /// Responses in the year.
    pub demand: f32,
    /// Homes that came on offer in the year.
    pub on_offer: f32,
}

impl Default for Local {
    fn default() -> Self {
        Local {
            level: 1.0,
            step: 1.0,
            demand: 0.0,
            on_offer: 0.0,
        }
    }
}

/// An area of the statistical level (PC4).
#[derive(Component, Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Centroid, RD metres.
    pub centroid_m: [f32; 2],
    /// Median log standardised income of its households, relative to the national median.
    pub status: f32,
    /// Reputation, slow average around 0.
    pub reputation: f32,
    /// Incidents per household in the year.
    pub incidents: f32,
    /// Homes for sale.
    pub sale: Local,
    /// Private rent.
    pub rent: Local,
    /// Weight in new building.
    pub expansion_weight: f32,
}

/// A landlord and its counters of the year.
#[derive(Component, Debug, Clone, Copy, PartialEq, Default)]
pub struct Landlord {
    /// Whether bound by the two national norms.
    pub corporation: bool,
    /// Social lets in the year.
    pub social_lets: u32,
    /// … of self-contained dwellings.
    pub self_contained_lets: u32,
    /// … to incomes at or below the DAEB limit.
    pub daeb_low: u32,
    /// … to the middle band.
    pub daeb_middle: u32,
    /// … to higher incomes.
    pub daeb_free: u32,
    /// Lets to households within the rent-allowance income limits.
    pub target_group_lets: u32,
    /// … with a rent at or below the cap.
    pub passend_lets: u32,
    /// Reserved dwellings let to people who leave care.
    pub contingent_lets: u32,
    /// Sales in the year.
    pub sales: u32,
    /// Dwellings demolished in the year.
    pub demolitions: u32,
    /// Dwellings completed in the year.
    pub completions: u32,
    /// Social tenants at the time of the rent review.
    pub tenants: u32,
    /// … with an income above the DAEB limit (scheefwonen).
    pub tenants_above_limit: u32,
    /// Reserve, euro (kept over the years).
    pub reserve_eur: f64,
    /// Whether cash is kept (kept over the years).
    pub keeps_cash: bool,
    /// Whether the reserve ran out in the year before (kept over the years).
    pub pressed: bool,
}
