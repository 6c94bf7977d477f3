//! A writer at work: what is saved is on the page at once, and a slip takes nothing away.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use sidelight::content::folder;
use sidelight::site::watch::{Following, follow};
use sidelight::site::{Builder, Built, Current, Options};
use sidelight::web::{self, App, Peer};

use crate::program::Folder;

const OPTIONS: Options = Options { is_live: true, with_drafts: false, base_url: None, is_static: false };
/// Nothing that is waited for takes longer, unless it never comes.
const PATIENCE: Duration = Duration::from_secs(20);
/// Long enough for the follower to have looked again.
const A_WHILE: Duration = Duration::from_millis(600);
/// From saving a file to serving it.
const AT_ONCE: Duration = Duration::from_millis(300);

/// A folder that is followed.
struct Desk {
    folder: Folder,
    current: Arc<Current>,
    builds: Arc<AtomicUsize>,
    /// Following ends when this is dropped.
    following: Following,
}

fn piece(text: &str) -> String {
    format!("---\ntitle: A\n---\n{text}\n")
}

fn faults(built: &Built) -> Option<String> {
    let first = built.loaded.diagnostics.iter().find(|_| built.loaded.has_errors())?;
    Some(format!("{}: {}", first.path, first.message))
}

impl Desk {
    fn new() -> Self {
        Self::reporting(faults)
    }

    /// A desk whose report is made by `say`.
    fn reporting(say: impl Fn(&Built) -> Option<String> + Send + 'static) -> Self {
        let folder = Folder::of("-- content/a/index.md --\n---\ntitle: A\n---\nfirst\n");
        let root = folder.file("content");
        let mut builder = Builder::new(OPTIONS);
        let built = builder.build(&folder::read(&root).unwrap());
        let current = Arc::new(Current::new(built.site, None));
        let builds = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&builds);
        let report = move |built: &Built| {
            counted.fetch_add(1, Ordering::SeqCst);
            say(built)
        };
        let following = follow(&root, builder, Arc::clone(&current), Box::new(report)).unwrap();
        Self { folder, current, builds, following }
    }

    fn save(&self, text: &str) {
        self.folder.write("content/a/index.md", piece(text));
    }

    fn shows(&self, text: &str) -> bool {
        let site = self.current.site();
        site.page("/a").is_some_and(|page| String::from_utf8_lossy(page.body.bytes()).contains(text))
    }

    fn faults(&self) -> Option<String> {
        self.current.updates().borrow().faults.clone()
    }

    /// Waits until `text` is on the page, and answers how long that took.
    fn wait_for(&self, text: &str) -> Duration {
        wait_until(text, || self.shows(text))
    }
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) -> Duration {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "{what} does not come");
        thread::sleep(Duration::from_millis(2));
    }
    start.elapsed()
}

#[test]
fn a_saved_file_is_served_at_once() {
    assert_at_once(&Desk::new());
}

#[test]
fn a_slip_keeps_the_last_good_page_and_is_reported() {
    let desk = Desk::new();
    let version = desk.current.site().version.clone();
    desk.folder.write("content/a/index.md", "---\ntitel: A\n---\nsecond\n");
    wait_until("the fault", || desk.faults().is_some());
    assert_eq!(desk.faults().unwrap(), "a/index.md: a piece has no field `titel`");
    assert!(desk.shows("first") && desk.current.site().version == version && desk.current.is_ready());
    // The same fault again is no news.
    thread::sleep(A_WHILE);
    assert_eq!(desk.builds.load(Ordering::SeqCst), 1);

    desk.save("second");
    desk.wait_for("second");
    assert_eq!(desk.faults(), None);
}

#[test]
fn taking_a_slip_back_clears_its_report() {
    let desk = Desk::new();
    desk.folder.write("content/a/index.md", "no front matter\n");
    wait_until("the fault", || desk.faults().is_some());
    desk.save("first");
    wait_until("the end of the fault", || desk.faults().is_none());
    assert!(desk.shows("first"));
}

#[test]
fn a_folder_that_goes_and_comes_back_is_followed_again() {
    let desk = Desk::new();
    let (root, away) = (desk.folder.file("content"), desk.folder.file("away"));
    fs::rename(&root, &away).unwrap();
    wait_until("the report of the missing folder", || {
        desk.faults().is_some_and(|faults| faults.contains("cannot be read"))
    });
    assert!(desk.shows("first"));
    fs::remove_dir_all(&away).unwrap();
    desk.save("second");
    desk.wait_for("second");
    wait_until("the end of the report", || desk.faults().is_none());
    // The folder is another one than was watched at first.
    thread::sleep(Duration::from_millis(100));
    assert_at_once(&desk);
}

#[test]
fn a_folder_that_lost_its_texts_replaces_nothing() {
    let desk = Desk::new();
    // What a mount that went leaves behind: the folder, empty.
    fs::remove_dir_all(desk.folder.file("content/a")).unwrap();
    wait_until("the report", || desk.faults().is_some());
    let faults = desk.faults().unwrap();
    assert!(faults.contains("holds no text any more") && faults.lines().count() == 1, "{faults}");
    assert!(desk.shows("first") && desk.current.is_ready());
    assert_eq!(desk.builds.load(Ordering::SeqCst), 0);
    desk.save("first");
    wait_until("the end of the report", || desk.faults().is_none());
}

