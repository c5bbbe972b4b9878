//! Incidents and reputation: what raises them, what they do to turnover, and who ends up
//! where, in paired runs of a small town.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use buurt_model::Simulation;
use buurt_model::components::Complex;
use buurt_model::ledger::{Item, Ledger};
use town::{areas, many_mediated, mean, moves, over_replicates, over_years, pair};

fn complexes(run: &mut Simulation) -> Vec<Complex> {
    let world = run.world_mut();
    world.query::<&Complex>().iter(world).copied().collect()
}

#[test]
fn reputation_follows_incidents_at_its_speed() {
    let mut slow = many_mediated();
    slow.neighbourhood.speed = 0.0;
    let [mut still, mut quick] = pair(&slow, |p| p.neighbourhood.speed = 0.5);
    let spread = |run: &mut Simulation| {
        run.run_until(2020);
        let all = complexes(run).into_iter().filter(|x| x.households > 0);
        mean(all.map(|x| f64::from(x.reputation).abs()))
    };
    let (a, b) = (spread(&mut still), spread(&mut quick));
    assert!(a == 0.0 && b > 0.05, "{a} and {b}");
    // Where incidents are many, reputation is poor.
    let all = complexes(&mut quick);
    let busy = |min: f32, max: f32| {
        let some = all
            .iter()
            .filter(|x| x.households > 0 && (min..max).contains(&x.incidents));
        mean(some.map(|x| f64::from(x.reputation)))
    };
    assert!(busy(0.06, 9.0) < busy(0.0, 0.04));
}

#[test]
fn poor_reputation_raises_turnover() {
    let mut none = many_mediated();
    none.search.reputation = 0.0;
    none.neighbourhood.incident_weight = 20.0;
    none.neighbourhood.speed = 1.0;
    let [mut without, mut with] = pair(&none, |p| p.search.reputation = 1.0);
    let ratio = |run: &mut Simulation| {
        let (mut poor, mut good) = ([0.0; 2], [0.0; 2]);
        run.run_until(2017);
        while run.year() <= 2026 {
            let before = complexes(run);
            run.step();
            for (x, was) in complexes(run).iter().zip(&before) {
                let side = if was.reputation < -0.3 {
                    &mut poor
                } else {
                    &mut good
                };
                side[0] += f64::from(x.moved_out);
                side[1] += f64::from(x.households);
            }
        }
        (poor[0] / poor[1]) / (good[0] / good[1])
    };
    let (a, b) = (ratio(&mut without), ratio(&mut with));
    assert!(b > a, "{a} without, {b} with the feedback");
}

#[test]
fn a_complex_without_enough_who_carry_has_more_incidents() {
    let [mut off, mut on] = pair(&many_mediated(), |p| {
        p.neighbourhood.balance = 8.0;
        p.neighbourhood.out_of_balance = 2.0;
    });
    off.step();
    on.step();
    let mut more = 0;
    for (a, b) in complexes(&mut off).iter().zip(complexes(&mut on)) {
        let ratio = f64::from(b.carrying) / f64::from(b.vulnerable.max(1));
        if b.vulnerable > 0 && ratio < 8.0 {
            assert!(b.incidents > a.incidents);
            more += 1;
        } else {
            // In balance, or nobody who asks: nothing changes.
            assert_eq!(a.incidents, b.incidents);
        }
    }
    assert!(more > 0);
}

#[test]
fn the_spiral_of_reputation_concentrates_vulnerable_households() {
    let mut none = many_mediated();
    none.search.reputation = 0.0;
    none.choice.reputation = 1.5;
    none.direct_mediation.in_force = false;
    none.neighbourhood.incident_weight = 12.0;
    none.neighbourhood.speed = 0.5;
    // Vulnerable households who come in, per household there, in the tenth of complexes
    // with the poorest reputation.
    let inflow = |run: &mut Simulation| {
        over_years(run, 2030, |run| {
            let mut all = complexes(run);
            all.retain(|x| x.households > 0);
            all.sort_by(|x, y| x.reputation.total_cmp(&y.reputation));
            let poor = &all[..all.len() / 10];
            let came: u32 = poor.iter().map(|x| x.vulnerable_in).sum();
            f64::from(came) / f64::from(poor.iter().map(|x| x.households).sum::<u32>())
        })
    };
    let [a, b] = over_replicates(
        &none,
        |p| {
            p.search.reputation = 2.0;
        },
        inflow,
    );
    assert!(b > a, "{a} without, {b} with the feedback");
}

#[test]
fn areas_of_low_status_tolerate_more() {
    let [mut same, mut by_status] = pair(&many_mediated(), |p| {
        p.neighbourhood.tolerance_by_status = 2.0;
    });
    same.step();
    by_status.step();
    let (a, b) = (areas(&mut same), areas(&mut by_status));
    assert!(a[0].status < a[2].status);
    for (x, y) in a.iter().zip(&b) {
        let more = y.incidents > x.incidents;
        assert_eq!(more, x.status > 0.0, "status {}", x.status);
    }
}

#[test]
fn clients_who_live_together_take_fewer_hours() {
    let [mut apart, mut together] = pair(&many_mediated(), |p| p.support.concentration = 0.5);
    let hours = |run: &mut Simulation| {
        run.run_until(2021);
        run.world_mut().resource::<Ledger>().of(Item::SupportHours)
    };
    let (a, b) = (hours(&mut apart), hours(&mut together));
    assert!(b < a && b > 0.5 * a, "{a} and {b}");
    // Only the hours differ: the moves are the same.
    let (a, b) = (moves(&mut apart, 2), moves(&mut together, 2));
    assert!(a == b);
}
