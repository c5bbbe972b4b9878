//! Which variants of the cost plane crowd around zero because others are so far out.

use crate::page::plane::Point;

/// Part of an axis that points may take up before they are too close to tell apart.
const CROWDED: f64 = 0.2;

/// Which points, two or more, crowd around zero because the others are so far out, in cost or
/// in effect; none where all can be told apart.
pub fn crowd(points: &[Point]) -> Vec<bool> {
    let none = vec![false; points.len()];
    for of in [|p: &Point| p.cost, |p: &Point| p.removed] {
        let mut outward: Vec<usize> = (0..points.len()).collect();
        let size = |k: usize| of(&points[k])[0].abs();
        outward.sort_by(|a, b| size(*b).total_cmp(&size(*a)));
        for far in 1..points.len().saturating_sub(1) {
            let rest = &outward[far..];
            let ends = rest
                .iter()
                .flat_map(|k| of(&points[*k]))
                .filter(|x| x.is_finite());
            let widest = ends.fold(0.0, |widest: f64, x| widest.max(x.abs()));
            if widest < CROWDED * size(outward[far - 1]) {
                return (0..points.len()).map(|k| rest.contains(&k)).collect();
            }
        }
    }
    none
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_that_one_far_out_crowds_around_zero_are_told_apart() {
        let point = |variant, cost: f64| Point {
            variant,
            removed: [0.1 * variant as f64, 0.0, 0.5],
            cost: [cost, cost - 1.0, cost + 1.0],
        };
        let crowded = |costs: &[f64]| {
            let points: Vec<Point> = costs
                .iter()
                .enumerate()
                .map(|(v, c)| point(v, *c))
                .collect();
            crowd(&points)
        };
        let (far, near) = (false, true);
        assert_eq!(crowded(&[300.0, 7.0, -2.0, 230.0]), [far, near, near, far]);
        // All can be told apart, or there is only one left.
        assert_eq!(crowded(&[30.0, 7.0, -2.0]), [false; 3]);
        assert_eq!(crowded(&[300.0, 7.0]), [false; 2]);
        assert!(crowded(&[]).is_empty());
        // A wide interval needs its room too.
        let mut wide = point(1, 7.0);
        wide.cost = [7.0, -80.0, 94.0];
        let sure = [point(0, 90.0), wide, point(2, 0.0)];
        assert_eq!(crowd(&sure), [false; 3]);
    }
}
