//! A dwelling.

use bevy_ecs::prelude::Component;
use buurt_city::Tenure;

use super::NONE;

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
    /// Asking rent when vacant, euro a month; when let, of social housing the contract rent,
    /// of others what it would be let for (the contract rent may be below it, see
    /// [`Home`](super::Home)).
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
