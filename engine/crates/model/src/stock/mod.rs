//! The stock: what is planned, built, sold and demolished. The year's programme of
//! new building follows the scenario's dwelling path; instruments then change its
//! mix, place and timing; projects are delivered when due. New dwellings get keys
//! from (project key, index), never from a counter.

mod delivery;
mod plans;
mod programme;
mod renewal;
mod works;

pub use delivery::deliver_projects;
pub use plans::{Planned, note_plans};
pub use programme::{Lot, Programme, commit_programme, lots_of, plan_programme, social_shares};
pub use renewal::carry_out_renewal;
pub use works::{Budget, Renewal, Renovation, Works};

use bevy_ecs::prelude::Resource;
use buurt_city::Tenure;
use buurt_core::Key;

use crate::components::{NONE, Special};

/// What is under construction: delivered in `year`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Project {
    /// Stable key.
    pub key: u64,
    /// Year of delivery.
    pub year: i32,
    /// Year for which it was planned; a part that is put off is delivered later.
    pub planned: i32,
    /// Why it is built.
    pub kind: ProjectKind,
    /// Row of the area.
    pub area: u32,
    /// Dwellings by tenure, in the order of [`Tenure::ALL`].
    pub dwellings: [u32; 4],
    /// Landlord of the social and mid-market part.
    pub landlord: u32,
    /// Row of the complex it replaces, or `NONE`: its tenants may have a right of return.
    pub replaces: u32,
    /// Share of those who had to leave who are called back when it is ready.
    pub return_share: f64,
    /// Rent asked for the social part, as a share of the first cap; 0 means the
    /// landlord's target.
    pub rent_over_cap: f32,
    /// Rooms of the social part; 0 means mixed.
    pub rooms: u8,
    /// What the social part is for.
    pub special: Special,
}

impl Project {
    /// Dwellings of all tenures.
    pub fn total(&self) -> u32 {
        self.dwellings.iter().sum()
    }

    /// Takes dwellings of a tenure out, as a project of their own that is delivered so many
    /// years later; `tag` tells the parts of a project apart.
    pub fn postpone(&mut self, tenure: Tenure, dwellings: u32, years: i32, tag: u64) -> Project {
        let of = &mut self.dwellings[tenure as usize];
        let taken = dwellings.min(*of);
        *of -= taken;
        let mut part = [0; 4];
        part[tenure as usize] = taken;
        Project {
            key: Key(self.key).derive(tag, 0, 0).0,
            year: self.year + years,
            dwellings: part,
            replaces: NONE,
            return_share: 0.0,
            ..*self
        }
    }
}

/// Why a project is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum ProjectKind {
    /// The year's programme of new building.
    Programme = 0,
    /// In the place of a complex that was demolished.
    Replacement = 1,
    /// The same, for the tenants who lived there, at a rent they can pay (S2).
    SittingTenants = 2,
    /// Special housing (S16 to S19).
    Special = 3,
}

impl ProjectKind {
    /// Names in the tables, by number.
    pub const NAMES: [&str; 4] = ["programme", "replacement", "sitting_tenants", "special"];
}

/// Projects under construction and condemned complexes.
#[derive(Resource, Debug, Clone, Default)]
pub struct Pipeline {
    /// Projects.
    pub projects: Vec<Project>,
    /// Condemned complexes.
    pub condemned: Vec<Condemned>,
    /// What was planned for this year.
    pub plans: Vec<Planned>,
    /// Dwellings (rooms counted once) at the start.
    pub initial_dwellings: f64,
    /// Next stairwell number.
    pub next_portiek: u32,
    /// Key of the city.
    pub city: u64,
    /// Dwelling path of the year before.
    pub path_before: f64,
    /// Dwellings by which programmes of renewal are ahead of their numbers a year, by
    /// [`Budget`]: they take whole complexes.
    pub ahead: [i64; 2],
    /// Dwellings of the programme that each area has still to get; below zero where a lot
    /// came early.
    pub owed: Vec<f64>,
    /// The same of what is built elsewhere than the programme says (S14).
    pub owed_elsewhere: Vec<f64>,
}

/// A complex to be demolished.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Condemned {
    /// Row of the complex.
    pub complex: u32,
    /// Year of demolition.
    pub year: i32,
    /// What is to replace it.
    pub plan: Plan,
    /// Years by which the mid-market part of that comes later (S7).
    pub mid_delay: i32,
}

/// How a complex is replaced.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// Years from the announcement to demolition.
    pub relocation_years: i32,
    /// Years from demolition to delivery.
    pub construction_years: i32,
    /// Shares of social, mid-market and private rent; the rest owner-occupied.
    pub mix: [f64; 3],
    /// New dwellings per demolished one.
    pub ratio: f64,
    /// Share of those who had to leave who are called back.
    pub return_share: f64,
    /// See [`Project::rent_over_cap`].
    pub rent_over_cap: f32,
    /// See [`Project::rooms`].
    pub rooms: u8,
}

impl Plan {
    /// Whether it is meant for the tenants who lived there, at a rent they can pay (S2), so
    /// that norms for the mix of new building do not concern it.
    pub fn for_sitting_tenants(&self) -> bool {
        self.rent_over_cap > 0.0
    }
}

/// Splits a number of dwellings over tenures by shares (social, mid-market, private;
/// the rest owner-occupied), the remainder to the last.
pub fn split(dwellings: u32, shares: [f64; 3]) -> [u32; 4] {
    let n = f64::from(dwellings);
    let mut out = [0; 4];
    let mut left = dwellings;
    for (i, share) in shares.into_iter().enumerate() {
        out[i] = ((n * share + 0.5) as u32).min(left);
        left -= out[i];
    }
    out[Tenure::Owner as usize] = left;
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_gives_every_dwelling_a_tenure() {
        for n in 0..200 {
            let thirds = split(n, [1.0 / 3.0, 1.0 / 3.0, 0.0]);
            assert_eq!(thirds.iter().sum::<u32>(), n);
            assert!(thirds[0].abs_diff(n / 3) <= 1 && thirds[2] == 0);
        }
        assert_eq!(split(100, [0.3, 0.1, 0.12]), [30, 10, 12, 48]);
        assert_eq!(split(7, [1.0, 0.0, 0.0]), [7, 0, 0, 0]);
    }
}
