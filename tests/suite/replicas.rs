//! Several servers of one library: nobody in front of them can tell one from another.

use std::collections::BTreeMap;

use crate::process::{Running, desk, spawn, wait_until};
use crate::program::command;

const ADDRESSES: [&str; 8] =
    ["/", "/a", "/a?text=Words", "/a/index.md", "/a/cite.bib", "/a/annotations.jsonld", "/a/card.png", "/feed.atom"];

/// Those of them that are long enough to be encoded.
const ENCODED: [&str; 4] = ["/", "/a", "/a?text=Words", "/feed.atom"];

fn start() -> Running {
    let folder = desk();
    let mut command = command(folder.path());
    command.args(["serve", "--listen", "127.0.0.1:0"]);
    spawn(command, folder)
}

/// The tags of what a replica answers, by address and by what the client takes.
fn tags(replica: &Running) -> BTreeMap<(&'static str, &'static str), String> {
    let answer = |path: &str, coding: &str| {
        let request = ureq::get(format!("http://{}{path}", replica.server.address));
        request.header("accept-encoding", coding).call().unwrap()
    };
    // Pages are encoded soon after the start.
    let is_encoded = |path| answer(path, "br").headers().get("content-encoding").is_some();
    wait_until(|| ENCODED.into_iter().all(is_encoded));
    let asked = ADDRESSES.into_iter().flat_map(|path| ["identity", "gzip", "br"].map(|coding| (path, coding)));
    let tags = asked.map(|(path, coding)| {
        let tag = answer(path, coding).headers()["etag"].to_str().unwrap().to_owned();
        ((path, coding), tag)
    });
    tags.collect()
}

#[test]
fn replicas_answer_with_the_same_tags() {
    let replicas = [start(), start()];
    let [one, other] = [0, 1].map(|replica| tags(&replicas[replica]));
    assert_eq!(one, other);
    // Who was answered by the one may ask the other whether it still holds.
    for ((path, coding), tag) in &one {
        let request = ureq::get(format!("http://{}{path}", replicas[1].server.address));
        let answer = request.header("accept-encoding", *coding).header("if-none-match", tag).call().unwrap();
        assert_eq!(answer.status(), 304, "{path} {coding}");
    }
    assert_eq!(one.values().filter(|tag| tag.ends_with("-br\"")).count(), ENCODED.len(), "{one:?}");
}
