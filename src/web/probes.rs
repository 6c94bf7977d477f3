//! For those who watch over the process: is it up, and should readers be sent here?

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::site::Current;

use super::headers::CachePolicy;

/// The process answers.
pub async fn health() -> Response {
    probe(StatusCode::OK, "ok\n".to_owned())
}

/// A library is loaded and the server is not going down.
pub async fn readiness(State(current): State<Arc<Current>>) -> Response {
    let update = current.updates().borrow().clone();
    match (current.is_ready(), update.faults) {
        (true, None) => probe(StatusCode::OK, "ready\n".to_owned()),
        (true, Some(_)) => {
            probe(StatusCode::OK, "ready, with the last good library: the newest has faults\n".to_owned())
        }
        (false, _) if update.is_closing => probe(StatusCode::SERVICE_UNAVAILABLE, "going down\n".to_owned()),
        (false, _) => probe(StatusCode::SERVICE_UNAVAILABLE, "no library that can be served\n".to_owned()),
    }
}

fn probe(status: StatusCode, text: String) -> Response {
    (status, [(header::CACHE_CONTROL, CachePolicy::Never.value())], text).into_response()
}
