//! `sidelight healthcheck`: is the server up that the same environment configures?
//!
//! For images without a shell: the binary asks itself. Enter at [`run`]: it connects to where `serve` listens, asks for
//! `/healthz` and wants 200 before a time-out that covers all of it. Exit status 0 is healthy and 1 is not; why not is
//! one sentence, which container engines keep.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::server::listen::Address;

use super::args::Listening;
use super::options::{Given, Resolver};
use super::{Failure, values};

/// Shorter than the three seconds after which the image's HEALTHCHECK gives up, so that there is a reason to read.
const TIMEOUT: Duration = Duration::from_secs(2);

const REQUEST: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
/// How an answer of a healthy server begins. No more of it is read.
const HEALTHY: &[u8] = b"HTTP/1.1 200 ";

pub fn run(given: Given<Listening>) -> Result<ExitCode, Failure> {
    let endpoint = values::listen(&mut Resolver::new(given))?;
    let name = endpoint.to_string();
    let (answered, answer) = mpsc::channel();
    // In a thread, because connecting to a Unix socket knows no time-out; it ends with the process.
    thread::spawn(move || answered.send(ask(&endpoint)));
    let why = match answer.recv_timeout(TIMEOUT) {
        Ok(Ok(true)) => return Ok(ExitCode::SUCCESS),
        Ok(Ok(false)) => "answers, but not that it is well".to_owned(),
        Ok(Err(error)) => format!("does not answer: {error}"),
        Err(_) => format!("does not answer within {} seconds", TIMEOUT.as_secs()),
    };
    // Nobody may be there to read it; the exit status says it too.
    let _ = writeln!(io::stderr(), "sidelight: {name} {why}.");
    Ok(ExitCode::FAILURE)
}

/// Whether the server there says that it is well.
fn ask(endpoint: &Address) -> io::Result<bool> {
    match endpoint {
        Address::Tcp(address) => exchange(TcpStream::connect(reachable(*address))?),
        #[cfg(unix)]
        Address::Unix(path) => exchange(std::os::unix::net::UnixStream::connect(path)?),
        #[cfg(not(unix))]
        Address::Unix(_) => Err(io::ErrorKind::Unsupported.into()),
    }
}

fn exchange(mut server: impl Read + Write) -> io::Result<bool> {
    server.write_all(REQUEST)?;
    let mut begin = [0; HEALTHY.len()];
    server.read_exact(&mut begin)?;
    Ok(begin == HEALTHY)
}

/// Who listens on every address of the machine is asked on its loopback.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_to_listen_on_can_be_asked() {
        let asked = |listen: &str| match listen.parse().unwrap() {
            Address::Tcp(address) => reachable(address).to_string(),
            Address::Unix(path) => path.display().to_string(),
        };
        assert_eq!(asked("0.0.0.0:8080"), "127.0.0.1:8080");
        assert_eq!(asked("[::]:8080"), "[::1]:8080");
        assert_eq!(asked("192.0.2.1:80"), "192.0.2.1:80");
        assert_eq!(asked("unix:/run/sidelight/socket"), "/run/sidelight/socket");
    }
}
