//! T12, R9: Wonen+ in Breda (Geeren-Zuid, Haagse Beemden). In a project the residents and
//! the corporation choose who comes next: a household that is able and willing to take a
//! volunteer task. The task calms the block: fewer incidents, a better reputation. A rent
//! discount for it is not allowed (E-16); the corporation pays a volunteer allowance,
//! booked in the ledger. It does not enter the household's income, which housing policy
//! never touches in this model. Where the project ends nobody is chosen any more; who has a
//! task keeps it, and the allowance, while living there.
//!
//! incidents · (1 − min(½, effect · volunteers / households · 10))

use std::sync::Arc;

use bevy_ecs::prelude::*;
use buurt_city::{IncomeSource, Tenure};
use buurt_core::{Decision, Draws, Phase};
use buurt_params::law::LawYear;
use buurt_params::parameters;

use super::{Circumstances, Instrument, Row, Scope, complex_rows};
use crate::columns::{Areas, Complexes, Dwellings, Households};
use crate::ledger::{Item, Ledger};
use crate::letting_log::{Channel, LettingLog};
use crate::neighbourhoods::Neighbourhood;
use crate::phases::Phases;
use crate::rulebook::{Candidate, Offer, Posting, Reason, Rule, Rulebook};
use crate::run::Run;

parameters! {
    /// Residents' ballot and volunteer task, Wonen+ (T12, R9).
    #[derive(Component)]
    pub struct WonenPlus: "wonen_plus" {
        /// Whether there is a project.
        in_force: bool = false, "-", 0..=1, "T12, S p. 35";
        /// Codes of the areas of the project.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "T12: Breda, Geeren-Zuid and Haagse Beemden";
        /// Complexes of the project, as the tables name them (c00012).
        complexes: Vec<String> = Vec::new(), "complexes", 0..=1, "scenario";
        /// Share of able households that is willing to take a task.
        willing: f64 = 0.15, "share", 0..=1, "scenario range";
        /// Chance that the residents accept an able and willing household.
        accept: f64 = 0.7, "per response", 0..=1, "scenario range";
        /// Rounds for which a dwelling waits for such a household; then it is advertised.
        rounds: u32 = 3, "rounds", 1..=52, "scenario range";
        /// Volunteer allowance, in prices of 2017.
        allowance: f64 = 50.0, "EUR a month", 0..=1000, "R9, S p. 35; amount a scenario range";
        /// Share of incidents that one volunteer per ten households prevents.
        effect: f64 = 0.1, "share prevented", 0..=1, "scenario range (E-30)";
        /// Reputation that one volunteer per ten households adds in the long run.
        reputation: f64 = 0.1, "units", 0..=5, "scenario range (E-30)";
    }
}

impl WonenPlus {
    /// Allowance of a volunteer, euro of the year.
    fn allowance_eur(&self, run: &Run) -> f64 {
        12.0 * self.allowance * run.income_index
    }
}

const WILLING: Decision = Decision::named("willing to volunteer");
const BALLOT: Decision = Decision::named("residents' ballot");
/// Ages of those who take a task.
const ABLE_AGES: std::ops::RangeInclusive<u8> = 23..=74;

/// A tenant with a volunteer task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Volunteer {
    row: u32,
    key: u64,
    dwelling: u32,
}

/// Tenants with a volunteer task: they keep it as long as they live there, also where the
/// project has ended.
#[derive(Resource, Debug, Clone, Default, PartialEq, Eq)]
pub struct Volunteers(Vec<Volunteer>);

