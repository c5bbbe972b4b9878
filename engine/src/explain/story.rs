//! The story of a household, a dwelling or a complex in words: what was on offer, who
//! responded, which rule refused whom, and how it ended.

use std::collections::BTreeMap;

use buurt_city::IncomeSource;
use buurt_model::components::Urgency;
use buurt_model::letting_log::Channel;
use buurt_model::letting_record::{Event, Record, Step, Subject};
use buurt_model::rulebook::{Candidate, Offer, Reason};

use crate::experiment::Experiment;

/// Competitors told one by one; the others are counted.
const TOLD: usize = 5;

/// A vacancy of a round: year, round, key of the dwelling.
type Posting = (i32, u32, u64);

/// What was recorded about a subject, to be told.
pub(super) struct Story<'a> {
    pub(super) experiment: &'a Experiment,
    pub(super) subject: Subject,
    pub(super) record: &'a Record,
}

impl Story<'_> {
    /// The story in words: every vacancy in question, and the totals.
    pub(super) fn tell(&self) -> String {
        let mut out = String::new();
        let steps = self.record.steps();
        if let Subject::Household(key) = self.subject {
            let years = self.record.searched();
            if years.is_empty() {
                out += "  It did not look for another home in these years: no rule stood in its way.\n";
            } else {
                let years: Vec<String> = years.iter().map(ToString::to_string).collect();
                out += &format!("  It looked for another home in {}.\n", years.join(", "));
                let own = steps.iter().any(|s| s.who.is_some_and(|w| w.key == key));
                if !own {
                    out += "  It responded to nothing: in what it saw, nothing was better than staying.\n";
                }
            }
        }
        // Vacancies in the order of year, round and first mention.
        let mut vacancies: Vec<(Posting, Vec<&Step>)> = Vec::new();
        let mut places: BTreeMap<Posting, usize> = BTreeMap::new();
        for step in steps {
            let at = (step.year, step.round, step.what.key);
            let place = *places.entry(at).or_insert_with(|| {
                vacancies.push((at, Vec::new()));
                vacancies.len() - 1
            });
            vacancies[place].1.push(step);
        }
        let mut quiet = 0;
        for ((year, round, _), steps) in &vacancies {
            if steps.iter().all(|s| s.event == Event::Posted) {
                quiet += 1;
                continue;
            }
            out += &format!("\n{year}, round {}: {}\n", round + 1, self.vacancy(steps));
            out += &self.course(steps);
        }
        if quiet > 0 {
            out += &format!(
                "\n{quiet} times a vacancy was offered for a round and nobody asked for it.\n"
            );
        }
        out += &self.totals(steps);
        out
    }

    /// A vacancy in words.
    fn vacancy(&self, steps: &[&Step]) -> String {
        let step = steps
            .iter()
            .find(|s| s.event == Event::Posted)
            .unwrap_or(&steps[0]);
        let what: &Offer = &step.what;
        let city = &self.experiment.setting.city;
        let area = &city.areas[what.area as usize];
        let landlord = city.landlords.get(what.landlord as usize);
        let price = match what.channel {
            Channel::Sale => format!("{:.0} euro", what.price_eur),
            _ => format!("{:.2} euro a month", what.rent_eur),
        };
        let mut labels = String::new();
        for (label, on) in [
            ("free room", what.free_room && !what.middle_room),
            ("free room for middle incomes", what.middle_room),
            ("exception to the passendheidstoets", what.passend_exception),
            ("priority for a local tie", what.local_tie),
            ("complex stop", what.stopped),
            ("a room", what.shared),
        ] {
            if on {
                labels += &format!(", {label}");
            }
        }
        format!(
            "dwelling {} in complex c{:05}, {} ({}), {} rooms, {price}, {}{}{labels}",
            what.key.cast_signed(),
            what.complex,
            area.name,
            area.code,
            what.rooms,
            channel(what.channel),
            landlord.map_or(String::new(), |l| format!(" of {}", l.name)),
        )
    }

    /// What happened to a vacancy in a round.
    fn course(&self, steps: &[&Step]) -> String {
        let mut out = String::new();
        let mut ranked: Vec<(f64, &Candidate)> = Vec::new();
        let mut refused: BTreeMap<Reason, u32> = BTreeMap::new();
        for step in steps {
            let Some(who) = &step.who else { continue };
            match step.event {
                Event::Responded(rank) if !ranked.iter().any(|(_, w)| w.key == who.key) => {
                    ranked.push((rank, who));
                }
                Event::Refused(reason) if self.is_subject(who) => {
                    out += &format!("  refused: {}\n", words(reason, who));
                }
                Event::Refused(reason) => {
                    *refused.entry(reason).or_default() += 1;
                }
                _ => {}
            }
        }
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.key.cmp(&b.1.key)));
        for (place, (rank, who)) in ranked.iter().enumerate() {
            if place < TOLD || self.is_subject(who) {
                out += &format!("  {}. {}, rank {rank:.2}\n", place + 1, self.person(who));
            }
        }
        if ranked.len() > TOLD {
            out += &format!("  {} responded in all\n", ranked.len());
        }
        for (reason, count) in refused {
            out += &format!(
                "  {count} refused: {} [{}]\n",
                reason.words(),
                reason.source()
            );
        }
        for step in steps {
            let Some(who) = &step.who else { continue };
            match step.event {
                Event::Declined => {
                    out += &format!(
                        "  offered to {}, who declined or withdrew\n",
                        self.label(who)
                    );
                }
                Event::MovedIn(rent) => {
                    let price = if rent > 0.0 {
                        format!(" at {rent:.2} euro a month")
                    } else {
                        String::new()
                    };
                    out += &format!(
                        "  let by {} to {}{price}\n",
                        channel(step.channel),
                        self.label(who)
                    );
                }
                _ => {}
            }
        }
        out
    }

    fn is_subject(&self, who: &Candidate) -> bool {
        self.subject == Subject::Household(who.key)
    }

    fn label(&self, who: &Candidate) -> String {
        if self.is_subject(who) {
            "this household".to_owned()
        } else {
            format!("household {}", who.key.cast_signed())
        }
    }

    /// A household in words.
    fn person(&self, who: &Candidate) -> String {
        let registered = if who.years_registered < 0.0 {
            "not registered".to_owned()
        } else {
            format!("registered {:.1} years", who.years_registered)
        };
        format!(
            "{}: {}, head {} years old, {:.0} euro a year from {}, {registered}{}",
            self.label(who),
            persons(who),
            who.age,
            who.taxable_eur,
            match who.source {
                IncomeSource::Work => "work",
                IncomeSource::Pension => "pension",
                IncomeSource::Student => "a student grant",
                IncomeSource::Benefit => "a benefit",
                IncomeSource::None => "no source",
            },
            match who.urgency {
                Urgency::None => "",
                Urgency::Social => ", urgent",
                Urgency::Renewal => ", urgent for renewal",
                Urgency::Mediated => ", to be mediated",
            },
        )
    }

    fn totals(&self, steps: &[Step]) -> String {
        let counts = |step: &&Step| match (self.subject, &step.who) {
            (Subject::Household(_), Some(who)) => self.is_subject(who),
            (_, who) => who.is_some(),
        };
        let mut refused: BTreeMap<Reason, u32> = BTreeMap::new();
        let (mut responses, mut declined, mut moved) = (0, 0, 0);
        for step in steps.iter().filter(counts) {
            match step.event {
                Event::Refused(reason) => *refused.entry(reason).or_default() += 1,
                Event::Responded(_) => responses += 1,
                Event::Declined => declined += 1,
                Event::MovedIn(_) => moved += 1,
                Event::Posted => {}
            }
        }
        let all: u32 = refused.values().sum();
        let mut out = format!(
            "\nIn all: {responses} responses ranked, {declined} offers declined, {moved} times moved in, {all} refusals\n"
        );
        for (reason, count) in refused {
            out += &format!(
                "  {count:>6}  {}: {} [{}]\n",
                reason.name(),
                reason.words(),
                reason.source()
            );
        }
        out
    }
}

/// Its size in words.
fn persons(who: &Candidate) -> String {
    match who.persons {
        1 => "1 person".to_owned(),
        n => format!("{n} persons"),
    }
}

/// A refusal in words, with what the household brought.
fn words(reason: Reason, who: &Candidate) -> String {
    format!(
        "{} [{}] ({}, {:.0} euro a year, {} years in the region, {} nuisance on record)",
        reason.words(),
        reason.source(),
        persons(who),
        who.taxable_eur,
        who.years_in_region,
        who.nuisance
    )
}

/// A channel in words.
fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Advert => "social advert by queue",
        Channel::Lottery => "social advert by lot",
        Channel::Direct => "direct mediation",
        Channel::Contingent => "contingent for care leavers",
        Channel::Ballot => "residents' ballot",
        Channel::Rent => "free rental market",
        Channel::Sale => "sale",
    }
}
