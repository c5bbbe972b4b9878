//! The year's programme of new building: lots by area. The number follows the
//! dwelling path of the scenario, so that it is the same in every variant; what is
//! demolished and rebuilt comes beside it.

use bevy_ecs::prelude::*;
use buurt_city::Tenure;
use buurt_core::Key;

use super::{Pipeline, Project, ProjectKind, split};
use crate::columns::{Areas, DwellingColumns, Landlords};
use crate::components::{NONE, Special, Use};
use crate::instruments::NewBuild;
use crate::run::Run;

/// Tag of projects of the programme.
const PROGRAMME: u64 = 21;
/// Tag of a part of a lot that goes its own way.
const SPLIT: u64 = 23;

/// A part of the programme in one area, before it becomes a project.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lot {
    /// Stable key of the project it becomes.
    pub key: u64,
    /// Row of the area.
    pub area: u32,
    /// Dwellings.
    pub dwellings: u32,
    /// Shares of social, mid-market and private rent; the rest owner-occupied.
    pub mix: [f64; 3],
    /// Years until delivery.
    pub delay: i32,
    /// In an expansion area.
    pub expansion: bool,
}

impl Lot {
    /// Share of owner-occupied dwellings.
    pub fn owner_share(&self) -> f64 {
        (1.0 - self.mix.iter().sum::<f64>()).max(0.0)
    }

    /// Sets the share of social rent; the other tenures give or take in proportion.
    pub fn set_social(&mut self, share: f64) {
        let share = share.clamp(0.0, 1.0);
        let others = 1.0 - self.mix[0];
        let factor = if others > 0.0 {
            (1.0 - share) / others
        } else {
            0.0
        };
        self.mix = [share, self.mix[1] * factor, self.mix[2] * factor];
    }

    /// Splits off `dwellings` of the mix `part`; what stays keeps the others, and the
    /// total does not change. `tag` tells parts of one lot apart.
    pub fn split_off(&mut self, dwellings: u32, part: [f64; 3], tag: u64) -> Lot {
        let all = f64::from(self.dwellings);
        let taken = dwellings.min(self.dwellings);
        let left = f64::from(self.dwellings - taken);
        let off = Lot {
            key: Key(self.key).derive(SPLIT, tag, 0).0,
            dwellings: taken,
            mix: part,
            ..*self
        };
        if left > 0.0 {
            for (share, part) in self.mix.iter_mut().zip(part) {
                *share = ((*share * all - part * f64::from(taken)) / left).clamp(0.0, 1.0);
            }
        }
        self.dwellings -= taken;
        off
    }
}

/// Share of social rent among the self-contained dwellings, by area and in the city.
pub fn social_shares(d: &DwellingColumns, areas: usize) -> (Vec<f64>, f64) {
    let mut counts = vec![[0.0; 2]; areas + 1];
    for dw in d.dwelling.iter() {
        let b = &dw.building;
        if dw.state != Use::Demolished && b.shared == NONE {
            for at in [b.area as usize, areas] {
                counts[at][0] += f64::from(u8::from(dw.tenure == Tenure::Social));
                counts[at][1] += 1.0;
            }
        }
    }
    let share = |c: &[f64; 2]| if c[1] > 0.0 { c[0] / c[1] } else { 0.0 };
    let city = share(&counts[areas]);
    let by_area = counts[..areas]
        .iter()
        .map(|c| if c[1] > 0.0 { share(c) } else { city });
    (by_area.collect(), city)
}

/// The year's lots, for instruments to change between planning and commitment.
#[derive(Resource, Debug, Clone, Default)]
pub struct Programme {
    /// Lots in the order of areas.
    pub lots: Vec<Lot>,
}

/// Dwellings of the smallest lot.
const SMALLEST: f64 = 20.0;

/// Dwellings of each area's lot this year, or 0, at most so many in all; they are taken
/// from what is owed.
pub fn lots_of(owed: &mut [f64], at_most: u32) -> Vec<u32> {
    let mut lots = vec![0; owed.len()];
    let mut left = owed.iter().sum::<f64>().min(f64::from(at_most));
    // Where most is owed first; of equals the area that stands first.
    while left >= SMALLEST {
        let first = owed
            .iter()
            .enumerate()
            .rev()
            .max_by(|x, y| x.1.total_cmp(y.1));
        let Some((area, &most)) = first else {
            break;
        };
        let dwellings = most.max(SMALLEST).min(left) as u32;
        lots[area] += dwellings;
        owed[area] -= f64::from(dwellings);
        left -= f64::from(dwellings);
    }
    lots
}

