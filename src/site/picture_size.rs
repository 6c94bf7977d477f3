//! How large a picture is, so that its page keeps a place for it and nothing moves when it arrives late.
//!
//! Enter at [`picture_size`]. Formats of pixels say it in their first bytes; an SVG says it in its outermost element.

use crate::render::PictureSize;

/// Files whose outermost element begins later are seldom pictures, and a page can do without the size.
const SVG_HEAD: usize = 4096;

/// The size of a picture in CSS pixels, if its file says one.
pub fn picture_size(path: &str, bytes: &[u8]) -> Option<PictureSize> {
    if path.to_ascii_lowercase().ends_with(".svg") {
        return svg_size(&String::from_utf8_lossy(&bytes[..bytes.len().min(SVG_HEAD)]));
    }
    let size = imagesize::blob_size(bytes).ok()?;
    PictureSize::new(size.width, size.height)
}

/// What `width` and `height` say in pixels, or else the proportions of the `viewBox` (SVG 2, section 8.6).
fn svg_size(svg: &str) -> Option<PictureSize> {
    let (_, element) = svg.split_once("<svg")?;
    let element = element.split('>').next()?;
    let pixels = |name| attribute(element, name)?.trim_end_matches("px").trim().parse::<f64>().ok();
    let (width, height) = match (pixels("width"), pixels("height")) {
        (Some(width), Some(height)) => (width, height),
        _ => {
            let view_box = attribute(element, "viewBox")?;
            let numbers = view_box.split([' ', ',']).filter(|number| !number.is_empty());
            let numbers: Vec<f64> = numbers.filter_map(|number| number.parse().ok()).collect();
            (*numbers.get(2)?, *numbers.get(3)?)
        }
    };
    // A cast of a float cuts it off at the ends of the range, which is what is wanted of a nonsensical size.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rounded, and cut off at the ends")]
    PictureSize::new(width.round() as usize, height.round() as usize)
}

/// The value of an attribute in an element's opening tag.
fn attribute<'e>(element: &'e str, name: &str) -> Option<&'e str> {
    element.match_indices(name).find_map(|(at, _)| {
        let is_whole = element[..at].ends_with(char::is_whitespace);
        let value = element[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        is_whole.then(|| value[1..].split(quote).next()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_svg_says_its_size_in_its_outermost_element() {
        for (svg, size) in [
            ("<svg xmlns='x' width=\"720\" height=\"216px\" viewBox=\"0 0 1 1\">", Some((720, 216))),
            ("<?xml version='1.0'?><!-- c -->\n<svg\nviewBox='0 68 720.4 216'>", Some((720, 216))),
            ("<svg width=\"100%\" height=\"100%\" viewBox=\"0,0,3,2\"/>", Some((3, 2))),
            ("<svg stroke-width=\"2\" height=\"3\">", None),
            ("<svg width=\"0\" height=\"0\">", None),
            ("<svg viewBox=\"0 0 NaN 1e400\">", None),
            ("not a picture", None),
        ] {
            assert_eq!(picture_size("a.SVG", svg.as_bytes()), size.and_then(|(w, h)| PictureSize::new(w, h)), "{svg}");
        }
    }

    #[test]
    fn pixels_say_theirs_in_their_first_bytes() {
        let gif = b"GIF89a\x03\x00\x02\x00\x00\x00\x00,";
        assert_eq!(picture_size("a.gif", gif), PictureSize::new(3, 2));
        assert_eq!(picture_size("a.png", b"nothing"), None);
    }
}
