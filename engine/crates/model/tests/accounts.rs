//! The accounts of a run add up: flows of every group and place, lettings against moves,
//! landlords against moves, mobility against the people.

mod town;

use std::collections::BTreeMap;
use std::sync::Arc;

use buurt_city::Tenure;
use buurt_core::{Column, Table};
use buurt_model::components::{People, Seeker};
use buurt_model::letting_log::LettingLog;
use buurt_model::observe::Observer;
use buurt_model::search::Searchers;
use buurt_model::{Policy, Simulation, Snapshot};

fn run(policy: &Policy) -> Simulation {
    run_with(policy, false)
}

fn run_with(policy: &Policy, all_contributions: bool) -> Simulation {
    let mut setting = town::setting(600, 2);
    setting.moves = true;
    setting.panel = true;
    setting.all_contributions = all_contributions;
    let setting = Arc::new(setting);
    let initial = Snapshot::initial(&setting, 0);
    let mut run = Simulation::new(setting, &initial, policy);
    run.run_until(2025);
    run
}

fn demolition() -> Policy {
    let mut policy = Policy::default();
    policy.demolition.in_force = true;
    policy.demolition.areas = vec!["1001".into(), "1002".into()];
    policy.demolition.from = 2017;
    policy.demolition.until = 2021;
    policy.demolition.dwellings_per_year = 60;
    policy.sales.share_of_vacancies = 0.1;
    policy
}

fn tables(run: &mut Simulation) -> BTreeMap<String, Table> {
    let tables = run.tables().into_iter();
    tables.map(|t| (t.name.clone(), t)).collect()
}

fn whole<'a>(table: &'a Table, name: &str) -> &'a [i32] {
    match table.column(name) {
        Some(Column::I32(v)) => v,
        other => panic!("{name}: {other:?}"),
    }
}

fn text(table: &Table, name: &str) -> Vec<String> {
    match table.column(name) {
        Some(Column::Category { codes, categories }) => codes
            .iter()
            .map(|&c| categories[c as usize].clone())
            .collect(),
        other => panic!("{name}: {other:?}"),
    }
}

