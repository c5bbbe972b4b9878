//! The ledger of policy in kind, per year: what was built, demolished, renovated and
//! sold, who had to move, what support and forgone rent it took. Items are given in
//! every year, zero included, so that variants can be subtracted row by row.

use buurt_core::{Column, Table};

use super::places::category;
use crate::ledger::{Item, Ledger};

/// Rows of the table `ledger`.
#[derive(Debug, Default)]
pub struct LedgerRows {
    year: Vec<i32>,
    item: Vec<u32>,
    quantity: Vec<f64>,
}

impl LedgerRows {
    /// Adds a year.
    pub fn push(&mut self, year: i32, ledger: &Ledger) {
        for &item in Item::ALL {
            self.year.push(year);
            self.item.push(item as u32);
            self.quantity.push(ledger.of(item));
        }
    }

    /// The table `ledger`; the rows are given away.
    pub fn table(&mut self) -> Table {
        let items = std::mem::take(&mut self.item);
        let names: Vec<&str> = Item::ALL.iter().map(|i| i.name()).collect();
        let mut units: Vec<&str> = Vec::new();
        for item in Item::ALL {
            if !units.contains(&item.unit()) {
                units.push(item.unit());
            }
        }
        let unit_of = |code: &u32| {
            let unit = Item::ALL[*code as usize].unit();
            units.iter().position(|u| *u == unit).unwrap_or(0) as u32
        };
        let unit_codes = items.iter().map(unit_of).collect();
        Table::new("ledger")
            .with("year", Column::I32(std::mem::take(&mut self.year)))
            .with("item", category(items, &names))
            .with("unit", category(unit_codes, &units))
            .with("quantity", Column::F64(std::mem::take(&mut self.quantity)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_has_a_row_a_year_with_its_own_unit() {
        let mut ledger = Ledger::default();
        ledger.book(Item::Sold, 3.0);
        ledger.book(Item::SaleRevenue, 450_000.0);
        let mut rows = LedgerRows::default();
        rows.push(2017, &ledger);
        ledger.start_year();
        rows.push(2018, &ledger);
        let table = rows.table();
        let column = |name: &str| &table.columns.iter().find(|c| c.0 == name).unwrap().1;
        let text = |name: &str, row: usize| match column(name) {
            Column::Category { codes, categories } => categories[codes[row] as usize].clone(),
            other => panic!("{other:?}"),
        };
        let Column::F64(quantities) = column("quantity") else {
            panic!("quantity is not a number");
        };
        assert_eq!(quantities.len(), 2 * Item::ALL.len());
        for (row, quantity) in quantities.iter().enumerate() {
            let item = Item::ALL[row % Item::ALL.len()];
            assert_eq!(text("item", row), item.name());
            assert_eq!(text("unit", row), item.unit());
            let booked = match (row < Item::ALL.len(), item) {
                (true, Item::Sold) => 3.0,
                (true, Item::SaleRevenue) => 450_000.0,
                _ => 0.0,
            };
            assert_eq!(*quantity, booked, "{}", item.name());
        }
    }
}
