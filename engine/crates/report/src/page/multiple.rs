//! Many comparisons at once: Holm's step-down correction (Holm 1979, "A simple
//! sequentially rejective multiple test procedure") of two-sided Student t tests.

use buurt_lab::paired::{Paired, two_sided_p};

/// Share of false alarms over all comparisons together.
const LEVEL: f64 = 0.05;

/// Per comparison, whether it still differs from zero when all are judged together.
pub fn holm(all: &[Option<Paired>]) -> Vec<bool> {
    let mut p: Vec<(f64, usize)> = all
        .iter()
        .enumerate()
        .filter_map(|(k, p)| {
            let p = p.as_ref()?;
            // No difference in any pair is no evidence, but one of the comparisons.
            let t = if p.mean == 0.0 && p.standard_error == 0.0 {
                0.0
            } else {
                p.mean / p.standard_error
            };
            let value = two_sided_p(t, p.n.saturating_sub(1));
            value.is_finite().then_some((value, k))
        })
        .collect();
    p.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut survives = vec![false; all.len()];
    for (step, (value, k)) in p.iter().enumerate() {
        if *value > LEVEL / (p.len() - step) as f64 {
            break;
        }
        survives[*k] = true;
    }
    survives
}

#[cfg(test)]
mod tests {
    use super::*;
    use buurt_lab::paired::paired;

    #[test]
    fn a_weak_difference_among_many_does_not_survive() {
        let zero = [0.0; 5];
        let strong = paired(&zero, &[1.0, 1.1, 0.9, 1.0, 1.05]);
        let weak = paired(&zero, &[1.0, 0.1, 0.6, 0.2, 0.5]);
        let none = paired(&zero, &[1.0, -1.0, 0.3, -0.2, 0.1]);
        assert!(weak.ci_low > 0.0);
        let all = [Some(weak), Some(strong), Some(none), None];
        assert_eq!(holm(&all), [false, true, false, false]);
        assert_eq!(holm(&[Some(weak)]), [true]);
    }

    #[test]
    fn a_comparison_without_any_difference_counts_as_one() {
        let zero = [0.0; 5];
        let weak = paired(&zero, &[1.0, 0.1, 0.6, 0.2, 0.5]);
        let same = paired(&zero, &zero);
        assert_eq!(holm(&[Some(weak), Some(same), Some(same)]), [false; 3]);
    }
}
