//! The rules in force, compiled once a year from the instrument entities into a
//! flat book that the letting loop reads. Rules are pure functions: chance
//! enters only through the labels that landlords put on a vacancy beforehand.

use std::sync::Arc;

use bevy_ecs::prelude::*;
use buurt_city::{IncomeSource, Tenure, Vulnerability};
use buurt_params::law::LawYear;

use crate::instruments::{Daeb, DirectMediation, Objective, Passend, RentPolicy, RotterdamAct};
use crate::run::Run;

/// Why a response was refused; `Admitted` when it was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Reason {
    /// No rule objects.
    Admitted = 0,
    /// Income above the DAEB limit and the vacancy is not labelled as free room.
    DaebIncome = 1,
    /// Rent above the cap for a household within the rent-allowance limits.
    Passend = 2,
    /// Rotterdam Act, article 8: too short in the region and no listed income.
    RotterdamArticle8 = 3,
    /// Rotterdam Act, article 10: recorded nuisance.
    RotterdamArticle10 = 4,
    /// On the landlord's blacklist.
    Blacklisted = 5,
    /// The complex takes no more households that need support for now.
    ComplexStop = 6,
    /// The stairwell already houses a vulnerable household.
    PortiekCap = 7,
    /// Income too low for this private rent.
    IncomeTest = 8,
    /// Price above what can be borrowed and paid.
    Mortgage = 9,
    /// More persons than the dwelling may house.
    TooSmall = 10,
    /// A rule added by the user of the library.
    OwnRule = 11,
}

impl Reason {
    /// All refusals.
    pub const REFUSALS: [Reason; 11] = [
        Reason::DaebIncome,
        Reason::Passend,
        Reason::RotterdamArticle8,
        Reason::RotterdamArticle10,
        Reason::Blacklisted,
        Reason::ComplexStop,
        Reason::PortiekCap,
        Reason::IncomeTest,
        Reason::Mortgage,
        Reason::TooSmall,
        Reason::OwnRule,
    ];
    /// Column-name form.
    pub fn name(self) -> &'static str {
        [
            "admitted",
            "daeb_income",
            "passend",
            "rotterdam_article_8",
            "rotterdam_article_10",
            "blacklisted",
            "complex_stop",
            "portiek_cap",
            "income_test",
            "mortgage",
            "too_small",
            "own_rule",
        ][self as usize]
    }
}

/// What rules read of a household.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// Taxable household income, euro a year.
    pub taxable_eur: f64,
    /// Wealth, euro.
    pub wealth_eur: f64,
    /// Persons.
    pub persons: u8,
    /// Whether an adult has reached pension age.
    pub aow: bool,
    /// Main source of income.
    pub source: IncomeSource,
    /// Whole years lived in the region.
    pub years_in_region: i32,
    /// Recorded nuisance incidents.
    pub nuisance: u8,
    /// Whether on the blacklist this year.
    pub blacklisted: bool,
    /// Kind of vulnerability as far as it is known.
    pub detected: Vulnerability,
}

/// What rules read of a vacancy.
#[derive(Debug, Clone, Copy)]
pub struct Offer {
    /// Tenure.
    pub tenure: Tenure,
    /// Bare rent, euro a month.
    pub rent_eur: f64,
    /// Price, euro (sale).
    pub price_eur: f64,
    /// Rooms.
    pub rooms: u8,
    /// Row of the area.
    pub area: u32,
    /// A room in a shared dwelling.
    pub shared: bool,
    /// Labelled by the landlord as free room: incomes above the limit may respond.
    pub free_room: bool,
    /// Labelled by the landlord as an exception to appropriate allocation.
    pub passend_exception: bool,
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

/// A rule of one's own: a pure function of the year, the law, the household and the
/// vacancy. Chance has no place in it.
pub trait Rule: Send + Sync {
    /// Whether the household may have the dwelling.
    fn admits(&self, year: i32, law: &LawYear, who: &Candidate, what: &Offer) -> bool;
}

/// The component of an entity that is a rule of one's own
/// (see [`crate::Simulation::add_rule`]).
#[derive(Component, Clone)]
pub struct OwnRule(pub Arc<dyn Rule>);

impl std::fmt::Debug for OwnRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OwnRule")
    }
}

