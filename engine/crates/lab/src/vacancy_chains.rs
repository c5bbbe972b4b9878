//! Moves strung together: a move leaves a dwelling, which the next household enters, which
//! leaves another one (White 1970, *Chains of Opportunity*).

use crate::rounding::{FIVE, parts};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What is counted, and the classes it is counted by.
pub const MEASURES: [(&str, &[&str]); 6] = [
    ("moves", &["all"]),
    ("chains", &["all"]),
    ("chains_by_length", &["1", "2", "3", "4", "5_or_more"]),
    (
        "chains_by_reach",
        &["same_complex", "same_area", "next_area", "elsewhere"],
    ),
    ("chains_by_tenure_changes", &["0", "1", "2_or_more"]),
    (
        "chains_by_end",
        &["no_dwelling_left", "same_household", "not_relet"],
    ),
];

/// A move as the chains need it; places and tenures as codes of the run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Move {
    pub year: i32,
    pub round: i32,
    pub household: i64,
    /// 0 for none.
    pub from: i64,
    pub to: i64,
    pub area: [u32; 2],
    pub complex: [u32; 2],
    pub tenure: [u32; 2],
}

impl Move {
    /// What makes it the same move in another run: year, household, dwelling.
    pub fn key(&self) -> (i32, i64, i64) {
        (self.year, self.household, self.to)
    }
}

/// A chain, by position in the classes of [`MEASURES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    moves: usize,
    /// Farthest dwelling left, seen from the first one entered.
    reach: usize,
    tenure_changes: usize,
    end: usize,
}

/// The chains of the moves that are not among `other`, in the order of their first moves.
/// `moves` is sorted by year and round.
pub fn chains(
    moves: &[Move],
    other: &BTreeSet<(i32, i64, i64)>,
    beside: &dyn Fn(u32, u32) -> bool,
) -> Vec<Chain> {
    let only: Vec<bool> = moves.iter().map(|m| !other.contains(&m.key())).collect();
    let next = next_into_the_dwelling_left(moves);
    let mut continues = vec![false; moves.len()];
    for (at, next) in next.iter().enumerate() {
        if let Some(next) = next.filter(|_| only[at]) {
            continues[next] = true;
        }
    }
    let starts = (0..moves.len()).filter(|at| only[*at] && !continues[*at]);
    starts
        .map(|start| {
            let first = &moves[start];
            let mut chain = Chain {
                moves: 0,
                reach: 0,
                tenure_changes: 0,
                end: 0,
            };
            let mut at = start;
            loop {
                let m = &moves[at];
                chain.moves += 1;
                if m.from == 0 {
                    return chain;
                }
                chain.tenure_changes += usize::from(m.tenure[0] != m.tenure[1]);
                chain.reach = chain.reach.max(if m.complex[0] == first.complex[1] {
                    0
                } else if m.area[0] == first.area[1] {
                    1
                } else if beside(m.area[0], first.area[1]) {
                    2
                } else {
                    3
                });
                match next[at] {
                    Some(next) if only[next] => at = next,
                    Some(_) => return Chain { end: 1, ..chain },
                    None => return Chain { end: 2, ..chain },
                }
            }
        })
        .collect()
}

/// Per move, the later move into the dwelling it left. A shared dwelling passes its rooms
/// on in the order in which they came free.
fn next_into_the_dwelling_left(moves: &[Move]) -> Vec<Option<usize>> {
    let mut next = vec![None; moves.len()];
    let mut free: BTreeMap<i64, VecDeque<usize>> = BTreeMap::new();
    let mut at = 0;
    for round in moves.chunk_by(|a, b| (a.year, a.round) == (b.year, b.round)) {
        for (k, m) in round.iter().enumerate() {
            if let Some(left) = free.get_mut(&m.to).and_then(VecDeque::pop_front) {
                next[left] = Some(at + k);
            }
        }
        for (k, m) in round.iter().enumerate().filter(|(_, m)| m.from != 0) {
            free.entry(m.from).or_default().push_back(at + k);
        }
        at += round.len();
    }
    next
}

