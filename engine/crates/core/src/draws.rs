//! Keyed draws: a random number is a pure function of the experiment's seed,
//! the replicate, the decision's name, the key of who decides, the year, and
//! where needed the round and the alternative. Nothing is drawn in sequence, so
//! a branch taken in one scenario never re-deals anybody else's luck.

use crate::key::mix;
use crate::math;
use crate::philox::philox4x32_10;

/// The name of a decision: a hash of a text, made at compile time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision(pub u32);

impl Decision {
    /// Names a decision; two different texts should never be given for one decision.
    pub const fn named(text: &str) -> Decision {
        let bytes = text.as_bytes();
        let mut h = 0x811C_9DC5_u32;
        let mut i = 0;
        while i < bytes.len() {
            h = (h ^ bytes[i] as u32).wrapping_mul(0x0100_0193);
            i += 1;
        }
        Decision(h)
    }
}

/// The source of all chance in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draws {
    key: [u32; 2],
}

/// Two independent 64-bit numbers of one decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw(pub [u64; 2]);

#[inline]
pub(crate) fn unit(x: u64) -> f64 {
    // 53 bits, strictly inside (0, 1): never 0, so that logarithms are finite.
    ((x >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64)
}

impl Draw {
    /// Uniform in (0, 1).
    #[inline]
    pub fn uniform(self) -> f64 {
        unit(self.0[0])
    }
    /// A second uniform, independent of the first.
    #[inline]
    pub fn uniform2(self) -> f64 {
        unit(self.0[1])
    }
    /// One of four independent uniforms of 32 bits (`i` below 4), which share their
    /// bits with `uniform` and `uniform2`: use either those or these.
    #[inline]
    pub fn quarter(self, i: usize) -> f64 {
        let word = (self.0[i / 2] >> (32 * (i % 2))) as u32;
        (f64::from(word) + 0.5) / 4_294_967_296.0
    }
    /// One of six independent uniforms of 21 bits (`i` below 6), which share their bits
    /// with all others of this draw. A chance is met to within one in two million.
    #[inline]
    pub fn sixth(self, i: usize) -> f64 {
        let word = (self.0[i / 3] >> (21 * (i % 3))) & 0x1F_FFFF;
        (word as f64 + 0.5) * (1.0 / (1u64 << 21) as f64)
    }
    /// One of eight independent numbers of 16 bits (`i` below 8), which share their bits
    /// with all others of this draw.
    #[inline]
    pub fn eighth(self, i: usize) -> u16 {
        (self.0[i / 4] >> (16 * (i % 4))) as u16
    }
    /// Standard Gumbel: `-ln(-ln u)`.
    #[inline]
    pub fn gumbel(self) -> f64 {
        -math::ln(-math::ln(self.uniform()))
    }
    /// Standard normal by inversion.
    #[inline]
    pub fn normal(self) -> f64 {
        math::normal_quantile(self.uniform())
    }
    /// Whether an event of this probability happens.
    #[inline]
    pub fn happens(self, probability: f64) -> bool {
        self.uniform() < probability
    }
    /// An index below `n` (`n` > 0), by multiplication.
    #[inline]
    pub fn below(self, n: usize) -> usize {
        ((u128::from(self.0[0]) * n as u128) >> 64) as usize
    }
}

impl Draws {
    /// The draws of one replicate of an experiment.
    pub fn new(seed: u64, replicate: u32) -> Self {
        let k = mix(mix(seed ^ 0x6A09_E667_F3BC_C908).wrapping_add(u64::from(replicate)));
        Draws {
            key: [k as u32, (k >> 32) as u32],
        }
    }

    /// The draw for (decision, key, year).
    #[inline]
    pub fn draw(&self, decision: Decision, key: u64, year: i32) -> Draw {
        self.draw_in(decision, key, year, 0)
    }

    /// The draw for (decision, key, year, sub), where `sub` is a round, a slot
    /// or any other number below 2^16; years lie within ±2^15.
    #[inline]
    pub fn draw_in(&self, decision: Decision, key: u64, year: i32, sub: u32) -> Draw {
        let when = ((year as u32) << 16) | (sub & 0xFFFF);
        let out = philox4x32_10([key as u32, (key >> 32) as u32, when, decision.0], self.key);
        Draw([
            u64::from(out[0]) | (u64::from(out[1]) << 32),
            u64::from(out[2]) | (u64::from(out[3]) << 32),
        ])
    }

    /// The draws for (decision, key, year, sub) of many keys, in their order: the same
    /// numbers as [`Draws::draw_in`] gives one by one, made sixteen at a time so that the
    /// processor can overlap them.
    #[inline]
    pub fn many<I: Iterator<Item = u64>>(
        &self,
        decision: Decision,
        year: i32,
        sub: u32,
        keys: I,
    ) -> Many<I> {
        Many {
            draws: *self,
            decision,
            year,
            sub,
            keys,
            ready: [Draw([0, 0]); AT_ONCE],
            next: 0,
            end: 0,
        }
    }

    /// The draw for a pair (chooser, alternative) in a year.
    #[inline]
    pub fn pair(
        &self,
        decision: Decision,
        chooser: u64,
        alternative: u64,
        year: i32,
        sub: u32,
    ) -> Draw {
        self.pair_of(decision, chooser, mix(alternative), year, sub)
    }

    /// As [`Draws::pair`] with the alternative's key already mixed
    /// ([`crate::key::mix`]), for alternatives that many look at.
    #[inline]
    pub fn pair_of(
        &self,
        decision: Decision,
        chooser: u64,
        mixed_alternative: u64,
        year: i32,
        sub: u32,
    ) -> Draw {
        self.draw_in(decision, mix(chooser ^ mixed_alternative), year, sub)
    }
}

/// Draws made at once.
const AT_ONCE: usize = 16;

/// Draws of one decision for many keys; see [`Draws::many`].
#[derive(Debug, Clone)]
pub struct Many<I> {
    draws: Draws,
    decision: Decision,
    year: i32,
    sub: u32,
    keys: I,
    ready: [Draw; AT_ONCE],
    next: usize,
    end: usize,
}

impl<I: Iterator<Item = u64>> Iterator for Many<I> {
    type Item = Draw;

    #[inline]
    fn next(&mut self) -> Option<Draw> {
        if self.next == self.end {
            self.refill();
            if self.end == 0 {
                return None;
            }
        }
        let draw = self.ready[self.next];
        self.next += 1;
        Some(draw)
    }
}

impl<I: Iterator<Item = u64>> Many<I> {
    #[inline(never)]
    fn refill(&mut self) {
        (self.next, self.end) = (0, 0);
        let mut keys = [0; AT_ONCE];
        for (slot, key) in keys.iter_mut().zip(&mut self.keys) {
            *slot = key;
            self.end += 1;
        }
        for (draw, key) in self.ready.iter_mut().zip(keys) {
            *draw = self.draws.draw_in(self.decision, key, self.year, self.sub);
        }
    }
}

/// Draws of one decision and year for so many pairs (chooser, alternative) that a block
/// of Philox for each would be most of a year's work: two steps of SplitMix64 (Steele, Lea
/// & Flood 2014) over the pair, salted by a Philox block of the decision and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairDraws {
    salt: [u64; 2],
}

