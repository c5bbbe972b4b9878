//! What each of several causes contributes to a whole, whatever the order in which they
//! are thought to work.

/// The Shapley value of every player, for K games at once.
///
/// `worth[s]` is what the players in the set `s` achieve together, bit i standing for
/// player i: `worth[0]` without anybody, the last one with all. The value of player i is
/// the mean, over all orders in which the players may join, of what i adds on joining:
///
/// `φᵢ = Σ_{S ∌ i} |S|! (n − |S| − 1)! / n! · (v(S ∪ i) − v(S))`
///
/// The values add up to `v(all) − v(∅)`; a player that never adds anything gets 0, and
/// players that add the same everywhere get the same (Shapley 1953, "A value for n-person
/// games"; as a decomposition of any index: Shorrocks 2013, Journal of Economic
/// Inequality 11(1)). NaN where a worth is NaN.
///
/// Panics when the number of sets is no power of two.
pub fn shapley<const K: usize>(worth: &[[f64; K]]) -> Vec<[f64; K]> {
    let sets = worth.len();
    assert!(sets.is_power_of_two(), "one worth per set of players");
    let players = sets.trailing_zeros() as usize;
    // |S|! (n − |S| − 1)! / n! = 1 / (n · C(n − 1, |S|)).
    let mut weights = Vec::with_capacity(players);
    let mut choices = 1.0;
    for size in 0..players {
        weights.push(1.0 / (players as f64 * choices));
        choices *= (players - 1 - size) as f64 / (size + 1) as f64;
    }
    (0..players)
        .map(|player| {
            let bit = 1 << player;
            let mut value = [0.0; K];
            for set in (0..sets).filter(|set| set & bit == 0) {
                let weight = weights[set.count_ones() as usize];
                for ((value, with), without) in
                    value.iter_mut().zip(&worth[set | bit]).zip(&worth[set])
                {
                    *value += weight * (with - without);
                }
            }
            value
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // A left glove (player 0) and two right ones: only a pair is worth something. Of the
    // six orders the left glove completes a pair in four (Shapley & Shubik 1969).
    #[test]
    fn gloves_are_shared_as_in_the_textbook() {
        let pair = |set: usize| [f64::from(u8::from(set & 1 == 1 && set & 6 != 0))];
        let worth: Vec<[f64; 1]> = (0..8).map(pair).collect();
        let values = shapley(&worth);
        for (value, expected) in values.iter().zip([2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]) {
            assert!((value[0] - expected).abs() < 1e-15, "{values:?}");
        }
    }

    #[test]
    fn one_player_gets_everything_and_nobody_nothing() {
        assert_eq!(shapley(&[[2.0], [5.0]]), [[3.0]]);
        assert!(shapley(&[[2.0]]).is_empty());
    }
}
