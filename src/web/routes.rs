//! Every address.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::site::Current;

use super::{cards, events, oembed, pages, probes, problems};

/// The library's addresses, below its base path. `is_live` adds the stream of updates for open pages.
pub fn library(is_live: bool) -> Router<Arc<Current>> {
    let library = Router::new()
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
        .route("/{piece}/card.png", get(cards::card))
        .route("/{piece}/{layer}", get(pages::page))
        // As a page or, by what a program accepts or with `.jsonld` behind it, as data.
        .route("/{piece}/{layer}/{annotation}", get(pages::annotation))
        .route("/static/{file}", get(pages::page))
        .route("/oembed", get(oembed::oembed))
        .route("/feed.atom", get(pages::page))
        .route("/sitemap.xml", get(pages::page))
        .route("/robots.txt", get(pages::page))
        .route("/", get(pages::page));
    if is_live { library.route("/events", get(events::stream)) } else { library }
}

/// The addresses that are where they are whatever the library's base path is.
pub fn probes() -> Router<Arc<Current>> {
    Router::new().route("/healthz", get(probes::health)).route("/readyz", get(probes::readiness))
}

/// With an answer for what no route fits: it may be an address with a slash at its end, or one that cannot be read.
pub fn complete(router: Router<Arc<Current>>, current: &Arc<Current>) -> Router {
    router
        .fallback(get(pages::page).fallback(problems::method_not_allowed))
        .method_not_allowed_fallback(problems::method_not_allowed)
        .with_state(Arc::clone(current))
}
