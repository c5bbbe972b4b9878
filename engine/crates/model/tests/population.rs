//! What happens to households when people part, meet or arrive.

mod town;

use std::collections::BTreeMap;

use buurt_city::income::PENSION_AGE;
use buurt_city::{IncomeSource, Tenure, Vulnerability};
use buurt_core::Key;
use buurt_model::components::{
    Care, Dwelling, Home, Income, NONE, People, Seeker, Support, Urgency,
};
use buurt_model::income::Profile;
use buurt_model::population::{Coming, Events, Leaving, Register};
use buurt_model::{Policy, Simulation};
use town::{many_mediated, people, start};

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
fn nobody_below_pension_age_lives_on_the_pension_of_a_former_partner() {
    let mut run = start(&separating());
    let world = run.world_mut();
    for mut p in world.query::<&mut People>().iter_mut(world) {
        if p.adults == 2 && p.age[0] >= 66 {
            p.age[1] = 45;
        }
    }
    let (mut alone, mut pensions) = (0, 0);
    for _ in 0..6 {
        let before = households(&mut run);
        run.step();
        for (key, now) in households(&mut run) {
            let age = now.people.head_age();
            pensions += u32::from(now.people.source == IncomeSource::Pension && age < 66);
            let old = before.get(&key).map(|x| x.people.source);
            alone += u32::from(old == Some(IncomeSource::Pension) && age < 66);
        }
    }
    assert!(alone > 3, "{alone}");
    assert_eq!(pensions, 0);
}

#[test]
fn pensions_begin_at_the_age_from_which_the_law_counts_people_as_old() {
    let mut run = start(&Policy::default());
    let mut new = 0;
    for _ in 0..3 {
        let before = households(&mut run);
        run.step();
        for (key, now) in households(&mut run) {
            let age = now.people.head_age();
            let pension = now.people.source == IncomeSource::Pension;
            assert_eq!(pension, age >= PENSION_AGE, "{age}");
            assert!(now.people.aow() || !pension, "{age}");
            let then = before.get(&key).map(|x| x.people.source);
            new += u32::from(pension && then.is_some_and(|s| s != IncomeSource::Pension));
        }
    }
    assert!(new > 10, "{new}");
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
        i32::from(x.seeker.municipality_since) == year
            && x.people.source == IncomeSource::Benefit
            && x.care.kind != Vulnerability::None
    });
    let came: Vec<_> = came.copied().collect();
    assert!(came.len() > 20, "{}", came.len());
    for x in &came {
        assert!(follows_the_profile(&mut run, x), "{x:?}");
    }
}

#[test]
fn support_stays_with_the_one_for_whom_it_is() {
    let mut policy = separating();
    policy.demography.care_leavers_per_1000 = 0.0;
    policy.demography.onset = 0.2;
    policy.demography.recovery = 0.0;
    policy.demography.pairing = 0.0;
    policy.area_renewal.in_force = true;
    policy.area_renewal.from = 2017;
    policy.area_renewal.dwellings_per_year = 0;
    policy.area_renewal.reach = 1.0;
    policy.area_renewal.threshold = 0.0;
    policy.area_renewal.support_years = 10;
    let mut run = start(&policy);
    run.run_until(2018);
    let parted = separations(&mut run);
    let supported = parted
        .iter()
        .filter(|(old, _, _)| old.care.support != Support::None);
    let mut all = 0;
    for (_, stayed, left) in supported {
        all += 1;
        assert_ne!(stayed.care.support, Support::None);
        assert_eq!(left.care.support, Support::None);
    }
    assert!(all > 10, "{all}");
}

#[test]
fn who_moves_in_with_a_partner_looks_no_further() {
    // One partner in two waits for a dwelling, and nobody gets one by mediation.
    let mut policy = many_mediated();
    policy.demography.permit_holders_per_1000 = 40.0;
    policy.demography.pairing = 0.5;
    policy.direct_mediation.in_force = false;
    policy.choice.activity_urgent = 0.0;
    policy.choice.activity = 0.0;
    let mut run = start(&policy);
    let mut moved_in = 0;
    for _ in 0..4 {
        let before = households(&mut run);
        run.step();
        let after = households(&mut run);
        for old in before.values().filter(|x| x.home.dwelling == NONE) {
            let now = after.get(&old.people.key);
            let Some(now) = now.filter(|x| x.home.dwelling != NONE) else {
                continue;
            };
            assert_eq!((old.people.adults, now.people.adults), (1, 2));
            moved_in += 1;
            // It may be tempted to move as others are, but nobody waits for it.
            assert_ne!(now.seeker.urgency, Urgency::Mediated, "{now:?}");
        }
    }
    assert!(moved_in > 10, "{moved_in}");
}

