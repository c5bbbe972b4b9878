//! What must hold for any city, checked on many made-up ones.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use buurt_metrics::{
    BinaryIndices, Contributions, Indices, UnitAccount, binary_indices, contributions,
    expected_under_random_allocation, multigroup_indices, nested_decomposition, rank_order_h,
};

/// A small linear congruential generator, so that the cities are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn city(&mut self) -> (Vec<f64>, Vec<f64>) {
        let units = 2 + self.below(60);
        let largest = 1 + self.below(300);
        let total: Vec<u64> = (0..units).map(|_| self.below(largest + 1)).collect();
        let group = total.iter().map(|t| self.below(t + 1) as f64).collect();
        (group, total.iter().map(|t| *t as f64).collect())
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }
}

fn cities() -> Vec<(Vec<f64>, Vec<f64>)> {
    let mut numbers = Numbers(1988);
    let made = (0..300).map(|_| numbers.city());
    let mixed: Vec<_> = made
        .filter(|(group, total)| !binary_indices(group, total).gini.is_nan())
        .collect();
    assert!(mixed.len() > 250);
    mixed
}

fn assert_close(a: &[(&'static str, f64)], b: &[(&'static str, f64)]) {
    for ((name, a), (_, b)) in a.iter().zip(b) {
        assert!((a - b).abs() < 1e-11, "{name}: {a} is not {b}");
    }
}

#[test]
fn indices_lie_between_zero_and_one() {
    for (group, total) in cities() {
        let found = binary_indices(&group, &total);
        let expected = expected_under_random_allocation(&group, &total);
        for (name, value) in found.named().into_iter().chain(expected.named()) {
            assert!(
                (-1e-12..=1.0 + 1e-12).contains(&value),
                "{name} is {value}: {group:?} {total:?}"
            );
        }
        assert!(found.dissimilarity <= found.gini + 1e-12);
        assert!(expected.dissimilarity <= expected.gini * 1.01);
    }
}

#[test]
fn order_of_units_does_not_matter() {
    let mut numbers = Numbers(7);
    for (group, total) in cities() {
        let mut units: Vec<(f64, f64)> = group.iter().copied().zip(total.clone()).collect();
        numbers.shuffle(&mut units);
        let (g, t): (Vec<f64>, Vec<f64>) = units.into_iter().unzip();
        let (before, after) = (binary_indices(&group, &total), binary_indices(&g, &t));
        assert_close(&before.named(), &after.named());
        assert_eq!(before.gini, after.gini);
        assert_eq!(
            expected_under_random_allocation(&group, &total),
            expected_under_random_allocation(&g, &t)
        );
    }
}

#[test]
fn splitting_a_unit_evenly_changes_nothing() {
    for (group, total) in cities() {
        let doubled = |counts: &[f64]| -> Vec<f64> { counts.iter().map(|n| n * 2.0).collect() };
        let (mut g, mut t) = (doubled(&group), doubled(&total));
        let whole = binary_indices(&g, &t);
        g[0] = group[0];
        t[0] = total[0];
        g.push(group[0]);
        t.push(total[0]);
        assert_close(&whole.named(), &binary_indices(&g, &t).named());
    }
}

#[test]
fn the_rest_is_as_segregated_as_the_group() {
    for (group, total) in cities() {
        let rest: Vec<f64> = total.iter().zip(&group).map(|(t, x)| t - x).collect();
        let (one, other) = (
            binary_indices(&group, &total),
            binary_indices(&rest, &total),
        );
        for ((name, a), (_, b)) in one.named().iter().zip(other.named()) {
            if !["isolation", "exposure"].contains(name) {
                assert!((a - b).abs() < 1e-11, "{name}: {a} is not {b}");
            }
        }
        let pairs: Vec<f64> = group
            .iter()
            .zip(&rest)
            .flat_map(|(x, y)| [*x, *y])
            .collect();
        let both = multigroup_indices(&pairs, 2);
        assert!((both.information_theory_h - one.information_theory_h).abs() < 1e-11);
    }
}

#[test]
fn nested_terms_are_never_negative() {
    let mut numbers = Numbers(3);
    for (group, total) in cities() {
        let buurt: Vec<u32> = group.iter().map(|_| numbers.below(9) as u32).collect();
        let wijk: Vec<u32> = buurt.iter().map(|b| b / 3).collect();
        let counts: Vec<f64> = group
            .iter()
            .zip(&total)
            .flat_map(|(x, t)| [*x, t - x])
            .collect();
        let split = nested_decomposition(&counts, 2, &[&wijk, &buurt]).unwrap();
        let h = binary_indices(&group, &total).information_theory_h;
        assert!((split.total_information_theory_h() - h).abs() < 1e-12);
        assert!(split.mutual_information.iter().all(|term| *term > -1e-12));
    }
}

