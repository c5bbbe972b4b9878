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
use crate::stock::{Lot, Programme};

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
/// Smallest lot.
const SMALLEST: f64 = 20.0;

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

/// Moves a share of the dwellings of the lots `from` to other areas by weight; areas
/// with too few dwellings for a lot pass them on to the next.
fn move_lots(
    lots: &mut Vec<Lot>,
    share: f64,
    from: impl Fn(u32) -> bool,
    weights: &[f64],
    year: i32,
) {
    let total: f64 = weights.iter().sum();
    let Some(model) = lots.iter().find(|l| from(l.area)).copied() else {
        return;
    };
    if total <= 0.0 {
        return;
    }
    let mut moved = 0;
    for lot in lots.iter_mut().filter(|l| from(l.area)) {
        let n = (f64::from(lot.dwellings) * share) as u32;
        lot.dwellings -= n;
        moved += n;
    }
    let (mut carried, mut placed, mut last) = (0.0, 0, None);
    for (area, w) in weights.iter().enumerate().filter(|(_, w)| **w > 0.0) {
        carried += f64::from(moved) * w / total;
        if carried >= SMALLEST {
            let n = carried as u32;
            last = Some(lots.len());
            lots.push(Lot {
                key: Key(model.key).derive(INFILL, year as u64, area as u64).0,
                area: area as u32,
                dwellings: n,
                expansion: !model.expansion,
                ..model
            });
            placed += n;
            carried -= f64::from(n);
        }
    }
    // What is left over goes to the last place, or back if there is none.
    let rest = moved - placed;
    if let Some(i) = last {
        lots[i].dwellings += rest;
    } else if let Some(lot) = lots.iter_mut().find(|l| from(l.area)) {
        lot.dwellings += rest;
    }
    lots.retain(|l| l.dwellings > 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dwellings_move_and_none_is_lost() {
        let lot = |area, dwellings| Lot {
            key: u64::from(area),
            area,
            dwellings,
            mix: [0.3, 0.1, 0.1],
            delay: 0,
            expansion: area == 0,
        };
        for (share, weights, left) in [
            (1.0, [0.0, 3.0, 1.0], 0),
            (0.5, [0.0, 3.0, 1.0], 60),
            // Too few for a lot anywhere: everything stays.
            (0.1, [0.0, 1.0, 1.0], 120),
            (0.5, [0.0, 0.0, 0.0], 120),
        ] {
            let mut lots = vec![lot(0, 120), lot(1, 30)];
            move_lots(&mut lots, share, |a| a == 0, &weights, 2020);
            let all: u32 = lots.iter().map(|l| l.dwellings).sum();
            let here: u32 = lots
                .iter()
                .filter(|l| l.area == 0)
                .map(|l| l.dwellings)
                .sum();
            assert_eq!((all, here), (150, left), "{share} {weights:?}");
        }
    }
}
