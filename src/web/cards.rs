//! Answers with the card of a piece or of a passage: what other sites show of a link.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{OriginalUri, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::card::Card;
use crate::render::pages::Problem;
use crate::site::{Current, NoCard};

use super::conditional;
use super::headers::{self, CachePolicy};
use super::problems;
use super::query;

/// In seconds: a card takes a fraction of one, and those who wait before it a few.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("2");

/// The picture at `/{piece}/card.png`.
pub async fn card(
    State(current): State<Arc<Current>>,
    Path(piece): Path<String>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let site = current.site();
    let card = match card_of(&current, piece, query::asked(uri.query()).passage).await {
        Ok(card) => card,
        Err(problem) => return problems::answer(&site, problem),
    };
    let key = current.cards.key(&card);
    let etag = format!("\"{}\"", &key.to_hex()[..ETAG_DIGITS]);
    if conditional::is_unchanged(&headers, &etag) {
        return labelled(StatusCode::NOT_MODIFIED.into_response(), &etag);
    }
    match current.cards.picture(key, card).await {
        Ok(picture) => {
            let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static("image/png"))];
            labelled((content_type, Bytes::from_owner(picture)).into_response(), &etag)
        }
        Err(NoCard::Busy) => {
            let mut response = problems::answer(&site, Problem::Unavailable);
            response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
            response
        }
        Err(NoCard::Failed) => problems::answer(&site, Problem::Internal),
    }
}

/// What a card shows. To find a passage takes as long as to make its page, and takes turns with that.
async fn card_of(current: &Current, piece: String, passage: Option<String>) -> Result<Card, Problem> {
    let turn = Arc::clone(&current.made_to_order).acquire_owned().await.map_err(|_| Problem::Internal)?;
    let site = current.site();
    let nothing = if site.is_ready { Problem::NotFound } else { Problem::Unavailable };
    let found = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        site.card(&piece, passage.as_deref())
    });
    found.await.map_err(|_| Problem::Internal)?.map_err(|_| Problem::BadRequest)?.ok_or(nothing)
}

/// As many as pages have.
const ETAG_DIGITS: usize = 32;

fn labelled(mut response: Response, etag: &str) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, CachePolicy::Revalidate.value());
    // A preview is shown on the pages of others.
    headers.insert(headers::RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    if let Ok(etag) = HeaderValue::from_str(etag) {
        headers.insert(header::ETAG, etag);
    }
    response
}