impl PairDraws {
    /// 64 uniform bits; the alternative's key is already mixed ([`crate::key::mix`]).
    #[inline]
    pub fn bits(&self, chooser: u64, mixed_alternative: u64) -> u64 {
        let pair = mix(chooser ^ mixed_alternative ^ self.salt[0]);
        mix(pair.wrapping_add(self.salt[1]))
    }
}

impl Draws {
    /// Draws for many pairs in a year.
    pub fn pairs(&self, decision: Decision, year: i32) -> PairDraws {
        PairDraws {
            salt: self.draw(decision, u64::MAX, year).0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_uniform_normal_and_gumbel() {
        let d = Draws::new(7, 0);
        let n = 200_000;
        let (mut u, mut z, mut z2, mut g) = (0.0, 0.0, 0.0, 0.0);
        for i in 0..n {
            let x = d.draw(Decision::named("test"), i, 2017);
            u += x.uniform();
            let q = x.normal();
            z += q;
            z2 += q * q;
            g += d.draw(Decision::named("gumbel"), i, 2017).gumbel();
        }
        let n = n as f64;
        assert!((u / n - 0.5).abs() < 0.003);
        assert!((z / n).abs() < 0.01);
        assert!((z2 / n - 1.0).abs() < 0.02);
        assert!((g / n - 0.577_215_66).abs() < 0.012);
    }

    #[test]
    fn parts_of_a_draw_are_uniform_and_do_not_hang_together() {
        let d = Draws::new(11, 3);
        let n = 100_000;
        let mut sums = [0.0; 14];
        let mut products = [0.0; 5];
        for key in 0..n {
            let x = d.draw(Decision::named("parts"), mix(key), 2020);
            let (sixths, eighths) = sums.split_at_mut(6);
            for (i, sum) in sixths.iter_mut().enumerate() {
                *sum += x.sixth(i);
            }
            for (i, sum) in eighths.iter_mut().enumerate() {
                *sum += (f64::from(x.eighth(i)) + 0.5) / 65_536.0;
            }
            for (i, p) in products.iter_mut().enumerate() {
                *p += (x.sixth(i) - 0.5) * (x.sixth(i + 1) - 0.5);
            }
        }
        let n = n as f64;
        // Four standard errors.
        assert!(
            sums.iter()
                .all(|s| (s / n - 0.5).abs() < 4.0 * 0.2887 / n.sqrt())
        );
        assert!(
            products
                .iter()
                .all(|p| (p / n).abs() < 4.0 / 12.0 / n.sqrt())
        );
    }

    #[test]
    fn draws_of_pairs_are_uniform_in_every_direction() {
        let d = Draws::new(11, 3).pairs(Decision::named("pairs"), 2020);
        let (choosers, alternatives) = (400_u64, 400_u64);
        let u = |c: u64, a: u64| d.bits(mix(c), mix(a << 32)) as f64 / 18_446_744_073_709_551_616.0;
        let n = (choosers * alternatives) as f64;
        let mut cells = [0.0; 64];
        let (mut along, mut across) = (0.0, 0.0);
        for c in 0..choosers {
            for a in 0..alternatives {
                let x = u(c, a);
                cells[(x * 64.0) as usize] += 1.0;
                along += (x - 0.5) * (u(c, a + 1) - 0.5);
                across += (x - 0.5) * (u(c + 1, a) - 0.5);
            }
        }
        let expected = n / 64.0;
        let chi: f64 = cells
            .iter()
            .map(|c| (c - expected) * (c - expected) / expected)
            .sum();
        // 63 degrees of freedom: mean 63, standard deviation 11.
        assert!((30.0..110.0).contains(&chi), "{chi}");
        assert!((along / n).abs() < 4.0 / 12.0 / n.sqrt());
        assert!((across / n).abs() < 4.0 / 12.0 / n.sqrt());
        let other = Draws::new(11, 3).pairs(Decision::named("pairs"), 2021);
        assert_ne!(d.bits(1, 2), other.bits(1, 2));
    }

    #[test]
    fn many_draws_are_those_of_the_keys_one_by_one() {
        let d = Draws::new(7, 2);
        for n in [0, 1, 15, 16, 17, 100] {
            let many: Vec<Draw> = d.many(Decision::named("many"), 2020, 3, 0..n).collect();
            let single: Vec<Draw> = (0..n)
                .map(|key| d.draw_in(Decision::named("many"), key, 2020, 3))
                .collect();
            assert_eq!(many, single);
        }
    }

    #[test]
    fn every_part_of_the_address_matters() {
        let d = Draws::new(7, 0);
        let a = d.draw_in(Decision::named("a"), 1, 2017, 0);
        assert_ne!(a, d.draw_in(Decision::named("b"), 1, 2017, 0));
        assert_ne!(a, d.draw_in(Decision::named("a"), 2, 2017, 0));
        assert_ne!(a, d.draw_in(Decision::named("a"), 1, 2018, 0));
        assert_ne!(a, d.draw_in(Decision::named("a"), 1, 2017, 1));
        assert_ne!(
            a,
            Draws::new(8, 0).draw_in(Decision::named("a"), 1, 2017, 0)
        );
        assert_ne!(
            a,
            Draws::new(7, 1).draw_in(Decision::named("a"), 1, 2017, 0)
        );
        assert_eq!(
            a,
            Draws::new(7, 0).draw_in(Decision::named("a"), 1, 2017, 0)
        );
    }
}
