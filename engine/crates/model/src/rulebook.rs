//! The rules in force, compiled once a year from the instrument entities into a
//! flat book that the letting rounds read. Rules are pure functions of what they
//! are shown: chance enters only through keyed draws with a named decision.

use std::fmt::Debug;
use std::sync::Arc;

use bevy_ecs::prelude::*;
use buurt_city::{IncomeSource, Tenure, Vulnerability};
use buurt_params::law::LawYear;

use crate::components::{Complex, Dwelling, Landlord, NONE, Support, Terms, Urgency};
use crate::letting_log::Channel;
use crate::run::Run;

pub use crate::reasons::Reason;

/// What rules read of a household.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Stable key.
    pub key: u64,
    /// Taxable household income, euro a year.
    pub taxable_eur: f64,
    /// Disposable household income, euro a year.
    pub disposable_eur: f64,
    /// Wealth, euro.
    pub wealth_eur: f64,
    /// Persons.
    pub persons: u8,
    /// Adults.
    pub adults: u8,
    /// Age of the head.
    pub age: u8,
    /// Whether an adult has reached pension age.
    pub aow: bool,
    /// Education of the head: 1 low, 2 middle (a start qualification), 3 high.
    pub education: u8,
    /// Main source of income.
    pub source: IncomeSource,
    /// National quintile of standardised income, 0–4.
    pub quintile: u8,
    /// Whole years lived in the region.
    pub years_in_region: i32,
    /// Whole years lived in the municipality.
    pub years_in_municipality: i32,
    /// Years registered as a seeker (negative: not registered).
    pub years_registered: f64,
    /// Recorded nuisance incidents.
    pub nuisance: u8,
    /// Whether on the blacklist this year.
    pub blacklisted: bool,
    /// True kind of vulnerability: for what happens, not for what landlords know.
    pub vulnerability: Vulnerability,
    /// Kind of vulnerability as far as landlord and municipality know.
    pub detected: Vulnerability,
    /// Support that comes with the household.
    pub support: Support,
    /// Urgency that still holds.
    pub urgency: Urgency,
    /// Whether the household has a dwelling of its own now.
    pub housed: bool,
    /// Row of the area it lives in, or [`NONE`].
    pub from_area: u32,
    /// Row of the complex it must leave and may return to, or [`NONE`].
    pub returns_to: u32,
}

impl Candidate {
    /// Whether landlord and municipality know the household as vulnerable.
    pub fn known_vulnerable(&self) -> bool {
        self.detected != Vulnerability::None
    }
}

/// What rules read of a vacancy.
#[derive(Debug, Clone, Copy)]
pub struct Offer {
    /// Stable key of the dwelling.
    pub key: u64,
    /// Tenure.
    pub tenure: Tenure,
    /// Channel.
    pub channel: Channel,
    /// Bare rent asked, euro a month.
    pub rent_eur: f64,
    /// Legal maximum rent by points, euro a month.
    pub max_rent_eur: f64,
    /// Price, euro (sale).
    pub price_eur: f64,
    /// Rooms.
    pub rooms: u8,
    /// Row of the area.
    pub area: u32,
    /// Row of the complex.
    pub complex: u32,
    /// Row of the landlord, or [`NONE`].
    pub landlord: u32,
    /// A room in a shared dwelling.
    pub shared: bool,
    /// Suited to people with impaired mobility.
    pub accessible: bool,
    /// Labelled by the landlord as free room: incomes above the limit may respond.
    pub free_room: bool,
    /// Free room for middle incomes alone: the landlord has let all it may to higher ones.
    pub middle_room: bool,
    /// Labelled by the landlord as an exception to appropriate allocation.
    pub passend_exception: bool,
    /// Labelled for people with a tie to the municipality.
    pub local_tie: bool,
    /// Whether the rent depends on who rents it.
    pub rent_varies: bool,
    /// Known vulnerable households behind the same front door (counted only when a rule
    /// asks for it, see [`Rulebook::looks_behind_the_door`]); none in a row of houses.
    pub vulnerable_in_portiek: u8,
    /// Share of known vulnerable households in the complex: landlords see no others (E-15).
    pub share_vulnerable: f32,
    /// Reputation of the complex.
    pub reputation: f32,
    /// Whether a complex stop is in force.
    pub stopped: bool,
    /// Status of the area: log of its median income over the national median.
    pub area_status: f32,
    /// Incidents per household in the area in the last year.
    pub area_incidents: f32,
    /// Row of the demolished complex that this one replaces, or [`NONE`].
    pub replaces: u32,
}

