//! Unit prices of what the table `ledger` books, with which costs are counted after a run.
//! They change nothing in the simulation.

use crate::error::{ScenarioError, said};
use crate::node::Reader;
use crate::schema::Parameters;
use std::path::Path;

crate::parameters! {
    /// What a unit of each item costs landlords and municipality together, in euros of the
    /// first year; negative for an income. What new dwellings will earn in rent, and what
    /// demolished or sold ones would have earned, is not counted.
    pub struct Prices: "unit_prices" {
        /// Real discount rate a year: costs of later years are brought back to the first.
        discount_rate: f64 = 0.0225, "share a year", -0.1..=0.5, "standard rate for all policy from 2021 on (Werkgroep discontovoet 2020, rwseconomie.nl, V)";
        /// Inflation a year: the amounts in euros of the ledger are nominal and are brought back to euros of the first year.
        inflation: f64 = 0.02, "share a year", -0.1..=0.5, "scenario range; the aim of the European Central Bank";
        /// Demolishing a dwelling.
        demolished: f64 = 25000.0, "EUR per dwelling", -1e9..=1e9, "scenario range";
        /// Building a social dwelling, land included.
        built_social: f64 = 143090.0, "EUR per dwelling", -1e9..=1e9, "mean investment of corporations per rental dwelling built in 2016 (Aedes, aedes.nl, V)";
        /// Building a mid-market rental dwelling, land included.
        built_mid_rent: f64 = 143090.0, "EUR per dwelling", -1e9..=1e9, "scenario range; as `built_social`";
        /// Building a private rental dwelling: borne by investors.
        built_private_rent: f64 = 0.0, "EUR per dwelling", -1e9..=1e9, "scenario: not borne by landlords of social dwellings or municipality";
        /// Building an owner-occupied dwelling: borne by its buyer.
        built_owner: f64 = 0.0, "EUR per dwelling", -1e9..=1e9, "scenario: not borne by landlords of social dwellings or municipality";
        /// Building a unit of special housing.
        built_special: f64 = 100000.0, "EUR per dwelling", -1e9..=1e9, "scenario range";
        /// A site for special housing that protest blocked.
        sites_blocked: f64 = 0.0, "EUR per site", -1e9..=1e9, "scenario range";
        /// Renovating a dwelling.
        renovated: f64 = 60000.0, "EUR per dwelling", -1e9..=1e9, "scenario range";
        /// Selling a social dwelling, beside its revenue.
        sold: f64 = 0.0, "EUR per dwelling", -1e9..=1e9, "scenario range";
        /// A euro of revenue of sales.
        sale_revenue: f64 = -1.0, "EUR per EUR", -10.0..=10.0, "scenario: an income";
        /// A euro of rent given up by a rent policy, less what it brings in above what would be asked otherwise.
        rent_forgone: f64 = 1.0, "EUR per EUR", -10.0..=10.0, "scenario: a cost in full";
        /// A euro of landlord levy; 0 counts it as a transfer to the state that costs society nothing.
        landlord_levy: f64 = 1.0, "EUR per EUR", -10.0..=10.0, "scenario: a cost in full";
        /// An hour of support.
        support_hours: f64 = 60.0, "EUR per hour", -1e6..=1e6, "scenario range; tariffs differ by municipality";
        /// Moving a household that has to leave for renewal.
        relocated: f64 = 5910.0, "EUR per household", -1e9..=1e9, "statutory minimum of 2017 for tenants who must move (Aedes, aedes.nl, V)";
        /// A euro of volunteer allowance.
        volunteer_allowance: f64 = 1.0, "EUR per EUR", -10.0..=10.0, "scenario: a cost in full";
        /// Evicting a household.
        evicted: f64 = 7000.0, "EUR per household", -1e9..=1e9, "scenario range";
        /// A dwelling or room that stands empty for a year, counted from those empty at its end. All tenures are counted together, so by default it costs landlords nothing; a year's rent of a social dwelling is about 6,000.
        vacant: f64 = 0.0, "EUR per dwelling and year", -1e6..=1e6, "scenario: vacancy of all tenures is not a cost of landlords";
    }
}

impl Prices {
    /// Reads a file with prices in parentheses, such as `(demolished: 30000)`; what it does
    /// not name keeps its default.
    ///
    /// # Errors
    /// [`ScenarioError`] with the place, the value and what is allowed.
    pub fn read(path: &Path) -> Result<Prices, ScenarioError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|e| ScenarioError::Unreadable {
            file: file.clone(),
            message: e.to_string(),
        })?;
        let kind = Prices::group().kind();
        let given = ron::Options::default()
            .from_str_seed(&text, Reader::new(&kind))
            .map_err(|e| ScenarioError::Place {
                file,
                line: e.span.start.line,
                column: e.span.start.col,
                message: said(&e.code),
            })?;
        Prices::of(&given, &path.display().to_string())
    }

    /// From JSON that names some of them, as in the manifest `file`; defaults for the rest,
    /// and for all when it is null.
    ///
    /// # Errors
    /// [`ScenarioError::Meaning`] for a name that is no price and a value that is no number.
    pub fn of(given: &serde_json::Value, file: &str) -> Result<Prices, ScenarioError> {
        if given.is_null() {
            return Ok(Prices::default());
        }
        serde_json::from_value(given.clone()).map_err(|e| ScenarioError::Meaning {
            file: file.to_owned(),
            message: format!(
                "`unit_prices` cannot be read: {e}. Give the prices in a file with --prices, or make the results again"
            ),
        })
    }

    /// The price of a unit of every item, by the name of the item.
    pub fn items(&self) -> Vec<(String, f64)> {
        let all = crate::schema::json(self);
        let rates = ["discount_rate", "inflation"];
        all.as_object()
            .into_iter()
            .flatten()
            .filter(|(name, _)| !rates.contains(&name.as_str()))
            .filter_map(|(name, price)| Some((name.clone(), price.as_f64()?)))
            .collect()
    }
}
