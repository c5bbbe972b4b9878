//! Households in the order of their standardised incomes, for the rank-order index. Equal
//! incomes (flat pensions, grants and benefits are common) stand in the order of a hash of
//! the household's key, which has nothing to do with where it lives.

/// Bits of a sorting key that hold the position in the list.
const POSITION: u32 = 24;
/// Bits of the hash that orders equal incomes.
pub const TIE: u32 = 9;
/// Bits looked at in one pass of the sort.
const DIGIT: u32 = 10;
const PASSES: u32 = (u64::BITS - POSITION).div_ceil(DIGIT);

/// Households with their incomes and places.
#[derive(Debug, Default)]
pub struct Ranking {
    keys: Vec<u64>,
    /// Which of the places each lives in.
    places: Vec<u32>,
    /// Complex and stairwell, one after the other as they are added.
    stairwells: Vec<[u32; 2]>,
}

impl Ranking {
    /// An empty list with room for so many households.
    pub fn new(households: usize) -> Self {
        Ranking {
            keys: Vec::with_capacity(households),
            places: Vec::with_capacity(households),
            stairwells: Vec::new(),
        }
    }

    /// Adds a household, those of a stairwell one after the other. Incomes below zero count as zero; beyond 16 million households
    /// the rest is left out of the ranking.
    #[inline]
    pub fn add(&mut self, income_eur: f32, tie: u16, place: [u32; 2]) {
        let position = self.places.len() as u64;
        if position >> POSITION > 0 {
            return;
        }
        // Floats that are not negative sort as their bits do.
        let bits = u64::from(income_eur.max(0.0).to_bits());
        let tie = u64::from(tie) & ((1 << TIE) - 1);
        self.keys
            .push(bits << (POSITION + TIE) | tie << POSITION | position);
        if self.stairwells.last() != Some(&place) {
            self.stairwells.push(place);
        }
        self.places.push(self.stairwells.len() as u32 - 1);
    }

    /// Complex and stairwell of every household, by rising income.
    pub fn by_income(&mut self) -> impl ExactSizeIterator<Item = [u32; 2]> + '_ {
        sort(&mut self.keys);
        let place = |key: &u64| {
            let household = key & ((1 << POSITION) - 1);
            self.stairwells[self.places[household as usize] as usize]
        };
        self.keys.iter().map(place)
    }
}

/// Sorts by everything above the position: digit by digit from the lowest, which is
/// linear in the number of keys.
fn sort(keys: &mut Vec<u64>) {
    let digit =
        |key: u64, pass: u32| (key >> (POSITION + pass * DIGIT)) as usize & ((1 << DIGIT) - 1);
    let mut counts = vec![[0_u32; 1 << DIGIT]; PASSES as usize];
    for &key in &*keys {
        for (pass, counts) in counts.iter_mut().enumerate() {
            counts[digit(key, pass as u32)] += 1;
        }
    }
    let mut other = vec![0; keys.len()];
    for (pass, starts) in counts.iter_mut().enumerate() {
        let mut next = 0;
        for start in starts.iter_mut() {
            next += std::mem::replace(start, next);
        }
        for &key in &*keys {
            let place = &mut starts[digit(key, pass as u32)];
            other[*place as usize] = key;
            *place += 1;
        }
        std::mem::swap(keys, &mut other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn incomes_rise_and_ties_follow_the_hash() {
        let mut ranking = Ranking::default();
        let incomes = [31_000.5, 0.0, 12_000.0, 12_000.0, -5.0, 99_999.9, 12_000.01];
        let ties = [1, 2, 500, 3, 1, 0, 0];
        for (i, (&income, &tie)) in incomes.iter().zip(&ties).enumerate() {
            ranking.add(income, tie, [10 + i as u32, i as u32]);
        }
        let ranked: Vec<[u32; 2]> = ranking.by_income().collect();
        let stairwells: Vec<u32> = ranked.iter().map(|place| place[1]).collect();
        assert_eq!(stairwells, [4, 1, 3, 2, 6, 0, 5]);
        assert!(
            ranked
                .iter()
                .all(|[complex, portiek]| *complex == 10 + portiek)
        );
    }
}
