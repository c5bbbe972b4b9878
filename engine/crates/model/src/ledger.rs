//! What policy costs in kind: quantities per year that a user may price (dwellings
//! demolished, built and sold, rent forgone, hours of support, relocations), so that
//! demolition and allocation stand on one footing.

use bevy_ecs::prelude::Resource;

macro_rules! items {
    ($($(#[doc = $doc:literal])+ $item:ident = $name:literal, $unit:literal;)*) => {
        /// What is booked.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Item { $($(#[doc = $doc])+ $item,)* }

        impl Item {
            /// All items.
            pub const ALL: &'static [Item] = &[$(Item::$item),*];
            /// Column-name form.
            pub fn name(self) -> &'static str { match self { $(Item::$item => $name,)* } }
            /// Unit of its quantity.
            pub fn unit(self) -> &'static str { match self { $(Item::$item => $unit,)* } }
        }
    };
}

items! {
    /// Dwellings demolished.
    Demolished = "demolished", "dwellings";
    /// Social dwellings completed.
    BuiltSocial = "built_social", "dwellings";
    /// Mid-market dwellings completed.
    BuiltMid = "built_mid_rent", "dwellings";
    /// Private rental dwellings completed.
    BuiltPrivate = "built_private_rent", "dwellings";
    /// Owner-occupied dwellings completed.
    BuiltOwner = "built_owner", "dwellings";
    /// Units of special housing completed.
    BuiltSpecial = "built_special", "dwellings";
    /// Sites for special housing that protest blocked.
    SitesBlocked = "sites_blocked", "sites";
    /// Dwellings renovated.
    Renovated = "renovated", "dwellings";
    /// Social dwellings sold.
    Sold = "sold", "dwellings";
    /// Revenue of sales.
    SaleRevenue = "sale_revenue", "EUR";
    /// Rent given up by a rent policy, less what it brings in above what would be asked
    /// otherwise.
    RentForgone = "rent_forgone", "EUR";
    /// Landlord levy paid.
    Levy = "landlord_levy", "EUR";
    /// Hours of support.
    SupportHours = "support_hours", "hours";
    /// Households that had to leave for renewal.
    Relocated = "relocated", "households";
    /// Volunteer allowance paid.
    Volunteers = "volunteer_allowance", "EUR";
    /// Households evicted.
    Evicted = "evicted", "households";
}

/// The ledger of the year.
#[derive(Resource, Debug, Clone, PartialEq)]
pub struct Ledger {
    quantities: Vec<f64>,
}

impl Default for Ledger {
    fn default() -> Self {
        Ledger {
            quantities: vec![0.0; Item::ALL.len()],
        }
    }
}

impl Ledger {
    /// Books a quantity.
    pub fn book(&mut self, item: Item, quantity: f64) {
        self.quantities[item as usize] += quantity;
    }
    /// The year's quantity.
    pub fn of(&self, item: Item) -> f64 {
        self.quantities[item as usize]
    }
    /// Begins a new year.
    pub fn start_year(&mut self) {
        self.quantities.fill(0.0);
    }
}