impl Volunteers {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

#[derive(Debug)]
struct Project {
    settings: WonenPlus,
    areas: Vec<u32>,
    complexes: Vec<u32>,
    draws: Draws,
    year: i32,
}

impl Instrument for WonenPlus {
    const ROWS: &'static [Row] = &[
        Row {
            id: "T12",
            dutch: "wijkballotage, Wonen+",
            english: "residents' ballot with a volunteer task",
            reads: "ability and willingness of who responds, the residents' vote",
            changes: "who comes into the project; incidents and reputation of its complexes",
            source: "S p. 35; chances and effects range (E-30)",
            test: "a_ballot_brings_volunteers_and_calms_the_block",
        },
        Row {
            id: "R9",
            dutch: "vrijwilligersvergoeding (Wonen+)",
            english: "volunteer allowance instead of a discount",
            reads: "tenants with a volunteer task",
            changes: "books the allowance in the ledger; household income is left alone",
            source: "S p. 35; amount range",
            test: "the_volunteer_allowance_is_booked_for_every_volunteer",
        },
    ];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn doubts(&self, at: &Circumstances<'_>) -> Vec<String> {
        let mut doubts = Vec::new();
        if self.in_force {
            at.names_places(&self.complexes, &mut doubts);
        }
        doubts
    }

    fn enter(&self, scope: &Scope, run: &Run, book: &mut Rulebook) {
        let complexes = complex_rows(&self.complexes);
        if self.in_force && !(scope.areas.is_empty() && complexes.is_empty()) {
            let rule = Arc::new(Project {
                settings: self.clone(),
                areas: scope.areas.clone(),
                complexes,
                draws: run.draws,
                year: run.year,
            });
            book.labels.push(rule.clone());
            book.judges.push(rule.clone());
            book.priorities.push(rule);
        }
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Neighbourhoods, volunteer);
    }
}

/// Whether a household could take a task: of an age to, not known as vulnerable, no
/// nuisance on record.
fn able(who: &Candidate) -> bool {
    ABLE_AGES.contains(&who.age) && !who.known_vulnerable() && who.nuisance == 0 && !who.blacklisted
}

impl Rule for Project {
    fn label(&self, at: &Posting<'_>, offer: &mut Offer) {
        let waited = at.run.now(at.round).saturating_sub(at.dwelling.open_from);
        if offer.channel == Channel::Advert
            && offer.tenure == Tenure::Social
            && !offer.shared
            && (0..self.settings.rounds as i32).contains(&waited)
            && (self.areas.contains(&offer.area) || self.complexes.contains(&offer.complex))
        {
            offer.channel = Channel::Ballot;
        }
    }

    fn judge(&self, _: &LawYear, who: &Candidate, what: &Offer) -> Reason {
        if what.channel != Channel::Ballot {
            return Reason::Admitted;
        }
        let willing = || self.draws.draw(WILLING, who.key, 0).uniform() < self.settings.willing;
        if !able(who) || !willing() {
            return Reason::NoVolunteer;
        }
        let vote = self.draws.pair(BALLOT, who.key, what.key, self.year, 0);
        if vote.uniform() < self.settings.accept {
            Reason::Admitted
        } else {
            Reason::Ballot
        }
    }

    /// The residents' preference: who works or worked, and more schooling.
    fn priority(&self, _: &LawYear, who: &Candidate, what: &Offer) -> f64 {
        if what.channel != Channel::Ballot {
            return 0.0;
        }
        let works = matches!(who.source, IncomeSource::Work | IncomeSource::Pension);
        f64::from(u8::from(works)) + 0.5 * f64::from(who.education)
    }
}

