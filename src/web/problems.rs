//! Errors as pages in the site's look, that say where to go.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::render::pages::Problem;
use crate::site::{Current, Site};

use super::headers::CachePolicy;

fn status(problem: Problem) -> StatusCode {
    match problem {
        Problem::BadRequest => StatusCode::BAD_REQUEST,
        Problem::NotFound => StatusCode::NOT_FOUND,
        Problem::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Problem::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Problem::Unavailable | Problem::Busy => StatusCode::SERVICE_UNAVAILABLE,
    }
}

fn problem(status: StatusCode) -> Option<Problem> {
    Problem::ALL.into_iter().find(|problem| self::status(*problem) == status)
}

/// The page for a problem, with its status.
pub fn answer(site: &Site, problem: Problem) -> Response {
    let status = status(problem);
    let cache = [(header::CACHE_CONTROL, CachePolicy::Never.value())];
    let mut response = match site.problem(problem) {
        Some(page) => {
            let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static(page.content_type))];
            (status, cache, content_type, page.body.bytes().clone()).into_response()
        }
        None => (status, cache).into_response(),
    };
    if problem == Problem::Busy {
        response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
    }
    response
}

/// In seconds: what others wait for takes a fraction of one.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("2");

/// Nothing can be changed over HTTP; `Allow` says what can be done (RFC 9110, section 15.5.6).
pub async fn method_not_allowed(State(current): State<Arc<Current>>) -> Response {
    let mut response = answer(&current.site(), Problem::MethodNotAllowed);
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

/// The page for a request that no route is asked about, which ends its connection: what is left of it is not read.
pub fn refused(site: &Site, method: &Method, status: StatusCode) -> Response {
    // Who sends something along wants to leave it here.
    let problem = if status == StatusCode::PAYLOAD_TOO_LARGE { Problem::MethodNotAllowed } else { Problem::BadRequest };
    let mut response = answer(site, problem);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    if method == Method::HEAD { response.map(|_| Body::empty()) } else { response }
}

/// Gives the errors that axum itself answers with, such as for a path that is not UTF-8, a page too.
pub fn plain_error_to_page(current: &Current, response: Response) -> Response {
    if response.status().is_success() || response.headers().contains_key(header::CACHE_CONTROL) {
        return response;
    }
    problem(response.status()).map_or(response, |problem| answer(&current.site(), problem))
}
