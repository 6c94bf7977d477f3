//! Pixels as a small PNG.
//!
//! A card has a few inks on one paper, so its pixels are kept as numbers in a palette of at most 256 colours. What lies
//! between an ink and the paper at the edges of letters is rounded as much as that needs, which nobody sees. Nothing
//! but the pixels is written, no time and no name: the same card is the same file.

use std::collections::HashMap;

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter};
use tiny_skia::Pixmap;

const COLOURS: usize = 256;

pub fn encode(canvas: &Pixmap) -> Result<Vec<u8>, EncodingError> {
    let (palette, pixels) = (0..8).find_map(|lost| indexed(canvas, lost)).unwrap_or_default();
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, canvas.width(), canvas.height());
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette);
    encoder.set_compression(Compression::Balanced);
    // Numbers of a palette have nothing in common with those beside them.
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(file)
}

/// The palette and the pixels in it, with colours alike that differ only in the last `lost` bits; `None` if those are
/// still too many. Each is the first of its like, so the paper stays what it is.
fn indexed(canvas: &Pixmap, lost: u32) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut known: HashMap<[u8; 3], u8> = HashMap::new();
    let mut palette = Vec::new();
    let mut pixels = Vec::with_capacity(canvas.pixels().len());
    let mut before = None;
    for pixel in canvas.pixels() {
        // The paper is opaque, so nothing is premultiplied.
        let colour = [pixel.red(), pixel.green(), pixel.blue()];
        let index = match before {
            Some((same, index)) if same == colour => index,
            _ => match known.get(&colour.map(|channel| channel >> lost)) {
                Some(index) => *index,
                None => {
                    let index = u8::try_from(palette.len() / 3).ok().filter(|_| palette.len() < COLOURS * 3)?;
                    known.insert(colour.map(|channel| channel >> lost), index);
                    palette.extend(colour);
                    index
                }
            },
        };
        before = Some((colour, index));
        pixels.push(index);
    }
    Some((palette, pixels))
}