/// The compiled rules of a year.
#[derive(Resource, Debug, Clone, Default)]
pub struct Rulebook {
    /// EU income limit.
    pub daeb: Option<Daeb>,
    /// Appropriate allocation.
    pub passend: Option<Passend>,
    /// Whether landlords lower asking rents to the caps.
    pub rent_response: bool,
    /// Rent policy of corporations.
    pub rent: RentPolicy,
    /// Direct mediation.
    pub mediation: DirectMediation,
    /// Per area: the Rotterdam Act in force there.
    pub rotterdam: Vec<Option<RotterdamAct>>,
    /// Rules added by the user of the library.
    pub own: Vec<OwnRule>,
}

impl Rulebook {
    /// Whether mediation spreads over the city.
    pub fn spreads(&self) -> bool {
        self.mediation.objective == Objective::Spread
    }

    /// The first rule that refuses this response, or `Admitted`.
    pub fn judge(&self, law: &LawYear, who: &Candidate, what: &Offer) -> Reason {
        match what.tenure {
            Tenure::Social => {
                if who.blacklisted {
                    return Reason::Blacklisted;
                }
                if self.daeb.is_some()
                    && !what.free_room
                    && who.taxable_eur > daeb_limit(law, who.persons)
                {
                    return Reason::DaebIncome;
                }
                if self.passend.is_some()
                    && law.passend_share.is_some()
                    && !what.passend_exception
                    && !what.shared
                    && who.taxable_eur <= target_group_limit(law, who.persons, who.aow)
                    && what.rent_eur > rent_cap(law, who.persons)
                {
                    return Reason::Passend;
                }
            }
            Tenure::MidRent | Tenure::PrivateRent => {
                let needed = if what.shared { 1.2 } else { 2.6 };
                let guarantor = what.shared && who.source == IncomeSource::Student;
                if !guarantor && who.taxable_eur < needed * 12.0 * what.rent_eur {
                    return Reason::IncomeTest;
                }
            }
            Tenure::Owner => {
                if what.price_eur > 4.5 * who.taxable_eur + 0.9 * who.wealth_eur {
                    return Reason::Mortgage;
                }
            }
        }
        if what.shared && who.persons > 1 || who.persons > 2 + 2 * what.rooms {
            return Reason::TooSmall;
        }
        if self
            .own
            .iter()
            .any(|rule| !rule.0.admits(law.year, law, who, what))
        {
            return Reason::OwnRule;
        }
        if what.tenure != Tenure::Owner
            && let Some(Some(act)) = self.rotterdam.get(what.area as usize)
        {
            return act.judge(who);
        }
        Reason::Admitted
    }
}

/// Collects the instruments in force into the book.
#[allow(clippy::too_many_arguments)]
pub fn compile_rulebook(
    run: Res<Run>,
    mut book: ResMut<Rulebook>,
    areas: Query<&crate::components::Area>,
    daeb: Query<&Daeb>,
    passend: Query<&Passend>,
    rents: Query<&RentPolicy>,
    mediation: Query<&DirectMediation>,
    rotterdam: Query<(&RotterdamAct, &crate::instruments::Scope)>,
    own: Query<&OwnRule>,
) {
    let year = run.year;
    book.daeb = daeb.iter().find(|d| d.in_force).cloned();
    book.passend = passend
        .iter()
        .find(|p| p.in_force && run.law.passend_share.is_some())
        .cloned();
    book.rent_response = passend.iter().any(|p| p.rent_response && p.in_force);
    book.rent = rents.iter().next().cloned().unwrap_or_default();
    book.mediation = mediation.iter().next().cloned().unwrap_or_default();
    book.own = own.iter().cloned().collect();
    let n = areas.iter().count();
    book.rotterdam = vec![None; n];
    for (act, scope) in &rotterdam {
        if act.in_force && year >= act.from && year <= act.until {
            for &area in &scope.areas {
                book.rotterdam[area as usize] = Some(act.clone());
            }
        }
    }
}
