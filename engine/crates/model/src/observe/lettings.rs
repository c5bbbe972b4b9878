//! Lettings and sales: who was offered and let what, by which landlord and channel, and
//! which rule refused whom.

use buurt_core::{Column, Table};

use super::places::{Places, category};
use crate::letting_log::{At, Channel, LettingLog, Tally};
use crate::rulebook::Reason;

/// Names of the income classes.
pub const INCOME_CLASSES: [&str; 5] = ["q1", "q2", "q3", "q4", "q5"];

/// Rows of the table `lettings`.
#[derive(Debug, Default)]
pub struct LettingRows {
    year: Vec<i32>,
    at: Vec<At>,
    tallies: Vec<Tally>,
}

impl LettingRows {
    /// Adds a year, sorted by landlord, channel, area and income class.
    pub fn push(&mut self, year: i32, log: &LettingLog) {
        for (at, tally) in log.tallies() {
            self.year.push(year);
            self.at.push(at);
            self.tallies.push(tally);
        }
    }

    /// The table `lettings`; the rows are given away.
    pub fn table(&mut self, places: &Places, landlords: &[String]) -> Table {
        let at = std::mem::take(&mut self.at);
        let tallies = std::mem::take(&mut self.tallies);
        let count =
            |f: &dyn Fn(&Tally) -> u32| Column::I32(tallies.iter().map(|t| f(t) as i32).collect());
        let mean = |f: &dyn Fn(&Tally) -> (f64, u32)| {
            let of = |l| match f(l) {
                (_, 0) => f64::NAN,
                (sum, n) => sum / f64::from(n),
            };
            Column::F64(tallies.iter().map(of).collect())
        };
        let mut table = Table::new("lettings")
            .with("year", Column::I32(std::mem::take(&mut self.year)))
            .with(
                "landlord",
                landlord_column(at.iter().map(|a| a.landlord), landlords),
            )
            .with(
                "channel",
                category(
                    at.iter().map(|a| a.channel as u32).collect(),
                    &Channel::ALL.map(Channel::name),
                ),
            )
            .with("area", places.column(at.iter().map(|a| a.area).collect()))
            .with(
                "income_class",
                category(
                    at.iter().map(|a| u32::from(a.quintile)).collect(),
                    &INCOME_CLASSES,
                ),
            )
            .with("lets", count(&|t| t.lets))
            .with("lets_permit_holders", count(&|t| t.permit_holders))
            .with("lets_with_children", count(&|t| t.with_children))
            .with(
                "lets_permit_holders_with_children",
                count(&|t| t.permit_holders_with_children),
            )
            .with("offers", count(&|t| t.offers))
            .with("declined", count(&|t| t.declined));
        for reason in Reason::REFUSALS {
            let name = format!("refused_{}", reason.name());
            table = table.with(&name, count(&|t| t.refusals[*reason as usize]));
        }
        table
            .with(
                "mean_registration_years",
                mean(&|l| (l.registered_years, l.registered)),
            )
            .with("mean_rent_eur_month", mean(&|l| (l.rent_eur, l.rented)))
            .with("mean_rooms", mean(&|l| (f64::from(l.rooms), l.lets)))
    }
}

/// A column of landlords, with `none` for what has no landlord.
pub fn landlord_column(rows: impl Iterator<Item = u32>, names: &[String]) -> Column {
    let none = names.len() as u32;
    let mut categories = names.to_vec();
    categories.push("none".to_owned());
    Column::Category {
        codes: rows.map(|l| l.min(none)).collect(),
        categories,
    }
}
