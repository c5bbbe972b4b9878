//! S14: expansion areas against the compact city: where the yearly number of new
//! dwellings lands. Breda scrapped its expansion areas; Leeuwarden built there, with
//! little rent, which raised segregation in the statistics.

use bevy_ecs::prelude::*;
use buurt_core::{Key, Phase};
use buurt_params::parameters;

use super::{Circumstances, Instrument, Row, Scope};
use crate::columns::{Areas, DwellingColumns, Dwellings};
use crate::components::{NONE, Use};
use crate::phases::Phases;
use crate::run::Run;
use crate::stock::{Lot, Pipeline, Programme, lots_of};

parameters! {
    /// Expansion areas against the compact city (S14).
    #[derive(Component)]
    pub struct CompactCity: "compact_city" {
        /// Part of the new dwellings of expansion areas that is built in the existing city instead; negative: the part of those in the existing city that goes to expansion areas.
        shift: f64 = 0.0, "share of new dwellings", -1..=1, "S14, S p. 24, 31; scenario range";
        /// Codes of the expansion areas; none means those that take at least half as much of new building as the largest.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
    }
}

/// Tag of a lot in the existing city.
const INFILL: u64 = 24;

impl Instrument for CompactCity {
    const ROWS: &'static [Row] = &[Row {
        id: "S14",
        dutch: "uitleg vs. compacte stad",
        english: "expansion areas against the compact city",
        reads: "which areas are expansion areas, dwellings per area",
        changes: "where the year's new dwellings land, not how many",
        source: "S p. 24, 31; split range",
        test: "the_compact_city_moves_new_dwellings_and_keeps_their_number",
    }];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn doubts(&self, at: &Circumstances<'_>) -> Vec<String> {
        let all = (0..at.city.areas.len() as u32).all(|a| at.scope.areas.contains(&a));
        if self.shift != 0.0 && all {
            return vec!["calls every area an expansion area, so nothing can be moved: leave some out of `areas`".to_owned()];
        }
        Vec::new()
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Stock, shift);
    }
}

/// Moves lots between expansion areas and the existing city.
fn shift(
    run: Res<Run>,
    instruments: Query<(&CompactCity, &Scope)>,
    mut programme: ResMut<Programme>,
    mut pipeline: ResMut<Pipeline>,
    mut dwellings: Dwellings,
    mut areas: Areas,
) {
    for (settings, scope) in &instruments {
        if settings.shift == 0.0 || programme.lots.is_empty() {
            continue;
        }
        let count = areas.columns().area.len();
        let expansion: Vec<bool> = (0..count as u32)
            .map(|area| {
                if scope.areas.is_empty() {
                    programme.lots.iter().any(|l| l.area == area && l.expansion)
                } else {
                    scope.areas.contains(&area)
                }
            })
            .collect();
        let from_expansion = settings.shift > 0.0;
        let mut weights = built(&dwellings.columns(), count);
        for (area, w) in weights.iter_mut().enumerate() {
            if expansion[area] == from_expansion {
                *w = 0.0;
            }
        }
        move_lots(
            &mut programme.lots,
            settings.shift.abs(),
            |area| expansion[area as usize] == from_expansion,
            &weights,
            &mut pipeline.owed_elsewhere,
            run.year,
        );
    }
}

/// Dwellings standing per area.
fn built(d: &DwellingColumns, areas: usize) -> Vec<f64> {
    let mut count = vec![0.0; areas];
    for dw in d.dwelling.iter() {
        let b = &dw.building;
        if dw.state != Use::Demolished && b.shared == NONE {
            count[b.area as usize] += 1.0;
        }
    }
    count
}

/// Moves a share of the dwellings of the lots `from` to other areas, which get them by
/// weight over the years, as in the programme: `owed` is what each of them has still to
/// get. What makes no lot yet stays where it is this year.
fn move_lots(
    lots: &mut Vec<Lot>,
    share: f64,
    from: impl Fn(u32) -> bool,
    weights: &[f64],
    owed: &mut Vec<f64>,
    year: i32,
) {
    let total: f64 = weights.iter().sum();
    let Some(model) = lots.iter().find(|l| from(l.area)).copied() else {
        return;
    };
    if total <= 0.0 {
        return;
    }
    let there: u32 = lots
        .iter()
        .filter(|l| from(l.area))
        .map(|l| l.dwellings)
        .sum();
    owed.resize(weights.len(), 0.0);
    for (owed, w) in owed.iter_mut().zip(weights) {
        *owed += share * f64::from(there) * w / total;
        if *w == 0.0 {
            *owed = 0.0;
        }
    }
    let to = lots_of(owed, there);
    // Every lot gives in proportion.
    let moved: u32 = to.iter().sum();
    let (mut seen, mut taken) = (0, 0);
    for lot in lots.iter_mut().filter(|l| from(l.area)) {
        seen += lot.dwellings;
        let so_far = (u64::from(seen) * u64::from(moved) / u64::from(there)) as u32;
        lot.dwellings -= so_far - taken;
        taken = so_far;
    }
    for (area, dwellings) in to.into_iter().enumerate().filter(|(_, n)| *n > 0) {
        lots.push(Lot {
            key: Key(model.key).derive(INFILL, year as u64, area as u64).0,
            area: area as u32,
            dwellings,
            expansion: !model.expansion,
            ..model
        });
    }
    lots.retain(|l| l.dwellings > 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lot(area: u32, dwellings: u32) -> Lot {
        Lot {
            key: u64::from(area),
            area,
            dwellings,
            mix: [0.3, 0.1, 0.1],
            delay: 0,
            expansion: area == 0,
        }
    }

    #[test]
    fn dwellings_move_and_none_is_lost() {
        for (share, weights, left) in [
            (1.0, [0.0, 3.0, 1.0], 0),
            (0.5, [0.0, 1.0, 1.0], 60),
            // Too few for a second lot, or for one anywhere: they stay this year.
            (0.5, [0.0, 3.0, 1.0], 75),
            (0.1, [0.0, 1.0, 1.0], 120),
            (0.5, [0.0, 0.0, 0.0], 120),
        ] {
            let mut lots = vec![lot(0, 120), lot(1, 30)];
            move_lots(
                &mut lots,
                share,
                |a| a == 0,
                &weights,
                &mut Vec::new(),
                2020,
            );
            let all: u32 = lots.iter().map(|l| l.dwellings).sum();
            let here: u32 = lots
                .iter()
                .filter(|l| l.area == 0)
                .map(|l| l.dwellings)
                .sum();
            assert_eq!((all, here), (150, left), "{share} {weights:?}");
        }
    }

    #[test]
    fn over_the_years_every_area_gets_what_its_dwellings_say() {
        // No area is owed a lot in one year, and the last stands for most of the city.
        let weights = [0.0, 0.1, 0.2, 0.7];
        let (mut owed, mut built) = (Vec::new(), [0; 4]);
        for year in 2020..2060 {
            let mut lots = vec![lot(0, 30), lot(0, 20)];
            move_lots(&mut lots, 0.5, |a| a == 0, &weights, &mut owed, year);
            let all: u32 = lots.iter().map(|l| l.dwellings).sum();
            assert_eq!(all, 50, "the number of a year is that of the programme");
            for lot in lots {
                built[lot.area as usize] += lot.dwellings;
            }
        }
        assert!((1000..1020).contains(&built[0]), "{built:?}");
        for (n, w) in built.iter().zip(weights).skip(1) {
            assert!((f64::from(*n) - 1000.0 * w).abs() <= 20.0, "{built:?}");
        }
    }
}