#[test]
fn a_panic_does_not_end_following() {
    let desk = Desk::reporting(|built| {
        let is_odd = built.loaded.library.pieces.iter().any(|piece| piece.file.text.contains("odd"));
        if is_odd { panic!("as any part of building might") } else { faults(built) }
    });
    desk.save("odd");
    wait_until("the report", || desk.faults().is_some());
    assert!(desk.faults().unwrap().contains("please report it"), "{:?}", desk.faults());
    assert!(desk.shows("first") && desk.current.is_ready());
    // The same files are not tried again.
    thread::sleep(A_WHILE);
    assert_eq!(desk.builds.load(Ordering::SeqCst), 1);
    desk.save("third");
    desk.wait_for("third");
    assert_eq!(desk.faults(), None);
}

/// The median, so that one pause of a busy machine does not count.
fn assert_at_once(desk: &Desk) {
    let mut times: Vec<Duration> = (0..9)
        .map(|number| {
            // Somebody who saves does not do so in the rhythm of the machine.
            thread::sleep(Duration::from_millis(120 + number * 17));
            let text = format!("version{number}");
            desk.save(&text);
            desk.wait_for(&text)
        })
        .collect();
    times.sort();
    assert!(times[times.len() / 2] < AT_ONCE, "{times:?}");
}

#[test]
fn editors_that_put_a_new_file_in_place_are_followed() {
    let desk = Desk::new();
    let file = desk.folder.file("content/a/index.md");
    for number in 0..3 {
        let text = format!("renamed{number}");
        desk.folder.write("content/a/.index.md.tmp", piece(&text));
        fs::rename(desk.folder.file("content/a/.index.md.tmp"), &file).unwrap();
        desk.wait_for(&text);
        // Others put the old file aside and write a new one.
        let text = format!("aside{number}");
        fs::rename(&file, desk.folder.file("content/a/index.md~")).unwrap();
        fs::write(&file, piece(&text)).unwrap();
        desk.wait_for(&text);
        fs::remove_file(desk.folder.file("content/a/index.md~")).unwrap();
    }
    assert_eq!(desk.faults(), None);
}

#[test]
fn files_in_new_folders_are_followed() {
    let desk = Desk::new();
    desk.folder.write("content/b/index.md", "---\ntitle: B\n---\nSome [words](notes/n.md).\n");
    desk.folder.write("content/b/notes/n.md", "---\ntitle: N\n---\nnote1\n");
    let shows = |text: &str| {
        let site = desk.current.site();
        site.page("/b/notes/n").is_some_and(|page| String::from_utf8_lossy(page.body.bytes()).contains(text))
    };
    wait_until("the note", || shows("note1"));
    desk.folder.write("content/b/notes/n.md", "---\ntitle: N\n---\nnote2\n");
    wait_until("the note", || shows("note2"));
    fs::remove_dir_all(desk.folder.file("content/b")).unwrap();
    wait_until("the end of the piece", || desk.current.site().page("/b").is_none());
}

#[test]
fn many_files_at_once_are_one_change() {
    let desk = Desk::new();
    for number in 0..300 {
        desk.folder.write(&format!("content/p{number}/index.md"), piece("many"));
    }
    wait_until("the last file", || desk.current.site().page("/p299").is_some());
    let builds = desk.builds.load(Ordering::SeqCst);
    // A busy machine may pause between two files for longer than an editor does.
    assert!(builds < 100, "{builds} builds");
    let site = desk.current.site();
    assert!((0..300).all(|number| site.page(&format!("/p{number}")).is_some()));
}

#[test]
fn what_changes_nothing_builds_nothing() {
    let desk = Desk::new();
    desk.save("first");
    fs::read(desk.folder.file("content/a/index.md")).unwrap();
    desk.folder.write("content/a/.hidden", "x");
    thread::sleep(A_WHILE);
    assert_eq!(desk.builds.load(Ordering::SeqCst), 0);
}

#[test]
fn nothing_is_followed_any_more_once_nobody_asks() {
    let Desk { folder, current, builds, following } = Desk::new();
    drop(following);
    folder.write("content/a/index.md", piece("late"));
    thread::sleep(A_WHILE);
    assert_eq!(builds.load(Ordering::SeqCst), 0);
    // The thread lets go of the site too.
    wait_until("the end of the thread", || Arc::strong_count(&current) == 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn open_pages_are_told() {
    let desk = Desk::new();
    let options = web::Options { is_live: true, ..web::Options::default() };
    let app = App::new(Arc::clone(&desk.current), options);
    let request = Request::get("/events").header("host", "localhost").body(Body::empty()).unwrap();
    let mut body = app.answer(request, Peer::Unix).await.into_body();
    let mut next = async || -> serde_json::Value {
        let frame = tokio::time::timeout(PATIENCE, body.frame()).await.unwrap().unwrap().unwrap();
        let event = String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap();
        let data = event.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
        serde_json::from_str(data).unwrap()
    };
    let first = next().await;
    assert_eq!(
        (&first["version"], &first["faults"]),
        (&desk.current.site().version.as_str().into(), &serde_json::Value::Null)
    );
    desk.folder.write("content/a/index.md", "no front matter\n");
    let broken = next().await;
    assert_eq!(broken["version"], first["version"]);
    assert_eq!(broken["faults"], "a/index.md: the file has no front matter");
    desk.save("second");
    let mended = next().await;
    assert_ne!(mended["version"], first["version"]);
    assert!(mended["faults"].is_null(), "{mended}");
}
