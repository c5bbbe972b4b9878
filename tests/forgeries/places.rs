//! Against rules of a place: the act, blacklists, stops, caps and closures.

use super::{Forgery, of, social};
use buurt::verify::rules::Rule;

pub fn places() -> Vec<Forgery> {
    vec![
        // The private rented sector is not exempt.
        of(
            Rule::Article8,
            "places",
            |t, i| {
                t.is(i, &[("area_to", "1002"), ("tenure_to", "private_rent")])
                    && (2018..=2022).contains(&t.year(i))
            },
            |t, i| {
                t.say("income_source", i, "benefit");
                t.set("years_in_region", i, 5.0);
            },
        ),
        // A designated complex in an area that is kept out.
        of(
            Rule::Article8,
            "places",
            |t, i| {
                let named = ["c00003", "c00004", "c00005"].contains(&t.text("complex_to", i));
                named && t.text("tenure_to", i) != "owner" && (2018..=2022).contains(&t.year(i))
            },
            |t, i| {
                t.say("income_source", i, "none");
                t.set("years_in_region", i, 0.0);
            },
        ),
        of(
            Rule::Article10,
            "queues",
            |t, i| {
                t.is(i, &[("area_to", "1001"), ("tenure_to", "private_rent")]) && t.year(i) > 2018
            },
            |t, i| t.set("nuisance_records", i, 1.0),
        ),
        of(Rule::Blacklist, "base", social, |t, i| {
            t.set("blacklisted", i, 1.0)
        }),
        of(
            Rule::Blacklist,
            "base",
            |t, i| t.text("tenure_to", i) == "mid_rent",
            |t, i| t.set("blacklisted", i, 1.0),
        ),
        of(
            Rule::ComplexStop,
            "places",
            |t, i| social(t, i) && t.year(i) > 2018 && t.number("complex_stopped", i) == 1.0,
            |t, i| t.say("urgency", i, "renewal"),
        ),
        // The label taken away: the meeting of the quarter saw more than the threshold.
        of(
            Rule::StopDecided,
            "places",
            |t, i| {
                let share =
                    t.number("quarter_known_vulnerable", i) / t.number("quarter_households", i);
                social(t, i)
                    && t.year(i) > 2018
                    && t.number("complex_stopped", i) == 1.0
                    && share > 0.05
            },
            |t, i| t.set("complex_stopped", i, 0.0),
        ),
        of(
            Rule::PortiekCap,
            "queues",
            |t, i| social(t, i) && t.year(i) > 2018 && t.text("known_vulnerability", i) != "none",
            |t, i| t.set("stairwell_known_vulnerable", i, 1.0),
        ),
        of(
            Rule::AreaClosure,
            "places",
            |t, i| {
                social(t, i) && t.text("area_to", i) == "1001" && (2018..=2021).contains(&t.year(i))
            },
            |t, i| t.say("known_vulnerability", i, "debt"),
        ),
    ]
}
