//! The one line of a request.
//!
//! It names no reader unless that was asked for, and never what stands behind the `?` of an address: which passages
//! somebody reads is their own affair.

use std::fmt::Display;
use std::io::Write;
use std::time::Duration;

use super::Format;

/// What is said of a request.
pub struct Line<'r> {
    pub method: &'r str,
    /// The kind of address: `/{piece}`.
    pub route: &'r str,
    /// Without a query.
    pub path: &'r str,
    pub status: u16,
    /// From its head to that of the answer.
    pub duration: Duration,
    /// Of the answer's body, as far as the reader took it.
    pub bytes: u64,
    pub id: &'r str,
    pub address: Option<&'r dyn Display>,
    /// One of those that only watch over the process.
    pub is_probe: bool,
}

/// Longer paths are cut. No page has one, and what is sent to find weak places should not fill disks.
const PATH_BYTES: usize = 256;

impl Line<'_> {
    /// Puts the line behind `out`.
    pub fn write(&self, format: Format, time: &str, out: &mut Vec<u8>) {
        match format {
            Format::Text => self.text(time, out),
            Format::Json => self.json(time, out),
        }
    }

    fn text(&self, time: &str, out: &mut Vec<u8>) {
        let (level, milliseconds) = (self.level(), self.milliseconds());
        let _ = write!(out, "{time} {level:>5} request: ");
        escaped(self.method, out);
        out.push(b' ');
        escaped(self.path, out);
        let _ = write!(out, " {} {milliseconds:.3} ms {} bytes route={} id=", self.status, self.bytes, self.route);
        escaped(self.id, out);
        if let Some(address) = self.address {
            let _ = write!(out, " address={address}");
        }
        out.push(b'\n');
    }

    fn json(&self, time: &str, out: &mut Vec<u8>) {
        let (level, milliseconds) = (self.level(), self.milliseconds());
        let _ = write!(out, r#"{{"timestamp":"{time}","level":"{level}","message":"request","method":""#);
        escaped(self.method, out);
        let _ = write!(out, r#"","route":"{}","path":""#, self.route);
        escaped(self.path, out);
        let _ =
            write!(out, r#"","status":{},"duration_ms":{milliseconds:.3},"bytes":{},"id":""#, self.status, self.bytes);
        escaped(self.id, out);
        out.push(b'"');
        if let Some(address) = self.address {
            let _ = write!(out, r#","address":"{address}""#);
        }
        out.extend_from_slice(b"}\n");
    }

    fn level(&self) -> &'static str {
        if self.is_probe { "DEBUG" } else { "INFO" }
    }

    fn milliseconds(&self) -> f64 {
        self.duration.as_secs_f64() * 1000.0
    }
}

/// Letters of ASCII as they are, all others as they stand in an address: nothing ends the line, nothing is taken for a
/// terminal's commands, and nothing ends a string of JSON.
fn escaped(text: &str, out: &mut Vec<u8>) {
    for &byte in text.as_bytes().iter().take(PATH_BYTES) {
        match byte {
            b'"' | b'\\' => {
                let _ = write!(out, "%{byte:02X}");
            }
            byte if byte.is_ascii_graphic() => out.push(byte),
            byte => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    if text.len() > PATH_BYTES {
        out.extend_from_slice(b"...");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(format: Format, path: &str, address: Option<&dyn Display>) -> String {
        let line = Line {
            method: "GET",
            route: "/{piece}",
            path,
            status: 200,
            duration: Duration::from_micros(1234),
            bytes: 5,
            id: "0123",
            address,
            is_probe: false,
        };
        let mut out = Vec::new();
        line.write(format, "2026-01-31T10:00:00.000000Z", &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_line_says_what_was_asked_and_how_it_went() {
        assert_eq!(
            written(Format::Text, "/a", None),
            "2026-01-31T10:00:00.000000Z  INFO request: GET /a 200 1.234 ms 5 bytes route=/{piece} id=0123\n"
        );
        assert_eq!(
            written(Format::Json, "/a", Some(&"192.0.2.1")),
            "{\"timestamp\":\"2026-01-31T10:00:00.000000Z\",\"level\":\"INFO\",\"message\":\"request\",\
             \"method\":\"GET\",\"route\":\"/{piece}\",\"path\":\"/a\",\"status\":200,\"duration_ms\":1.234,\
             \"bytes\":5,\"id\":\"0123\",\"address\":\"192.0.2.1\"}\n"
        );
    }

    proptest! {
        #[test]
        fn whatever_the_path_is_it_is_one_line_of_json(path in "\\PC*|[\\x00-\\x7f]{0,300}|.{0,400}") {
            let line = written(Format::Json, &path, None);
            prop_assert_eq!(line.lines().count(), 1);
            let object: serde_json::Value = serde_json::from_str(&line).unwrap();
            let said = object["path"].as_str().unwrap();
            prop_assert!(said.bytes().all(|byte| byte.is_ascii_graphic()) && said.len() <= 3 * PATH_BYTES + 3);
            let text = written(Format::Text, &path, None);
            prop_assert!(text.lines().count() == 1 && text.is_ascii());
        }
    }
}
