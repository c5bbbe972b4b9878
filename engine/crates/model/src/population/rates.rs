//! Rates by age: moves within and between municipalities (CBS 2017, C-13),
//! mortality, fertility.

use bevy_ecs::prelude::Resource;
use buurt_core::math;

use crate::components::People;

/// Moves between municipalities, % of persons a year by age (CBS 2017, C-13).
pub const BETWEEN: [(f64, f64); 14] = [
    (18.0, 6.9),
    (20.0, 10.3),
    (22.0, 12.0),
    (25.0, 13.0),
    (30.0, 8.6),
    (35.0, 6.0),
    (40.0, 4.0),
    (45.0, 2.9),
    (50.0, 2.4),
    (55.0, 2.2),
    (60.0, 1.8),
    (65.0, 1.6),
    (70.0, 1.3),
    (74.0, 1.2),
];
/// Moves within municipalities, % of persons a year by age (CBS 2017, C-13).
pub const WITHIN: [(f64, f64); 14] = [
    (18.0, 5.1),
    (20.0, 7.8),
    (22.0, 10.9),
    (25.0, 14.2),
    (30.0, 11.2),
    (35.0, 8.3),
    (40.0, 6.3),
    (45.0, 4.6),
    (50.0, 3.4),
    (55.0, 2.7),
    (60.0, 2.2),
    (65.0, 2.2),
    (70.0, 2.2),
    (74.0, 2.2),
];

/// Linear interpolation in a table of (x, y), flat outside.
pub fn interpolate(table: &[(f64, f64)], x: f64) -> f64 {
    let Some(&(mut x0, mut y0)) = table.first() else {
        return 0.0;
    };
    if x <= x0 {
        return y0;
    }
    for &(x1, y1) in &table[1..] {
        if x <= x1 {
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0);
        }
        (x0, y0) = (x1, y1);
    }
    y0
}

/// Factor on leaving for (and coming from) another municipality: singles move over
/// larger distances than couples, families least, and
/// the more educated farther (scenario values).
pub fn ties(p: &People) -> f64 {
    let household = match (p.children, p.adults) {
        (0, 1) => 1.15,
        (0, _) => 0.85,
        _ => 0.5,
    };
    household * [0.6, 0.6, 0.95, 1.3][usize::from(p.education.min(3))]
}

/// Yearly mortality by age: Gompertz through 0.011 at 65 and 0.17 at 90
/// (Dutch life table of about 2017, from memory, high confidence).
fn mortality(age: u8) -> f64 {
    if age < 40 {
        0.0006
    } else {
        math::exp(-11.63 + 0.1096 * f64::from(age)).min(0.6)
    }
}

/// Tables by age, made once.
#[derive(Resource, Debug, Clone)]
pub struct AgeTables {
    /// Chance of dying in the year.
    pub mortality: Vec<f64>,
    /// Chance of leaving the municipality, before ties.
    pub departure: Vec<f64>,
    /// Share of persons who move within or between municipalities; from 25 on not less
    /// than at 25. For grown children who live with their parents.
    pub move_out: Vec<f64>,
    /// Chance of a birth, by age of the younger adult.
    pub birth: Vec<f64>,
}

impl Default for AgeTables {
    fn default() -> Self {
        let birth = [
            (18.0, 0.004),
            (22.0, 0.03),
            (26.0, 0.10),
            (30.0, 0.17),
            (33.0, 0.16),
            (36.0, 0.09),
            (40.0, 0.025),
            (45.0, 0.0),
        ];
        AgeTables {
            mortality: (0..=130).map(mortality).collect(),
            departure: (0..=130)
                .map(|a| interpolate(&BETWEEN, f64::from(a)) / 100.0)
                .collect(),
            move_out: (0..=130)
                .map(|a| {
                    let age = f64::from(a).min(25.0);
                    (interpolate(&WITHIN, age) + interpolate(&BETWEEN, age)) / 100.0
                })
                .collect(),
            birth: (0..=130)
                .map(|a| interpolate(&birth, f64::from(a)))
                .collect(),
        }
    }
}
