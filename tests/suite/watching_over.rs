//! What those who run the server see of it: logs, metrics, request ids, and who is believed about readers.

#![allow(clippy::float_cmp, reason = "counts are whole numbers, and the same ones")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::Value;
use sidelight::web::{self, App, Peer};

use crate::process::{Running, desk, spawn, wait_until};
use crate::program::command;
use crate::server::{LIBRARY, Server};
use crate::site::Site;

fn start(arguments: &[&str]) -> Running {
    let folder = desk();
    let mut command = command(folder.path());
    command.args(["serve", "--listen", "127.0.0.1:0"]).args(arguments);
    spawn(command, folder)
}

/// The lines of requests in a log for programs.
fn requests(running: &Running) -> Vec<Value> {
    let lines = running.said();
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("{line}")));
    lines.filter(|line| line["message"] == "request").collect()
}

/// The head of the answer to a request.
fn head(running: &Running, request: &str) -> String {
    let mut client = running.server.connect();
    client.send(request);
    String::from_utf8(client.until(b"\r\n\r\n")).unwrap().to_ascii_lowercase()
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[test]
fn every_request_has_one_line_which_names_no_reader_and_no_passage() {
    let running = start(&[]);
    let head = head(
        &running,
        "GET /a?text=Words&hide=notes HTTP/1.1\r\nHost: secret.example\r\nX-Forwarded-For: 192.0.2.1\r\n\
         X-Request-Id: mine\r\nUser-Agent: secret\r\nCookie: secret\r\n\r\n",
    );
    running.server.connect().get("/nothing%0ahere/x").answer();
    running.text("/readyz");
    wait_until(|| requests(&running).len() >= 2);
    let lines = requests(&running);
    assert_eq!(lines.len(), 2, "probes have no line");
    let [found, missing] = &lines[..] else { panic!() };
    assert_eq!((&found["method"], &found["route"]), (&"GET".into(), &"/{piece}".into()));
    assert_eq!((&found["path"], &found["status"]), (&"/a".into(), &200.into()));
    assert!(found["bytes"].as_u64().unwrap() > 100 && found["duration_ms"].as_f64().unwrap() > 0.0, "{found}");
    let id = found["id"].as_str().unwrap();
    assert!(id.len() == 16 && id != "mine", "{id}");
    assert_eq!(header(&head, "x-request-id"), Some(id));
    assert_eq!((&missing["path"], &missing["status"]), (&"/nothing%0ahere/x".into(), &400.into()));
    assert_eq!(missing["route"], "/{piece}/{layer}");
    for secret in ["127.0.0.1", "192.0.2.1", "secret", "Words", "hide", "?"] {
        assert!(!lines.iter().any(|line| line.to_string().contains(secret)), "{secret}: {lines:?}");
    }
}

#[test]
fn readers_are_named_only_where_that_is_asked_for_and_by_proxies_that_are_trusted() {
    let request = "GET /a HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 198.51.100.7, 192.0.2.1\r\n\
                   X-Forwarded-Proto: https\r\nX-Request-Id: from-the-proxy\r\n\r\n";
    for (arguments, address, is_believed) in [
        (&["--log-addresses"][..], "127.0.0.1", false),
        (&["--log-addresses", "--trusted-proxies", "10.0.0.0/8 unix"], "127.0.0.1", false),
        (&["--log-addresses", "--trusted-proxies", "127.0.0.0/8"], "192.0.2.1", true),
        (&["--trusted-proxies", "127.0.0.0/8"], "", true),
    ] {
        let running = start(arguments);
        let head = head(&running, request);
        wait_until(|| !requests(&running).is_empty());
        let line = &requests(&running)[0];
        assert_eq!(line["address"].as_str().unwrap_or(""), address, "{arguments:?}");
        assert_eq!(line["id"] == "from-the-proxy", is_believed, "{arguments:?}");
        assert_eq!(header(&head, "x-request-id") == Some("from-the-proxy"), is_believed);
        assert_eq!(header(&head, "strict-transport-security").is_some(), is_believed, "{arguments:?}");
    }
}

#[test]
fn the_log_says_as_much_as_is_asked_for() {
    let quiet = start(&["--log", "warn"]);
    quiet.text("/a");
    let text = start(&["--log-format", "text", "--log", "debug"]);
    text.text("/a");
    text.text("/healthz");
    wait_until(|| text.said().contains("/healthz"));
    let line = text.said().lines().find(|line| line.contains(" request: ")).unwrap().to_owned();
    assert!(line.contains(" INFO request: GET /a 200 ") && line.contains("route=/{piece} id="), "{line}");
    assert!(text.said().contains("DEBUG request: GET /healthz 200"), "{}", text.said());
    assert!(!text.said().contains('\u{1b}'), "no colours in a file");
    assert_eq!(quiet.said(), "");
}

/// The last lines are those that tell why it ended.
#[test]
fn the_last_lines_are_written() {
    let mut running = start(&[]);
    running.text("/a");
    running.signal("-INT");
    running.end();
    assert!(requests(&running).len() == 1 && running.said().contains("going down"), "{}", running.said());
}

async fn answer_of(site: &Site, peer: Peer, options: web::Options, headers: &[(&str, &str)]) -> axum::http::HeaderMap {
    let app = App::new(Arc::clone(&site.current), options);
    let mut request = Request::get("/a").header("host", "localhost");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.answer(request.body(Body::empty()).unwrap(), peer).await.into_parts().0.headers
}

#[tokio::test]
async fn who_came_by_https_is_told_to_come_so_again() {
    const HSTS: &str = "strict-transport-security";

    let (plain, secure) =
        (Site::of(LIBRARY), Site::of(&format!("-- sidelight.yaml --\nbase_url: https://x.example\n{LIBRARY}")));
    let trusting = || web::Options { proxies: "unix".parse().unwrap(), ..web::Options::default() };
    let https = [("forwarded", "for=192.0.2.1;proto=https")];
    assert!(answer_of(&plain, Peer::Unix, trusting(), &https).await.contains_key(HSTS));
    assert!(!answer_of(&plain, Peer::Unix, web::Options::default(), &https).await.contains_key(HSTS));
    assert!(!answer_of(&plain, Peer::Unix, trusting(), &[]).await.contains_key(HSTS));
    assert!(answer_of(&secure, Peer::Unix, web::Options::default(), &[]).await.contains_key(HSTS));
}

#[tokio::test]
async fn an_address_for_others_is_made_with_the_host_that_the_reader_asked_for() {
    let site = Site::of(LIBRARY);
    let app = |options| App::new(Arc::clone(&site.current), options);
    let ask = async |app: App| {
        let request = Request::get("/oembed?url=https%3A%2F%2Freader.example%2Fa")
            .header("host", "inside:8080")
            .header("x-forwarded-for", "192.0.2.1")
            .header("x-forwarded-host", "reader.example");
        let answer = app.answer(request.body(Body::empty()).unwrap(), Peer::Unix).await;
        let status = answer.status().as_u16();
        (status, String::from_utf8(answer.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap())
    };
    let trusting = web::Options { proxies: "unix".parse().unwrap(), ..web::Options::default() };
    let (status, body) = ask(app(trusting)).await;
    assert!(status == 200 && body.contains("https://reader.example/a/embed"), "{status} {body}");
    assert_eq!(ask(app(web::Options::default())).await.0, 404);
}

/// The series of an exposition by name and labels; checks that it is one.
pub fn series(text: &str) -> BTreeMap<String, f64> {
    let (mut series, mut families) = (BTreeMap::new(), BTreeSet::new());
    let mut kind = ("", "");
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            assert!(families.insert(rest.split(' ').next().unwrap()), "twice: {line}");
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            kind = rest.split_once(' ').unwrap();
            assert!(families.contains(kind.0) && ["counter", "gauge", "histogram"].contains(&kind.1), "{line}");
        } else {
            let (name, value) = line.rsplit_once(' ').unwrap();
            let bare = name.split('{').next().unwrap();
            let parts = ["_bucket", "_sum", "_count"].map(|part| format!("{}{part}", kind.0));
            let is_of_family =
                if kind.1 == "histogram" { parts.iter().any(|part| part == bare) } else { bare == kind.0 };
            assert!(is_of_family, "{line} after {kind:?}");
            assert!(kind.1 != "counter" || bare.ends_with("_total"), "{line}");
            assert!(series.insert(name.to_owned(), value.parse().unwrap()).is_none(), "twice: {line}");
        }
    }
    series
}