/// The terms on which a household moves in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contract {
    /// Rent, euro a month.
    pub rent_eur: f64,
    /// Support after the move.
    pub support: Support,
    /// Year from which the support is given.
    pub support_from: i16,
    /// Year until which the support lasts.
    pub support_until: i16,
    /// Whether finances are put under guardianship.
    pub guardianship: bool,
    /// Terms that matter after the let.
    pub terms: Terms,
}

impl Contract {
    /// Whether a mediated household with support rents a social dwelling: whom flip and
    /// three-party contracts are made with (R6, R7).
    pub fn mediated_with_support(&self, who: &Candidate, what: &Offer) -> bool {
        what.tenure == Tenure::Social
            && who.urgency == Urgency::Mediated
            && self.support == Support::Ambulatory
    }
}

/// What a landlord sees when it puts up a vacancy.
pub struct Posting<'a> {
    /// Clock, law and chance.
    pub run: &'a Run,
    /// Round of the year.
    pub round: u32,
    /// The dwelling.
    pub dwelling: &'a Dwelling,
    /// Its complex.
    pub complex: &'a Complex,
    /// The landlord with its counters of the year.
    pub landlord: Option<&'a Landlord>,
}

/// An instrument as the letting rounds meet it. Every method has a neutral default;
/// [`Rulebook`] keeps a list per method, so that a rule costs nothing where it has
/// nothing to say.
pub trait Rule: Send + Sync + Debug {
    /// Labels a vacancy when it is put up: channel, free room, exceptions, the rent asked.
    fn label(&self, _at: &Posting<'_>, _offer: &mut Offer) {}
    /// Whether the household may have the dwelling, and if not, why.
    fn judge(&self, _law: &LawYear, _who: &Candidate, _what: &Offer) -> Reason {
        Reason::Admitted
    }
    /// Added to the rank of a response to a rental vacancy: on adverts years of
    /// registration count 1 each and classes of urgency 1,000 each, elsewhere (private and
    /// mid-market rent, lots, ballots) a lot counts less than 1.
    fn priority(&self, _law: &LawYear, _who: &Candidate, _what: &Offer) -> f64 {
        0.0
    }
    /// The rent this household would pay, given the rent asked so far.
    fn rent(&self, _law: &LawYear, _who: &Candidate, _what: &Offer, rent_eur: f64) -> f64 {
        rent_eur
    }
    /// Added to the mediator's score of this dwelling for this household; a misfit of
    /// one room counts −1.
    fn siting(&self, _law: &LawYear, _who: &Candidate, _what: &Offer) -> f64 {
        0.0
    }
    /// Chance that the household withdraws when the dwelling is offered.
    fn withdraws(&self, _who: &Candidate, _what: &Offer) -> f64 {
        0.0
    }
    /// The quarterly meeting of municipality and corporations: complexes may be closed.
    fn quarter(&self, _run: &Run, _round: u32, _complexes: &mut [Complex]) {}
    /// Settles the terms of the contract.
    fn sign(&self, _run: &Run, _who: &Candidate, _what: &Offer, _contract: &mut Contract) {}
}

/// Income limit of the DAEB rule for a household, euro a year.
pub fn daeb_limit(law: &LawYear, persons: u8) -> f64 {
    if persons == 1 {
        law.daeb_limit_1p
    } else {
        law.daeb_limit_mp
    }
}

/// Rent-allowance income limit (target group of appropriate allocation).
pub fn target_group_limit(law: &LawYear, persons: u8, aow: bool) -> f64 {
    law.ht_income[usize::from(persons > 1) + 2 * usize::from(aow)]
}

/// Cap on the bare rent for the target group: first cap for one or two
/// persons, second for three or more.
pub fn rent_cap(law: &LawYear, persons: u8) -> f64 {
    if persons <= 2 {
        law.cap_1st
    } else {
        law.cap_2nd
    }
}

/// The component of an entity that is a rule of one's own
/// (see [`crate::Simulation::add_rule`]).
#[derive(Component, Clone, Debug)]
pub struct OwnRule(pub Arc<dyn Rule>);

type Rules = Vec<Arc<dyn Rule>>;

/// The compiled rules of a year.
#[derive(Resource, Debug, Clone, Default)]
pub struct Rulebook {
    /// Rules that label vacancies.
    pub labels: Rules,
    /// Rules that refuse.
    pub judges: Rules,
    /// Rules that give priority.
    pub priorities: Rules,
    /// Rules that set the rent by who rents.
    pub rents: Rules,
    /// Rules that steer direct mediation.
    pub sitings: Rules,
    /// Rules that make some withdraw.
    pub withdrawals: Rules,
    /// Rules that look at complexes every quarter.
    pub quarterly: Rules,
    /// Rules that settle contracts.
    pub contracts: Rules,
    /// Whether a rule asks who lives behind the same front door.
    pub looks_behind_the_door: bool,
    /// Target rents and the landlords' response to appropriate allocation.
    pub asking: crate::rents::Asking,
    /// Most responses to social adverts per household and round.
    pub reactions: Option<u32>,
    /// Dwellings a year that a corporation reserves for people who leave care.
    pub contingent: Option<u32>,
    /// Direct mediation.
    pub mediation: crate::instruments::DirectMediation,
    /// Whether clients of Housing First are housed before others.
    pub housing_first: bool,
    /// What banks lend and landlords ask on the free market.
    pub lending: crate::market::lending::Lending,
    /// Support at the let.
    pub support: crate::support::SupportProcess,
    /// Rent allowance of the year.
    pub allowances: crate::instruments::Allowances,
    /// How corporations weigh affordability, availability and renewal.
    pub tilt: Tilt,
}

/// Factors on what corporations ask, sell and renew, by the weight of their aims (D11).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tilt {
    /// On target rents.
    pub rents: f64,
    /// On sales.
    pub sales: f64,
    /// On renewal.
    pub renewal: f64,
}

