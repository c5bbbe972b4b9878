//! Items of costs and yields, their prices, and what a number of them is.

use crate::run_ledger::power;
use serde_json::Value;

/// Name of the table of a run that books the items.
pub const LEDGER: &str = "ledger";
/// The item that stands for all costs together.
pub const TOTAL: &str = "total";
/// Dwellings and rooms without occupant at the end of the year, priced as a year's vacancy.
pub const VACANT: &str = "vacant";
/// How the items of concentration begin; the level follows.
pub const CONCENTRATION: &str = "concentration_";
/// Dwellings sold, and what they were sold for.
pub(crate) const SOLD: &str = "sold";
pub(crate) const SALE_REVENUE: &str = "sale_revenue";
/// Items that count households who had to leave.
pub(crate) const LEFT: [&str; 2] = ["relocated", "evicted"];

/// The most that one household takes in a year of what is not counted in households.
#[derive(Debug, Clone, PartialEq)]
pub struct Takes {
    /// Hours of support.
    hours: f64,
    /// Allowance of a volunteer, nominal euro.
    allowance_eur: f64,
}

/// Parameters with hours of support of a household a week.
const HOURS: [(&str, &str); 5] = [
    ("support", "hours_a_week"),
    ("area_renewal", "support_hours"),
    ("halfway_facility", "hours"),
    ("housing_first", "hours"),
    ("skaeve_huse", "hours"),
];
/// Parameter with the allowance of a volunteer, euro of 2017 a month. It rises with incomes.
const ALLOWANCE: (&str, &str) = ("wonen_plus", "allowance");
/// Growth of nominal incomes a year that is not exceeded for long (assumption), unless the
/// scenario says more.
const INCOME_GROWTH: f64 = 0.05;

impl Takes {
    /// The most under any variant of a scenario, as the manifest has it.
    pub fn of(scenario: &Value) -> Takes {
        let variants = scenario["variants"].as_array();
        let most = |(group, name): (&str, &str)| {
            let all = variants.into_iter().flatten();
            let set = all.filter_map(|v| v["policy"][group][name].as_f64());
            set.fold(0.0, f64::max)
        };
        let growth = scenario["indexation"]["incomes"].as_f64().unwrap_or(0.0);
        let years = scenario["last_year"].as_i64().unwrap_or(2017) - 2017;
        let index = power(1.0 + growth.max(INCOME_GROWTH), years.clamp(0, 200) as i32);
        Takes {
            hours: 52.0 * HOURS.map(most).into_iter().fold(0.0, f64::max),
            allowance_eur: 12.0 * most(ALLOWANCE) * index,
        }
    }

    /// What one household takes of an item in a year; None for what counts no households.
    pub(crate) fn one(&self, item: &str, unit: &str) -> Option<f64> {
        let one = match (item, unit) {
            ("support_hours", "hours") => self.hours,
            ("volunteer_allowance", "EUR") => self.allowance_eur,
            // Somebody bought it.
            (SOLD, "dwellings") | (_, "households") => 1.0,
            _ => return None,
        };
        (one > 0.0).then_some(one)
    }
}

/// The prices of a user.
#[derive(Debug, Clone, PartialEq)]
pub struct Prices {
    /// Price of a unit of every item, in euros of the first year; negative for an income.
    pub items: Vec<(String, f64)>,
    /// Real discount rate a year.
    pub discount_rate: f64,
    /// Inflation a year, which takes nominal euros back to those of the first year.
    pub inflation: f64,
}

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Units of an item, added up since the first year.
    Quantity,
    /// Its cost in euros of the first year, discounted and added up.
    Cost,
    /// What is had: as it is in the year.
    Yield,
}

impl Measure {
    /// Name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Measure::Quantity => "quantity",
            Measure::Cost => "cost",
            Measure::Yield => "yield",
        }
    }
}

/// What a number is about: measure, item and unit.
pub type Key = (Measure, String, String);

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_household_takes_what_the_most_generous_variant_gives() {
        let policy = |hours: f64, allowance: f64| {
            json!({"policy": {
                "support": {"hours_a_week": 2.0}, "halfway_facility": {"hours": hours},
                "wonen_plus": {"allowance": allowance},
            }})
        };
        let scenario = |last_year: i32, growth: f64| {
            let variants = [policy(6.0, 50.0), policy(12.0, 40.0)];
            json!({"last_year": last_year, "indexation": {"incomes": growth}, "variants": variants})
        };
        let takes = Takes::of(&scenario(2017, 0.02));
        let one = |takes: &Takes, item| {
            let unit = if item == "support_hours" {
                "hours"
            } else {
                "EUR"
            };
            takes.one(item, unit)
        };
        assert_eq!(one(&takes, "support_hours"), Some(624.0));
        assert_eq!(one(&takes, "volunteer_allowance"), Some(600.0));
        // Amounts rise with incomes; a scenario may let these grow faster than assumed.
        let later = |growth| one(&Takes::of(&scenario(2019, growth)), "volunteer_allowance");
        for (growth, index) in [(0.02, 1.05 * 1.05), (0.1, 1.21)] {
            assert!((later(growth).unwrap() - 600.0 * index).abs() < 1e-9);
        }
        assert_eq!(one(&Takes::of(&Value::Null), "support_hours"), None);
    }
}
