//! Who goes first. Of every let the table names who ranked next among those who responded
//! too and found nothing in the round: whoever got the dwelling must not stand behind.
//!
//! In the order in which they count: return after renewal, class of urgency (adverts and lots),
//! article 9, a local tie on what is labelled for it, free room to the urgent, and last
//! the queue: years of registration or residence (adverts), or what residents prefer
//! (ballots). A lot decides the rest.

use buurt_model::instruments::Ranking;

use super::rules::Rule;
use super::{Findings, Let, among};

/// What counts of a household, each the higher the better; `None` where it does not count.
type Standing = [(Rule, Option<f64>); 7];

struct Person<'a> {
    returns: bool,
    urgency: &'a str,
    source: &'a str,
    education: &'a str,
    years_in_region: i32,
    years_in_municipality: i32,
    registered: f64,
    income: f64,
    persons: i32,
}

/// Classes of urgency in rising order. To be mediated is none.
const CLASSES: [&str; 3] = ["none", "social", "renewal"];

fn level(education: &str) -> f64 {
    match education {
        "high" => 3.0,
        "middle" => 2.0,
        _ => 1.0,
    }
}

fn standing(at: &Let<'_>, p: &Person<'_>) -> Standing {
    let (m, i, policy) = (at.moves, at.row, at.policy);
    let channel = m.channel.at(i);
    let advert = channel == "advert";
    let yes = |holds: bool| f64::from(u8::from(holds));
    let urgency = CLASSES.iter().position(|c| *c == p.urgency).unwrap_or(0);
    let act = &policy.rotterdam_act;
    let qualified = !act.start_qualification || level(p.education) >= 2.0;
    let tie = &policy.local_tie;
    let tie_counts = m.local_tie[i] != 0 && matches!(channel, "advert" | "lottery");
    let tied = if tie.municipality {
        p.years_in_municipality
    } else {
        p.years_in_region
    };
    let limit = match p.persons {
        1 => at.law.daeb_limit_1p,
        _ => at.law.daeb_limit_mp,
    };
    let room_counts = m.free_room[i] != 0 && policy.daeb.urgent_first && policy.daeb.in_force;
    let residence = policy.advert.ranking == Ranking::Residence;
    // Who is not registered (rooms) stands last.
    let registered = if p.registered.is_finite() {
        p.registered
    } else {
        -1.0
    };
    let queued = if residence {
        f64::from(p.years_in_region)
    } else {
        registered
    };
    let works = matches!(p.source, "work" | "pension");
    // The lot is worth less than one step of this.
    let preferred = yes(works) + 0.5 * level(p.education);
    [
        (Rule::ReturnFirst, Some(yes(p.returns))),
        (
            Rule::UrgencyFirst,
            matches!(channel, "advert" | "lottery").then_some(urgency as f64),
        ),
        (
            Rule::Article9,
            (at.designated() && act.article_9).then(|| yes(p.source == "work" && qualified)),
        ),
        (Rule::LocalTie, tie_counts.then(|| yes(tied >= tie.years))),
        (
            Rule::FreeRoomFirst,
            room_counts.then(|| yes(urgency > 0 && p.income > limit)),
        ),
        (Rule::QueueTime, advert.then_some(queued)),
        (
            Rule::ResidentsChoice,
            (channel == "ballot").then_some(preferred),
        ),
    ]
}

/// Tests a let.
pub(super) fn check(at: &Let<'_>, out: &mut Findings<'_>) {
    let (m, i) = (at.moves, at.row);
    // A sale goes to who bids most.
    if m.passed.household[i] == 0 || m.channel.at(i) == "sale" {
        return;
    }
    let winner = Person {
        returns: m.returns[i] != 0,
        urgency: m.urgency.at(i),
        source: m.source.at(i),
        education: m.education.at(i),
        years_in_region: m.years_in_region[i],
        years_in_municipality: m.years_in_municipality[i],
        registered: m.registered[i],
        income: m.income[i],
        persons: m.persons[i],
    };
    let next = Person {
        returns: m.passed.returns[i] != 0,
        urgency: m.passed.urgency.at(i),
        source: m.passed.source.at(i),
        education: m.passed.education.at(i),
        years_in_region: m.passed.years_in_region[i],
        years_in_municipality: m.passed.years_in_municipality[i],
        registered: m.passed.registered[i],
        income: m.passed.income[i],
        persons: m.passed.persons[i],
    };
    let theirs = standing(at, &winner);
    let others = standing(at, &next);
    for ((rule, mine), (_, other)) in theirs.into_iter().zip(others) {
        let (Some(mine), Some(other)) = (mine, other) else {
            continue;
        };
        // A wish of residents for half a step of schooling may lose against the lot.
        let step = if rule == Rule::ResidentsChoice {
            1.0
        } else {
            0.0
        };
        if mine == other || (mine - other).abs() < step {
            continue;
        }
        out.test(at, rule, mine > other, || {
            format!(
                "household {} was passed over, which stands before it: {} ({other:.1} against {mine:.1})",
                m.passed.household[i],
                rule.name()
            )
        });
        return;
    }
}

/// Whether a label for a local tie is allowed on a social dwelling.
pub(super) fn tie_allowed(at: &Let<'_>) -> bool {
    let tie = &at.policy.local_tie;
    tie.in_force && tie_share(at) > 0.0 && among(&tie.areas, at.moves.area.at(at.row))
}

/// Largest share of lets that may carry the label: what is asked, bounded by law.
pub(super) fn tie_share(at: &Let<'_>) -> f64 {
    let tie = &at.policy.local_tie;
    let lawful = if tie.municipality {
        at.law.local_tie_municipality
    } else {
        at.law.local_tie_share
    };
    tie.share.min(lawful.unwrap_or(0.0))
}