/// Counts by measure and class.
pub fn counts(chains: &[Chain]) -> Vec<((usize, usize), f64)> {
    let mut counts: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for (measure, (_, classes)) in MEASURES.iter().enumerate() {
        for class in 0..classes.len() {
            counts.insert((measure, class), 0.0);
        }
    }
    for chain in chains {
        let last = |measure: usize| MEASURES[measure].1.len() - 1;
        let classes = [
            (1, 0),
            (2, (chain.moves - 1).min(last(2))),
            (3, chain.reach),
            (4, chain.tenure_changes.min(last(4))),
            (5, chain.end),
        ];
        for class in classes {
            *counts.entry(class).or_default() += 1.0;
        }
        *counts.entry((0, 0)).or_default() += chain.moves as f64;
    }
    counts.into_iter().collect()
}

/// The same counts rounded; classes of one measure add up to the rounded number of chains.
pub fn rounded(counts: &[((usize, usize), f64)]) -> Vec<((usize, usize), f64)> {
    let of_measure = counts.chunk_by(|a, b| a.0.0 == b.0.0);
    let shown = of_measure.flat_map(|classes| parts(classes.iter().map(|(_, n)| *n), FIVE));
    counts.iter().map(|(class, _)| *class).zip(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Dwelling `d` is in complex `d`, area `d / 10`, tenure `d % 2`.
    fn step(round: i32, household: i64, from: i64, to: i64) -> Move {
        let of = |f: fn(i64) -> i64| [from, to].map(|d| f(d) as u32);
        Move {
            year: 2020 + round / 12,
            round: round % 12,
            household,
            from,
            to,
            area: of(|d| d / 10),
            complex: of(|d| d),
            tenure: of(|d| d % 2),
        }
    }

    fn found(moves: &[Move], other: &[Move]) -> Vec<Chain> {
        let keys = other.iter().map(Move::key).collect();
        chains(moves, &keys, &|a, b| a.abs_diff(b) == 1)
    }

    #[test]
    fn a_chain_follows_the_vacancy_from_dwelling_to_dwelling() {
        let moves = [
            // Into 11, then into 12 in the same area, into 21 next door, by a newcomer.
            step(0, 1, 12, 11),
            step(1, 2, 21, 12),
            step(14, 3, 0, 21),
            // Apart from it, in one move from far away; nobody enters 51.
            step(15, 4, 51, 14),
        ];
        let expected = [
            Chain {
                moves: 3,
                reach: 2,
                tenure_changes: 2,
                end: 0,
            },
            Chain {
                moves: 1,
                reach: 3,
                tenure_changes: 1,
                end: 2,
            },
        ];
        assert_eq!(found(&moves, &[]), expected);
        let counted: BTreeMap<_, _> = counts(&expected).into_iter().collect();
        assert_eq!(counted[&(0, 0)], 4.0);
        assert_eq!(counted[&(1, 0)], 2.0);
        for (measure, (_, classes)) in MEASURES.iter().enumerate().skip(2) {
            let sum: f64 = (0..classes.len()).map(|c| counted[&(measure, c)]).sum();
            assert_eq!(sum, 2.0, "{measure}");
        }
    }

    #[test]
    fn a_move_that_both_runs_have_ends_a_chain_and_begins_none() {
        let (one, both) = (step(0, 1, 12, 11), step(1, 2, 21, 12));
        let after = step(2, 3, 0, 21);
        let ended = found(&[one, both, after], &[step(3, 2, 40, 12)]);
        assert_eq!(ended.iter().map(|c| c.moves).collect::<Vec<_>>(), [1, 1]);
        assert_eq!(ended.iter().map(|c| c.end).collect::<Vec<_>>(), [1, 0]);
        // The same household a year later is another move.
        assert_eq!(found(&[both], &[step(13, 2, 21, 12)]).len(), 1);
        assert!(found(&[both], &[both]).is_empty());
    }

    #[test]
    fn rooms_pass_on_in_the_order_in_which_they_came_free() {
        let moves = [
            step(0, 1, 30, 11),
            step(0, 2, 30, 12),
            step(1, 3, 0, 30),
            step(2, 4, 0, 30),
            // 30 had no room left by a mover: somebody died or left the city.
            step(3, 5, 0, 30),
        ];
        let lengths: Vec<usize> = found(&moves, &[]).iter().map(|c| c.moves).collect();
        assert_eq!(lengths, [2, 2, 1]);
    }

    #[test]
    fn two_households_that_swap_are_no_endless_chain() {
        let moves = [step(0, 1, 11, 12), step(0, 2, 12, 11)];
        assert_eq!(found(&moves, &[]).len(), 2);
    }
}
