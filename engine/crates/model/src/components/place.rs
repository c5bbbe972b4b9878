//! The places in which dwellings stand: complexes, and areas with their markets.

use bevy_ecs::prelude::Component;

use super::NONE;

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
