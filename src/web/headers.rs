//! What browsers and caches are told with every answer.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

/// How long an answer may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CachePolicy {
    /// The address holds the content's hash.
    Forever,
    /// Kept, but asked for every time: a 304 is cheap, and a corrected text is seen at once.
    Revalidate,
    /// True only now.
    Never,
}

impl CachePolicy {
    pub fn value(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Forever => "public, max-age=31536000, immutable",
            Self::Revalidate => "no-cache",
            Self::Never => "no-store",
        })
    }
}

/// Everything comes from the site itself, nothing is inline, nothing may frame it. `default-src 'none'` makes what is
/// not named here forbidden, plug-ins and workers among it.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     font-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'";

/// Marks an answer that other sites may show in a frame.
#[derive(Debug, Clone, Copy)]
pub struct Framable;

/// No page needs any of them.
const PERMISSIONS_POLICY: &str = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

/// Who may show what is answered on pages of their own.
pub const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// On every answer, unless it says otherwise itself.
pub const SECURITY: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS_POLICY),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (RESOURCE_POLICY, "same-origin"),
];

/// For readers who came by `https`: to come only so, for a year. Other hosts of the same domain are not ours to decide.
pub const STRICT_TRANSPORT_SECURITY: &str = "max-age=31536000";

/// Names a request in the log, in the answer, and in the logs of proxies on the way.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Puts the headers that protect readers on an answer, unless it says otherwise itself.
pub fn protect<B>(response: &mut Response<B>, is_secure: bool) {
    let is_framable = response.extensions().get::<Framable>().is_some();
    let headers = response.headers_mut();
    headers.reserve(SECURITY.len() + 2);
    for (name, value) in SECURITY {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if is_secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(STRICT_TRANSPORT_SECURITY));
    }
    if is_framable {
        let policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *");
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
}
