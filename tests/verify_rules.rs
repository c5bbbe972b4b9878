//! Every rule that `buurt verify` tests: an honest folder breaks none of them and tests
//! each, and a table in which one row was altered is found by the rule that it breaks.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt::verify::rules::Rule;
use buurt::verify::{Verdict, verify};
use buurt_core::{Column, Table};
use buurt_lab::{read_table, write_table};
use support::{Folder, buurt, run};

/// The tutorial town under every rule of letting, so that each is in force somewhere.
const VARIANTS: &str = r#"variants: [
    (name: "queues", label: "Queues", question: "?", from: 2019, change: (
        advert: (lottery_share: 0.3, ranking: "residence"),
        contingent: (in_force: true, per_year: 1, share: 0.5),
        wonen_plus: (in_force: true, areas: ["1001"], willing: 0.6),
        local_tie: (in_force: true),
        complex_stop: (in_force: true),
        portiek_cap: (in_force: true),
        rotterdam_act: (in_force: true, areas: ["1001"], article_10: true, until: 2030),
    )),
    (name: "places", label: "Places", question: "?", from: 2018, change: (
        advert: (lottery_share: 0.2, landlords: ["Corporation A"]),
        rotterdam_act: (in_force: true, areas: ["1001", "1002"], excluded_areas: ["1001"],
            complexes: ["c00003", "c00004", "c00005"], until: 2022, article_9: true, start_qualification: true),
        area_closure: (in_force: true, areas: ["1001"], from: 2018, until: 2021),
        complex_stop: (in_force: true, share: 0.05, months: 4, areas: ["1001", "1002"]),
        housing_first: (in_force: true, per_year: 10),
        demolition: (in_force: true, areas: ["1001"], from: 2017, dwellings_per_year: 60,
            construction_years: 1, relocation_years: 1, return_share: 1.0),
        income_rent: (in_force: true, outside_experiment: true, landlords: ["Corporation B"]),
        local_tie: (in_force: true, share: 0.5, municipality: false),
        daeb: (free_room_use: 0.5, margin: 0.0),
        sales: (cap: 0.005, share_of_vacancies: 0.5, landlords: ["Corporation A"]),
    )),
]"#;

/// A table and a row of it.
struct Rows(Table);

impl Rows {
    fn column(&mut self, name: &str) -> &mut Column {
        let column = self.0.columns.iter_mut().find(|c| c.0 == name);
        &mut column.unwrap_or_else(|| panic!("no column {name}")).1
    }
    fn text(&self, name: &str, row: usize) -> &str {
        match self.0.column(name) {
            Some(Column::Category { codes, categories }) => &categories[codes[row] as usize],
            other => panic!("{name}: {other:?}"),
        }
    }
    fn number(&self, name: &str, row: usize) -> f64 {
        match self.0.column(name) {
            Some(Column::I32(v)) => f64::from(v[row]),
            Some(Column::F32(v)) => f64::from(v[row]),
            Some(Column::F64(v)) => v[row],
            other => panic!("{name}: {other:?}"),
        }
    }
    fn set(&mut self, name: &str, row: usize, value: f64) {
        match self.column(name) {
            Column::I32(v) => v[row] = value as i32,
            Column::F32(v) => v[row] = value as f32,
            Column::F64(v) => v[row] = value,
            other => panic!("{name}: {other:?}"),
        }
    }
    fn say(&mut self, name: &str, row: usize, value: &str) {
        let Column::Category { codes, categories } = self.column(name) else {
            panic!("{name}");
        };
        let at = categories.iter().position(|c| c == value);
        codes[row] = at.unwrap_or_else(|| {
            categories.push(value.to_owned());
            categories.len() - 1
        }) as u32;
    }
    fn passed_over(&self, row: usize) -> bool {
        matches!(self.0.column("passed_over"), Some(Column::I64(v)) if v[row] != 0)
    }
    /// Whether nothing that comes before the queue tells the two apart.
    fn even(&self, row: usize) -> bool {
        self.passed_over(row)
            && self.text("urgency", row) == "none"
            && self.text("passed_over_urgency", row) == "none"
            && self.number("returns", row) == 0.0
            && self.number("passed_over_returns", row) == 0.0
    }
    fn is(&self, row: usize, wanted: &[(&str, &str)]) -> bool {
        wanted
            .iter()
            .all(|(name, value)| self.text(name, row) == *value)
    }
    fn year(&self, row: usize) -> i32 {
        self.number("year", row) as i32
    }
}

