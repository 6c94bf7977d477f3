//! Where the server listens: addresses as people write them, and the sockets made of them.
//!
//! Enter at [`Listeners::bind`], or at [`Listeners::handed_over`] for sockets that a service manager has opened.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::task::{Context, Poll, ready};

use tokio::net::{TcpListener, TcpSocket};

#[cfg(unix)]
use super::unix_socket::{self, SocketFile};

/// A place to listen at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    Tcp(SocketAddr),
    /// `unix:/run/sidelight.sock`.
    Unix(PathBuf),
}

impl Address {
    /// Whether only this machine itself can reach it as it is.
    pub fn is_loopback(&self) -> bool {
        matches!(self, Self::Tcp(address) if address.ip().to_canonical().is_loopback())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(out),
            Self::Unix(path) => write!(out, "unix:{}", path.display()),
        }
    }
}

impl FromStr for Address {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.strip_prefix("unix:") {
            Some("") => Err(()),
            Some(path) => Ok(Self::Unix(PathBuf::from(path))),
            None => text.parse().map(Self::Tcp).map_err(|_| ()),
        }
    }
}

/// Connections that the system keeps until there is a place for them; it may grant fewer. Most programs ask for 128, and
/// a crowd that comes at once is more.
const QUEUED: u32 = 4096;

/// One socket that takes connections.
#[derive(Debug)]
pub(super) enum Listener {
    Tcp(TcpListener),
    #[cfg(unix)]
    Unix(tokio::net::UnixListener),
}

/// A connection that was taken, on no runtime yet.
pub(super) enum Accepted {
    Tcp(std::net::TcpStream, IpAddr),
    #[cfg(unix)]
    Unix(std::os::unix::net::UnixStream),
}

impl Listener {
    fn poll_accept(&self, context: &mut Context<'_>) -> Poll<io::Result<Accepted>> {
        match self {
            Self::Tcp(listener) => {
                let (stream, peer) = ready!(listener.poll_accept(context))?;
                Poll::Ready(Ok(Accepted::Tcp(stream.into_std()?, peer.ip().to_canonical())))
            }
            #[cfg(unix)]
            Self::Unix(listener) => {
                let (stream, _) = ready!(listener.poll_accept(context))?;
                Poll::Ready(Ok(Accepted::Unix(stream.into_std()?)))
            }
        }
    }
}

/// All sockets of one server.
#[derive(Debug)]
pub struct Listeners {
    all: Vec<Listener>,
    /// Where they are, as people write it.
    places: Vec<String>,
    /// The one that is asked first for the next connection, so that none goes short.
    first: usize,
    /// Taken away at the end.
    #[cfg(unix)]
    _file: Option<SocketFile>,
}

impl Listeners {
    /// Opens a socket; a connection is taken as soon as the server asks for it.
    ///
    /// # Errors
    /// When the address cannot be had.
    pub fn bind(address: &Address) -> io::Result<Self> {
        match address {
            Address::Tcp(address) => {
                let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
                // Connections of the process before this one may still be closing.
                #[cfg(unix)]
                socket.set_reuseaddr(true)?;
                socket.bind(*address)?;
                socket.listen(QUEUED)?.try_into()
            }
            #[cfg(unix)]
            Address::Unix(path) => {
                let (listener, file) = unix_socket::bind(path)?;
                let listener = Listener::Unix(tokio::net::UnixListener::from_std(listener)?);
                Ok(Self { all: vec![listener], places: vec![address.to_string()], first: 0, _file: Some(file) })
            }
            #[cfg(not(unix))]
            Address::Unix(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    /// The sockets that a service manager has opened for this process and handed over (`sd_listen_fds(3)`), if it has.
    ///
    /// # Errors
    /// When what was handed over is no socket to listen on.
    #[cfg(unix)]
    pub fn handed_over() -> io::Result<Option<Self>> {
        // What was meant for a parent of ours is not ours.
        let is_meant = std::env::var("LISTEN_PID").is_ok_and(|pid| pid.parse() == Ok(std::process::id()));
        if !is_meant {
            return Ok(None);
        }
        let mut sockets = listenfd::ListenFd::from_env();
        let (mut all, mut places) = (Vec::new(), Vec::new());
        for number in 0..sockets.len() {
            if let Ok(Some(listener)) = sockets.take_unix_listener(number) {
                listener.set_nonblocking(true)?;
                places.push(unix_socket::place(&listener));
                all.push(Listener::Unix(tokio::net::UnixListener::from_std(listener)?));
            } else if let Some(listener) = sockets.take_tcp_listener(number)? {
                listener.set_nonblocking(true)?;
                places.push(listener.local_addr()?.to_string());
                all.push(Listener::Tcp(TcpListener::from_std(listener)?));
            }
        }
        Ok((!all.is_empty()).then_some(Self { all, places, first: 0, _file: None }))
    }

    #[cfg(not(unix))]
    pub fn handed_over() -> io::Result<Option<Self>> {
        Ok(None)
    }

    /// Where they listen, as people write it: with the port that the system has picked.
    pub fn places(&self) -> &[String] {
        &self.places
    }

    /// The next connection.
    pub(super) async fn accept(&mut self) -> io::Result<Accepted> {
        std::future::poll_fn(|context| {
            let count = self.all.len();
            for turn in 0..count {
                let at = (self.first + turn) % count;
                if let Poll::Ready(accepted) = self.all[at].poll_accept(context) {
                    self.first = (at + 1) % count;
                    return Poll::Ready(accepted);
                }
            }
            Poll::Pending
        })
        .await
    }
}

impl TryFrom<TcpListener> for Listeners {
    type Error = io::Error;

    fn try_from(listener: TcpListener) -> io::Result<Self> {
        let places = vec![listener.local_addr()?.to_string()];
        Ok(Self {
            all: vec![Listener::Tcp(listener)],
            places,
            first: 0,
            #[cfg(unix)]
            _file: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_they_are_written() {
        for text in ["127.0.0.1:8080", "[::]:80", "[::1]:0", "unix:/run/a b.sock", "unix:relative"] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), text);
        }
        for text in ["", "8080", ":8080", "localhost:8080", "127.0.0.1", "127.0.0.1:99999", "unix:", "::1:80"] {
            assert_eq!(text.parse::<Address>(), Err(()), "{text}");
        }
    }

    #[test]
    fn only_the_machine_itself_reaches_loopback() {
        let is_loopback = |text: &str| text.parse::<Address>().unwrap().is_loopback();
        assert!(is_loopback("127.0.0.1:1") && is_loopback("[::1]:1") && is_loopback("[::ffff:127.0.0.1]:1"));
        assert!(!is_loopback("0.0.0.0:1") && !is_loopback("[::]:1") && !is_loopback("unix:/x"));
    }
}
