//! A fault in the content, for the person who wrote it.
//!
//! Every [`Diagnostic`] has a stable [`Code`], a file, a place in it, what is wrong and what to do. An
//! [`Severity::Error`] keeps a library from being served; a [`Severity::Warning`] does not, but readers miss
//! something. How they are printed is `cli`'s business.

use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The library cannot be understood as it is, and is not served.
    Error,
    /// The library is served, but not as its writer meant it.
    Warning,
}

impl Severity {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

macro_rules! codes {
    ($($variant:ident = $name:literal, $severity:ident, $meaning:literal;)*) => {
        /// What kind of fault it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $meaning] $variant,)* }

        impl Code {
            /// Every code, for the list in the manual and for tests that each one can happen.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The lasting name, as printed.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    FrontMatterMissing = "front-matter-missing", Error, "The file does not begin with front matter between --- lines.";
    FrontMatterSyntax = "front-matter-syntax", Error, "The front matter is not valid YAML.";
    UnknownField = "unknown-field", Error, "The field is not part of the format.";
    MissingField = "missing-field", Error, "A required field is missing or empty.";
    WrongType = "wrong-type", Error, "The field holds another kind of value than it should.";
    InvalidValue = "invalid-value", Error, "The field's value is not one of those it can have.";
    BadSlug = "bad-slug", Error, "The file's or folder's name cannot be part of an address.";
    ReservedSlug = "reserved-slug", Error, "The name is kept for Sidelight's own use.";
    DuplicateSlug = "duplicate-slug", Error, "Two names differ only in capitals or accents' spelling.";
    NamesAlike = "names-alike", Warning, "Two files' names differ only in capitals or accents' spelling.";
    NotUtf8 = "not-utf8", Error, "The file is not UTF-8 text.";
    FileTooLarge = "file-too-large", Error, "The file is larger than the limit.";
    Symlink = "symlink", Error, "The symbolic link leads out of the content folder or nowhere.";
    Unreadable = "unreadable", Error, "The file could not be read.";
    MarkdownParser = "markdown-parser", Error, "The Markdown parser failed on this file.";
    NestedTooDeep = "nested-too-deep", Error, "Quotations and lists lie deeper in each other than the limit.";
    LinkForbidden = "link-forbidden", Error, "The link's scheme is not http, https or mailto.";
    LinkBroken = "link-broken", Warning, "The link or image leads to nothing in the library.";
    LinkEmpty = "link-empty", Warning, "The link or image has no address, or the link no words.";
    FootnoteMissing = "footnote-missing", Warning, "The reference leads to a footnote that the file does not define.";
    FootnoteUnused = "footnote-unused", Warning, "Nothing refers to the footnote.";
    FootnoteDuplicate = "footnote-duplicate", Warning, "The footnote's label is defined before.";
    EmphasisUnread = "emphasis-unread", Warning, "The marks of emphasis are shown as text.";
    ControlCharacter = "control-character", Warning, "The character is not shown, as it stands for nothing.";
    AnnotationMissing = "annotation-missing", Warning, "The link leads to an annotation that does not exist.";
    AnnotationUnused = "annotation-unused", Warning, "Nothing in the text points at the annotation.";
    TargetOrphaned = "target-orphaned", Warning, "The words that the annotation was made on are gone.";
    TargetAmbiguous = "target-ambiguous", Warning, "The words stand in several places.";
    TargetMoved = "target-moved", Warning, "The words have changed since the annotation was made.";
    RawHtml = "raw-html", Warning, "Raw HTML is shown as text.";
    StrayFile = "stray-file", Warning, "The Markdown file is in a place where nothing shows it.";
}

/// What `check --format json` says of a target beside the message.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetReport {
    /// `layer/annotation`.
    pub annotation: String,
    pub state: &'static str,
    pub confidence: f32,
    /// The words that the target quotes.
    pub quote: String,
    /// The nearest words of the text, if there are any.
    pub found: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    pub code: Code,
    /// The file below the content folder, with `/` between its parts.
    pub path: String,
    /// Bytes of the file that the fault is about.
    pub span: Range<usize>,
    pub message: String,
    /// What to do.
    pub help: String,
    pub target: Option<TargetReport>,
}

impl Diagnostic {
    pub fn new(code: Code, path: &str, span: Range<usize>, message: String, help: String) -> Self {
        Self { code, path: path.to_owned(), span, message, help, target: None }
    }

    /// Line and column of the fault, both from 1, the column in Unicode scalars.
    /// `source` is the file's text, as far as it is text.
    pub fn position(&self, source: &str) -> (usize, usize) {
        let mut at = self.span.start.min(source.len());
        while !source.is_char_boundary(at) {
            at -= 1;
        }
        let before = &source[..at];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}
