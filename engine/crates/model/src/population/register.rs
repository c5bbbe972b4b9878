//! Who came and who left in a year, and which rows are free.

use bevy_ecs::prelude::Resource;

use super::NewHousehold;

/// Counts of a year's demographic events, independent of housing but for one.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Events {
    /// Persons who died.
    pub deaths: u32,
    /// Children born.
    pub births: u32,
    /// Couples separated.
    pub separations: u32,
    /// Couples formed.
    pub couples: u32,
    /// Households that left the city.
    pub departures: u32,
    /// Households that came from elsewhere.
    pub arrivals: u32,
    /// Starters: children who left home and stay.
    pub starters: u32,
    /// Households dissolved by death.
    pub dissolved: u32,
    /// Children who left the city for guardians: their last parent died, or they are more
    /// than the six that a household has room for in the model.
    pub orphans: u32,
    /// Households that found no home, gave up and left (the one count that depends on
    /// housing; none unless `search.give_up` is above zero).
    pub gave_up: u32,
}

/// Why a household is no longer there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// The last adult died.
    Died,
    /// Its persons joined the household in this row.
    Joined(u32),
    /// It left the city.
    Departed,
    /// It found no home, gave up and left the city.
    GaveUp,
}

/// Where a new household comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coming {
    /// From a household of the city: a starter or a separated partner.
    Formed,
    /// From elsewhere.
    Arrived,
}

/// Rows that are free for reuse, and households to be added this year.
#[derive(Resource, Debug, Clone, Default)]
pub struct Register {
    /// Retired rows.
    pub free: Vec<u32>,
    /// Households formed this year, not yet in the table.
    pub incoming: Vec<NewHousehold>,
    /// Rows retired this year, in order, and why.
    pub left: Vec<(u32, Leaving)>,
    /// Rows taken this year by new households, in order.
    pub settled: Vec<(u32, Coming)>,
    /// Ages of children who left home and city this year, on their own or for guardians.
    pub left_home_and_city: Vec<u8>,
}

impl Register {
    /// Forgets who left and who came in the year before.
    pub fn start_year(&mut self) {
        self.left.clear();
        self.settled.clear();
        self.left_home_and_city.clear();
    }

    /// Frees a row whose household is no longer there.
    pub fn release(&mut self, row: u32, why: Leaving) {
        self.free.push(row);
        self.left.push((row, why));
    }
}
