//! Colours that remain apart for colour-blind readers.
//!
//! The variants take the palette of Okabe and Ito (2008), "Color universal
//! design", without black and without yellow, which is too faint on white.

use plotters::style::RGBColor;

/// Text and the baseline.
pub const INK: RGBColor = RGBColor(51, 51, 51);
/// Secondary text.
pub const MUTED: RGBColor = RGBColor(102, 102, 102);
/// Grid lines.
pub const GRID: RGBColor = RGBColor(226, 226, 226);
/// The baseline variant.
pub const BASELINE: RGBColor = RGBColor(64, 64, 64);
/// White.
pub const PAPER: RGBColor = RGBColor(255, 255, 255);
/// The blue of the palette: a falling share.
pub const BLUE: RGBColor = RGBColor(0, 114, 178);
/// The vermilion of the palette: a rising share.
pub const VERMILION: RGBColor = RGBColor(213, 94, 0);

const MIDDLE: RGBColor = RGBColor(242, 242, 242);

const VARIANTS: [RGBColor; 6] = [
    BLUE,
    VERMILION,
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
];

/// Colour of variant number `variant`, of which number `baseline` is the baseline.
/// From the seventh variant on colours return; [`dashed`] then tells them apart.
pub fn variant_colour(variant: usize, baseline: usize) -> RGBColor {
    match rank(variant, baseline) {
        None => BASELINE,
        Some(rank) => VARIANTS[rank % VARIANTS.len()],
    }
}

/// Whether the line of this variant is dashed: its colour has been used before.
pub fn dashed(variant: usize, baseline: usize) -> bool {
    rank(variant, baseline).is_some_and(|r| (r / VARIANTS.len()) % 2 == 1)
}

fn rank(variant: usize, baseline: usize) -> Option<usize> {
    match variant.cmp(&baseline) {
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Less => Some(variant),
        std::cmp::Ordering::Greater => Some(variant - 1),
    }
}

/// Colour of `value` on the diverging scale from `-limit` (blue) by way of light
/// grey to `limit` (vermilion); values beyond take the colour of the end.
pub fn diverging(value: f64, limit: f64) -> RGBColor {
    let t = if limit > 0.0 {
        (value / limit).clamp(-1.0, 1.0)
    } else {
        0.0
    };
    let end = if t < 0.0 { BLUE } else { VERMILION };
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * t.abs()).round() as u8;
    RGBColor(
        mix(MIDDLE.0, end.0),
        mix(MIDDLE.1, end.1),
        mix(MIDDLE.2, end.2),
    )
}

/// Black or white, whichever reads better on `colour` (relative luminance, Rec. 601 weights).
pub fn readable_on(colour: RGBColor) -> RGBColor {
    let luminance =
        0.299 * f64::from(colour.0) + 0.587 * f64::from(colour.1) + 0.114 * f64::from(colour.2);
    if luminance > 140.0 { INK } else { PAPER }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_diverges_and_stops_at_its_ends() {
        assert_eq!(diverging(0.0, 2.0), MIDDLE);
        assert_eq!(diverging(9.0, 2.0), VERMILION);
        assert_eq!(diverging(-2.0, 2.0), BLUE);
        assert_eq!(diverging(1.0, 0.0), MIDDLE);
        assert_eq!(readable_on(MIDDLE), INK);
        assert_eq!(readable_on(BLUE), PAPER);
    }

    #[test]
    fn twelve_variants_and_the_baseline_look_different() {
        let mut looks: Vec<_> = (0..13)
            .map(|v| (variant_colour(v, 3), dashed(v, 3)))
            .map(|(c, d)| (c.0, c.1, c.2, d))
            .collect();
        assert_eq!(looks[3], (64, 64, 64, false));
        looks.sort_unstable();
        looks.dedup();
        assert_eq!(looks.len(), 13);
    }
}