#[test]
fn rank_order_h_is_bounded_and_symmetric() {
    let mut numbers = Numbers(5);
    for _ in 0..50 {
        let units = 2 + numbers.below(20);
        let households = 2 + numbers.below(500);
        let mut order: Vec<u32> = (0..households)
            .map(|_| numbers.below(units) as u32)
            .collect();
        let upwards = rank_order_h(&order, units as usize);
        order.reverse();
        let downwards = rank_order_h(&order, units as usize);
        assert!((-1e-12..=1.0).contains(&upwards));
        assert!((upwards - downwards).abs() < 1e-11);
    }
}

/// Accounts of a city: moves, change in place and deaths, as many units as chance wants.
fn accounts(numbers: &mut Numbers) -> Vec<UnitAccount<3>> {
    let (group, total) = numbers.city();
    let mut net = |limit: f64| numbers.below(limit as u64 + 1) as f64;
    let unit = |(x, t): (f64, f64)| {
        // Who is left of members and others after each flow is never below nobody.
        let (mut left, mut rest) = (x, t - x);
        let mut flows = [[0.0; 2]; 3];
        for (c, flow) in flows.iter_mut().enumerate() {
            let (out, others_out) = (net(left), net(rest));
            let (into, others_in) = (net(6.0), net(6.0));
            // Change in place makes members of others and the other way round.
            let (gain, others) = match c {
                1 => (others_out - out, out - others_out),
                _ => (into - out, others_in - others_out),
            };
            left += gain;
            rest += others;
            *flow = [gain + others, gain];
        }
        UnitAccount {
            start: [t, x],
            flows,
        }
    };
    group.into_iter().zip(total).map(unit).collect()
}

fn parts(c: &Contributions<3>) -> [BinaryIndices; 4] {
    let [a, b, d] = c.flows;
    [a, b, d, c.size]
}

#[test]
fn contributions_add_up_to_the_change_of_every_index() {
    let mut numbers = Numbers(1953);
    let mut seen = 0;
    for _ in 0..300 {
        let units = accounts(&mut numbers);
        let found = contributions(&units, Indices::All);
        let fast = contributions(&units, Indices::Fast);
        let at_end: Vec<[f64; 2]> = units
            .iter()
            .map(|u| [0, 1].map(|k| u.start[k] + u.flows.iter().map(|f| f[k]).sum::<f64>()))
            .collect();
        let (t, x): (Vec<f64>, Vec<f64>) = at_end.iter().map(|[t, x]| (*t, *x)).unzip();
        let end = binary_indices(&x, &t);
        for (k, (name, end)) in end.named().into_iter().enumerate() {
            let start = found.start.values()[k];
            if start.is_nan() || end.is_nan() {
                continue;
            }
            seen += 1;
            let sum: f64 = parts(&found).iter().map(|p| p.values()[k]).sum();
            assert!(
                (start + sum - end).abs() < 1e-12,
                "{name}: {start} + {sum} is not {end}"
            );
            if !["gini", "information_theory_h"].contains(&name) {
                for (a, b) in parts(&found).iter().zip(parts(&fast)) {
                    assert!((a.values()[k] - b.values()[k]).abs() < 1e-11, "{name}");
                }
            }
        }
    }
    assert!(seen > 1500, "{seen}");
}

#[test]
fn contributions_know_neither_the_order_of_units_nor_the_names_of_flows() {
    let mut numbers = Numbers(2013);
    for _ in 0..100 {
        let mut units = accounts(&mut numbers);
        let before = contributions(&units, Indices::All);
        numbers.shuffle(&mut units);
        for unit in &mut units {
            unit.flows.swap(0, 2);
        }
        let after = contributions(&units, Indices::All);
        let mut swapped = parts(&after);
        swapped.swap(0, 2);
        for (a, b) in parts(&before).iter().zip(&swapped) {
            if !a.dissimilarity.is_nan() {
                assert_close(&a.named(), &b.named());
            }
        }
    }
}

#[test]
fn a_flow_without_selection_contributes_nothing() {
    let mut numbers = Numbers(99);
    for _ in 0..100 {
        let mut units = accounts(&mut numbers);
        // The first flow doubles every unit at its own mix, the last does nothing.
        for unit in &mut units {
            unit.flows[0] = unit.start;
            unit.flows[2] = [0.0; 2];
        }
        let found = contributions(&units, Indices::All);
        if found.flows[0].dissimilarity.is_nan() {
            continue;
        }
        for part in [found.flows[0], found.flows[2]] {
            for (name, value) in part.named() {
                assert!(value.abs() < 1e-12, "{name}: {value}");
            }
        }
        // Without any selection, doubling everything leaves every index as it was.
        units.iter_mut().for_each(|u| u.flows[1] = [0.0; 2]);
        let found = contributions(&units, Indices::All);
        assert_close(&found.start.named(), &found.end.named());
        for (name, value) in found.size.named() {
            assert!(value.abs() < 1e-12, "{name}: {value}");
        }
    }
}
