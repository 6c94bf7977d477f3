//! Bytes to their shorter forms, many one after the other.
//!
//! Enter at [`Compressor::forms`]. What it works with is kept for the next bytes: to ask the system for it each time, a
//! megabyte and more, takes longer than to encode a short page. The same bytes always give the same forms.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::{Index, IndexMut, Range};
use std::rc::Rc;

use brotli::enc::{BrotliAlloc, BrotliCompressCustomAlloc, BrotliEncoderParams};
use brotli::{Allocator, SliceWrapper, SliceWrapperMut};
use flate2::{Compress, Compression, FlushCompress, Status};

/// The window that brotli looks back in, as a power of two, in bytes: about the body itself, for the encoder's memory
/// follows it. 4 MB are enough for any page; and below 256 KB the encoder takes another way to search, which takes
/// thirty times the time for nothing.
const LARGEST_WINDOW: i32 = 22;
const SMALLEST_WINDOW: i32 = 18;
/// Gzip's only one, as a power of two, in bytes.
const GZIP_WINDOW: u8 = 15;
/// Cells of fewer bytes are taken from the allocator, which has such at hand.
const KEPT_BYTES: usize = 16 << 10;
/// From so many entries on, a table of numbers is that of the places where words were seen.
const TABLE: usize = 1 << 18;

/// How much time encoding may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Nearly as short in a hundredth of the time: for what has to be served now.
    Quick,
    /// As short as can be, at about a megabyte a second.
    Best,
}

impl Effort {
    fn brotli(self) -> i32 {
        match self {
            Self::Quick => 5,
            Self::Best => 11,
        }
    }

    fn gzip(self) -> Compression {
        match self {
            Self::Quick => Compression::new(5),
            Self::Best => Compression::best(),
        }
    }
}

/// What encodes with one effort.
pub struct Compressor {
    effort: Effort,
    gzip: Compress,
    cells: Kept,
    input: Vec<u8>,
    forms: Vec<u8>,
}

/// The shorter forms of some bytes, each empty where it would be no shorter.
#[derive(Debug, PartialEq, Eq)]
pub struct Forms<'c> {
    /// Brotli (RFC 7932) and, behind it, gzip (RFC 1952), which has no time in it.
    pub bytes: &'c [u8],
    /// How many of the bytes are brotli's.
    pub brotli: usize,
}

impl Compressor {
    pub fn new(effort: Effort) -> Self {
        let gzip = Compress::new_gzip(effort.gzip(), GZIP_WINDOW);
        Self { effort, gzip, cells: Kept::default(), input: Vec::new(), forms: Vec::new() }
    }

    pub fn effort(&self) -> Effort {
        self.effort
    }

    pub fn forms(&mut self, bytes: &[u8]) -> Forms<'_> {
        self.forms.clear();
        self.brotli(bytes);
        let brotli = self.forms.len();
        self.gzip(bytes);
        Forms { bytes: &self.forms, brotli }
    }

    fn brotli(&mut self, bytes: &[u8]) {
        let window = (usize::BITS - bytes.len().leading_zeros()) as i32;
        let params = BrotliEncoderParams {
            quality: self.effort.brotli(),
            lgwin: window.clamp(SMALLEST_WINDOW, LARGEST_WINDOW),
            size_hint: bytes.len(),
            ..BrotliEncoderParams::default()
        };
        // All at once: the encoder makes room for a stream where it does not see the end.
        self.input.resize(bytes.len().max(1), 0);
        let (mut reader, mut output) = (bytes, [0; 4096]);
        let cells = self.cells.clone();
        let end = BrotliCompressCustomAlloc(&mut reader, &mut self.forms, &mut self.input, &mut output, &params, cells);
        // Memory is written to, so nothing fails.
        if end.is_err() || self.forms.len() >= bytes.len() {
            self.forms.clear();
        }
    }

    fn gzip(&mut self, bytes: &[u8]) {
        let before = self.forms.len();
        self.gzip.reset();
        // What does not fit is no shorter.
        self.forms.reserve(bytes.len());
        let end = self.gzip.compress_vec(bytes, &mut self.forms, FlushCompress::Finish);
        let is_whole = matches!(end, Ok(Status::StreamEnd));
        if !is_whole || self.forms.len() - before >= bytes.len() {
            self.forms.truncate(before);
        }
    }
}

/// Gives brotli's encoder memory, and takes it back for the next time.
#[derive(Clone, Default)]
struct Kept(Rc<RefCell<Spares>>);

/// By the type of what is in them.
type Spares = HashMap<TypeId, Vec<Box<dyn Any>>>;

impl<T: Clone + Default + 'static> Allocator<T> for Kept {
    type AllocatedMemory = Cells<T>;

    fn alloc_cell(&mut self, len: usize) -> Cells<T> {
        if len * size_of::<T>() < KEPT_BYTES {
            return Cells(vec![T::default(); len]);
        }
        let kept = self.0.borrow_mut().get_mut(&TypeId::of::<T>()).and_then(Vec::pop);
        let mut cells = kept.and_then(|kept| kept.downcast::<Vec<T>>().ok()).map_or_else(Vec::new, |kept| *kept);
        // The encoder counts how many entries it has written for each word, and reads no others: to clear them all takes
        // as long as to encode a short page.
        let is_table = TypeId::of::<T>() == TypeId::of::<u32>() && len >= TABLE;
        if !(is_table && cells.len() == len) {
            cells.clear();
            cells.resize(len, T::default());
        }
        Cells(cells)
    }

    fn free_cell(&mut self, cells: Cells<T>) {
        if cells.0.len() * size_of::<T>() >= KEPT_BYTES {
            self.0.borrow_mut().entry(TypeId::of::<T>()).or_default().push(Box::new(cells.0));
        }
    }
}

impl BrotliAlloc for Kept {}

/// Memory as brotli's encoder wants it.
struct Cells<T>(Vec<T>);

impl<T> Default for Cells<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> SliceWrapper<T> for Cells<T> {
    fn slice(&self) -> &[T] {
        &self.0
    }
}

impl<T> SliceWrapperMut<T> for Cells<T> {
    fn slice_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

impl<T> Index<usize> for Cells<T> {
    type Output = T;

    fn index(&self, index: usize) -> &T {
        &self.0[index]
    }
}

impl<T> IndexMut<usize> for Cells<T> {
    fn index_mut(&mut self, index: usize) -> &mut T {
        &mut self.0[index]
    }
}

impl<T> Index<Range<usize>> for Cells<T> {
    type Output = [T];

    fn index(&self, range: Range<usize>) -> &[T] {
        &self.0[range]
    }
}

impl<T> IndexMut<Range<usize>> for Cells<T> {
    fn index_mut(&mut self, range: Range<usize>) -> &mut [T] {
        &mut self.0[range]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        /// Replicas name a form by its bytes, and each has encoded others before.
        #[test]
        fn a_form_does_not_depend_on_what_was_encoded_before(
            texts in prop::collection::vec(prop::collection::vec("[a-e]{1,9} ", 100..5000), 2..6),
            effort in prop_oneof![9 => Just(Effort::Quick), 1 => Just(Effort::Best)],
        ) {
            let mut used = Compressor::new(effort);
            for text in texts {
                let (text, mut fresh) = (text.concat(), Compressor::new(effort));
                prop_assert_eq!(used.forms(text.as_bytes()), fresh.forms(text.as_bytes()));
            }
        }
    }
}
