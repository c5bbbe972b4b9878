//! Rent instruments: their main effect in paired runs of a small town.

mod town;

use buurt_city::Tenure;
use buurt_model::Policy;
use town::{moves, pair};

#[test]
fn the_asking_rent_jumps_to_the_target_at_vacancy() {
    let mut base = Policy::default();
    base.passend.rent_response = false;
    base.rent_policy.target_share = 0.65;
    let [mut low, mut high] = pair(&base, |p| p.rent_policy.target_share = 0.95);
    let mean = |run: &mut buurt_model::Simulation| {
        let all = moves(run, 4);
        let rents = all.iter().filter(|m| m.1.tenure == Tenure::Social);
        let (sum, n) = rents.fold((0.0, 0.0), |(s, n), m| (s + m.1.rent_eur, n + 1.0));
        sum / n
    };
    let (a, b) = (mean(&mut low), mean(&mut high));
    assert!(b > 1.1 * a, "{a} at 65 % of the maximum, {b} at 95 %");
}
