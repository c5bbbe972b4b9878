//! Deferred acceptance (Gale & Shapley 1962), searchers proposing: each
//! vacancy holds the response it ranks highest, whoever is dropped tries the
//! next on the list. The result does not depend on the order of processing,
//! because ranks are strict: ties are broken by a keyed draw.

use crate::components::NONE;

/// A response of a searcher to a vacancy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proposal {
    /// Index of the searcher in the round's list.
    pub searcher: u32,
    /// Index of the vacancy on the board.
    pub vacancy: u32,
    /// Rank given by the vacancy: higher is better.
    pub score: f64,
    /// Tie-breaker, keyed.
    pub tie: u64,
}

/// Whether a vacancy ranks one response above another.
pub fn beats(a: &Proposal, b: &Proposal) -> bool {
    a.score > b.score || (a.score == b.score && a.tie > b.tie)
}

/// Matches. `proposals` are grouped by searcher, each group in falling
/// preference; `held[v]` is set to the index of the winning proposal of
/// vacancy `v`, or [`NONE`].
pub fn match_responses(proposals: &[Proposal], held: &mut [u32]) {
    let mut stack: Vec<(u32, u32)> = Vec::new();
    for (i, p) in proposals.iter().enumerate() {
        if i == 0 || proposals[i - 1].searcher != p.searcher {
            stack.push((i as u32, p.searcher));
        }
    }
    while let Some((start, searcher)) = stack.pop() {
        let own = proposals[start as usize..]
            .iter()
            .take_while(|p| p.searcher == searcher);
        for (p, i) in own.zip(start..) {
            let holder = held[p.vacancy as usize];
            if holder == NONE {
                held[p.vacancy as usize] = i;
                break;
            }
            if beats(p, &proposals[holder as usize]) {
                held[p.vacancy as usize] = i;
                // Who is dropped goes on after the response that was dropped.
                stack.push((holder + 1, proposals[holder as usize].searcher));
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(searcher: u32, vacancy: u32, score: f64) -> Proposal {
        Proposal {
            searcher,
            vacancy,
            score,
            tie: u64::from(searcher),
        }
    }

    #[test]
    fn the_higher_rank_wins_and_the_loser_tries_the_next() {
        let proposals = [p(0, 0, 1.0), p(0, 1, 1.0), p(1, 0, 2.0), p(2, 1, 0.5)];
        let mut held = [NONE; 2];
        match_responses(&proposals, &mut held);
        assert_eq!(held, [2, 1]);
    }

    #[test]
    fn every_order_of_searchers_gives_the_same_match() {
        let lists = [
            vec![(0, 3.0), (1, 1.0)],
            vec![(0, 5.0), (2, 2.0)],
            vec![(1, 4.0), (0, 9.0)],
            vec![(2, 1.0)],
        ];
        let mut outcomes = Vec::new();
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
            let mut proposals = Vec::new();
            for &s in &order {
                for &(v, score) in &lists[s] {
                    proposals.push(p(s as u32, v, score));
                }
            }
            let mut held = [NONE; 3];
            match_responses(&proposals, &mut held);
            outcomes.push(held.map(|h| {
                if h == NONE {
                    NONE
                } else {
                    proposals[h as usize].searcher
                }
            }));
        }
        assert_eq!(outcomes[0], outcomes[1]);
        assert_eq!(outcomes[0], outcomes[2]);
    }
}
