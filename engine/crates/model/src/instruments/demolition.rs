//! S1: restructuring by demolition and new build. Complexes of a corporation in
//! the named areas are condemned, oldest and least reputed first; tenants get
//! renewal urgency; when empty, or at delivery, the dwellings go and new ones
//! come in a mix of tenures after the construction time.

use bevy_ecs::prelude::Component;
use buurt_params::parameters;

parameters! {
    /// Parameters of restructuring.
    #[derive(Component)]
    pub struct Demolition: "demolition" {
        /// Whether the programme runs.
        in_force: bool = false, "-", 0..=1, "S1";
        /// Codes of the areas.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
        /// First year in which complexes are condemned.
        from: i32 = 2018, "year", 1990..=2150, "scenario";
        /// Last such year.
        until: i32 = 2032, "year", 1990..=2150, "scenario";
        /// Dwellings condemned a year, in all areas together.
        dwellings_per_year: u32 = 100, "dwellings a year", 0..=100000, "scenario range; C-4, C-6 give 0.3 to 0.7 % of the stock";
        /// Years from the announcement to demolition.
        relocation_years: i32 = 2, "years", 1..=10, "scenario range";
        /// Years from demolition to delivery.
        construction_years: i32 = 3, "years", 0..=20, "scenario range; seed: plan to delivery 5 to 10 years";
        /// Share of social rent in what is rebuilt.
        rebuild_social: f64 = 0.34, "share", 0..=1, "seed p. 24, 31: 30/30/30 plans";
        /// Share of mid-market rent; the rest is owner-occupied.
        rebuild_mid: f64 = 0.22, "share", 0..=1, "scenario range";
        /// New dwellings per demolished one.
        rebuild_ratio: f64 = 1.0, "new per demolished", 0..=5, "scenario range";
    }
}