/// Plans the lots of the year: how many follow the dwelling path, where follows the
/// areas' expansion weights over the years. An area to which a lot is owed gets it; what
/// is owed in smaller parts is gathered into lots where most is owed, and counts there
/// against the years to come. What makes no lot is kept for the next year.
pub fn plan_programme(
    run: Res<Run>,
    new_build: Query<&NewBuild>,
    mut programme: ResMut<Programme>,
    mut pipeline: ResMut<Pipeline>,
    mut areas: Areas,
) {
    programme.lots.clear();
    let before = pipeline.path_before;
    pipeline.path_before = run.dwelling_path;
    let wanted = (pipeline.initial_dwellings * (run.dwelling_path - before)).max(0.0);
    let a = areas.columns();
    let weights: Vec<f64> = a
        .area
        .iter()
        .map(|x| f64::from(x.expansion_weight))
        .collect();
    let weight: f64 = weights.iter().sum();
    let Some(settings) = new_build.iter().next() else {
        return;
    };
    if weight <= 0.0 || wanted <= 0.0 {
        return;
    }
    let most = weights.iter().fold(0.0_f64, |m, w| m.max(*w));
    pipeline.owed.resize(weights.len(), 0.0);
    for (owed, w) in pipeline.owed.iter_mut().zip(&weights) {
        *owed += wanted * w / weight;
    }
    for (area, dwellings) in lots_of(&mut pipeline.owed, u32::MAX)
        .into_iter()
        .enumerate()
    {
        if dwellings > 0 {
            programme.lots.push(Lot {
                key: Key(pipeline.city)
                    .derive(PROGRAMME, run.year as u64, area as u64)
                    .0,
                area: area as u32,
                dwellings,
                mix: [settings.social, settings.mid, settings.private],
                delay: 0,
                expansion: weights[area] >= 0.5 * most,
            });
        }
    }
}

/// Turns the lots into projects, a corporation for each.
pub fn commit_programme(
    run: Res<Run>,
    programme: Res<Programme>,
    mut pipeline: ResMut<Pipeline>,
    mut landlords: Landlords,
) {
    let corporations: Vec<u32> = landlords
        .columns()
        .landlord
        .iter()
        .enumerate()
        .filter(|(_, l)| l.corporation)
        .map(|(i, _)| i as u32)
        .collect();
    for lot in &programme.lots {
        let pick = (buurt_core::key::mix(lot.key) % corporations.len().max(1) as u64) as usize;
        pipeline.projects.push(Project {
            key: lot.key,
            year: run.year + lot.delay,
            planned: run.year,
            kind: ProjectKind::Programme,
            area: lot.area,
            dwellings: split(lot.dwellings, lot.mix),
            landlord: corporations.get(pick).copied().unwrap_or(NONE),
            replaces: NONE,
            return_share: 0.0,
            rent_over_cap: 0.0,
            rooms: 0,
            special: Special::None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lot() -> Lot {
        Lot {
            key: 5,
            area: 0,
            dwellings: 100,
            mix: [0.3, 0.1, 0.12],
            delay: 0,
            expansion: false,
        }
    }

    #[test]
    fn the_other_tenures_make_room_in_proportion() {
        let mut x = lot();
        x.set_social(0.65);
        assert!((x.mix[0] - 0.65).abs() < 1e-12 && (x.mix[1] - 0.05).abs() < 1e-12);
        assert!((x.owner_share() - 0.24).abs() < 1e-12);
        x.set_social(1.4);
        assert_eq!((x.mix, x.owner_share()), ([1.0, 0.0, 0.0], 0.0));
        x.set_social(0.4);
        assert!((x.owner_share() - 0.6).abs() < 1e-12);
    }

    #[test]
    fn over_the_years_every_area_gets_what_is_owed_to_it() {
        // A small town: no area is owed a lot in one year.
        let weights = [0.1, 0.1, 0.1, 0.7];
        let mut owed = vec![0.0; weights.len()];
        let mut built = vec![0; weights.len()];
        for _ in 0..40 {
            for (owed, w) in owed.iter_mut().zip(weights) {
                *owed += 25.0 * w;
            }
            for (sum, n) in built.iter_mut().zip(lots_of(&mut owed, u32::MAX)) {
                assert!(n == 0 || f64::from(n) >= SMALLEST);
                *sum += n;
            }
        }
        let all: u32 = built.iter().sum();
        assert!((980..=1000).contains(&all), "{built:?}");
        for (n, w) in built.iter().zip(weights) {
            assert!((f64::from(*n) - 1000.0 * w).abs() <= 20.0, "{built:?}");
        }
    }

    #[test]
    fn a_part_split_off_leaves_the_total_and_the_others() {
        let mut x = lot();
        let off = x.split_off(24, [0.0; 3], 1);
        assert_eq!((x.dwellings, off.dwellings), (76, 24));
        assert!(off.key != x.key && off.owner_share() == 1.0);
        let (before, after) = (split(100, lot().mix), split(76, x.mix));
        assert_eq!(after[..3], before[..3]);
        assert_eq!(after[3] + 24, before[3]);
    }
}
