//! Rows of a table that are altered so that a rule of letting is broken.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod channels;
mod national;
mod places;
mod ranks;

use buurt::verify::rules::Rule;
use buurt_core::{Column, Table};

/// The forgeries of every rule.
pub fn all() -> Vec<Forgery> {
    let families = [
        national::national(),
        places::places(),
        channels::channels(),
        ranks::ranks(),
        national::yearly(),
    ];
    families.into_iter().flatten().collect()
}

/// A table and a row of it.
pub struct Rows(pub Table);

impl Rows {
    pub fn column(&mut self, name: &str) -> &mut Column {
        let column = self.0.columns.iter_mut().find(|c| c.0 == name);
        &mut column.unwrap_or_else(|| panic!("no column {name}")).1
    }
    pub fn text(&self, name: &str, row: usize) -> &str {
        match self.0.column(name) {
            Some(Column::Category { codes, categories }) => &categories[codes[row] as usize],
            other => panic!("{name}: {other:?}"),
        }
    }
    pub fn number(&self, name: &str, row: usize) -> f64 {
        match self.0.column(name) {
            Some(Column::I32(v)) => f64::from(v[row]),
            Some(Column::F32(v)) => f64::from(v[row]),
            Some(Column::F64(v)) => v[row],
            other => panic!("{name}: {other:?}"),
        }
    }
    pub fn set(&mut self, name: &str, row: usize, value: f64) {
        match self.column(name) {
            Column::I32(v) => v[row] = value as i32,
            Column::F32(v) => v[row] = value as f32,
            Column::F64(v) => v[row] = value,
            other => panic!("{name}: {other:?}"),
        }
    }
    pub fn say(&mut self, name: &str, row: usize, value: &str) {
        let Column::Category { codes, categories } = self.column(name) else {
            panic!("{name}");
        };
        let at = categories.iter().position(|c| c == value);
        codes[row] = at.unwrap_or_else(|| {
            categories.push(value.to_owned());
            categories.len() - 1
        }) as u32;
    }
    pub fn passed_over(&self, row: usize) -> bool {
        matches!(self.0.column("passed_over"), Some(Column::I64(v)) if v[row] != 0)
    }
    /// Whether nothing that comes before the queue tells the two apart.
    pub fn even(&self, row: usize) -> bool {
        self.passed_over(row)
            && self.text("urgency", row) == "none"
            && self.text("passed_over_urgency", row) == "none"
            && self.number("returns", row) == 0.0
            && self.number("passed_over_returns", row) == 0.0
    }
    pub fn is(&self, row: usize, wanted: &[(&str, &str)]) -> bool {
        wanted
            .iter()
            .all(|(name, value)| self.text(name, row) == *value)
    }
    pub fn year(&self, row: usize) -> i32 {
        self.number("year", row) as i32
    }
}

/// A row to be altered, and how.
pub struct Forgery {
    pub rule: Rule,
    pub variant: &'static str,
    pub table: &'static str,
    pub find: fn(&Rows, usize) -> bool,
    pub alter: fn(&mut Rows, usize),
}

pub fn of(
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

pub fn in_landlords(
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

pub fn social(t: &Rows, i: usize) -> bool {
    t.text("tenure_to", i) == "social"
}

/// Let on the advert, with nothing of the act or a label about it.
pub fn plain_advert(t: &Rows, i: usize) -> bool {
    t.text("channel", i) == "advert"
        && t.number("local_tie", i) == 0.0
        && t.number("free_room", i) == 0.0
        && t.even(i)
}
