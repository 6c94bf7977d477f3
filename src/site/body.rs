//! The bytes of an answer, in every form that they are sent in.
//!
//! Enter at [`Body::new`]; [`Body::encode`] makes the shorter forms, once, before anybody asks for them; [`Body::form`]
//! gives the best one that a browser takes. A body is found again by its hash, so a library that is read again keeps
//! the forms of all that stayed the same.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use axum::body::Bytes;

use super::compressor::{Compressor, Effort};

/// Shorter bodies fit into one packet with their headers, in whatever form.
const SHORTEST: usize = 512;

/// Half of a BLAKE3 hash is still far beyond any chance of two bodies sharing it.
pub type Tag = [u8; 16];

/// How a body is encoded on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coding {
    Identity,
    Gzip,
    Brotli,
}

impl Coding {
    /// The value of `Content-Encoding`; none for what is sent as it is.
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }
}

/// Which codings a browser takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Accepted {
    pub gzip: bool,
    pub brotli: bool,
}

#[derive(Debug)]
pub struct Body {
    tag: Tag,
    identity: Bytes,
    encoded: ArcSwapOption<Encoded>,
}

/// The shorter forms, one behind the other: a library has hundreds of thousands of them, and most have less than a
/// kilobyte.
#[derive(Debug)]
struct Encoded {
    bytes: Bytes,
    /// How many of the bytes are brotli's, and the others gzip's. None where it would be no shorter.
    brotli: u32,
    effort: Effort,
}

impl Encoded {
    fn new(body: &[u8], compressor: &mut Compressor) -> Self {
        let effort = compressor.effort();
        let forms = compressor.forms(body);
        Self { bytes: Bytes::copy_from_slice(forms.bytes), brotli: forms.brotli as u32, effort }
    }

    fn form(&self, coding: Coding) -> Option<Bytes> {
        let brotli = self.brotli as usize;
        let range = match coding {
            Coding::Identity => return None,
            Coding::Brotli => 0..brotli,
            Coding::Gzip => brotli..self.bytes.len(),
        };
        (!range.is_empty()).then(|| self.bytes.slice(range))
    }
}

impl Body {
    pub fn new(bytes: Bytes) -> Arc<Self> {
        let tag = tag(&bytes);
        Arc::new(Self { tag, identity: bytes, encoded: ArcSwapOption::empty() })
    }

    /// The same body in other memory.
    pub fn moved_to(&self, identity: Bytes) -> Arc<Self> {
        Arc::new(Self { tag: self.tag, identity, encoded: ArcSwapOption::new(self.encoded.load_full()) })
    }

    /// Of the bytes as they are.
    pub fn tag(&self) -> Tag {
        self.tag
    }

    pub fn bytes(&self) -> &Bytes {
        &self.identity
    }

    /// All that it holds in memory, in bytes.
    pub fn size(&self) -> usize {
        self.identity.len() + self.encoded.load().as_ref().map_or(0, |encoded| encoded.bytes.len())
    }

    /// Makes the encoded forms, unless they are there already.
    pub fn encode(&self, compressor: &mut Compressor) {
        let known = self.encoded.load().as_ref().map(|encoded| encoded.effort);
        if self.identity.len() < SHORTEST || known == Some(Effort::Best) || known == Some(compressor.effort()) {
            return;
        }
        self.encoded.store(Some(Arc::new(Encoded::new(&self.identity, compressor))));
    }

    /// Whether its forms have been made, or need not be.
    pub fn is_encoded(&self) -> bool {
        self.identity.len() < SHORTEST || self.encoded.load().is_some()
    }

    /// The form in a coding, if it is ready and any shorter.
    pub fn encoded(&self, coding: Coding) -> Option<Bytes> {
        match coding {
            Coding::Identity => Some(self.identity.clone()),
            Coding::Gzip | Coding::Brotli => self.encoded.load().as_ref()?.form(coding),
        }
    }

    /// The shortest form that is ready and accepted.
    pub fn form(&self, accepted: Accepted) -> (Coding, Bytes) {
        let codings = [(Coding::Brotli, accepted.brotli), (Coding::Gzip, accepted.gzip)];
        let mut accepted = codings.into_iter().filter_map(|(coding, is_accepted)| is_accepted.then_some(coding));
        let encoded = accepted.find_map(|coding| Some((coding, self.encoded(coding)?)));
        encoded.unwrap_or_else(|| (Coding::Identity, self.identity.clone()))
    }
}

/// Names exactly these bytes.
pub fn tag(bytes: &[u8]) -> Tag {
    let mut tag = Tag::default();
    tag.copy_from_slice(&blake3::hash(bytes).as_bytes()[..size_of::<Tag>()]);
    tag
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;
    use proptest::prelude::*;

    use super::*;

    const ALL: Accepted = Accepted { gzip: true, brotli: true };

    fn decoded(coding: Coding, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        match coding {
            Coding::Identity => out.extend_from_slice(bytes),
            Coding::Gzip => drop(GzDecoder::new(bytes).read_to_end(&mut out).unwrap()),
            Coding::Brotli => drop(brotli::Decompressor::new(bytes, 4096).read_to_end(&mut out).unwrap()),
        }
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn every_form_says_the_same(words in prop::collection::vec("[a-e]{1,9} ", 0..400)) {
            let text = words.concat();
            let body = Body::new(Bytes::from(text.clone()));
            for effort in [Effort::Quick, Effort::Best] {
                body.encode(&mut Compressor::new(effort));
                for accepted in [ALL, Accepted { brotli: false, ..ALL }, Accepted::default()] {
                    let (coding, bytes) = body.form(accepted);
                    prop_assert_eq!(decoded(coding, &bytes), text.as_bytes());
                    prop_assert!(bytes.len() <= text.len());
                }
            }
        }
    }

    #[test]
    fn what_is_accepted_and_shorter_is_sent() {
        let text = "the same words again and again, ".repeat(100);
        let body = Body::new(Bytes::from(text));
        assert_eq!(body.form(ALL).0, Coding::Identity, "nothing is encoded while somebody waits");
        body.encode(&mut Compressor::new(Effort::Quick));
        assert_eq!(body.form(ALL).0, Coding::Brotli);
        assert_eq!(body.form(Accepted { gzip: true, brotli: false }).0, Coding::Gzip);
        assert_eq!(body.form(Accepted::default()).0, Coding::Identity);
        let noise: Vec<u8> = (0_u32..4000).flat_map(|n| *blake3::hash(&n.to_le_bytes()).as_bytes()).collect();
        let noise = Body::new(Bytes::from(noise));
        noise.encode(&mut Compressor::new(Effort::Quick));
        assert_eq!(noise.form(ALL).0, Coding::Identity);
    }
}
