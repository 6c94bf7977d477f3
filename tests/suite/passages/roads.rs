//! What programs do to addresses on their way to a reader, for tests: each road changes the value of `?text=`.
//!
//! Enter at [`ROADS`]. A cut is a road of its own, [`cuts`], since it takes something away.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// A road: its name, and what comes out at its end.
pub type Road = (&'static str, fn(&str) -> String);

/// What `encodeURIComponent` leaves as it is.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

pub const ROADS: [Road; 29] = [
    ("as it was", str::to_owned),
    ("URLSearchParams, and any form", |value| {
        let read =
            form_urlencoded::parse(value.as_bytes()).next().map_or(String::new(), |(value, _)| value.into_owned());
        form_urlencoded::byte_serialize(read.as_bytes()).collect()
    }),
    ("read, and encoded as a component", |value| {
        let read = percent_decode_str(&value.replace('+', " ")).decode_utf8_lossy().into_owned();
        utf8_percent_encode(&read, COMPONENT).to_string()
    }),
    ("+ as %2B", |value| value.replace('+', "%2B")),
    ("+ as %20", |value| value.replace('+', "%20")),
    ("%20 as +", |value| value.replace("%20", "+")),
    (", as %2C", |value| value.replace(',', "%2C")),
    ("%2C as ,", |value| value.replace("%2C", ",")),
    ("escapes in small letters", |value| {
        value.split_inclusive('%').fold(String::new(), |done, part| {
            let escape = if done.ends_with('%') { part.get(..2).unwrap_or("").to_lowercase() } else { String::new() };
            let rest = &part[escape.len()..];
            done + &escape + rest
        })
    }),
    ("encoded twice, as an address", |value| value.replace('%', "%25")),
    ("encoded twice, as a component", |value| utf8_percent_encode(value, COMPONENT).to_string()),
    ("encoded three times", |value| value.replace('%', "%2525")),
    ("all but letters and digits encoded", |value| {
        let terms = value.replace('+', " ");
        utf8_percent_encode(&percent_decode_str(&terms).decode_utf8_lossy(), NON_ALPHANUMERIC).to_string()
    }),
    ("needless escapes undone", |value| {
        ["%2D:-", "%2E:.", "%5F:_", "%7E:~"].iter().fold(value.to_owned(), |value, pair| {
            let (escape, sign) = pair.split_once(':').unwrap_or_default();
            value.replace(escape, sign)
        })
    }),
    ("shown decoded, and encoded again", |value| {
        let shown = ["%20", "%22", "%3C", "%3E", "%60", "%7C", "%5B", "%5D", "%7B", "%7D", "%5C", "%5E"];
        let decoded =
            |value: String, escape: &&str| value.replace(*escape, &percent_decode_str(escape).decode_utf8_lossy());
        let decoded: String = shown.iter().fold(value.to_owned(), decoded);
        decoded.replace(' ', "%20").replace('"', "%22").replace('<', "%3C").replace('>', "%3E").replace('`', "%60")
    }),
    ("taken for an address up to a bracket or bar", |value| {
        value.split(['[', ']', '{', '}', '|', '\\', '^', '$', '<', '>', '"', '`']).next().unwrap_or("").to_owned()
    }),
    ("without signs of emphasis", |value| value.replace(['*', '_', '~'], "")),
    ("followed by .", |value| value.to_owned() + "."),
    ("followed by ,", |value| value.to_owned() + ","),
    ("followed by ).", |value| value.to_owned() + ")."),
    ("followed by *", |value| value.to_owned() + "*"),
    ("followed by _", |value| value.to_owned() + "_"),
    ("followed by **", |value| value.to_owned() + "**"),
    ("followed by ~~", |value| value.to_owned() + "~~"),
    ("followed by >", |value| value.to_owned() + "%3E"),
    ("followed by 。", |value| value.to_owned() + "%E3%80%82"),
    ("followed by ）", |value| value.to_owned() + "%EF%BC%89"),
    ("followed by »", |value| value.to_owned() + "%C2%BB"),
    ("followed by ؟", |value| value.to_owned() + "%D8%9F"),
];

/// A value cut at every place.
pub fn cuts(value: &str) -> impl Iterator<Item = &str> {
    (0..value.len()).map(|end| &value[..end])
}

/// Whether a cut goes through an escape or a character.
pub fn is_through_a_character(cut: &str) -> bool {
    let is_escape = |at: usize| cut.len() > at && cut.as_bytes()[cut.len() - 1 - at] == b'%';
    is_escape(0) || is_escape(1) || {
        let bytes = percent_decode_str(cut).collect::<Vec<u8>>();
        std::str::from_utf8(&bytes).is_err()
    }
}
