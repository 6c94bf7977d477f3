#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/mod.rs"]
mod properties;

fuzz_target!(init: properties::alone(), |data: &[u8]| properties::markdown::holds(data));
