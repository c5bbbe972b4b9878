//! Stable 64-bit keys that do not depend on the scenario.

/// Identity of a household, dwelling, complex or project, equal in every
/// variant of an experiment. Never taken from a global counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Key(pub u64);

/// The 64-bit finaliser of MurmurHash3 as tuned by Stafford (variant 13), used
/// by SplitMix64 (Steele, Lea & Flood 2014).
#[inline]
pub fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Key {
    /// The key of the `index`-th initial entity of a kind (`tag`) in a city.
    #[inline]
    pub fn initial(city: u64, tag: u64, index: u64) -> Key {
        Key(city).derive(tag, index, 0)
    }

    /// A key derived from this one: a tag for the kind of descent and two
    /// numbers (for instance year and child slot).
    #[inline]
    pub fn derive(self, tag: u64, a: u64, b: u64) -> Key {
        const G: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut z = mix(self.0 ^ mix(tag.wrapping_add(G)));
        z = mix(z.wrapping_add(G) ^ a.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        Key(mix(
            z.wrapping_add(G) ^ b.wrapping_mul(0xA076_1D64_78BD_642F)
        ))
    }

    /// The key of a text, such as a city's name (FNV-1a, then mixed).
    pub fn of_text(text: &str) -> Key {
        let mut h = 0xCBF2_9CE4_8422_2325_u64;
        for b in text.bytes() {
            h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01B3);
        }
        Key(mix(h))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_keys_differ_in_every_argument() {
        let k = Key::of_text("nijmegen");
        let all = [
            k,
            k.derive(1, 0, 0),
            k.derive(2, 0, 0),
            k.derive(1, 1, 0),
            k.derive(1, 0, 1),
            Key::of_text("ede"),
        ];
        for (i, a) in all.iter().enumerate() {
            for b in &all[i + 1..] {
                assert_ne!(a, b);
            }
        }
    }
}
