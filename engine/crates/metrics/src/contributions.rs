//! Why a binary index changed over a period: what each flow of people and the growth and
//! decline of places contributed, from exact accounts per unit.
//!
//! Unit i starts with tᵢ people of whom xᵢ belong to the group, a share pᵢ = xᵢ/tᵢ. Flow
//! c (moves, change in place, ...) adds, net, nᵢ꜀ people and gᵢ꜀ members. Taken apart are
//!
//! - per flow its *selective* part: `gᵢ꜀ − pᵢ nᵢ꜀` members among unchanged numbers, what it
//!   brings beyond the mix that was there;
//! - *size*: `Nᵢ = Σ꜀ nᵢ꜀` people and `pᵢ Nᵢ` members, growth and decline of the unit at its own
//!   mix. A unit that nobody lived in has the mix of the city.
//!
//! Together these are exactly the change of the unit. The game: its players are the flows
//! and size; a set of players is worth the index of the city in which only their parts
//! have happened, everything else being as at the start. Each player is given its Shapley
//! value ([`shapley`](mod@crate::shapley)), so that the contributions add up to the change of the index.
//! A city in which only some parts have happened may have a unit with less than no
//! members, or with more members than people: the count is then taken as the nearest one
//! that is possible (0, or everybody). With all parts or none this is never needed, so
//! nothing of the sum is lost.
//!
//! Shorrocks (2013) for the Shapley value as a decomposition; Deutsch, Flückiger & Silber
//! (2009), "Analyzing changes in occupational segregation: the case of Switzerland", for
//! its use on segregation, with sizes of units as a part.

use crate::BinaryIndices;
use crate::binary::{City, binary_indices};
use crate::shapley::shapley;

/// People and, of these, members of the group.
pub type Count = [f64; 2];

/// One unit over a period: the count at its start and the net change by each of C flows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnitAccount<const C: usize> {
    /// At the start.
    pub start: Count,
    /// Gains minus losses of each flow.
    pub flows: [Count; C],
}

/// Which indices to work out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indices {
    /// All of them.
    All,
    /// All but `gini` and `information_theory_h`, which take most of the time with
    /// thousands of units; these are NaN.
    Fast,
}

/// An index at both ends of a period and what changed it: `start` + `flows` + `size` = `end`.
#[derive(Debug, Clone, PartialEq)]
pub struct Contributions<const C: usize> {
    /// The indices at the start.
    pub start: BinaryIndices,
    /// The contribution of the selective part of each flow.
    pub flows: [BinaryIndices; C],
    /// The contribution of growth and decline of units at their own mix.
    pub size: BinaryIndices,
    /// The indices at the end.
    pub end: BinaryIndices,
}

/// The contributions of C flows and of size to the change of every binary index. NaN when
/// the group or the rest is empty at the start, at the end or in between.
pub fn contributions<const C: usize>(
    units: &[UnitAccount<C>],
    indices: Indices,
) -> Contributions<C> {
    let game = Game::of(units);
    let worth = match indices {
        Indices::All => game.all(),
        Indices::Fast => game.fast(),
    };
    let values = shapley(&worth);
    Contributions {
        start: BinaryIndices::from_values(worth[0]),
        flows: std::array::from_fn(|c| BinaryIndices::from_values(values[c])),
        size: BinaryIndices::from_values(values[C]),
        end: BinaryIndices::from_values(worth[worth.len() - 1]),
    }
}

/// The counts of every city that may be: bit c of a set for flow c, the last bit for size.
struct Game {
    sets: usize,
    /// Per unit, the number of people without and with its change of size.
    people: Vec<[f64; 2]>,
    /// Per unit, the members in each set.
    members: Vec<f64>,
}

/// The nearest possible number of members among `size` people. Sums of shares are never
/// quite whole: what is next to nobody or everybody is taken for that.
fn possible(members: f64, size: f64) -> f64 {
    const ROUNDING: f64 = 1e-9;
    let some = if members < ROUNDING { 0.0 } else { members };
    if some > size - ROUNDING { size } else { some }
}

impl Game {
    fn of<const C: usize>(units: &[UnitAccount<C>]) -> Game {
        let sets = 2 << C;
        let sum = |k: usize| units.iter().map(|u| u.start[k]).sum::<f64>();
        let city_share = sum(1) / sum(0);
        let mut members = vec![0.0; units.len() * sets];
        let mut people = Vec::with_capacity(units.len());
        for (unit, x) in units.iter().zip(members.chunks_exact_mut(sets)) {
            let [start, of_group] = unit.start;
            let share = if start > 0.0 {
                of_group / start
            } else {
                city_share
            };
            let grown: f64 = unit.flows.iter().map(|f| f[0]).sum();
            let joined: f64 = unit.flows.iter().map(|f| f[1]).sum();
            let selective = unit.flows.iter().map(|f| f[1] - share * f[0]);
            x[0] = of_group;
            for (player, step) in selective.chain([share * grown]).enumerate() {
                let (before, after) = x.split_at_mut(1 << player);
                for (with, without) in after.iter_mut().zip(before) {
                    *with = *without + step;
                }
            }
            // Whole numbers instead of a sum with shares in it.
            x[sets - 1] = of_group + joined;
            let (small, grown_to) = x.split_at_mut(sets / 2);
            for (half, size) in [(small, start), (grown_to, start + grown)] {
                for x in half {
                    *x = possible(*x, size);
                }
            }
            people.push([start, start + grown]);
        }
        Game {
            sets,
            people,
            members,
        }
    }

