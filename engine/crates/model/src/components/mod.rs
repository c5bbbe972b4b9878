//! The entities' components. Every kind of entity lives in one table, so that a
//! system takes whole columns as slices; an entity is found by its row.
//! Households that ceased to exist are retired (`People::alive` false), never
//! despawned, so that rows stay stable.

mod dwelling;
mod household;
mod landlord;
mod place;

pub use dwelling::{Building, Dwelling, Use};
pub use household::{Care, Home, Income, People, Seeker, Terms, Urgency};
pub use landlord::Landlord;
pub use place::{Area, Complex, Local, Special};

pub use crate::support::Support;

/// No row.
pub const NONE: u32 = u32::MAX;
