//! Who asks, and how, behind proxies (RFC 7239, and the `X-Forwarded-…` headers that came before it).
//!
//! Enter at [`Reader::of`]. Each proxy puts the address of whoever spoke to it behind those that came with the request,
//! so only what proxies of our own have put there is true. Steps: begin at the peer; while it is a proxy that is
//! trusted, take its word for who spoke to it; the first who is none is the reader. Whatever stands further left may be
//! anybody's invention.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use super::proxies::{Peer, Proxies};

/// What is known of whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// As far as proxies that are trusted say it.
    pub address: Peer,
    /// Whether they asked by `https`.
    pub is_secure: bool,
    /// The host that they asked for, where a proxy says that it was another than in the request.
    pub host: Option<HeaderValue>,
    /// Whether the request came by a proxy that is trusted.
    pub is_forwarded: bool,
}

/// What a proxy says of the request that it had.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Hop {
    /// `None` for one who is not named by an address.
    from: Option<IpAddr>,
    proto: Option<String>,
    host: Option<String>,
}

/// More proxies than anybody has one behind the other.
const MOST_HOPS: usize = 32;

impl Reader {
    /// Who spoke to us, without any proxy.
    pub fn direct(peer: Peer) -> Self {
        Self { address: peer, is_secure: false, host: None, is_forwarded: false }
    }

    /// Who is behind the proxies. Where there are two kinds of headers, only what both say is believed: one of them may
    /// have gone through the proxy as it came.
    pub fn of(peer: Peer, headers: &HeaderMap, proxies: &Proxies) -> Self {
        if !proxies.has(peer) {
            return Self::direct(peer);
        }
        let (new, old) = (standard(headers), customary(headers));
        let hops = match (new, old) {
            (Some(new), Some(old)) => agreed(new, &old),
            (Some(hops), None) | (None, Some(hops)) => hops,
            (None, None) => Vec::new(),
        };
        let mut reader = Self { is_forwarded: true, ..Self::direct(peer) };
        for hop in hops.into_iter().rev() {
            reader.is_secure = hop.proto.is_some_and(|proto| proto.eq_ignore_ascii_case("https"));
            reader.host = hop.host.filter(|host| is_host(host)).and_then(|host| host.try_into().ok()).or(reader.host);
            let Some(address) = hop.from else { break };
            reader.address = Peer::Address(address);
            if !proxies.has(reader.address) {
                break;
            }
        }
        reader
    }
}

/// What two kinds of headers both say. Readers know their own address, so that alone is no proof.
fn agreed(new: Vec<Hop>, old: &[Hop]) -> Vec<Hop> {
    let is_same = |(new, old): (&Hop, &Hop)| new.from == old.from;
    if new.len() != old.len() || !new.iter().zip(old).all(is_same) {
        return Vec::new();
    }
    let both = |new: Option<String>, old: &Option<String>| {
        new.filter(|new| old.as_ref().is_some_and(|old| new.eq_ignore_ascii_case(old)))
    };
    let hops = new.into_iter().zip(old);
    hops.map(|(new, old)| Hop { from: new.from, proto: both(new.proto, &old.proto), host: both(new.host, &old.host) })
        .collect()
}

/// What stands in `Forwarded`, if that is there. A header that is not as it should be says nothing.
fn standard(headers: &HeaderMap) -> Option<Vec<Hop>> {
    let text = joined(headers, &header::FORWARDED)?;
    Some(elements(&text).unwrap_or_default())
}

/// `for=192.0.2.60;proto=http;by=203.0.113.43, for="[2001:db8::17]:4711"`; `None` for what is not in that form.
fn elements(text: &str) -> Option<Vec<Hop>> {
    let mut hops = Vec::new();
    for element in split_outside_quotes(text, ',')? {
        let mut hop = Hop::default();
        for pair in split_outside_quotes(element, ';')? {
            let pair = pair.trim();
            if pair.is_empty() {
                continue;
            }
            let (name, value) = pair.split_once('=')?;
            let value = unquoted(value)?;
            match name.trim().to_ascii_lowercase().as_str() {
                "for" => hop.from = address(&value),
                "proto" => hop.proto = Some(value),
                "host" => hop.host = Some(value),
                _ => {}
            }
        }
        hops.push(hop);
    }
    (hops.len() <= MOST_HOPS).then_some(hops)
}