impl Default for Tilt {
    fn default() -> Self {
        Tilt {
            rents: 1.0,
            sales: 1.0,
            renewal: 1.0,
        }
    }
}

impl Rulebook {
    /// The first rule that refuses this response, or `Admitted`.
    pub fn judge(&self, law: &LawYear, who: &Candidate, what: &Offer) -> Reason {
        let market = self.lending.judge(who, what);
        if market != Reason::Admitted {
            return market;
        }
        if what.shared && who.persons > 1 || who.persons > 2 + 2 * what.rooms {
            return Reason::TooSmall;
        }
        for rule in &self.judges {
            let reason = rule.judge(law, who, what);
            if reason != Reason::Admitted {
                return reason;
            }
        }
        Reason::Admitted
    }

    /// What the rules add to the rank of a response.
    pub fn priority(&self, law: &LawYear, who: &Candidate, what: &Offer) -> f64 {
        self.priorities
            .iter()
            .map(|r| r.priority(law, who, what))
            .sum()
    }

    /// The rent this household would pay, euro a month.
    pub fn rent(&self, law: &LawYear, who: &Candidate, what: &Offer) -> f64 {
        self.rents
            .iter()
            .fold(what.rent_eur, |rent, r| r.rent(law, who, what, rent))
    }

    /// The offer as this household sees it: with the rent it would pay.
    #[inline]
    pub fn offer_to(&self, law: &LawYear, who: &Candidate, what: &Offer) -> Offer {
        let mut offer = *what;
        if what.rent_varies {
            offer.rent_eur = self.rent(law, who, what);
        }
        offer
    }

    /// Chance that a household withdraws from an offer.
    pub fn withdraws(&self, who: &Candidate, what: &Offer) -> f64 {
        let stays = self
            .withdrawals
            .iter()
            .fold(1.0, |stays, r| stays * (1.0 - r.withdraws(who, what)));
        1.0 - stays
    }
}

/// Collects the instruments in force into the book.
pub fn compile_rulebook(world: &mut World) {
    let run = world.resource::<Run>().clone();
    let mut book = Rulebook {
        lending: world
            .resource::<crate::market::lending::Lending>()
            .in_year(run.year),
        support: world.resource::<crate::support::SupportProcess>().clone(),
        ..Default::default()
    };
    crate::policy::enter_all(world, &run, &mut book);
    let mut own = world.query::<&OwnRule>();
    for rule in own.iter(world) {
        // Every hook it implements counts; the others are neutral.
        for list in [
            &mut book.labels,
            &mut book.judges,
            &mut book.priorities,
            &mut book.rents,
            &mut book.sitings,
            &mut book.withdrawals,
            &mut book.quarterly,
            &mut book.contracts,
        ] {
            list.push(rule.0.clone());
        }
    }
    world.insert_resource(book);
}

/// Row of an area, or [`NONE`], of a dwelling row.
pub fn area_of(dwelling: u32, dwellings: &[Dwelling]) -> u32 {
    let home = dwellings.get(dwelling as usize);
    home.map_or(NONE, |d| d.building.area)
}