/// Volunteers do their work: incidents fall, reputation rises, the allowance is paid.
#[allow(clippy::too_many_arguments)]
fn volunteer(
    run: Res<Run>,
    settings: Query<&WonenPlus>,
    neighbourhood: Res<Neighbourhood>,
    log: Res<LettingLog>,
    mut volunteers: ResMut<Volunteers>,
    mut ledger: ResMut<Ledger>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut complexes: Complexes,
    mut areas: Areas,
) {
    // Where the project has ended nobody new comes, and who has a task keeps it.
    let in_force = settings.iter().find(|s| s.in_force);
    let Some(settings) = in_force.or(settings.iter().next()) else {
        return;
    };
    if in_force.is_none() && volunteers.count() == 0 {
        return;
    }
    let h = households.columns();
    let d = dwellings.columns();
    let c = complexes.columns();
    let a = areas.columns();
    let new = log.moves.iter().filter(|m| m.channel == Channel::Ballot);
    volunteers.0.extend(new.map(|m| Volunteer {
        row: m.row,
        key: m.key,
        dwelling: m.to,
    }));
    volunteers.0.retain(|v| {
        let (p, home) = (&h.people[v.row as usize], &h.home[v.row as usize]);
        p.alive && p.key == v.key && home.dwelling == v.dwelling
    });
    if volunteers.count() == 0 {
        return;
    }
    let paid = settings.allowance_eur(&run) * volunteers.count() as f64;
    ledger.book(Item::Volunteers, paid);
    let mut at = vec![0u32; c.complex.len()];
    for v in &volunteers.0 {
        at[d.dwelling[v.dwelling as usize].building.complex as usize] += 1;
    }
    let mut people = vec![0.0; a.area.len()];
    for x in c.complex.iter() {
        people[x.area as usize] += f64::from(x.households);
    }
    for (x, &n) in c.complex.iter_mut().zip(&at) {
        if n == 0 {
            continue;
        }
        let households = f64::from(x.households.max(1));
        let tenths = 10.0 * f64::from(n) / households;
        let prevented = f64::from(x.incidents) * (settings.effect * tenths).min(0.5);
        let better = neighbourhood.speed * settings.reputation * tenths.min(5.0);
        x.incidents -= prevented as f32;
        x.reputation += better as f32;
        let part = households / people[x.area as usize].max(1.0);
        let area = &mut a.area[x.area as usize];
        area.incidents -= (prevented * part) as f32;
        area.reputation += (better * part) as f32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::*;
    use buurt_city::Vulnerability;

    fn project(willing: f64, accept: f64) -> Project {
        let run = run(2017);
        Project {
            settings: WonenPlus {
                willing,
                accept,
                ..WonenPlus::default()
            },
            areas: vec![0],
            complexes: Vec::new(),
            draws: run.draws,
            year: run.year,
        }
    }

    #[test]
    fn the_ballot_takes_able_and_willing_households_only() {
        let ballot = Offer {
            channel: Channel::Ballot,
            ..offer()
        };
        let vulnerable = Candidate {
            detected: Vulnerability::Debt,
            ..who()
        };
        let old = Candidate { age: 80, ..who() };
        let record = Candidate {
            nuisance: 1,
            ..who()
        };
        for (who, willing, accept, verdict) in [
            (who(), 1.0, 1.0, Reason::Admitted),
            (who(), 0.0, 1.0, Reason::NoVolunteer),
            (who(), 1.0, 0.0, Reason::Ballot),
            (vulnerable, 1.0, 1.0, Reason::NoVolunteer),
            (old, 1.0, 1.0, Reason::NoVolunteer),
            (record, 1.0, 1.0, Reason::NoVolunteer),
        ] {
            let rule = project(willing, accept);
            assert_eq!(rule.judge(&law(2017), &who, &ballot), verdict);
            assert_eq!(rule.judge(&law(2017), &who, &offer()), Reason::Admitted);
        }
    }

    #[test]
    fn the_allowance_rises_with_incomes() {
        for (income_index, paid) in [(1.0, 600.0), (1.25, 750.0)] {
            let run = Run {
                income_index,
                ..run(2017)
            };
            assert_eq!(WonenPlus::default().allowance_eur(&run), paid);
        }
    }

    #[test]
    fn a_project_without_a_place_is_none() {
        let mut book = Rulebook::default();
        let settings = WonenPlus {
            in_force: true,
            ..WonenPlus::default()
        };
        settings.enter(&Scope::default(), &run(2017), &mut book);
        assert!(book.labels.is_empty() && book.judges.is_empty());
    }
}