/// The parts between separators that stand in no quoted string; `None` when a string does not end.
fn split_outside_quotes(text: &str, separator: char) -> Option<Vec<&str>> {
    let (mut parts, mut start, mut is_quoted, mut is_escaped) = (Vec::new(), 0, false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ if character == separator && !is_quoted => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    (!is_quoted).then_some(parts)
}

/// A token, or the content of a quoted string.
fn unquoted(value: &str) -> Option<String> {
    let value = value.trim();
    let Some(inner) = value.strip_prefix('"') else { return (!value.contains('"')).then(|| value.to_owned()) };
    let inner = inner.strip_suffix('"')?;
    let (mut out, mut is_escaped) = (String::with_capacity(inner.len()), false);
    for character in inner.chars() {
        match character {
            '\\' if !is_escaped => is_escaped = true,
            '"' if !is_escaped => return None,
            character => {
                is_escaped = false;
                out.push(character);
            }
        }
    }
    (!is_escaped).then_some(out)
}

/// What the `X-Forwarded-…` headers say, if that of addresses is there or that of the protocol.
fn customary(headers: &HeaderMap) -> Option<Vec<Hop>> {
    let list = |name| -> Option<Vec<String>> {
        Some(joined(headers, &name)?.split(',').map(|part| part.trim().to_owned()).collect())
    };
    let (from, proto, host) = (list(X_FORWARDED_FOR), list(X_FORWARDED_PROTO), list(X_FORWARDED_HOST));
    if from.is_none() && proto.is_none() {
        return None;
    }
    let from = from.unwrap_or_else(|| vec![String::new()]);
    if from.len() > MOST_HOPS {
        return Some(Vec::new());
    }
    // Proxies write one value over the other as often as they put it behind: then the last is for all of them.
    let of_hop = |values: &Option<Vec<String>>, at: usize| {
        let values = values.as_ref()?;
        let value = if values.len() == from.len() { values.get(at) } else { values.last() };
        value.filter(|value| !value.is_empty()).cloned()
    };
    let hops = from.iter().enumerate().map(|(at, from)| Hop {
        from: address(from),
        proto: of_hop(&proto, at),
        host: of_hop(&host, at),
    });
    Some(hops.collect())
}

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// All lines of a header as the one that they mean. A line that is no text makes the whole say nothing.
fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let mut lines = headers.get_all(name).into_iter().peekable();
    lines.peek()?;
    let lines: Option<Vec<&str>> = lines.map(|line| line.to_str().ok()).collect();
    Some(lines.unwrap_or_default().join(","))
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()));
    address.map(|address| address.to_canonical())
}

