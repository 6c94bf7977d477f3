//! Compressed siblings of files, for hosts that send them as they are (`gzip_static`, `brotli_static`).
//!
//! Always the same bytes for the same file: a gzip header has room for a time and a name, and both stay empty.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Smaller files fit into one packet with their head as they are.
const LEAST: usize = 1024;

/// The best that there is; this is done once, and sent often.
const BROTLI_QUALITY: i32 = 11;
/// As far back as Brotli looks without large windows: 4 MiB.
const BROTLI_WINDOW: i32 = 22;
const BUFFER: usize = 1 << 16;

/// The encodings of a file that are worth having, with the endings of their names.
pub fn of(content_type: &str, body: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    if body.len() < LEAST || !is_compressible(content_type) {
        return Vec::new();
    }
    let encoded = [("br", brotli(body)), ("gz", gzip(body))];
    encoded
        .into_iter()
        .filter_map(|(ending, encoded)| Some((ending, encoded?)))
        .filter(|(_, e)| e.len() < body.len())
        .collect()
}

/// Pictures, fonts and films are compressed already.
fn is_compressible(content_type: &str) -> bool {
    let (media_type, _) = content_type.split_once(';').unwrap_or((content_type, ""));
    media_type.starts_with("text/")
        || media_type.ends_with("+json")
        || media_type.ends_with("+xml")
        || matches!(media_type, "application/json" | "application/xml" | "application/x-bibtex")
        || media_type == "application/x-research-info-systems"
}

/// Writing to memory does not fail; a file without a sibling is still right.
fn brotli(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoded = Vec::with_capacity(body.len() / 4);
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        size_hint: body.len(),
        ..Default::default()
    };
    let mut writer = brotli::CompressorWriter::with_params(&mut encoded, BUFFER, &parameters);
    writer.write_all(body).ok()?;
    drop(writer);
    Some(encoded)
}

fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 3), Compression::best());
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_encoded_is_read_back() {
        let body = "Words that stand here again and again. ".repeat(200);
        let encoded = of("text/html; charset=utf-8", body.as_bytes());
        let [("br", brotli), ("gz", gzip)] = &encoded[..] else { panic!("{} encodings", encoded.len()) };
        let (mut from_brotli, mut from_gzip) = (String::new(), String::new());
        brotli::Decompressor::new(&brotli[..], 4096).read_to_string(&mut from_brotli).unwrap();
        flate2::read::GzDecoder::new(&gzip[..]).read_to_string(&mut from_gzip).unwrap();
        assert!(from_brotli == body && from_gzip == body);
        assert_eq!(gzip[4..8], [0; 4], "no time");
    }

    #[test]
    fn what_would_not_shrink_has_no_sibling() {
        assert!(of("image/png", &[0; 5000]).is_empty());
        assert!(of("text/plain", b"short").is_empty());
    }
}