fn number(table: &Table, name: &str) -> Vec<f64> {
    match table.column(name) {
        Some(Column::F64(v)) => v.clone(),
        Some(Column::F32(v)) => v.iter().map(|&x| f64::from(x)).collect(),
        Some(Column::I32(v)) => v.iter().map(|&x| f64::from(x)).collect(),
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn every_account_adds_up_and_starts_where_the_last_one_ended() {
    for policy in [Policy::default(), demolition()] {
        let mut run = run(&policy);
        assert_eq!(run.fault(), None);
        let flows = &tables(&mut run)["flows"];
        let (level, area, group) = (
            text(flows, "level"),
            text(flows, "area"),
            text(flows, "group"),
        );
        let column = |name| whole(flows, name);
        let year = column("year");
        let mut ends = BTreeMap::new();
        let mut of_level: BTreeMap<_, i32> = BTreeMap::new();
        let mut moved = 0;
        for i in 0..flows.rows() {
            let get = |name| column(name)[i];
            let sum = get("start") + get("moved_in") - get("moved_out") + get("became")
                - get("ceased")
                + get("formed")
                - get("dissolved")
                + get("arrived")
                - get("departed");
            assert_eq!(sum, get("end"), "row {i}");
            if group[i] == "all" {
                assert_eq!(get("became") + get("ceased"), 0);
            }
            moved += get("moved_in") - get("moved_out");
            let key = |year: i32| (year, level[i].clone(), area[i].clone(), group[i].clone());
            if year[i] > 2017 {
                let before = ends.get(&key(year[i] - 1)).copied();
                assert_eq!(before.unwrap_or(0), get("start"), "row {i}");
            }
            ends.insert(key(year[i]), get("end"));
            let total = (year[i], group[i].clone(), level[i].clone());
            *of_level.entry(total).or_default() += get("end");
        }
        assert_eq!(moved, 0, "who moves out moves in somewhere");
        // Every level holds everybody.
        for ((year, group, level), &total) in &of_level {
            let city = (*year, group.clone(), "city".to_owned());
            assert_eq!(of_level[&city], total, "{year} {group} {level}");
        }
        let world = run.world_mut();
        let mut people = world.query::<&People>();
        let alive = people.iter(world).filter(|p| p.alive).count() as i32;
        assert_eq!(of_level[&(2025, "all".into(), "city".into())], alive);
    }
}

#[test]
fn seekers_are_the_registered_among_those_who_search() {
    let mut run = run(&demolition());
    run.tables();
    let world = run.world_mut();
    let mut all = world.query::<&mut Seeker>();
    for mut seeker in all.iter_mut(world).step_by(3) {
        seeker.registered = f32::INFINITY;
    }
    run.step();
    let world = run.world_mut();
    let rows = world.resource::<Searchers>().0.clone();
    let mut seekers = world.query::<&Seeker>();
    let seekers: Vec<f32> = seekers.iter(world).map(|s| s.registered).collect();
    let registered = rows
        .iter()
        .filter(|&&row| seekers[row as usize].is_finite());
    // Who was let a room without being registered is so from then on.
    let log = world.resource::<LettingLog>();
    let since = log.moves.iter().filter(|m| m.tenure == Tenure::Social);
    let since = since.filter(|m| !m.registered_years.is_finite()).count();
    let wanted = registered.count() - since;
    let counted: u32 = log.seekers.iter().flatten().sum();
    assert!(
        wanted > 50 && rows.len() > wanted,
        "{wanted} of {}",
        rows.len()
    );
    assert_eq!(counted as usize, wanted);
    let table = &tables(&mut run)["seekers"];
    assert_eq!(whole(table, "seekers").iter().sum::<i32>(), counted as i32);
}

#[test]
fn contributions_lead_from_the_index_of_one_year_to_that_of_the_next() {
    let all = [false, true];
    let policies = [Policy::default(), demolition()];
    for (policy, all) in policies.iter().flat_map(|p| all.map(|all| (p, all))) {
        let tables = tables(&mut run_with(policy, all));
        let keys = |t: &Table| -> Vec<(i32, [String; 3])> {
            let columns = ["level", "group", "index"].map(|c| text(t, c));
            let years = whole(t, "year").iter().enumerate();
            years
                .map(|(i, &year)| (year, columns.each_ref().map(|c| c[i].clone())))
                .collect()
        };
        let (indices, found) = (&tables["indices"], &tables["contributions"]);
        let values = number(indices, "value");
        let measured: BTreeMap<_, f64> = keys(indices).into_iter().zip(values).collect();
        let part = |name| number(found, name);
        let (start, end) = (part("start"), part("end"));
        let channels = ["moving", "in_place", "demography", "migration", "stock"].map(part);
        let mut large = [0.0_f64; 5];
        for (i, key) in keys(found).into_iter().enumerate() {
            let sum: f64 = channels.iter().map(|c| c[i]).sum();
            assert!((start[i] + sum - end[i]).abs() < 1e-9, "{key:?}");
            assert!((end[i] - measured[&key]).abs() < 1e-9, "{key:?}");
            if let Some(before) = measured.get(&(key.0 - 1, key.1)) {
                assert!((start[i] - before).abs() < 1e-9);
            }
            for (large, channel) in large.iter_mut().zip(&channels) {
                *large = large.max(channel[i].abs());
            }
        }
        // 9 years; 6 groups: 7 indices of areas and 5 of complexes, or 7 at three levels.
        assert_eq!(found.rows(), 9 * 6 * if all { 21 } else { 12 });
        assert!(large.iter().all(|l| *l > 1e-4), "{large:?}");
    }
}

#[test]
fn the_city_account_has_the_events_of_the_year() {
    let mut run = run(&demolition());
    let tables = tables(&mut run);
    let flows = &tables["flows"];
    let (level, group) = (text(flows, "level"), text(flows, "group"));
    let rows: Vec<usize> = (0..flows.rows())
        .filter(|&i| level[i] == "city" && group[i] == "all")
        .collect();
    let events = run.world_mut().resource::<Observer>().events().to_vec();
    assert_eq!(rows.len(), events.len());
    for (&i, (year, e)) in rows.iter().zip(&events) {
        let get = |name| whole(flows, name)[i] as u32;
        assert_eq!(get("year"), *year as u32);
        assert_eq!(get("arrived"), e.arrivals);
        assert_eq!(get("departed"), e.departures);
        assert_eq!(get("dissolved"), e.dissolved + e.couples);
        assert_eq!(get("formed"), e.starters + e.separations);
    }
}

/// Counts over the rows of `moves`, per (year, landlord).
fn count_moves(moves: &Table, keep: impl Fn(usize) -> bool) -> BTreeMap<(i32, String), i32> {
    let (year, landlord) = (whole(moves, "year"), text(moves, "landlord"));
    let mut counts = BTreeMap::new();
    for i in (0..moves.rows()).filter(|&i| keep(i)) {
        *counts.entry((year[i], landlord[i].clone())).or_default() += 1;
    }
    counts
}

#[test]
fn landlords_counters_are_the_counts_of_the_moves() {
    let mut run = run(&demolition());
    let tables = tables(&mut run);
    let (moves, landlords) = (&tables["moves"], &tables["landlords"]);
    let tenure = text(moves, "tenure_to");
    let income = number(moves, "taxable_income_eur");
    let persons = whole(moves, "persons");
    let pension = whole(moves, "pension_age");
    let rent = number(moves, "rent_eur_month");
    let law = town::law(2017);
    let social = |i: usize| tenure[i] == "social";
    let low = |i: usize| income[i] <= law.daeb_limit_1p;
    let middle = |i: usize| !low(i) && income[i] <= law.daeb_middle_upper.unwrap_or(0.0);
    let target = |i: usize| {
        let k = usize::from(persons[i] > 1) + 2 * usize::from(pension[i] == 1);
        income[i] <= law.ht_income[k]
    };
    let cheap = |i: usize| rent[i] <= [law.cap_1st, law.cap_2nd][usize::from(persons[i] > 2)];
    let expected = [
        ("social_lets", count_moves(moves, social)),
        ("daeb_low", count_moves(moves, |i| social(i) && low(i))),
        (
            "daeb_middle",
            count_moves(moves, |i| social(i) && middle(i)),
        ),
        (
            "daeb_free",
            count_moves(moves, |i| social(i) && !low(i) && !middle(i)),
        ),
        (
            "target_group_lets",
            count_moves(moves, |i| social(i) && target(i)),
        ),
        (
            "passend_lets",
            count_moves(moves, |i| social(i) && target(i) && cheap(i)),
        ),
    ];
    let (year, name) = (whole(landlords, "year"), text(landlords, "landlord"));
    let mut total = 0;
    for (column, counts) in expected {
        for i in 0..landlords.rows() {
            let found = whole(landlords, column)[i];
            let key = (year[i], name[i].clone());
            let counted = counts.get(&key).copied().unwrap_or(0);
            assert_eq!(found, counted, "{column} {key:?}");
            total += found;
        }
    }
    assert!(total > 500, "{total}");
}

#[test]
fn lettings_are_the_moves_and_at_least_as_many_offers() {
    let mut run = run(&Policy::default());
    let tables = tables(&mut run);
    let (moves, lettings) = (&tables["moves"], &tables["lettings"]);
    let get = |name| whole(lettings, name);
    let mut of_channel: BTreeMap<(i32, String), i32> = BTreeMap::new();
    let channel = text(lettings, "channel");
    let mut refused = 0;
    for (i, channel) in channel.iter().enumerate() {
        let (lets, offers, declined) = (get("lets")[i], get("offers")[i], get("declined")[i]);
        assert_eq!(lets, offers - declined, "row {i}");
        *of_channel
            .entry((get("year")[i], channel.clone()))
            .or_default() += lets;
        refused += get("refused_daeb_income")[i] + get("refused_mortgage")[i];
        if channel == "sale" {
            assert_eq!(get("refused_passend")[i], 0);
        }
    }
    assert!(refused > 0);
    let (year, channel) = (whole(moves, "year"), text(moves, "channel"));
    let mut counted = BTreeMap::new();
    for i in 0..moves.rows() {
        *counted.entry((year[i], channel[i].clone())).or_insert(0) += 1;
    }
    of_channel.retain(|_, lets| *lets > 0);
    assert_eq!(of_channel, counted);
}

#[test]
fn mobility_counts_everybody_once() {
    let mut run = run(&demolition());
    let tables = tables(&mut run);
    let (mobility, flows) = (&tables["mobility"], &tables["flows"]);
    let (level, group) = (text(flows, "level"), text(flows, "group"));
    let position = text(mobility, "tenure_at_start");
    let sum = |year: i32, name: &str, formed: bool| -> i32 {
        (0..mobility.rows())
            .filter(|&i| whole(mobility, "year")[i] == year && (position[i] == "formed") == formed)
            .map(|i| whole(mobility, name)[i])
            .sum()
    };
    for i in (0..flows.rows()).filter(|&i| level[i] == "city" && group[i] == "all") {
        let get = |name| whole(flows, name)[i];
        let year = get("year");
        assert_eq!(sum(year, "households", false), get("start"));
        assert_eq!(sum(year, "households", true), get("formed"));
        assert_eq!(sum(year, "left_city", false), get("departed"));
        assert_eq!(sum(year, "left_city", true), 0);
        assert!(sum(year, "moved_within", false) > 0);
        assert!(sum(year, "persons", false) > get("start"));
    }
}

#[test]
fn the_panel_has_every_household_once_a_year() {
    let mut run = run(&Policy::default());
    let tables = tables(&mut run);
    let (panel, areas) = (&tables["panel"], &tables["areas"]);
    let Some(Column::I64(keys)) = panel.column("household") else {
        panic!("no keys");
    };
    let year = whole(panel, "year");
    let sorted = (1..panel.rows()).all(|i| (year[i - 1], keys[i - 1]) < (year[i], keys[i]));
    assert!(sorted, "sorted by year and key, each once");
    let (level, area) = (text(areas, "level"), text(areas, "area"));
    let home = text(panel, "complex");
    for i in (0..areas.rows()).filter(|&i| level[i] == "complex") {
        let here = whole(areas, "year")[i];
        let found = (0..panel.rows())
            .filter(|&k| year[k] == here && home[k] == area[i])
            .count();
        assert_eq!(found as i32, whole(areas, "households")[i]);
    }
}

#[test]
fn lettings_tell_permit_holders_and_families_apart() {
    let mut run = run(&Policy::default());
    let tables = tables(&mut run);
    let (moves, lettings) = (&tables["moves"], &tables["lettings"]);
    let (kind, children) = (text(moves, "vulnerability"), whole(moves, "children"));
    let permit = |i: usize| kind[i] == "permit_holder";
    let count = |keep: &dyn Fn(usize) -> bool| (0..moves.rows()).filter(|&i| keep(i)).count();
    for (column, counted) in [
        ("lets_permit_holders", count(&permit)),
        ("lets_with_children", count(&|i| children[i] > 0)),
        (
            "lets_permit_holders_with_children",
            count(&|i| permit(i) && children[i] > 0),
        ),
    ] {
        let sum: i32 = whole(lettings, column).iter().sum();
        assert_eq!(sum as usize, counted, "{column}");
        assert!(counted > 0, "{column}");
    }
}

#[test]
fn what_is_sold_has_no_rent() {
    let tables = tables(&mut run(&Policy::default()));
    let lettings = &tables["lettings"];
    let channel = text(lettings, "channel");
    let rents = lettings.columns.iter();
    let mut rents = rents.filter(|(name, _)| name == "mean_rent_eur_month");
    let Some((_, Column::F64(rent))) = rents.next() else {
        panic!("no rents");
    };
    let sold = |i: &usize| channel[*i] == "sale";
    assert!((0..rent.len()).filter(sold).count() > 0);
    assert!((0..rent.len()).filter(sold).all(|i| rent[i].is_nan()));
}
