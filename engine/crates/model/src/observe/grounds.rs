//! The columns of the table `moves` that say on what grounds a dwelling was let: what the
//! local rules read of household, vacancy, stairwell and complex, and who was passed over.

use buurt_city::{IncomeSource, Vulnerability};
use buurt_core::{Column, Table};

use super::moves::{Row, URGENCIES};
use super::places::category;
use crate::components::{Support, Urgency};

/// Names of the sources of income, in their order.
pub const SOURCES: [&str; 5] = ["work", "pension", "student", "benefit", "none"];
const _: () = assert!(SOURCES.len() == IncomeSource::None as usize + 1);

/// Names of the levels of education, in their order.
pub const EDUCATIONS: [&str; 3] = ["low", "middle", "high"];

/// Adds the columns to the table `moves`.
pub(super) fn columns(table: Table, rows: &[Row]) -> Table {
    let grounds = || rows.iter().map(|r| &r.grounds);
    let passed = || grounds().map(|g| g.passed_over);
    let whole = |values: Vec<i32>| Column::I32(values);
    let level = |education: u8| u32::from(education.clamp(1, 3)) - 1;
    let kinds = Vulnerability::ALL.map(Vulnerability::name);
    table
        .with(
            "income_source",
            category(grounds().map(|g| g.source as u32).collect(), &SOURCES),
        )
        .with(
            "education",
            category(grounds().map(|g| level(g.education)).collect(), &EDUCATIONS),
        )
        .with(
            "years_in_region",
            whole(grounds().map(|g| g.years_in_region).collect()),
        )
        .with(
            "years_in_municipality",
            whole(grounds().map(|g| g.years_in_municipality).collect()),
        )
        .with(
            "nuisance_records",
            whole(grounds().map(|g| i32::from(g.nuisance)).collect()),
        )
        .with(
            "blacklisted",
            whole(grounds().map(|g| i32::from(g.blacklisted)).collect()),
        )
        .with(
            "known_vulnerability",
            category(grounds().map(|g| g.known as u32).collect(), &kinds),
        )
        .with(
            "support",
            category(
                grounds().map(|g| g.support as u32).collect(),
                &Support::ALL.map(Support::name),
            ),
        )
        .with(
            "wealth_eur",
            Column::F32(grounds().map(|g| g.wealth_eur).collect()),
        )
        .with(
            "returns",
            whole(grounds().map(|g| i32::from(g.returns)).collect()),
        )
        .with(
            "local_tie",
            whole(grounds().map(|g| i32::from(g.local_tie)).collect()),
        )
        .with(
            "max_rent_eur_month",
            Column::F32(grounds().map(|g| g.max_rent_eur).collect()),
        )
        .with(
            "price_eur",
            Column::F64(grounds().map(|g| g.price_eur).collect()),
        )
        .with(
            "stairwell_known_vulnerable",
            whole(grounds().map(|g| i32::from(g.stairwell_known)).collect()),
        )
        .with(
            "complex_stopped",
            whole(grounds().map(|g| i32::from(g.stopped)).collect()),
        )
        .with(
            "quarter_households",
            whole(grounds().map(|g| g.met_households as i32).collect()),
        )
        .with(
            "quarter_known_vulnerable",
            whole(grounds().map(|g| g.met_known as i32).collect()),
        )
        .with(
            "complex_incidents",
            Column::F32(grounds().map(|g| g.incidents).collect()),
        )
        .with(
            "social_offered",
            whole(grounds().map(|g| g.offered as i32).collect()),
        )
        .with(
            "passed_over",
            Column::I64(
                passed()
                    .map(|w| w.map_or(0, |w| w.key).cast_signed())
                    .collect(),
            ),
        )
        .with(
            "passed_over_urgency",
            category(
                passed()
                    .map(|w| w.map_or(Urgency::None, |w| w.urgency) as u32)
                    .collect(),
                &URGENCIES,
            ),
        )
        .with(
            "passed_over_registration_years",
            Column::F32(
                passed()
                    .map(|w| w.map_or(-1.0, |w| w.years_registered))
                    .map(|years| if years < 0.0 { f32::NAN } else { years })
                    .collect(),
            ),
        )
        .with(
            "passed_over_income_source",
            category(
                passed()
                    .map(|w| w.map_or(IncomeSource::None, |w| w.source) as u32)
                    .collect(),
                &SOURCES,
            ),
        )
        .with(
            "passed_over_education",
            category(
                passed()
                    .map(|w| level(w.map_or(1, |w| w.education)))
                    .collect(),
                &EDUCATIONS,
            ),
        )
        .with(
            "passed_over_years_in_region",
            whole(
                passed()
                    .map(|w| w.map_or(0, |w| w.years_in_region))
                    .collect(),
            ),
        )
        .with(
            "passed_over_years_in_municipality",
            whole(
                passed()
                    .map(|w| w.map_or(0, |w| w.years_in_municipality))
                    .collect(),
            ),
        )
        .with(
            "passed_over_taxable_income_eur",
            Column::F32(
                passed()
                    .map(|w| w.map_or(f32::NAN, |w| w.taxable_eur))
                    .collect(),
            ),
        )
        .with(
            "passed_over_persons",
            whole(
                passed()
                    .map(|w| w.map_or(0, |w| i32::from(w.persons)))
                    .collect(),
            ),
        )
        .with(
            "passed_over_returns",
            whole(
                passed()
                    .map(|w| i32::from(w.is_some_and(|w| w.returns)))
                    .collect(),
            ),
        )
}
