//! Households in the order of their standardised incomes, for the rank-order index. Equal
//! incomes (flat pensions, grants and benefits are common) stand in the order of a hash of
//! the household's key, which has nothing to do with where it lives.

/// Levels at which the index is measured: area, complex, stairwell.
pub const LEVELS: usize = 3;

/// Bits of a sorting key that hold the position in the list.
const POSITION: u32 = 24;
const TIE: u32 = 9;
/// Bits looked at in one pass of the sort.
const DIGIT: u32 = 10;

/// Households with their incomes and places.
#[derive(Debug, Default)]
pub struct Ranking {
    keys: Vec<u64>,
    places: Vec<[u32; LEVELS]>,
    other: Vec<u64>,
    units: [Vec<u32>; LEVELS],
}

impl Ranking {
    /// Forgets all households; the memory is used again.
    pub fn clear(&mut self) {
        self.keys.clear();
        self.places.clear();
    }

    /// Adds a household. Incomes below zero count as zero; beyond 16 million households
    /// the rest is left out of the ranking.
    #[inline]
    pub fn add(&mut self, income_eur: f32, tie: u16, places: [u32; LEVELS]) {
        let position = self.places.len() as u64;
        if position >> POSITION > 0 {
            return;
        }
        // Floats that are not negative sort as their bits do.
        let bits = u64::from(income_eur.max(0.0).to_bits());
        let tie = u64::from(tie) & ((1 << TIE) - 1);
        self.keys
            .push(bits << (POSITION + TIE) | tie << POSITION | position);
        self.places.push(places);
    }

    /// The unit of every household at each level, by rising income.
    pub fn units_by_income(&mut self) -> &[Vec<u32>; LEVELS] {
        sort(&mut self.keys, &mut self.other);
        for (level, list) in self.units.iter_mut().enumerate() {
            list.clear();
            let place = |key: &u64| self.places[(key & ((1 << POSITION) - 1)) as usize][level];
            list.extend(self.keys.iter().map(place));
        }
        &self.units
    }
}

/// Sorts by everything above the position: digit by digit from the lowest, which is
/// linear in the number of keys. `other` is memory to work in.
fn sort(keys: &mut Vec<u64>, other: &mut Vec<u64>) {
    other.resize(keys.len(), 0);
    let mut shift = POSITION;
    while shift < u64::BITS {
        let digit = |key: u64| (key >> shift) as usize & ((1 << DIGIT) - 1);
        let mut starts = [0usize; 1 << DIGIT];
        for &key in &*keys {
            starts[digit(key)] += 1;
        }
        let mut next = 0;
        for start in &mut starts {
            next += std::mem::replace(start, next);
        }
        for &key in &*keys {
            let place = &mut starts[digit(key)];
            other[*place] = key;
            *place += 1;
        }
        std::mem::swap(keys, other);
        shift += DIGIT;
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
            let i = i as u32;
            ranking.add(income, tie, [i, 10 + i, 20 + i]);
        }
        let [areas, complexes, portieken] = ranking.units_by_income();
        assert_eq!(areas[..], [4, 1, 3, 2, 6, 0, 5]);
        assert_eq!(complexes[0], 14);
        assert_eq!(portieken[6], 25);
    }
}
