//! Tells open pages when the library changes (server-sent events, HTML Living Standard, section 9.2).

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{Uri, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use futures_util::stream::unfold;
use serde_json::json;

use crate::site::{Current, Update};

use super::headers::CachePolicy;
use super::query;

/// Shorter than the idle time-outs of the server and of common proxies.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The state of the library now, and again after each change, until the server goes down.
///
/// `?piece=` is for the pages of one piece: what changes in others is nothing new to them.
pub async fn stream(State(current): State<Arc<Current>>, uri: Uri) -> Response {
    let piece = uri.query().and_then(query::piece);
    let stream = Sse::new(updates(current, piece)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    ([(header::CACHE_CONTROL, CachePolicy::Never.value())], stream).into_response()
}

fn updates(current: Arc<Current>, piece: Option<String>) -> impl Stream<Item = Result<Event, Infallible>> {
    let mut updates = current.updates();
    updates.mark_changed();
    unfold((current, updates, piece), |(current, mut updates, piece)| async move {
        updates.changed().await.ok()?;
        let update = updates.borrow_and_update().clone();
        let event = event(current.site().version_of(piece.as_deref()), &update);
        (!update.is_closing).then(|| (Ok(event), (current, updates, piece)))
    })
}

fn event(version: &str, update: &Update) -> Event {
    let state = json!({ "version": version, "faults": update.faults });
    Event::default().event("state").data(state.to_string())
}
