//! What holds for any input whatever: written once, held against random input by the fuzz targets and by `tests/suite`.
//!
//! Enter at [`ALL`]: each property takes the bytes that a fuzzer makes up, and panics where it does not hold. Inputs are
//! text wherever they can be, so that seeds are read and written by people: a library is an [`archive`], other inputs
//! are [`fields`] between lines `%`. `html` reads what was written, more strictly than browsers do.

#![allow(dead_code, reason = "a fuzz target has one of them, and tests call what is inside")]

pub mod anchoring;
pub mod archive;
pub mod directive;
pub mod faults;
pub mod fields;
pub mod front_matter;
pub mod html;
pub mod markdown;
pub mod marks;
pub mod page;
pub mod request;

/// Takes what a fuzzer makes up, and panics where it does not hold.
pub type Property = fn(&[u8]);

/// Every target with its property; its seeds are in `fuzz/seeds` under its name.
pub const ALL: &[(&str, Property)] = &[
    ("front_matter", front_matter::holds),
    ("markdown", markdown::holds),
    ("marks", marks::holds),
    ("anchoring", anchoring::holds),
    ("directive", directive::holds),
    ("page", page::holds),
    ("request", request::holds),
];

/// For a program that does nothing else: what is done by several threads is done by this one, without waiting for others.
pub fn alone() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
    // There can be one already, where a fuzzer begins twice.
    let _ = pool.build_global();
}