/// A name or address, perhaps with a port.
pub fn is_host(text: &str) -> bool {
    let is_of_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'[' | b']');
    (1..=255).contains(&text.len()) && text.bytes().all(is_of_host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PROXY: &str = "10.0.0.1";

    fn reader(peer: &str, lines: &[(&'static str, &str)]) -> Reader {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        let peer = if peer == "unix" { Peer::Unix } else { Peer::Address(peer.parse().unwrap()) };
        Reader::of(peer, &headers, &"10.0.0.0/8, fd00::/8, unix".parse().unwrap())
    }

    fn address_of(peer: &str, lines: &[(&'static str, &str)]) -> String {
        reader(peer, lines).address.to_string()
    }

    #[test]
    fn nobody_but_a_trusted_proxy_is_believed() {
        let lines = [
            ("x-forwarded-for", "192.0.2.1"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "evil.example"),
            ("forwarded", "for=192.0.2.1;proto=https;host=evil.example"),
        ];
        for peer in ["203.0.113.9", "11.0.0.1", "::1"] {
            assert_eq!(reader(peer, &lines), Reader::direct(Peer::Address(peer.parse().unwrap())));
        }
        let believed = reader("unix", &lines);
        assert_eq!((believed.address.to_string().as_str(), believed.is_secure), ("192.0.2.1", true));
    }

    #[test]
    fn the_reader_is_the_last_who_is_no_proxy() {
        for (line, expected) in [
            ("192.0.2.1", "192.0.2.1"),
            ("198.51.100.7, 192.0.2.1", "192.0.2.1"),
            ("198.51.100.7, 192.0.2.1, 10.1.1.1, 10.2.2.2", "192.0.2.1"),
            ("10.1.1.1, 10.2.2.2", "10.1.1.1"),
            ("192.0.2.1:4711", "192.0.2.1"),
            ("2001:db8::1, [fd00::1]:80", "2001:db8::1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("127.0.0.1, unknown, 10.1.1.1", "10.1.1.1"),
            ("evil\"; drop, 10.1.1.1", "10.1.1.1"),
            ("", PROXY),
            (",,,", PROXY),
        ] {
            assert_eq!(address_of(PROXY, &[("x-forwarded-for", line)]), expected, "{line}");
        }
        let two_lines = [("x-forwarded-for", "198.51.100.7"), ("x-forwarded-for", "192.0.2.1, 10.3.3.3")];
        assert_eq!(address_of(PROXY, &two_lines), "192.0.2.1");
    }

    /// The examples of RFC 7239, sections 4 and 7.1, and what is wrong in them.
    #[test]
    fn the_standard_header_is_read_as_it_is_written() {
        for (line, expected, is_secure) in [
            ("for=192.0.2.43", "192.0.2.43", false),
            ("For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17", false),
            ("for=192.0.2.60;proto=https;by=203.0.113.43", "192.0.2.60", true),
            ("for=192.0.2.43, for=198.51.100.17", "198.51.100.17", false),
            ("for=192.0.2.43;proto=https , FOR = 10.9.9.9 ; PROTO=http", "192.0.2.43", true),
            ("for=_hidden, for=_SEVKISEK", PROXY, false),
            ("for=192.0.2.1, for=unknown;proto=https", PROXY, true),
            ("for=\"192.0.2.1, for=10.1.1.1", PROXY, false),
            ("for=\"192.0.2.1\\\", for=198.51.100.1\"", PROXY, false),
            ("for=192.0.2.1;host=\"a,b;c\"", "192.0.2.1", false),
            ("garbage", PROXY, false),
            ("for", PROXY, false),
            (";;;", PROXY, false),
        ] {
            let reader = reader(PROXY, &[("forwarded", line)]);
            assert_eq!((reader.address.to_string().as_str(), reader.is_secure), (expected, is_secure), "{line}");
        }
    }

    #[test]
    fn headers_that_do_not_agree_are_not_believed() {
        let spoofed = [("forwarded", "for=198.51.100.7;proto=https"), ("x-forwarded-for", "192.0.2.1")];
        let believed = reader(PROXY, &spoofed);
        assert_eq!((believed.address.to_string().as_str(), believed.is_secure), (PROXY, false));
        assert_eq!(address_of(PROXY, &[("forwarded", "for=192.0.2.1"), ("x-forwarded-for", "192.0.2.1")]), "192.0.2.1");
        let own_address = "for=192.0.2.1;proto=https;host=evil.example";
        let set = [("x-forwarded-for", "192.0.2.1"), ("x-forwarded-proto", "http"), ("x-forwarded-host", "a.example")];
        for count in 1..=set.len() {
            let believed = reader(PROXY, &[&[("forwarded", own_address)], &set[..count]].concat());
            assert_eq!((believed.is_secure, believed.host), (false, None), "{count}");
        }
        let both =
            [("forwarded", own_address), set[0], ("x-forwarded-proto", "https"), ("x-forwarded-host", "evil.example")];
        let believed = reader(PROXY, &both);
        assert!(believed.is_secure && believed.host.is_some(), "the proxy says all of it twice");
    }

    #[test]
    fn protocol_and_host_are_those_that_the_reader_asked_with() {
        let ask = |lines: &[(&'static str, &str)]| {
            let reader = reader(PROXY, lines);
            (reader.is_secure, reader.host.map(|host| host.to_str().unwrap().to_owned()))
        };
        assert_eq!(ask(&[("x-forwarded-proto", "https")]), (true, None));
        let one = [("x-forwarded-for", "192.0.2.1, 10.1.1.1"), ("x-forwarded-proto", "HTTPS")];
        assert_eq!(ask(&one), (true, None), "one for all of them");
        let each = [("x-forwarded-for", "192.0.2.1, 10.1.1.1"), ("x-forwarded-proto", "https, http")];
        assert_eq!(ask(&each), (true, None), "the reader's own");
        let forged = [("x-forwarded-for", "1.1.1.1, 192.0.2.1"), ("x-forwarded-proto", "https, http")];
        assert_eq!(ask(&forged), (false, None), "what the reader has put there");
        let host = [("x-forwarded-for", "192.0.2.1"), ("x-forwarded-host", "reader.example:8443")];
        assert_eq!(ask(&host), (false, Some("reader.example:8443".to_owned())));
        for host in ["a b", "a/b", "", "<b>", "a?x"] {
            assert_eq!(ask(&[("x-forwarded-for", "192.0.2.1"), ("x-forwarded-host", host)]).1, None, "{host}");
        }
    }

    proptest! {
        /// Whatever a reader sends, what the proxy puts behind it decides.
        #[test]
        fn nothing_a_reader_sends_changes_who_they_are(sent in "[ -~]{0,80}", tail in "(, 10\\.[0-9]\\.0\\.1){0,3}") {
            let line = format!("{sent}, 192.0.2.1{tail}");
            prop_assert_eq!(address_of(PROXY, &[("x-forwarded-for", &line)]), "192.0.2.1");
            let standard = format!("{}, for=192.0.2.1{}", sent.replace(['"', '\\'], ""), tail.replace("10.", "for=10."));
            let address = address_of(PROXY, &[("forwarded", &standard)]);
            prop_assert!(address == "192.0.2.1" || address == PROXY, "{}: {}", standard, address);
        }

        #[test]
        fn no_header_is_too_odd(lines in proptest::collection::vec((0..4_usize, "\\PC{0,60}"), 0..6)) {
            let names = ["forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"];
            let lines: Vec<(&str, &str)> = lines.iter().map(|(name, line)| (names[*name], line.as_str())).collect();
            let reader = reader(PROXY, &lines);
            prop_assert!(reader.is_forwarded);
        }
    }
}