/// A server with its metrics, and where they are.
fn start_with_metrics() -> (Running, Server) {
    let running = start(&["--metrics-listen", "127.0.0.1:0", "--drain-time", "2"]);
    let metrics = metrics_of(&running);
    (running, metrics)
}

/// Where a server has its metrics, as its log says.
pub fn metrics_of(running: &Running) -> Server {
    let place = || {
        let said = running.said();
        let lines = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        lines
            .filter(|line| line["message"] == "metrics are at /metrics")
            .find_map(|line| line["address"].as_str()?.parse().ok())
    };
    wait_until(|| place().is_some());
    Server::at(place().unwrap())
}

pub fn scrape(metrics: &Server) -> BTreeMap<String, f64> {
    let (status, body) = metrics.connect().get("/metrics").answer();
    assert_eq!(status, 200);
    series(&String::from_utf8(body).unwrap())
}

#[test]
fn metrics_count_what_happens() {
    let (running, metrics) = start_with_metrics();
    let mut reader = running.server.connect();
    for _ in 0..3 {
        reader.get("/a").answer();
    }
    reader.get("/nothing").answer();
    reader.get("/a?text=Words").answer();
    reader.get("/a/card.png").answer();
    let series = scrape(&metrics);
    let is = |name: &str, value: f64| assert_eq!(series.get(name), Some(&value), "{name} in {series:#?}");
    is("sidelight_requests_total{route=\"/{piece}\",method=\"GET\",status=\"200\"}", 4.0);
    is("sidelight_requests_total{route=\"/{piece}\",method=\"GET\",status=\"404\"}", 1.0);
    is("sidelight_request_duration_seconds_count{route=\"/{piece}\"}", 5.0);
    is("sidelight_request_duration_seconds_bucket{route=\"/{piece}\",le=\"+Inf\"}", 5.0);
    is("sidelight_connections", 1.0);
    is("sidelight_connections_total", 1.0);
    is("sidelight_pages_made_total", 1.0);
    is("sidelight_cards_drawn_total", 1.0);
    is("sidelight_cards_turned_away_total", 0.0);
    is("sidelight_ready", 1.0);
    is("sidelight_library_is_last_good", 0.0);
    is("sidelight_library_faults{severity=\"error\"}", 0.0);
    assert!(series["sidelight_cards_cached_bytes"] > 1000.0 && series["sidelight_pages"] > 10.0);
    assert!(series["sidelight_response_bytes_total"] > 1000.0);

    running.folder.write("content/a/index.md", "no front matter\n");
    wait_until(|| scrape(&metrics)["sidelight_library_is_last_good"] == 1.0);
    let broken = scrape(&metrics);
    assert_eq!(broken["sidelight_library_faults{severity=\"error\"}"], 1.0);
    assert_eq!((broken["sidelight_library_swaps_total"], broken["sidelight_library_refusals_total"]), (0.0, 1.0));
    assert!(running.text("/readyz").contains("last good"));
    wait_until(|| running.said().contains("the file has no front matter"));
    running.folder.write("content/a/index.md", "---\ntitle: A\n---\nMended.\n");
    wait_until(|| scrape(&metrics)["sidelight_library_swaps_total"] == 1.0);
    let mended = scrape(&metrics);
    assert_eq!(mended["sidelight_library_faults{severity=\"error\"}"], 0.0);
    assert_eq!(mended["sidelight_library_is_last_good"], 0.0);
    running.signal("-TERM");
    wait_until(|| scrape(&metrics)["sidelight_ready"] == 0.0);
}

