//! What happens to households when people part, meet or arrive.

mod town;

use std::collections::BTreeMap;

use buurt_core::Key;
use buurt_model::components::{Care, Home, Income, People, Seeker};
use buurt_model::{Policy, Simulation};
use town::start;

/// Tag of the household that a partner forms after a separation.
const TAG_PARTNER: u64 = 12;

/// All that is kept of a household.
#[derive(Debug, Clone, Copy)]
struct Everything {
    people: People,
    income: Income,
    home: Home,
    seeker: Seeker,
    care: Care,
}

/// Living households by key.
fn households(run: &mut Simulation) -> BTreeMap<u64, Everything> {
    let world = run.world_mut();
    let mut found = world.query::<(&People, &Income, &Home, &Seeker, &Care)>();
    let alive = found.iter(world).filter(|x| x.0.alive);
    alive
        .map(|(&people, &income, &home, &seeker, &care)| {
            let all = Everything {
                people,
                income,
                home,
                seeker,
                care,
            };
            (people.key, all)
        })
        .collect()
}

/// Couples that separate in the year that is run: before it, who stayed and who left.
fn separations(run: &mut Simulation) -> Vec<(Everything, Everything, Everything)> {
    let year = run.year();
    let before = households(run);
    run.step();
    let after = households(run);
    let couples = before.values().filter(|x| x.people.adults == 2);
    couples
        .filter_map(|&old| {
            let left = Key(old.people.key).derive(TAG_PARTNER, year as u64, 0).0;
            Some((old, *after.get(&old.people.key)?, *after.get(&left)?))
        })
        .collect()
}

fn separating() -> Policy {
    let mut policy = Policy::default();
    policy.demography.separation = 0.2;
    policy
}

#[test]
fn whoever_separates_has_no_new_partner_in_the_same_year() {
    let parted = separations(&mut start(&separating()));
    let young = parted
        .iter()
        .filter(|(old, _, _)| (20..49).contains(&old.people.head_age()));
    let (mut all, mut again) = (0, 0);
    for (_, stayed, _) in young {
        all += 1;
        again += u32::from(stayed.people.adults == 2);
    }
    assert!(all > 50, "{all}");
    assert_eq!(again, 0, "of {all}");
}
