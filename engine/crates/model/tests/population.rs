//! What happens to households when people part, meet or arrive.

mod town;

use std::collections::BTreeMap;

use buurt_city::{IncomeSource, Vulnerability};
use buurt_core::Key;
use buurt_model::components::{Care, Home, Income, People, Seeker};
use buurt_model::income::Profile;
use buurt_model::{Policy, Simulation};
use town::{many_mediated, start};

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

/// Whether an income is what its process gives, and not what was there before.
fn follows_the_profile(run: &mut Simulation, x: &Everything) -> bool {
    let profile = run.world_mut().resource::<Profile>();
    let deviation = match x.people.source {
        IncomeSource::Work => x.income.permanent + x.income.transitory,
        IncomeSource::Pension => x.income.permanent,
        _ => 0.3 * x.income.permanent,
    };
    let log = profile.of(&x.people) + f64::from(deviation);
    (buurt_core::math::ln(f64::from(x.income.taxable_eur)) - log).abs() < 1e-3
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

#[test]
fn partners_live_on_their_own_income_from_the_year_in_which_they_part() {
    let mut run = start(&separating());
    let parted = separations(&mut run);
    assert!(parted.len() > 50, "{}", parted.len());
    for (_, stayed, left) in &parted {
        assert!(follows_the_profile(&mut run, stayed), "{stayed:?}");
        assert!(follows_the_profile(&mut run, left), "{left:?}");
    }
}

#[test]
fn who_arrives_on_benefit_has_the_income_of_a_benefit() {
    let mut policy = many_mediated();
    policy.demography.pull_per_1000 = buurt_params::yearly::Yearly(vec![(2015, 8.0)]);
    let mut run = start(&policy);
    let year = run.year();
    run.step();
    let all = households(&mut run);
    let came = all.values().filter(|x| {
        i32::from(x.seeker.region_since) == year
            && x.people.source == IncomeSource::Benefit
            && x.care.kind != Vulnerability::None
    });
    let came: Vec<_> = came.copied().collect();
    assert!(came.len() > 20, "{}", came.len());
    for x in &came {
        assert!(follows_the_profile(&mut run, x), "{x:?}");
    }
}
