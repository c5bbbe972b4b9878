//! Plans for new dwellings and what became of them.

use buurt_city::Tenure;
use buurt_core::{Column, Table};

use super::places::{Places, category};
use crate::stock::{Planned, ProjectKind};

/// Rows of the table `projects`.
#[derive(Debug, Default)]
pub struct ProjectRows {
    year: Vec<i32>,
    plans: Vec<Planned>,
}

impl ProjectRows {
    /// Adds what was planned for a year.
    pub fn push(&mut self, year: i32, plans: &[Planned]) {
        self.year.resize(self.year.len() + plans.len(), year);
        self.plans.extend_from_slice(plans);
    }

    /// The table `projects`; the rows are given away.
    pub fn table(&mut self, places: &Places) -> Table {
        let plans = std::mem::take(&mut self.plans);
        let number = |of: &dyn Fn(&Planned) -> i32| Column::I32(plans.iter().map(of).collect());
        let kinds = plans.iter().map(|p| p.kind as u32).collect();
        let mut table = Table::new("projects")
            .with("year", Column::I32(std::mem::take(&mut self.year)))
            .with(
                "area",
                places.column(plans.iter().map(|p| p.area).collect()),
            )
            .with("kind", category(kinds, &ProjectKind::NAMES))
            .with("delivered", number(&|p| p.delivered))
            .with("below_mean_status", number(&|p| i32::from(p.weak)));
        for (name, tenure) in [
            ("social", Tenure::Social),
            ("mid_rent", Tenure::MidRent),
            ("private_rent", Tenure::PrivateRent),
            ("owner", Tenure::Owner),
        ] {
            table = table.with(name, number(&|p| p.dwellings[tenure as usize] as i32));
        }
        table
    }
}
