//! What happened on the market in a year: moves, offers, refusals by rule.

use bevy_ecs::prelude::Resource;
use buurt_city::Tenure;

use crate::rulebook::Reason;

/// Channel through which a vacancy was filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Channel {
    /// Advert, ranked by urgency and registration; private rent and sale.
    Advert = 0,
    /// Direct mediation.
    Direct = 1,
}

impl Channel {
    /// Column-name form.
    pub fn name(self) -> &'static str {
        ["advert", "direct"][self as usize]
    }
}

/// One move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Move {
    /// Round of the year.
    pub round: u32,
    /// Household row.
    pub row: u32,
    /// Household key.
    pub key: u64,
    /// Dwelling left, or `NONE`.
    pub from: u32,
    /// Dwelling entered.
    pub to: u32,
    /// Its tenure.
    pub tenure: Tenure,
    /// Channel.
    pub channel: Channel,
    /// Landlord, or `NONE`.
    pub landlord: u32,
    /// Area of the dwelling entered.
    pub area: u32,
    /// Income quintile of the household, 0–4.
    pub income_class: u8,
    /// Vulnerable household.
    pub vulnerable: bool,
    /// Age of the head.
    pub age: u8,
    /// Rent, euro a month.
    pub rent_eur: f64,
    /// Rooms.
    pub rooms: u8,
    /// Years of registration.
    pub registered_years: f32,
    /// Market segment.
    pub segment: u8,
}

/// The year's log.
#[derive(Resource, Debug, Clone, Default)]
pub struct LettingLog {
    /// Moves in the order of rounds and, within a round, of vacancies.
    pub moves: Vec<Move>,
    /// Offers made.
    pub offers: u64,
    /// Offers declined.
    pub declined: u64,
    /// Refusals by area, rule and whether the household has a low income.
    pub refusals: Vec<[[u32; 2]; Reason::REFUSALS.len() + 1]>,
}

impl LettingLog {
    /// Clears the log for a new year.
    pub fn start_year(&mut self, areas: usize) {
        self.moves.clear();
        self.offers = 0;
        self.declined = 0;
        self.refusals.clear();
        self.refusals.resize(areas, Default::default());
    }
    /// Books a refusal.
    pub fn refuse(&mut self, area: u32, reason: Reason, low: bool) {
        self.refusals[area as usize][reason as usize][usize::from(low)] += 1;
    }
    /// Books a move.
    pub fn record(&mut self, m: Move) {
        self.moves.push(m);
    }
}
