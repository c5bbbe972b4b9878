//! Against rules of a channel: who may be let to through it, and how many.

use super::{Forgery, of, social};
use buurt::verify::rules::Rule;

pub fn channels() -> Vec<Forgery> {
    vec![
        of(
            Rule::DirectMediation,
            "base",
            |t, i| t.is(i, &[("channel", "advert"), ("urgency", "none")]),
            |t, i| t.say("channel", i, "direct"),
        ),
        // The first of a round, after more than the one that a part may be rounded up to.
        of(
            Rule::DirectShare,
            "base",
            |t, i| {
                let direct =
                    |&j: &usize| t.text("channel", j) == "direct" && t.year(j) == t.year(i);
                let now = t.number("round", i);
                let before = |&j: &usize| t.number("round", j) < now;
                direct(&i)
                    && (0..i).filter(direct).filter(before).count() >= 2
                    && (0..i).filter(direct).all(|j| before(&j))
            },
            |t, i| t.set("social_offered", i, 0.0),
        ),
        of(
            Rule::Contingent,
            "queues",
            |t, i| t.text("channel", i) == "contingent",
            |t, i| t.say("known_vulnerability", i, "permit_holder"),
        ),
        // No agreement in the base.
        of(
            Rule::Contingent,
            "base",
            |t, i| t.text("channel", i) == "direct",
            |t, i| t.say("channel", i, "contingent"),
        ),
        // One more than was agreed.
        of(
            Rule::ContingentNumber,
            "queues",
            |t, i| {
                let reserved = |j: usize| {
                    t.text("channel", j) == "contingent"
                        && t.year(j) == t.year(i)
                        && t.text("landlord", j) == t.text("landlord", i)
                };
                social(t, i)
                    && !reserved(i)
                    && (0..t.0.rows()).filter(|&j| reserved(j)).count() == 1
            },
            |t, i| t.say("channel", i, "contingent"),
        ),
        of(
            Rule::HousingFirst,
            "places",
            |t, i| t.text("support", i) == "housing_first",
            |t, i| t.say("known_vulnerability", i, "debt"),
        ),
        of(
            Rule::Lottery,
            "places",
            |t, i| t.is(i, &[("channel", "advert"), ("landlord", "Corporation B")]),
            |t, i| t.say("channel", i, "lottery"),
        ),
        of(
            Rule::Ballot,
            "queues",
            |t, i| t.text("channel", i) == "ballot",
            |t, i| t.say("area_to", i, "1002"),
        ),
        of(
            Rule::Volunteer,
            "queues",
            |t, i| t.text("channel", i) == "ballot",
            |t, i| t.set("nuisance_records", i, 1.0),
        ),
    ]
}
