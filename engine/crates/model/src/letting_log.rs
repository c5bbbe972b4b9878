//! What happened on the market in a year: moves, offers, refusals by rule.

use bevy_ecs::prelude::Resource;
use buurt_city::{Tenure, Vulnerability};

use crate::components::{NONE, Urgency};
use crate::grounds::GroundsLog;
use crate::letting_record::{Event, Record};
use crate::rulebook::{Candidate, Offer, Reason};

/// Channel through which a vacancy is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum Channel {
    /// Social advert, ranked by urgency and registration (aanbodmodel).
    #[default]
    Advert = 0,
    /// Social advert, ranked by lot.
    Lottery = 1,
    /// Direct mediation.
    Direct = 2,
    /// Reserved for leavers of care by agreement (contingent).
    Contingent = 3,
    /// Chosen with a residents' ballot (Wonen+).
    Ballot = 4,
    /// Private or mid-market rent.
    Rent = 5,
    /// Sale.
    Sale = 6,
}

impl Channel {
    /// All channels.
    pub const ALL: [Channel; 7] = [
        Channel::Advert,
        Channel::Lottery,
        Channel::Direct,
        Channel::Contingent,
        Channel::Ballot,
        Channel::Rent,
        Channel::Sale,
    ];
    /// Column-name form.
    pub fn name(self) -> &'static str {
        [
            "advert",
            "lottery",
            "direct",
            "contingent",
            "ballot",
            "rent",
            "sale",
        ][self as usize]
    }
    /// Whether only mediated households get these.
    pub fn reserved(self) -> bool {
        matches!(self, Channel::Direct | Channel::Contingent)
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
    /// Kind of vulnerability.
    pub kind: Vulnerability,
    /// Children at home.
    pub children: u8,
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

/// What became of the responses of one income quintile.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    /// Dwellings offered.
    pub offers: u32,
    /// Offers declined by the household.
    pub declined: u32,
    /// Refusals, by the number of the [`Reason`].
    pub refusals: [u32; Reason::COUNT],
    /// Dwellings let or sold.
    pub lets: u32,
    /// Those let to permit holders.
    pub permit_holders: u32,
    /// Those let to households with children.
    pub with_children: u32,
    /// Those let to permit holders with children.
    pub permit_holders_with_children: u32,
    /// Those let to households that were registered.
    pub registered: u32,
    /// Sum of their years of registration.
    pub registered_years: f64,
    /// Dwellings let, not sold.
    pub rented: u32,
    /// Sum of the rents of what was let, euro a month.
    pub rent_eur: f64,
    /// Sum of the rooms of what was let or sold.
    pub rooms: u32,
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

impl At {
    /// Where responses of an income quintile to an offer are booked.
    pub fn offer(offer: &Offer, channel: Channel, quintile: u8) -> At {
        At {
            landlord: offer.landlord,
            area: offer.area,
            channel,
            quintile,
        }
    }
}

/// The year's log.
#[derive(Resource, Debug, Clone, Default)]
pub struct LettingLog {
    /// Moves in the order of rounds and, within a round, of vacancies.
    pub moves: Vec<Move>,
    /// Registered households that look for a home this year, by income quintile and the
    /// number of their [`Urgency`].
    pub seekers: [[u32; 4]; 5],
    /// What the rules could read at each of them, when the moves are written.
    pub grounds: Option<Box<GroundsLog>>,
    areas: usize,
    landlords: usize,
    /// Slot in `tallies` by landlord (then those without one), channel and area.
    slots: Vec<u32>,
    /// By income quintile.
    tallies: Vec<[Tally; 5]>,
    /// The record for explanations, when somebody asked for it.
    pub record: Option<Box<Record>>,
}

impl LettingLog {
    /// An empty log; `grounds` asks for what the rules could read at each move.
    pub fn new(grounds: bool) -> LettingLog {
        LettingLog {
            grounds: grounds.then(Box::default),
            ..LettingLog::default()
        }
    }

    /// Notes a step for explanations, when they are asked for.
    #[inline]
    pub fn note(&mut self, who: Option<&Candidate>, what: &Offer, channel: Channel, event: Event) {
        if let Some(record) = &mut self.record {
            record.note(who, what, channel, event);
        }
    }

    /// Clears the log for a new year.
    pub fn start_year(&mut self, areas: usize, landlords: usize) {
        self.moves.clear();
        self.seekers = Default::default();
        if let Some(grounds) = &mut self.grounds {
            grounds.moves.clear();
        }
        self.tallies.clear();
        self.slots.clear();
        let lists = Channel::ALL.len() * (landlords + 1);
        self.slots.resize(areas * lists, NONE);
        self.areas = areas;
        self.landlords = landlords;
    }

    /// Place in `slots`.
    fn place(&self, landlord: usize, channel: Channel, area: usize) -> usize {
        (landlord * Channel::ALL.len() + channel as usize) * self.areas + area
    }

    fn tally(&mut self, at: At) -> &mut Tally {
        let landlord = (at.landlord as usize).min(self.landlords);
        let place = self.place(landlord, at.channel, at.area as usize);
        let slot = &mut self.slots[place];
        if *slot == NONE {
            *slot = self.tallies.len() as u32;
            self.tallies.push(Default::default());
        }
        &mut self.tallies[*slot as usize][usize::from(at.quintile)]
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
        let tally = self.tally(m.booked_at());
        tally.lets += 1;
        let permit = u32::from(m.kind == Vulnerability::PermitHolder);
        let family = u32::from(m.children > 0);
        tally.permit_holders += permit;
        tally.with_children += family;
        tally.permit_holders_with_children += permit * family;
        if m.registered_years.is_finite() {
            tally.registered += 1;
            tally.registered_years += f64::from(m.registered_years);
        }
        tally.rented += u32::from(m.tenure != Tenure::Owner);
        tally.rent_eur += m.rent_eur;
        tally.rooms += u32::from(m.rooms);
        self.moves.push(m);
    }

    /// Everything booked, by landlord (`NONE` last), channel, area and quintile.
    pub fn tallies(&self) -> impl Iterator<Item = (At, Tally)> + '_ {
        let landlords = 0..=self.landlords;
        let lists = landlords.flat_map(move |l| Channel::ALL.into_iter().map(move |c| (l, c)));
        let areas = lists.flat_map(move |(l, c)| (0..self.areas).map(move |a| (l, c, a)));
        areas.flat_map(move |(l, channel, area)| {
            let slot = self.slots[self.place(l, channel, area)];
            let tallies = self.tallies.get(slot as usize);
            let landlord = if l == self.landlords { NONE } else { l as u32 };
            (0..5u8).filter_map(move |quintile| {
                let at = At {
                    landlord,
                    area: area as u32,
                    channel,
                    quintile,
                };
                let tally = tallies?[usize::from(quintile)];
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
