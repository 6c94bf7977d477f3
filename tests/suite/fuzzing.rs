//! The properties that the fuzz targets hold against what they make up, on every compiler: over their seeds, over
//! seeds that were changed at random, and over every input that was a finding once.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

#[path = "../../fuzz/properties/mod.rs"]
pub mod properties;

fn seeds(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let paths = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut seeds: Vec<_> =
        paths.map(|entry| entry.unwrap().path()).map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    seeds.sort();
    seeds
}

#[test]
fn every_property_holds_for_its_seeds() {
    for (target, holds) in properties::ALL {
        let seeds = seeds(target);
        assert!(seeds.len() > 4, "{target} has too few seeds");
        for (path, seed) in seeds {
            println!("{}", path.display());
            let name = path.file_name().unwrap().to_str().unwrap();
            let is_named = !(name.len() == 40 && name.bytes().all(|byte| byte.is_ascii_hexdigit()));
            assert!(is_named, "the fuzzer wrote this: name it for what it shows, or take it away");
            holds(&seed);
        }
    }
}

/// Every target has its file and its entry in the manifest; cargo would leave out one that is not named.
#[test]
fn every_property_has_its_target() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    for (target, _) in properties::ALL {
        let source = fs::read_to_string(folder.join(format!("fuzz_targets/{target}.rs"))).unwrap();
        assert!(source.contains(&format!("properties::{target}::holds")), "{target}");
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{target}.rs\"")), "{target}");
    }
    assert_eq!(fs::read_dir(folder.join("fuzz_targets")).unwrap().count(), properties::ALL.len());
}

/// What a fuzzer does to a seed, without knowing what comes of it: a stretch goes, comes twice, or is another seed's.
fn changed(target: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let seeds: Vec<Vec<u8>> = seeds(target).into_iter().map(|(_, seed)| seed).collect();
    let seed = prop::sample::select(seeds.clone());
    let change = (
        any::<prop::sample::Index>(),
        0_usize..24,
        prop::sample::select(seeds),
        any::<prop::sample::Index>(),
        0_usize..24,
    );
    (seed, prop::collection::vec(change, 1..5)).prop_map(|(mut seed, changes)| {
        for (at, taken, other, from, put) in changes {
            let at = at.index(seed.len() + 1);
            let from = from.index(other.len() + 1);
            let put = other[from..(from + put).min(other.len())].to_vec();
            seed.splice(at..(at + taken).min(seed.len()), put);
        }
        seed
    })
}

fn holds(target: &str, input: &[u8]) {
    let (_, property) = properties::ALL.iter().find(|(name, _)| *name == target).unwrap();
    property(input);
}

proptest! {
    // The same changes every time: to find new ones is the fuzzer's work, and a finding becomes a seed.
    #![proptest_config(ProptestConfig {
        cases: 128,
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn front_matter(input in changed("front_matter")) {
        holds("front_matter", &input);
    }

    #[test]
    fn markdown(input in changed("markdown")) {
        holds("markdown", &input);
    }

    #[test]
    fn marks(input in changed("marks")) {
        holds("marks", &input);
    }

    #[test]
    fn anchoring(input in changed("anchoring")) {
        holds("anchoring", &input);
    }

    #[test]
    fn directive(input in changed("directive")) {
        holds("directive", &input);
    }

    #[test]
    fn page(input in changed("page")) {
        holds("page", &input);
    }

    #[test]
    fn request(input in changed("request")) {
        holds("request", &input);
    }
}
