//! Every address, and what every answer goes through.

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::trace::TraceLayer;

use crate::site::Current;

use super::{events, headers, oembed, pages, probes, problems};

/// The application. `is_live` adds the stream of updates for open pages.
///
/// The base path is that of the library now being served; a library that changes it needs a restart.
pub fn app(current: Arc<Current>, is_live: bool) -> Router {
    let base = current.site().addresses.base().to_owned();
    let mut library = Router::new()
        .route("/{piece}", get(pages::page))
        .route("/{piece}/index.md", get(pages::page))
        .route("/{piece}/index.txt", get(pages::page))
        .route("/{piece}/cite.bib", get(pages::page))
        .route("/{piece}/cite.ris", get(pages::page))
        .route("/{piece}/cite.json", get(pages::page))
        .route("/{piece}/annotations.md", get(pages::page))
        .route("/{piece}/annotations.csv", get(pages::page))
        .route("/{piece}/annotations.jsonld", get(pages::page))
        .route("/{piece}/annotations/{page}", get(pages::page))
        .route("/{piece}/{layer}", get(pages::page))
        // As a page or, by what a program accepts or with `.jsonld` behind it, as data.
        .route("/{piece}/{layer}/{annotation}", get(pages::annotation))
        .route("/static/{file}", get(pages::page))
        .route("/oembed", get(oembed::oembed))
        .route("/feed.atom", get(pages::page))
        .route("/sitemap.xml", get(pages::page))
        .route("/robots.txt", get(pages::page));
    if is_live {
        library = library.route("/events", get(events::stream));
    }
    let router = if base.is_empty() {
        library.route("/", get(pages::page))
    } else {
        // A nested router has no route for the prefix with a slash behind it; both are the library page.
        Router::new().route(&base, get(pages::page)).route(&format!("{base}/"), get(pages::page)).nest(&base, library)
    };
    guarded(router.route("/healthz", get(probes::health)).route("/readyz", get(probes::readiness)), current)
}

/// What every answer of `router` goes through, whatever its routes do.
pub fn guarded(router: Router<Arc<Current>>, current: Arc<Current>) -> Router {
    router
        // What no route fits may be an address with a slash at its end, or one that cannot be read.
        .fallback(get(pages::page).fallback(problems::method_not_allowed))
        .method_not_allowed_fallback(problems::method_not_allowed)
        .layer(CatchPanicLayer::custom(problems::Panicked(Arc::clone(&current))))
        // Outermost last: a panic's page and every error get the headers too, and all are logged.
        .layer(from_fn_with_state(Arc::clone(&current), problems::plain_errors_to_pages))
        .layer(from_fn(headers::security))
        .layer(TraceLayer::new_for_http())
        .with_state(current)
}