/// A row to be altered, and how.
struct Forgery {
    rule: Rule,
    variant: &'static str,
    table: &'static str,
    find: fn(&Rows, usize) -> bool,
    alter: fn(&mut Rows, usize),
}

fn of(
    rule: Rule,
    variant: &'static str,
    find: fn(&Rows, usize) -> bool,
    alter: fn(&mut Rows, usize),
) -> Forgery {
    Forgery {
        rule,
        variant,
        table: "moves",
        find,
        alter,
    }
}

fn in_landlords(
    rule: Rule,
    find: fn(&Rows, usize) -> bool,
    alter: fn(&mut Rows, usize),
) -> Forgery {
    Forgery {
        rule,
        variant: "places",
        table: "landlords",
        find,
        alter,
    }
}

fn social(t: &Rows, i: usize) -> bool {
    t.text("tenure_to", i) == "social"
}

/// Let on the advert, with nothing of the act or a label about it.
fn plain_advert(t: &Rows, i: usize) -> bool {
    t.text("channel", i) == "advert"
        && t.number("local_tie", i) == 0.0
        && t.number("free_room", i) == 0.0
        && t.even(i)
}

fn national() -> Vec<Forgery> {
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

fn places() -> Vec<Forgery> {
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

fn channels() -> Vec<Forgery> {
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

fn ranks() -> Vec<Forgery> {
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

fn yearly() -> Vec<Forgery> {
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

fn verdict(folder: &Folder) -> Verdict {
    verify(&folder.0).unwrap()
}

/// Alters a row, verifies, and puts the table back.
fn forged(folder: &Folder, forgery: &Forgery) -> Verdict {
    let run = folder
        .0
        .join(format!("variant={}/replicate=0", forgery.variant));
    let path = run.join(format!("{}.parquet", forgery.table));
    let bytes = std::fs::read(&path).unwrap();
    let mut rows = Rows(read_table(&path).unwrap());
    let row = (0..rows.0.rows()).find(|&i| (forgery.find)(&rows, i));
    let row = row.unwrap_or_else(|| panic!("no row to forge for {:?}", forgery.rule));
    (forgery.alter)(&mut rows, row);
    write_table(&path, &rows.0).unwrap();
    let found = verdict(folder);
    std::fs::write(&path, bytes).unwrap();
    found
}

#[test]
fn every_rule_is_tested_holds_and_finds_a_forged_row() {
    let folder = Folder::new("verify-rules");
    let scenario = Folder::new("verify-rules-scenario");
    run(&scenario.scenario(VARIANTS), &folder, &[]);
    let honest = verdict(&folder);
    assert_eq!(honest.violations, []);
    for &rule in Rule::ALL {
        let (rows, broken) = honest.of(rule);
        assert!(rows > 0 && broken == 0, "{rule:?}: {rows}, {broken}");
    }
    let families = [national(), places(), channels(), ranks(), yearly()];
    let all: Vec<Forgery> = families.into_iter().flatten().collect();
    for &rule in Rule::ALL {
        assert!(
            all.iter().any(|f| f.rule == rule),
            "no forgery for {rule:?}"
        );
    }
    for forgery in &all {
        let found = forged(&folder, forgery);
        let rule = forgery.rule;
        assert!(
            found.of(rule).1 > 0,
            "{rule:?} in {}: {:#?}",
            forgery.variant,
            found.violations
        );
    }
    assert_eq!(verdict(&folder).violations, [], "put back as it was");
}

#[test]
fn a_rule_that_was_not_tested_is_seen() {
    let folder = Folder::new("verify-untested");
    let scenario = Folder::new("verify-untested-scenario");
    let written = scenario.scenario("variants: []");
    run(&written, &folder, &["--years", "2"]);
    let output = buurt(&["verify", &folder.0.display().to_string()]);
    let text = String::from_utf8(output.stdout).unwrap();
    let line = |rule: Rule| {
        let found = text.lines().find(|l| l.contains(rule.name()));
        found.unwrap_or_else(|| panic!("{rule:?} is not shown: {text}"))
    };
    for rule in [
        Rule::Article8,
        Rule::PortiekCap,
        Rule::ComplexStop,
        Rule::Ballot,
    ] {
        assert!(line(rule).contains("NOT TESTED"), "{}", line(rule));
    }
    for rule in [Rule::IncomeLimit, Rule::Blacklist, Rule::QueueTime] {
        assert!(!line(rule).contains("NOT TESTED"), "{}", line(rule));
    }
    assert!(
        text.contains("no table can show it") && text.contains("screening: "),
        "{text}"
    );
}
