//! Tells open pages when the library changes (server-sent events, HTML Living Standard, section 9.2).

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::header;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use futures_util::stream::unfold;
use serde_json::json;

use crate::site::{Current, Update};

use super::headers::CachePolicy;

/// Shorter than the idle time-outs of the server and of common proxies.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The state of the library now, and again after each change, until the server goes down.
pub async fn stream(State(current): State<Arc<Current>>) -> Response {
    let stream = Sse::new(updates(&current)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    ([(header::CACHE_CONTROL, CachePolicy::Never.value())], stream).into_response()
}

fn updates(current: &Current) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
    let mut updates = current.updates();
    updates.mark_changed();
    unfold(updates, |mut updates| async move {
        updates.changed().await.ok()?;
        let update = updates.borrow_and_update().clone();
        (!update.is_closing).then(|| (Ok(event(&update)), updates))
    })
}

fn event(update: &Update) -> Event {
    let state = json!({ "version": update.version, "faults": update.faults });
    Event::default().event("state").data(state.to_string())
}
