//! What an asset is, by its ending.
//!
//! A short list on purpose: what is not on it is served as bytes to be saved, so that nothing in a content folder can
//! become a page or a script of the site.

const TYPES: &[(&str, &str)] = &[
    ("avif", "image/avif"),
    ("css", "text/css; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("gif", "image/gif"),
    ("ico", "image/x-icon"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("m4a", "audio/mp4"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("ogg", "audio/ogg"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("wav", "audio/wav"),
    ("webm", "video/webm"),
    ("webp", "image/webp"),
    ("woff2", "font/woff2"),
];

/// The media type of a file in the content folder.
pub fn of_asset(path: &str) -> &'static str {
    match extension(path).as_str() {
        // A stylesheet or script is the site's business, not the library's.
        "css" | "js" => "text/plain; charset=utf-8",
        extension => known(extension),
    }
}

/// The media type of one of the site's own files.
pub fn of_static(path: &str) -> &'static str {
    match extension(path).as_str() {
        "js" => "text/javascript; charset=utf-8",
        extension => known(extension),
    }
}

/// Whether what is of a media type becomes much shorter when it is encoded: texts do, pictures are short already.
pub fn is_compressible(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or(media_type);
    let (kind, subtype) = essence.split_once('/').unwrap_or((essence, ""));
    match kind {
        "text" => true,
        "image" => subtype == "svg+xml",
        "application" => !matches!(subtype, "octet-stream" | "pdf"),
        _ => false,
    }
}

fn extension(path: &str) -> String {
    path.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_ascii_lowercase())
}

fn known(extension: &str) -> &'static str {
    let found = TYPES.iter().find(|(known, _)| *known == extension);
    found.map_or("application/octet-stream", |(_, media_type)| media_type)
}
