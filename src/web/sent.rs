//! A body on its way to a reader, with what is said of the request when it has gone.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use hyper::body::{Frame, SizeHint};

use crate::log::request;
use crate::log::{Format, Sink};

use super::proxies::Peer;
use super::route::Route;
use super::traffic::Traffic;

/// Where the line of each request goes.
#[derive(Clone)]
pub struct RequestLog {
    pub sink: Sink,
    pub format: Format,
    /// Whether readers are named by their addresses.
    pub has_addresses: bool,
    /// Whether those who watch over the process have lines too.
    pub has_probes: bool,
}

/// What is known of a request when its answer's head is ready.
pub struct Line {
    pub log: RequestLog,
    pub method: Method,
    pub uri: Uri,
    pub route: Route,
    pub status: StatusCode,
    pub duration: Duration,
    pub id: HeaderValue,
    pub address: Option<Peer>,
}

/// Counts what the reader takes of a body. A reader who goes away has a line too, with the bytes up to then.
pub struct Sent {
    body: Body,
    bytes: u64,
    traffic: Arc<Traffic>,
    line: Option<Line>,
}

impl Sent {
    pub(super) fn new(body: Body, traffic: Arc<Traffic>, line: Option<Line>) -> Self {
        Self { body, bytes: 0, traffic, line }
    }
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if let Some(data) = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref()) {
            self.bytes += data.len() as u64;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        self.traffic.sent(self.bytes);
        let Some(line) = self.line.take() else { return };
        let Line { log, method, uri, route, status, duration, id, address } = line;
        let said = request::Line {
            method: method.as_str(),
            route: route.template(),
            path: uri.path(),
            status: status.as_u16(),
            duration,
            bytes: self.bytes,
            id: id.to_str().unwrap_or_default(),
            address: address.as_ref().map(|address| address as &dyn std::fmt::Display),
            is_probe: route.is_probe(),
        };
        log.sink.add(|out, time| said.write(log.format, time, out));
    }
}
