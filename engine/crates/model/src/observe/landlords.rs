//! Landlords: their counters of the year beside the two national norms.

use buurt_core::{Column, Table};
use buurt_params::law::LawYear;

use super::lettings::landlord_column;
use crate::components::Landlord;

/// Rows of the table `landlords`.
#[derive(Debug, Default)]
pub struct LandlordRows {
    year: Vec<i32>,
    landlord: Vec<u32>,
    rows: Vec<Landlord>,
    /// Self-contained social dwellings at the end of the year.
    stock: Vec<u32>,
    /// Norms: low, middle, free, passend; NaN for landlords not bound by them.
    norms: Vec<[f64; 4]>,
}

impl LandlordRows {
    /// Adds a year; `stock` has the self-contained social dwellings of each landlord.
    pub fn push(&mut self, year: i32, law: &LawYear, landlords: &[Landlord], stock: &[u32]) {
        self.stock
            .extend((0..landlords.len()).map(|i| stock.get(i).copied().unwrap_or(0)));
        for (i, landlord) in landlords.iter().enumerate() {
            self.year.push(year);
            self.landlord.push(i as u32);
            self.rows.push(*landlord);
            self.norms.push(if landlord.corporation {
                [
                    law.daeb_share_low,
                    law.daeb_share_middle,
                    law.daeb_share_free,
                    law.passend_share.unwrap_or(f64::NAN),
                ]
            } else {
                [f64::NAN; 4]
            });
        }
    }

    /// The table `landlords`; the rows are given away.
    pub fn table(&mut self, names: &[String]) -> Table {
        let rows = std::mem::take(&mut self.rows);
        let norms = std::mem::take(&mut self.norms);
        let count =
            |f: &dyn Fn(&Landlord) -> u32| Column::I32(rows.iter().map(|r| f(r) as i32).collect());
        let share = |f: &dyn Fn(&Landlord) -> (u32, u32)| {
            let of = |r| match f(r) {
                (_, 0) => f64::NAN,
                (part, n) => f64::from(part) / f64::from(n),
            };
            Column::F64(rows.iter().map(of).collect())
        };
        let norm = |k: usize| Column::F64(norms.iter().map(|n| n[k]).collect());
        Table::new("landlords")
            .with("year", Column::I32(std::mem::take(&mut self.year)))
            .with(
                "landlord",
                landlord_column(std::mem::take(&mut self.landlord).into_iter(), names),
            )
            .with(
                "social_dwellings",
                Column::I32(
                    std::mem::take(&mut self.stock)
                        .into_iter()
                        .map(u32::cast_signed)
                        .collect(),
                ),
            )
            .with("social_lets", count(&|r| r.social_lets))
            .with("self_contained_lets", count(&|r| r.self_contained_lets))
            .with("daeb_low", count(&|r| r.daeb_low))
            .with("daeb_middle", count(&|r| r.daeb_middle))
            .with("daeb_free", count(&|r| r.daeb_free))
            .with("daeb_share", share(&|r| (r.daeb_low, r.social_lets)))
            .with("daeb_norm", norm(0))
            .with(
                "daeb_middle_share",
                share(&|r| (r.daeb_middle, r.social_lets)),
            )
            .with("daeb_middle_norm", norm(1))
            .with("daeb_free_share", share(&|r| (r.daeb_free, r.social_lets)))
            .with("daeb_free_norm", norm(2))
            .with("free_room_lets", count(&|r| r.daeb_middle + r.daeb_free))
            .with(
                "free_room_share",
                share(&|r| (r.daeb_middle + r.daeb_free, r.social_lets)),
            )
            .with("target_group_lets", count(&|r| r.target_group_lets))
            .with("passend_lets", count(&|r| r.passend_lets))
            .with(
                "passend_share",
                share(&|r| (r.passend_lets, r.target_group_lets)),
            )
            .with("passend_norm", norm(3))
            .with("tenants", count(&|r| r.tenants))
            .with("tenants_above_limit", count(&|r| r.tenants_above_limit))
            .with(
                "reserve_eur",
                Column::F64(rows.iter().map(|r| r.reserve_eur).collect()),
            )
            .with("sales", count(&|r| r.sales))
            .with("demolitions", count(&|r| r.demolitions))
            .with("completions", count(&|r| r.completions))
    }
}