    /// Whether size is in a set: 0 or 1.
    fn sized(&self, set: usize) -> usize {
        usize::from(set >= self.sets / 2)
    }

    fn all(&self) -> Vec<[f64; 7]> {
        (0..self.sets)
            .map(|set| {
                let size = self.sized(set);
                let people: Vec<f64> = self.people.iter().map(|t| t[size]).collect();
                let members: Vec<f64> = self
                    .members
                    .chunks_exact(self.sets)
                    .map(|x| x[set])
                    .collect();
                binary_indices(&members, &people).values()
            })
            .collect()
    }

    fn fast(&self) -> Vec<[f64; 7]> {
        let sets = self.sets;
        let mut group = vec![0.0; sets];
        let mut total = [0.0; 2];
        for (t, x) in self.people.iter().zip(self.members.chunks_exact(sets)) {
            total[0] += t[0];
            total[1] += t[1];
            for (sum, x) in group.iter_mut().zip(x) {
                *sum += x;
            }
        }
        let cities: Vec<Option<City>> = group
            .iter()
            .enumerate()
            .map(|(set, x)| City::from_margins(*x, total[self.sized(set)]))
            .collect();
        let shares: Vec<f64> = cities
            .iter()
            .map(|c| c.as_ref().map_or(f64::NAN, |c| c.share))
            .collect();
        let (mut deviation, mut squares, mut geometric) =
            (vec![0.0; sets], vec![0.0; sets], vec![0.0; sets]);
        for (t, x) in self.people.iter().zip(self.members.chunks_exact(sets)) {
            for (half, &t) in t.iter().enumerate().filter(|(_, t)| **t > 0.0) {
                let range = half * sets / 2..(half + 1) * sets / 2;
                let one = 1.0 / t;
                let sums = deviation[range.clone()]
                    .iter_mut()
                    .zip(&mut squares[range.clone()])
                    .zip(&mut geometric[range.clone()]);
                let counts = x[range.clone()].iter().zip(&shares[range]);
                for (((deviation, squares), geometric), (&x, share)) in sums.zip(counts) {
                    *deviation += (x - t * share).abs();
                    *squares += x * x * one;
                    *geometric += (x * (t - x)).sqrt();
                }
            }
        }
        let of = |set: usize| -> [f64; 7] {
            let Some(city) = &cities[set] else {
                return BinaryIndices::UNDEFINED.values();
            };
            let isolation = squares[set] / city.group;
            BinaryIndices {
                dissimilarity: city.dissimilarity_of(deviation[set]),
                gini: f64::NAN,
                isolation,
                exposure: 1.0 - isolation,
                information_theory_h: f64::NAN,
                atkinson: 1.0 - geometric[set] * geometric[set] / (city.group * city.rest),
                correlation_ratio: (isolation - city.share) / (1.0 - city.share),
            }
            .values()
        };
        (0..sets).map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Two units of ten, 2 and 6 members. Two members move from the second to the first,
    // two others move back: no size changes, all of the change is selective moving.
    #[test]
    fn an_exchange_of_households_is_selective_moving() {
        let units = [
            UnitAccount {
                start: [10.0, 2.0],
                flows: [[0.0, 2.0], [0.0, 0.0]],
            },
            UnitAccount {
                start: [10.0, 6.0],
                flows: [[0.0, -2.0], [0.0, 0.0]],
            },
        ];
        let found = contributions(&units, Indices::All);
        // D = (2 + 2) · 20 / (2 · 8 · 12) = 0.41667, and 0 after.
        assert!((found.start.dissimilarity - 80.0 / 192.0).abs() < 1e-15);
        assert_eq!(found.end.dissimilarity, 0.0);
        assert_eq!(found.flows[0].dissimilarity, -found.start.dissimilarity);
        assert_eq!(found.flows[1].dissimilarity, 0.0);
        assert_eq!(found.size.dissimilarity, 0.0);
    }

    // The first unit doubles with people like those who live there: size alone.
    #[test]
    fn growth_at_the_mix_that_is_there_is_size() {
        let units = [
            UnitAccount {
                start: [10.0, 2.0],
                flows: [[10.0, 2.0]],
            },
            UnitAccount {
                start: [10.0, 6.0],
                flows: [[0.0, 0.0]],
            },
        ];
        let found = contributions(&units, Indices::All);
        let change = found.end.isolation - found.start.isolation;
        assert!(change.abs() > 0.01);
        assert!((found.size.isolation - change).abs() < 1e-15);
        assert!(found.flows[0].isolation.abs() < 1e-15);
    }

    // A unit that empties: without its moves the members left would be fewer than none.
    #[test]
    fn counts_below_nobody_are_nobody_and_the_sum_holds() {
        let units = [
            UnitAccount {
                start: [4.0, 4.0],
                flows: [[-4.0, -4.0], [0.0, 0.0]],
            },
            UnitAccount {
                start: [9.0, 1.0],
                flows: [[4.0, 4.0], [0.0, -3.0]],
            },
            UnitAccount {
                start: [0.0, 0.0],
                flows: [[5.0, 0.0], [0.0, 1.0]],
            },
        ];
        let found = contributions(&units, Indices::All);
        for k in 0..7 {
            let parts: f64 = found.flows.iter().map(|f| f.values()[k]).sum();
            let sum = found.start.values()[k] + parts + found.size.values()[k];
            assert!((sum - found.end.values()[k]).abs() < 1e-14, "{k}");
        }
    }
}
