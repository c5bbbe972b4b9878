//! Runs of the town in which a good deal is built, and the lots of new building.

use buurt_model::stock::{Lot, Programme};
use buurt_model::{Policy, Simulation, Snapshot};
use std::sync::Arc;

/// A run of the town with enough growth for a lot in every area every year.
pub fn growing(policy: &Policy) -> Simulation {
    growing_with(policy, 1.0)
}

/// The same with incomes that grow by a factor a year.
pub fn growing_with(policy: &Policy, factor: f64) -> Simulation {
    let mut setting = super::setting(600, 2);
    let mut index = 1.0;
    for law in &mut setting.law {
        law.income_index *= index;
        index *= factor;
    }
    Arc::make_mut(&mut setting.city).totals = vec![(2017, 1000.0, 1000.0), (2027, 1800.0, 2000.0)];
    let setting = Arc::new(setting);
    let initial = Snapshot::initial(&setting, 0);
    Simulation::new(setting, &initial, policy)
}

pub fn changed(change: impl Fn(&mut Policy)) -> Policy {
    let mut policy = Policy::default();
    change(&mut policy);
    policy
}

/// The lots of the years from the start to `last_year`.
pub fn lots(run: &mut Simulation, last_year: i32) -> Vec<Lot> {
    let mut all = Vec::new();
    while run.year() <= last_year {
        run.step();
        all.extend(run.world_mut().resource::<Programme>().lots.iter().copied());
    }
    all
}

/// Share of each tenure in the lots of the chosen areas.
pub fn shares(lots: &[Lot], area: impl Fn(u32) -> bool) -> [f64; 4] {
    let mut sums = [0.0; 4];
    let mut all = 0.0;
    for lot in lots.iter().filter(|l| area(l.area)) {
        let n = f64::from(lot.dwellings);
        for (sum, share) in sums.iter_mut().zip(lot.mix) {
            *sum += n * share;
        }
        sums[3] += n * lot.owner_share();
        all += n;
    }
    sums.map(|s| s / all)
}

pub fn total(lots: &[Lot]) -> u32 {
    lots.iter().map(|l| l.dwellings).sum()
}

pub fn everywhere(_: u32) -> bool {
    true
}

/// The lots of the base and of a changed policy.
pub fn both(change: impl Fn(&mut Policy)) -> [Vec<Lot>; 2] {
    [Policy::default(), changed(change)].map(|p| lots(&mut growing(&p), 2021))
}
