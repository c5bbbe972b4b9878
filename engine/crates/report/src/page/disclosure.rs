//! Disclosure control: small counts are not shown, nor what would give them away.
//!
//! An area is left out for a group when, under any variant and in any year, the mean
//! number of its households, of the group, or of those outside it, is below the
//! smallest cell. When only one area would be left out, the total of the city would
//! give it away, so the next smallest goes as well. Counts are rounded to fives.

use crate::page::cube::Cube;
use crate::page::view::GroupCounts;

/// Counts are rounded to multiples of this.
const ROUNDED: f64 = 5.0;

/// Shares of a group, with small cells hidden; `min_cell` 0 hides and rounds nothing.
pub fn group(
    column: &'static str,
    counts: Vec<Cube>,
    households: &[Cube],
    min_cell: u32,
) -> GroupCounts {
    if min_cell == 0 {
        return GroupCounts {
            column,
            shares: shares(&counts, households),
            hidden: vec![false; counts.len()],
            counts,
        };
    }
    let hidden = hidden(&counts, households, f64::from(min_cell));
    let round = |cube: &Cube| cube.zip(cube, |x, _| (x / ROUNDED).round() * ROUNDED);
    let counts: Vec<Cube> = counts.iter().map(round).collect();
    let households: Vec<Cube> = households.iter().map(round).collect();
    let mut shares = shares(&counts, &households);
    for (share, hidden) in shares.iter_mut().zip(&hidden) {
        if *hidden {
            *share = share.zip(share, |_, _| f64::NAN);
        }
    }
    GroupCounts {
        column,
        counts,
        shares,
        hidden,
    }
}

fn shares(counts: &[Cube], households: &[Cube]) -> Vec<Cube> {
    counts
        .iter()
        .zip(households)
        .map(|(part, total)| part.zip(total, |p, n| if n > 0.0 { 100.0 * p / n } else { f64::NAN }))
        .collect()
}

/// Which areas are left out.
fn hidden(counts: &[Cube], households: &[Cube], min_cell: f64) -> Vec<bool> {
    let smallest: Vec<f64> = counts
        .iter()
        .zip(households)
        .map(|(part, total)| {
            let (variants, _, years) = part.shape();
            let mut smallest = f64::INFINITY;
            for v in 0..variants {
                for y in 0..years {
                    let (p, n) = (part.mean(v, y), total.mean(v, y));
                    // An area without households gives nothing away.
                    if n > 0.0 {
                        smallest = smallest.min(p).min(n - p);
                    }
                }
            }
            smallest
        })
        .collect();
    let mut hidden: Vec<bool> = smallest.iter().map(|s| *s < min_cell).collect();
    if hidden.iter().filter(|h| **h).count() == 1 {
        let next = (0..smallest.len())
            .filter(|a| !hidden[*a])
            .min_by(|a, b| smallest[*a].total_cmp(&smallest[*b]));
        if let Some(a) = next {
            hidden[a] = true;
        }
    }
    hidden
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cube(value: f64) -> Cube {
        let mut cube = Cube::new(1, 2, 1);
        cube.set(0, 0, 0, value);
        cube.set(0, 1, 0, value);
        cube
    }

    #[test]
    fn a_small_cell_takes_the_next_smallest_with_it() {
        let households: Vec<Cube> = [500.0, 800.0, 300.0].map(cube).to_vec();
        let counts: Vec<Cube> = [4.0, 203.0, 52.0].map(cube).to_vec();
        let open = group("low_income", counts.clone(), &households, 0);
        assert_eq!(open.hidden, [false; 3]);
        assert_eq!(open.shares[0].mean(0, 0), 0.8);
        let closed = group("low_income", counts, &households, 10);
        assert_eq!(closed.hidden, [true, false, true]);
        assert!(closed.shares[0].mean(0, 0).is_nan() && closed.shares[2].mean(0, 0).is_nan());
        // 203 is shown as 205.
        assert_eq!(closed.shares[1].mean(0, 0), 100.0 * 205.0 / 800.0);
    }

    #[test]
    fn those_outside_the_group_are_protected_too() {
        let households: Vec<Cube> = [100.0, 100.0, 0.0].map(cube).to_vec();
        let counts: Vec<Cube> = [97.0, 96.0, 0.0].map(cube).to_vec();
        let closed = group("low_income", counts, &households, 10);
        assert_eq!(closed.hidden, [true, true, false]);
    }
}
