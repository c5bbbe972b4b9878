//! Where a run starts from: the population made from the city file, before burn-in. With
//! it a reader can see what burn-in did to the areas without reading the city file.

use buurt_city::{City, NONE};
use buurt_core::{Column, Table};

use super::places::Places;

/// The table `initial`: one row per area, households in dwellings by income quintile and
/// units (rooms counted apart) without occupant.
pub fn table(city: &City) -> Table {
    let n = city.areas.len();
    let mut quintiles = vec![[0; 5]; n];
    let mut vacant = vec![0; n];
    for d in &city.dwellings {
        let area = city.complexes[d.complex as usize].area as usize;
        if d.occupant == NONE {
            vacant[area] += 1;
            continue;
        }
        let income = f64::from(city.households[d.occupant as usize].standardised_eur);
        let above = city.quintile_bounds_eur.iter().filter(|&&b| income > b);
        quintiles[area][above.count()] += 1;
    }
    let places = Places::new(city);
    let mut table = Table::new("initial")
        .with("level", places.level_column(vec![1; n]))
        .with("area", places.column((0..n as u32).collect()))
        .with(
            "households",
            Column::I32(quintiles.iter().map(|q| q.iter().sum()).collect()),
        );
    for q in 0..5 {
        let column = quintiles.iter().map(|x| x[q]).collect();
        table = table.with(&format!("households_q{}", q + 1), Column::I32(column));
    }
    table.with("vacant", Column::I32(vacant))
}
