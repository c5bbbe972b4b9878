//! Names of levels and places in the tables: the city, its areas, its complexes, and
//! `none` for households without a dwelling of their own.

use buurt_city::City;
use buurt_core::Column;

/// Level of the city as a whole.
pub const CITY: usize = 0;
/// Level of the city file's areas.
pub const AREA: usize = 1;
/// Level of complexes.
pub const COMPLEX: usize = 2;

/// Numbers the places of a city: areas first, so that their numbers are their rows.
#[derive(Debug, Default)]
pub struct Places {
    area_level: String,
    areas: Vec<String>,
}

impl Places {
    /// The places of a city.
    pub fn new(city: &City) -> Self {
        Places {
            area_level: city.area_level.clone(),
            areas: city.areas.iter().map(|a| a.code.clone()).collect(),
        }
    }

    /// Number of a unit at a level.
    pub fn code(&self, level: usize, unit: u32) -> u32 {
        let n = self.areas.len() as u32;
        match level {
            CITY => n,
            AREA => unit,
            _ => n + 2 + unit,
        }
    }

    /// Number of the place of households without a dwelling.
    pub fn none(&self) -> u32 {
        self.areas.len() as u32 + 1
    }

    /// Number of an area, or of `none` for [`crate::components::NONE`].
    pub fn area_or_none(&self, area: u32) -> u32 {
        if area == crate::components::NONE {
            self.none()
        } else {
            area
        }
    }

    /// Number of a complex, or of `none` for [`crate::components::NONE`].
    pub fn complex_or_none(&self, complex: u32) -> u32 {
        if complex == crate::components::NONE {
            self.none()
        } else {
            self.code(COMPLEX, complex)
        }
    }

    /// A column of places.
    pub fn column(&self, codes: Vec<u32>) -> Column {
        let first = self.code(COMPLEX, 0);
        let complexes = codes
            .iter()
            .max()
            .map_or(0, |&last| if last >= first { last - first + 1 } else { 0 });
        let mut categories = self.areas.clone();
        categories.push("city".to_owned());
        categories.push("none".to_owned());
        categories.extend((0..complexes).map(|c| format!("c{c:05}")));
        Column::Category { codes, categories }
    }

    /// A column of levels.
    pub fn level_column(&self, codes: Vec<u32>) -> Column {
        category(codes, &["city", &self.area_level, "complex"])
    }

    /// Name of the level of the city file's areas.
    pub fn area_level(&self) -> &str {
        &self.area_level
    }
}

/// A column of texts from a closed list.
pub fn category(codes: Vec<u32>, names: &[&str]) -> Column {
    Column::Category {
        codes,
        categories: names.iter().map(|s| (*s).to_owned()).collect(),
    }
}
