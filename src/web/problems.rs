//! Errors as pages in the site's look, that say where to go.

use std::any::Any;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::ResponseForPanic;

use crate::render::pages::Problem;
use crate::site::{Current, Site};

use super::headers::CachePolicy;

/// Answers a request whose handling panicked: with a page, instead of a dropped connection.
#[derive(Clone)]
pub struct Panicked(pub Arc<Current>);

impl ResponseForPanic for Panicked {
    type ResponseBody = axum::body::Body;

    fn response_for_panic(&mut self, _: Box<dyn Any + Send + 'static>) -> Response {
        answer(&self.0.site(), Problem::Internal)
    }
}

fn status(problem: Problem) -> StatusCode {
    match problem {
        Problem::BadRequest => StatusCode::BAD_REQUEST,
        Problem::NotFound => StatusCode::NOT_FOUND,
        Problem::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Problem::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Problem::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

fn problem(status: StatusCode) -> Option<Problem> {
    Problem::ALL.into_iter().find(|problem| self::status(*problem) == status)
}

/// The page for a problem, with its status.
pub fn answer(site: &Site, problem: Problem) -> Response {
    let status = status(problem);
    let cache = [(header::CACHE_CONTROL, CachePolicy::Never.value())];
    match site.problem(problem) {
        Some(page) => {
            let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static(page.content_type))];
            (status, cache, content_type, page.body.bytes().clone()).into_response()
        }
        None => (status, cache).into_response(),
    }
}

/// Nothing can be changed over HTTP; `Allow` says what can be done (RFC 9110, section 15.5.6).
pub async fn method_not_allowed(State(current): State<Arc<Current>>) -> Response {
    let mut response = answer(&current.site(), Problem::MethodNotAllowed);
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

/// Gives the errors that axum itself answers with, such as for a path that is not UTF-8, a page too.
pub async fn plain_errors_to_pages(State(current): State<Arc<Current>>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let is_page = response.headers().get(header::CACHE_CONTROL).is_some();
    match problem(response.status()) {
        Some(problem) if !is_page => answer(&current.site(), problem),
        _ => response,
    }
}
