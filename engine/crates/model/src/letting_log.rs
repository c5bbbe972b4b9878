//! What happened on the market in a year: moves, offers, refusals by rule.

use bevy_ecs::prelude::Resource;
use buurt_city::Tenure;

use crate::components::{NONE, Urgency};
use crate::rulebook::Reason;

/// Channel through which a vacancy was filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Channel {
    /// Advert of a social dwelling, ranked by urgency and registration.
    Advert = 0,
    /// Direct mediation.
    Direct = 1,
    /// Mid-market and private rent: income test, then chance.
    MarketRent = 2,
    /// Sale to the highest bid.
    Sale = 3,
}

impl Channel {
    /// All channels, in the order of their numbers.
    pub const ALL: [Channel; 4] = [
        Channel::Advert,
        Channel::Direct,
        Channel::MarketRent,
        Channel::Sale,
    ];

    /// Column-name form.
    pub fn name(self) -> &'static str {
        ["advert", "direct", "market_rent", "sale"][self as usize]
    }

    /// The channel through which searchers find a dwelling of this tenure by themselves.
    #[inline]
    pub fn of(tenure: Tenure) -> Channel {
        match tenure {
            Tenure::Social => Channel::Advert,
            Tenure::MidRent | Tenure::PrivateRent => Channel::MarketRent,
            Tenure::Owner => Channel::Sale,
        }
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
    /// Tenure of the dwelling left.
    pub tenure_from: Option<Tenure>,
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
    /// Taxable household income, euro a year.
    pub taxable_eur: f32,
    /// Income quintile of the household, 0–4.
    pub income_class: u8,
    /// Persons in the household.
    pub persons: u8,
    /// Whether an adult has reached pension age.
    pub aow: bool,
    /// Vulnerable household.
    pub vulnerable: bool,
    /// Age of the head.
    pub age: u8,
    /// Urgency with which it searched.
    pub urgency: Urgency,
    /// Rent, euro a month.
    pub rent_eur: f64,
    /// Rooms.
    pub rooms: u8,
    /// Years of registration; not finite when not registered.
    pub registered_years: f32,
    /// A room in a shared dwelling.
    pub shared: bool,
    /// The vacancy was labelled as free room.
    pub free_room: bool,
    /// The vacancy was labelled as an exception to appropriate allocation.
    pub passend_exception: bool,
}

/// Offers, refusals and declined offers of one landlord and area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Responses {
    /// By channel and income quintile.
    cells: [[Tally; 5]; Channel::ALL.len()],
}

/// What became of the responses of one income quintile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Dwellings offered.
    pub offers: u32,
    /// Offers declined by the household.
    pub declined: u32,
    /// Refusals, by the number of the [`Reason`].
    pub refusals: [u32; Reason::REFUSALS.len() + 1],
}

/// Where a response is booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// Landlord of the vacancy, or `NONE`.
    pub landlord: u32,
    /// Area of the vacancy.
    pub area: u32,
    /// Channel.
    pub channel: Channel,
    /// Income quintile of the household, 0–4.
    pub quintile: u8,
}

/// The year's log.
#[derive(Resource, Debug, Clone, Default)]
pub struct LettingLog {
    /// Moves in the order of rounds and, within a round, of vacancies.
    pub moves: Vec<Move>,
    areas: usize,
    landlords: usize,
    /// Slot in `responses` by landlord (then those without one) and area.
    slots: Vec<u32>,
    responses: Vec<Responses>,
}

impl LettingLog {
    /// Clears the log for a new year.
    pub fn start_year(&mut self, areas: usize, landlords: usize) {
        self.moves.clear();
        self.responses.clear();
        self.slots.clear();
        self.slots.resize(areas * (landlords + 1), NONE);
        self.areas = areas;
        self.landlords = landlords;
    }

    fn tally(&mut self, at: At) -> &mut Tally {
        let landlord = (at.landlord as usize).min(self.landlords);
        let slot = &mut self.slots[landlord * self.areas + at.area as usize];
        if *slot == NONE {
            *slot = self.responses.len() as u32;
            self.responses.push(Responses {
                cells: Default::default(),
            });
        }
        &mut self.responses[*slot as usize].cells[at.channel as usize][usize::from(at.quintile)]
    }

    /// Books a refusal.
    pub fn refuse(&mut self, at: At, reason: Reason) {
        self.tally(at).refusals[reason as usize] += 1;
    }

    /// Books an offer, and whether the household declined it.
    pub fn offer(&mut self, at: At, declined: bool) {
        let tally = self.tally(at);
        tally.offers += 1;
        tally.declined += u32::from(declined);
    }

    /// Books a move.
    pub fn record(&mut self, m: Move) {
        self.moves.push(m);
    }

    /// Everything booked, by landlord (`NONE` last), channel, area and quintile.
    pub fn tallies(&self) -> impl Iterator<Item = (At, Tally)> + '_ {
        let landlords = 0..=self.landlords;
        let lists = landlords.flat_map(move |l| Channel::ALL.into_iter().map(move |c| (l, c)));
        let areas = lists.flat_map(move |(l, c)| (0..self.areas).map(move |a| (l, c, a)));
        areas.flat_map(move |(l, channel, area)| {
            let slot = self.slots[l * self.areas + area];
            let cells = self.responses.get(slot as usize);
            let landlord = if l == self.landlords { NONE } else { l as u32 };
            (0..5u8).filter_map(move |quintile| {
                let at = At {
                    landlord,
                    area: area as u32,
                    channel,
                    quintile,
                };
                let tally = cells?.cells[channel as usize][usize::from(quintile)];
                (tally != Tally::default()).then_some((at, tally))
            })
        })
    }
}

impl Move {
    /// Where the responses to this vacancy are booked.
    pub fn booked_at(&self) -> At {
        At {
            landlord: self.landlord,
            area: self.area,
            channel: self.channel,
            quintile: self.income_class,
        }
    }
}
