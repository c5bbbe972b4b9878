//! Against national law and the labels of a let, and against what is counted in a year.

use super::{Forgery, in_landlords, of, social};
use buurt::verify::rules::Rule;

pub fn national() -> Vec<Forgery> {
    vec![
        of(
            Rule::IncomeLimit,
            "base",
            |t, i| social(t, i) && t.number("free_room", i) == 0.0,
            |t, i| t.set("taxable_income_eur", i, 80_000.0),
        ),
        of(
            Rule::Passendheid,
            "base",
            |t, i| {
                social(t, i)
                    && t.number("taxable_income_eur", i) < 20_000.0
                    && t.number("shared", i) + t.number("passend_exception", i) == 0.0
            },
            |t, i| t.set("rent_eur_month", i, 705.0),
        ),
        of(Rule::MaximumRent, "base", social, |t, i| {
            let rent = t.number("rent_eur_month", i);
            t.set("max_rent_eur_month", i, rent - 1.0);
        }),
        of(Rule::SocialRentLimit, "base", social, |t, i| {
            t.set("rent_eur_month", i, 2000.0);
            t.set("max_rent_eur_month", i, 2000.0);
        }),
        of(
            Rule::StartingRent,
            "base",
            |t, i| {
                t.text("tenure_to", i) == "private_rent"
                    && t.number("shared", i) == 0.0
                    && t.year(i) == 2024
                    && t.number("round", i) >= 6.0
                    && t.number("max_rent_eur_month", i) < 1100.0
            },
            |t, i| t.set("rent_eur_month", i, 1300.0),
        ),
        of(
            Rule::IncomeRent,
            "places",
            |t, i| {
                social(t, i)
                    && t.year(i) >= 2018
                    && t.text("landlord", i) == "Corporation B"
                    && t.number("shared", i) == 0.0
            },
            |t, i| {
                let rent = t.number("rent_eur_month", i);
                t.set("rent_eur_month", i, rent - 5.0);
            },
        ),
        of(
            Rule::Labels,
            "base",
            |t, i| t.text("tenure_to", i) == "owner",
            |t, i| t.set("free_room", i, 1.0),
        ),
        // No by-law in the base.
        of(Rule::Labels, "base", social, |t, i| {
            t.set("local_tie", i, 1.0)
        }),
        of(
            Rule::Channels,
            "base",
            |t, i| t.text("tenure_to", i) == "owner",
            |t, i| t.say("channel", i, "rent"),
        ),
        of(
            Rule::Occupancy,
            "base",
            |_, _| true,
            |t, i| t.set("persons", i, 30.0),
        ),
        of(
            Rule::IncomeTest,
            "base",
            |t, i| t.text("tenure_to", i) == "private_rent" && t.number("shared", i) == 0.0,
            |t, i| t.set("taxable_income_eur", i, 1000.0),
        ),
        of(
            Rule::Mortgage,
            "base",
            |t, i| t.text("tenure_to", i) == "owner",
            |t, i| t.set("price_eur", i, 1e8),
        ),
    ]
}

pub fn yearly() -> Vec<Forgery> {
    vec![
        // A share is of a year: every let of one is labelled.
        of(
            Rule::LocalTieShare,
            "queues",
            |t, i| social(t, i) && t.year(i) == 2020,
            |t, _| {
                for row in 0..t.0.rows() {
                    if social(t, row) && t.year(row) == 2020 {
                        t.set("local_tie", row, 1.0);
                    }
                }
            },
        ),
        in_landlords(
            Rule::SaleCap,
            |t, i| t.text("landlord", i) == "Corporation A" && t.year(i) == 2020,
            |t, i| {
                let sold = t.number("sales", i);
                t.set("sales", i, sold + 5.0);
            },
        ),
        // A landlord that is not among those that sell.
        in_landlords(
            Rule::SaleCap,
            |t, i| t.text("landlord", i) == "Corporation B" && t.year(i) == 2020,
            |t, i| t.set("sales", i, 1.0),
        ),
        in_landlords(
            Rule::Counters,
            |_, _| true,
            |t, i| {
                let lets = t.number("social_lets", i);
                t.set("social_lets", i, lets + 1.0);
            },
        ),
        of(Rule::Counters, "base", social, |t, i| {
            t.say("tenure_to", i, "mid_rent");
        }),
    ]
}
