//! L3: the largest yearly increase for sitting tenants of the free sector (Wet maximering
//! huurprijsverhogingen geliberaliseerde huurovereenkomsten; in force 1 May 2021 to 1 May
//! 2029): inflation and one percentage point, from 2023 on the lower of inflation and wages
//! and one percentage point. Before, landlords were free. What a dwelling would be let for
//! goes on rising with the market: who comes next is asked that, and the rent of a sitting
//! tenant catches up with it as far as the cap of each year allows.
//!
//! It holds for private and mid-market dwellings. Rooms are left out, as in L2: their rents
//! are regulated otherwise. So are private contracts that began below the rent limit of
//! social housing, which have the cap of social rents: they are not told apart. Where L2
//! regulates a contract, its cap holds instead. No setting is neutral but to switch it off.

use bevy_ecs::prelude::Component;
use buurt_params::parameters;

use super::{Instrument, Row, Scope};
use crate::rulebook::Rulebook;
use crate::run::Run;

parameters! {
    /// The largest rent increase of sitting tenants in the free sector, 2021 to 2028 (L3).
    #[derive(Component)]
    pub struct FreeRentIncrease: "free_rent_increase" {
        /// Whether the law is applied in the years in which it is law.
        in_force: bool = true, "-", 0..=1, "law (V)";
    }
}

impl Instrument for FreeRentIncrease {
    const ROWS: &'static [Row] = &[Row {
        id: "L3",
        dutch: "maximering huurverhoging vrije sector",
        english: "largest rent increase in the free sector",
        reads: "rent of sitting tenants of private and mid-market dwellings, what the market would pay, the year's cap",
        changes: "rent of sitting tenants; the next tenant is asked what the market pays",
        source: "law.csv (V)",
        test: "rents_of_sitting_tenants_rise_by_the_cap_and_the_next_pays_the_market",
    }];

    fn enter(&self, _: &Scope, run: &Run, book: &mut Rulebook) {
        if self.in_force {
            book.asking.free_increase = Some(run.law.free_rent_increase_cap);
        }
    }
}
