//! Disks that are full: of a static site, and of the log.

use std::fs::{self, File};
use std::process::Stdio;

use super::{can_unshare, unshared};
use crate::process::{desk, wait_until};
use crate::program::command;

/// A disk of its own, in which there is an earlier site, and then no room for another. With links and all, as it was;
/// and when there is room again, the new one is there.
#[test]
fn an_export_to_a_disk_that_is_full_leaves_the_earlier_site() {
    const DISK: &str = "mkdir disk; mount -t tmpfs -o size=4m none disk";
    const STEPS: &str = r#"
        "$0" build --output disk/site
        cp -a disk/site before
        printf -- '---\ntitle: Another\n---\nText.\n' > content/a/index.md
        left=$(df --output=avail -B1 disk | tail -n 1)
        for less in 0 4096 100000 300000; do
            # The more room there is, the later it breaks.
            head -c $((left - less)) /dev/zero > disk/rest || true
            status=0
            "$0" build --output disk/site 2> message || status=$?
            cat message
            test $status = 2
            grep -q 'disk/site is as it was' message
            grep -q 'There is no room for the site' message
            diff -r before disk/site
            test "$(ls -A disk)" = "$(printf 'rest\nsite')"
        done
        rm disk/rest
        "$0" build --output disk/site
        grep -q Another disk/site/a.html
        test "$(ls -A disk)" = site
    "#;
    if !can_unshare(DISK) {
        return;
    }
    let folder = desk();
    // Pictures do not compress, so that it takes a megabyte.
    let noise: Vec<u8> = (0..300_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    folder.write("content/a/large.png", &noise);
    folder.write("content/a/index.md", "---\ntitle: A\n---\nWords. ![](large.png)\n");
    let output = unshared(&format!("set -x\n{DISK}\n{STEPS}"), folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

/// The device that is always full. Nobody is told, but readers are served and the folder is followed.
#[test]
fn a_log_that_cannot_be_written_takes_nothing_from_readers() {
    let folder = desk();
    let place = folder.file("socket");
    let mut command = command(folder.path());
    command.arg("serve").arg(format!("--listen=unix:{}", place.display()));
    let full = || File::options().write(true).open("/dev/full").unwrap();
    let mut child = command.stdout(full()).stderr(full()).stdin(Stdio::null()).spawn().unwrap();
    let ask = |path: &str| -> Option<String> {
        use std::io::{Read, Write};
        let mut stream = std::os::unix::net::UnixStream::connect(&place).ok()?;
        write!(stream, "GET {path} HTTP/1.0\r\nHost: x\r\n\r\n").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    };
    wait_until(|| ask("/a").is_some());
    for _ in 0..200 {
        assert!(ask("/a").unwrap().contains("Words."));
    }
    folder.write("content/a/index.md", "no front matter\n");
    wait_until(|| ask("/readyz").unwrap().contains("last good"));
    folder.write("content/a/index.md", "---\ntitle: A\n---\nMended.\n");
    wait_until(|| ask("/a").unwrap().contains("Mended."));
    assert!(child.try_wait().unwrap().is_none());
    child.kill().unwrap();
    child.wait().unwrap();
    let _ = fs::remove_file(&place);
}
