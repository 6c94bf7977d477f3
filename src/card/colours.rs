//! The light palette of `static/styles/palette.css`, in sRGB.
//!
//! Converted by hand, from OKLCH through linear light, since a picture has no `light-dark()` and no OKLCH. Whoever
//! changes the palette changes this table too; a test compares the two.

use crate::content::Tone;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

/// `oklch(98% 0.008 85)`
pub const PAPER: Colour = Colour(0xfb, 0xf8, 0xf2);
/// `oklch(24% 0.01 70)`
pub const INK: Colour = Colour(0x22, 0x1e, 0x1a);
/// `oklch(45% 0.012 70)`
pub const QUIET: Colour = Colour(0x5a, 0x54, 0x4e);
/// `oklch(86% 0.012 80)`
pub const HAIRLINE: Colour = Colour(0xd5, 0xd0, 0xc8);

pub fn tone(tone: Tone) -> Colour {
    match tone {
        // `oklch(50% 0.12 45)`
        Tone::Near => Colour(0x99, 0x49, 0x20),
        // `oklch(50% 0.1 250)`
        Tone::Far => Colour(0x32, 0x66, 0x9a),
        // `oklch(50% 0.02 80)`
        Tone::Between => Colour(0x69, 0x62, 0x57),
        // `oklch(50% 0.11 330)`
        Tone::Figure => Colour(0x86, 0x4a, 0x81),
        // `oklch(50% 0.08 155)`
        Tone::Gloss => Colour(0x3a, 0x71, 0x4f),
        // `oklch(50% 0.08 205)`
        Tone::Free => Colour(0x15, 0x70, 0x79),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Björn Ottosson's conversion, as CSS Color 4 has it.
    fn srgb(lightness: f64, chroma: f64, hue: f64) -> Colour {
        let (sine, cosine) = hue.to_radians().sin_cos();
        let (a, b) = (chroma * cosine, chroma * sine);
        let cone = |by_a: f64, by_b: f64| (lightness + by_a * a + by_b * b).powi(3);
        let long = cone(0.396_337_777_4, 0.215_803_757_3);
        let middle = cone(-0.105_561_345_8, -0.063_854_172_8);
        let short = cone(-0.089_484_177_5, -1.291_485_548_0);
        let channel = |by_long: f64, by_middle: f64, by_short: f64| {
            let linear = by_long * long + by_middle * middle + by_short * short;
            let coded = if linear <= 0.003_130_8 { 12.92 * linear } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 };
            (coded.clamp(0.0, 1.0) * 255.0).round() as u8
        };
        Colour(
            channel(4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2),
            channel(-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5),
            channel(-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701_0),
        )
    }

    /// The light value of a colour in the stylesheet.
    fn of_the_stylesheet(name: &str) -> Colour {
        let stylesheet = include_str!("../../static/styles/palette.css");
        let (_, value) = stylesheet.split_once(&format!("--{name}: light-dark(oklch(")).unwrap();
        let numbers: Vec<f64> = value[..value.find(')').unwrap()]
            .split(' ')
            .map(|number| number.trim_end_matches('%').parse().unwrap())
            .collect();
        srgb(numbers[0] / 100.0, numbers[1], numbers[2])
    }

    #[test]
    fn cards_have_the_colours_of_the_pages() {
        let fixed = [("paper", PAPER), ("ink", INK), ("quiet", QUIET), ("hairline", HAIRLINE)];
        let tones = Tone::NAMES.iter().map(|(name, named)| (*name, tone(*named)));
        for (name, colour) in fixed.into_iter().chain(tones) {
            assert_eq!(colour, of_the_stylesheet(name), "{name}");
        }
    }
}
