//! Against the order of those who responded.

use super::{Forgery, of, plain_advert};
use buurt::verify::rules::Rule;

pub fn ranks() -> Vec<Forgery> {
    vec![
        of(Rule::ReturnFirst, "base", plain_advert, |t, i| {
            t.set("passed_over_returns", i, 1.0);
        }),
        of(
            Rule::ReturnFirst,
            "base",
            |t, i| t.text("tenure_to", i) == "mid_rent" && t.even(i),
            |t, i| t.set("passed_over_returns", i, 1.0),
        ),
        of(Rule::UrgencyFirst, "base", plain_advert, |t, i| {
            t.say("passed_over_urgency", i, "social");
        }),
        // The private rented sector is not exempt.
        of(
            Rule::Article9,
            "places",
            |t, i| {
                t.is(i, &[("area_to", "1002"), ("tenure_to", "private_rent")])
                    && (2018..=2022).contains(&t.year(i))
                    && t.even(i)
            },
            |t, i| {
                t.say("passed_over_income_source", i, "work");
                t.say("passed_over_education", i, "middle");
                t.say("income_source", i, "work");
                t.say("education", i, "low");
            },
        ),
        of(
            Rule::LocalTie,
            "queues",
            |t, i| {
                t.text("channel", i) == "lottery" && t.number("local_tie", i) == 1.0 && t.even(i)
            },
            |t, i| {
                t.set("years_in_region", i, 5.0);
                t.set("passed_over_years_in_region", i, 6.0);
                t.set("years_in_municipality", i, 5.0);
                t.set("passed_over_years_in_municipality", i, 6.0);
                t.say("income_source", i, "work");
            },
        ),
        of(
            Rule::FreeRoomFirst,
            "places",
            |t, i| {
                t.text("channel", i) == "advert"
                    && t.text("area_to", i) == "1003"
                    && t.number("free_room", i) == 1.0
                    && t.number("local_tie", i) == 0.0
                    && t.even(i)
            },
            |t, i| {
                t.say("urgency", i, "social");
                t.say("passed_over_urgency", i, "social");
                t.set("taxable_income_eur", i, 10_000.0);
                t.set("passed_over_taxable_income_eur", i, 90_000.0);
            },
        ),
        of(Rule::QueueTime, "base", plain_advert, |t, i| {
            t.set("passed_over_registration_years", i, 99.0);
        }),
        // Where residence counts, registration does not.
        of(
            Rule::QueueTime,
            "queues",
            |t, i| t.year(i) > 2018 && plain_advert(t, i),
            |t, i| {
                let years = t.number("years_in_region", i);
                t.set("passed_over_years_in_region", i, years + 1.0);
                t.set("passed_over_registration_years", i, 0.0);
            },
        ),
        of(
            Rule::ResidentsChoice,
            "queues",
            |t, i| t.text("channel", i) == "ballot" && t.even(i),
            |t, i| {
                t.say("passed_over_income_source", i, "work");
                t.say("passed_over_education", i, "high");
                t.say("income_source", i, "benefit");
                t.say("education", i, "low");
                t.set("years_in_region", i, 30.0);
            },
        ),
    ]
}