#[test]
fn whatever_is_asked_for_the_series_stay_few() {
    let (running, metrics) = start_with_metrics();
    let mut reader = running.server.connect();
    reader.get("/a").answer();
    scrape(&metrics);
    for number in 0..400 {
        let address =
            ["/x{}", "/a/x{}", "/a/b/x{}", "/a/b/c/x{}", "/static/x{}", "/x{}?y={}", "/%00{}", "/a/annotations/{}"]
                [number % 8];
        let address = address.replace("{}", &number.to_string());
        let method = ["GET", "HEAD", "BREW", "POST", "X"][number % 5];
        reader.send(format!("{method} {address} HTTP/1.1\r\nHost: x{number}\r\n\r\n"));
        let head = String::from_utf8(reader.until(b"\r\n\r\n")).unwrap();
        let length =
            head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if method != "HEAD" {
            std::io::Read::read_exact(&mut reader.stream, &mut vec![0; length.unwrap_or(0)]).unwrap();
        }
    }
    let series = scrape(&metrics);
    let of = |name: &str| series.keys().filter(|key| key.starts_with(name)).count();
    // Eight kinds of addresses, three of methods, three of statuses.
    assert!(of("sidelight_requests_total") <= 8 * 3 * 3, "{series:#?}");
    let counted: f64 =
        series.iter().filter(|(key, _)| key.starts_with("sidelight_requests_total")).map(|(_, n)| n).sum();
    assert_eq!(counted, 401.0);
    assert!(!series.keys().any(|key| key.contains("x1") || key.contains("BREW")), "{series:#?}");
}

#[test]
fn readers_have_nothing_to_do_with_metrics() {
    let (running, metrics) = start_with_metrics();
    assert_eq!(running.server.connect().get("/metrics").answer().0, 404);
    assert_eq!(metrics.connect().get("/a").answer().0, 404);
}
