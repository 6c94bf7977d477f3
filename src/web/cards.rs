//! Answers with the card of a piece or of a passage: what other sites show of a link.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{OriginalUri, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::card::Card;
use crate::render::pages::Problem;
use crate::site::{Current, NoCard, Site, Turn};

use super::conditional;
use super::headers::CachePolicy;
use super::pages;
use super::problems;
use super::query;

/// Whoever is sent away is let go after so long. Programs that ask again without a pause, tens of thousands of times a
/// second, would otherwise keep the threads that answer readers busy with nothing but refusals.
const HELD_BACK: Duration = Duration::from_millis(250);

/// The picture at `/{piece}/card.png`.
pub async fn card(
    State(current): State<Arc<Current>>,
    Path(piece): Path<String>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let site = current.site();
    let asked = piece.clone();
    let passage = query::asked(uri.query()).passage;
    let address = passage.as_ref().map(|passage| address(&site, &piece, passage));
    if let Some((key, picture)) = address.and_then(|address| current.cards.at_hand(&address)) {
        let etag = etag(&key);
        return if conditional::is_unchanged(&headers, &etag) { unchanged(&etag) } else { drawn(picture, &etag) };
    }
    let (card, turn) = match card_of(&current, &site, piece, passage).await {
        Ok(found) => found,
        Err(Refusal::Problem(problem)) => {
            return moved(&site, &asked, &uri).unwrap_or_else(|| problems::answer(&site, problem));
        }
        Err(Refusal::NoCard(no_card)) => return without(&site, no_card).await,
    };
    let key = current.cards.key(&card);
    let etag = etag(&key);
    if let Some(address) = address {
        current.cards.remember(address, key);
    }
    if conditional::is_unchanged(&headers, &etag) {
        return unchanged(&etag);
    }
    match current.cards.picture(key, card, turn).await {
        Ok(picture) => drawn(picture, &etag),
        Err(no_card) => without(&site, no_card).await,
    }
}

/// The way to the card of a piece whose name has other capitals, or accents written otherwise.
fn moved(site: &Site, asked: &str, uri: &Uri) -> Option<Response> {
    let slug = &site.piece_called(asked)?.slug;
    let query = uri.query().map_or(String::new(), |query| format!("?{query}"));
    (slug != asked).then(|| pages::redirect(&(site.addresses.export(slug, "card.png") + &query)))
}

/// Of a passage in one version of the library.
fn address(site: &Site, piece: &str, passage: &str) -> blake3::Hash {
    // No slug and no version has a line break in it.
    blake3::hash([site.version.as_str(), piece, passage].join("\n").as_bytes())
}

fn drawn(picture: Arc<[u8]>, etag: &str) -> Response {
    let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static("image/png"))];
    labelled((content_type, Bytes::from_owner(picture)).into_response(), etag)
}

fn unchanged(etag: &str) -> Response {
    labelled(StatusCode::NOT_MODIFIED.into_response(), etag)
}

/// What a card shows. A passage is looked for in turn with others: whoever asks for many cards keeps no reader of a
/// shared passage waiting.
async fn card_of(
    current: &Current,
    site: &Arc<Site>,
    piece: String,
    passage: Option<String>,
) -> Result<(Card, Option<Turn>), Refusal> {
    let nothing = if site.is_ready { Problem::NotFound } else { Problem::Unavailable };
    let (found, turn) = if passage.is_none() {
        (site.card(&piece, None), None)
    } else {
        let site = Arc::clone(site);
        let found = current.cards.found(move || site.card(&piece, passage.as_deref())).await;
        found.map(|(found, turn)| (found, Some(turn))).map_err(Refusal::NoCard)?
    };
    let found = found.map_err(|_| Refusal::Problem(Problem::BadRequest))?;
    Ok((found.ok_or(Refusal::Problem(nothing))?, turn))
}

/// Why it is not known what a card shows.
enum Refusal {
    Problem(Problem),
    NoCard(NoCard),
}

/// The page that says why there is no card, and when to come again if that is soon.
async fn without(site: &Site, no_card: NoCard) -> Response {
    match no_card {
        NoCard::Failed => problems::answer(site, Problem::Internal),
        NoCard::Busy => {
            tokio::time::sleep(HELD_BACK).await;
            problems::answer(site, Problem::Busy)
        }
    }
}

/// As many as pages have.
const ETAG_DIGITS: usize = 32;

fn etag(key: &blake3::Hash) -> String {
    format!("\"{}\"", &key.to_hex()[..ETAG_DIGITS])
}

fn labelled(mut response: Response, etag: &str) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, CachePolicy::Revalidate.value());
    if let Ok(etag) = HeaderValue::from_str(etag) {
        headers.insert(header::ETAG, etag);
    }
    response
}
