//! S5: sale of social dwellings at vacancy (uitponden).

use bevy_ecs::prelude::Component;
use buurt_params::parameters;

parameters! {
    /// Parameters of sales.
    #[derive(Component)]
    pub struct Sales: "sales" {
        /// Share of social vacancies that is sold instead of let.
        share_of_vacancies: f64 = 0.05, "share of social vacancies", 0..=1, "C-8, E-10: 0.5 to 1 % of the stock a year";
    }
}