#[test]
fn two_who_become_one_keep_what_is_known_of_both() {
    let mut policy = Policy::default();
    policy.demography.pairing = 0.5;
    policy.demography.onset = 0.0;
    policy.demography.recovery = 0.0;
    policy.detection.first = 0.0;
    policy.detection.last = 0.0;
    let mut run = start(&policy);
    let mut vulnerable = 0;
    for _ in 0..4 {
        let before = households(&mut run);
        let keys: Vec<u64> = people(&mut run).iter().map(|(p, _)| p.key).collect();
        run.step();
        let left: Vec<(u32, Leaving)> = run.world_mut().resource::<Register>().left.clone();
        let after = households(&mut run);
        for (row, why) in left {
            let Leaving::Joined(first) = why else {
                continue;
            };
            let (Some(gone), Some(kept)) = (keys.get(row as usize), keys.get(first as usize))
            else {
                continue;
            };
            let (Some(old), Some(now)) = (before.get(gone), after.get(kept)) else {
                continue;
            };
            if old.care.kind != Vulnerability::None {
                vulnerable += 1;
                assert_ne!(now.care.kind, Vulnerability::None);
            }
        }
    }
    assert!(vulnerable > 3, "{vulnerable}");
}

#[test]
fn after_a_separation_who_has_the_children_is_urgent() {
    let mut policy = Policy::default();
    policy.demography.separation = 0.1;
    let mut run = start(&policy);
    let mut urgent = 0;
    for _ in 0..5 {
        let year = run.year() as i16;
        run.step();
        let world = run.world_mut();
        for (p, s) in world.query::<(&People, &Seeker)>().iter(world) {
            if p.alive && s.urgency == Urgency::Social && s.urgent_until == year + 1 {
                assert!(p.children > 0, "{p:?}");
                assert_eq!(p.adults, 1);
                urgent += 1;
            }
        }
    }
    assert!(urgent > 10, "{urgent}");
}

#[test]
fn nobody_has_lived_longer_in_the_region_than_its_parents() {
    let mut policy = Policy::default();
    policy.demography.from_region = 0.0;
    let mut run = start(&policy);
    for mut seeker in run
        .world_mut()
        .query::<&mut Seeker>()
        .iter_mut(run.world_mut())
    {
        seeker.region_since = 2012;
    }
    for mut p in run
        .world_mut()
        .query::<&mut People>()
        .iter_mut(run.world_mut())
    {
        p.child_age[0] = 20;
    }
    let before = households(&mut run);
    run.step();
    let all = households(&mut run);
    let young = |x: &&Everything| x.people.head_age() < 24;
    let new = all.iter().filter(|(key, _)| !before.contains_key(key));
    assert!(new.map(|x| x.1).filter(young).count() > 10);
    assert!(all.values().all(|x| x.seeker.region_since >= 2012));
}

#[test]
fn the_account_of_persons_adds_up() {
    let mut policy = Policy::default();
    policy.demography.departure_factor = 0.0;
    policy.demography.pairing = 0.5;
    let mut run = start(&policy);
    // Old and alone with many children.
    let world = run.world_mut();
    let mut query = world.query::<&mut People>();
    for (row, mut p) in query.iter_mut(world).enumerate() {
        if row % 3 == 0 {
            (p.age, p.adults) = ([if row % 2 == 0 { 95 } else { 30 }, 0], 1);
            (p.children, p.child_age) = (4, [2, 10, 17, 20, 0, 0]);
        }
    }
    let persons = |run: &mut Simulation| {
        let all = people(run).into_iter().filter(|(p, _)| p.alive);
        all.map(|(p, _)| u32::from(p.persons())).sum::<u32>()
    };
    let mut orphans = 0;
    for _ in 0..4 {
        let before = persons(&mut run);
        run.step();
        let all = people(&mut run);
        let world = run.world_mut();
        let (events, register) = (world.resource::<Events>(), world.resource::<Register>());
        let came = register.settled.iter().filter(|s| s.1 == Coming::Arrived);
        let came = came.map(|s| u32::from(all[s.0 as usize].0.persons()));
        let left = register.left_home_and_city.len() as u32 + events.deaths;
        let after = before + events.births + came.sum::<u32>() - left;
        orphans += events.orphans;
        assert_eq!(persons(&mut run), after);
    }
    assert!(orphans > 100, "{orphans}");
}

#[test]
fn whoever_cannot_keep_its_home_after_a_separation_looks_for_another() {
    let mut policy = separating();
    // Owning is dear for one income.
    policy.lending.upkeep = 0.15;
    let mut run = start(&policy);
    let year = run.year() as i16;
    let parted = separations(&mut run);
    let world = run.world_mut();
    let homes: Vec<Dwelling> = world.query::<&Dwelling>().iter(world).copied().collect();
    let (mut too_dear, mut others, mut looks) = (0, 0, 0);
    for (old, now, _) in parted {
        let Some(dwelling) = homes.get(old.home.dwelling as usize) else {
            continue;
        };
        if now.people.children == 0 || old.seeker.searching() || dwelling.tenure != Tenure::Owner {
            continue;
        }
        let found = now.seeker.searching() || now.home.since == year;
        let cost = 0.7 * 0.175 * dwelling.woz_eur / now.income.disposable_eur;
        if cost > 0.5 {
            too_dear += 1;
            assert!(found, "{now:?}");
        } else if cost < 0.35 {
            others += 1;
            looks += u32::from(found);
        }
    }
    assert!(too_dear > 10, "{too_dear}");
    assert!(2 * looks <= others, "{looks} of {others}");
}
