//! The city: geography, dwellings, complexes, landlords and a synthetic
//! population fitted to published margins.

mod centroids;
pub mod error;
pub mod file;
pub mod fitting;
pub mod import;
pub mod income;
pub mod observed;
pub mod observed_import;
pub mod people;
pub mod sharing;
pub mod stock;
pub mod synthesis;
pub mod types;

pub use error::CityError;
pub use file::CityFile;
pub use observed::Observed;
pub use synthesis::synthesise;
pub use types::*;
