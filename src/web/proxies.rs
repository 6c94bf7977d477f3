//! Which peers are proxies whose word is taken.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    Address(IpAddr),
    /// A process on this machine, through a Unix socket.
    Unix,
}

impl fmt::Display for Peer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(out),
            Self::Unix => out.write_str("unix"),
        }
    }
}

/// Peers that are proxies of whoever runs the server. Nobody is, unless they say so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    networks: Vec<Network>,
    is_unix: bool,
}

impl Proxies {
    pub fn is_empty(&self) -> bool {
        self.networks.is_empty() && !self.is_unix
    }

    pub fn has(&self, peer: Peer) -> bool {
        match peer {
            Peer::Unix => self.is_unix,
            Peer::Address(address) => self.networks.iter().any(|network| network.has(address)),
        }
    }
}

/// `unix`, addresses and networks, with commas or blanks between them: `10.0.0.0/8, ::1, unix`.
impl FromStr for Proxies {
    type Err = String;

    fn from_str(list: &str) -> Result<Self, String> {
        let mut proxies = Self::default();
        for name in list.split([',', ' ']).filter(|name| !name.is_empty()) {
            if name == "unix" {
                proxies.is_unix = true;
            } else {
                proxies.networks.push(Network::parse(name).ok_or_else(|| name.to_owned())?);
            }
        }
        Ok(proxies)
    }
}

impl fmt::Display for Proxies {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let networks = self.networks.iter().map(|Network { address, length }| format!("{address}/{length}"));
        let all: Vec<String> = networks.chain(self.is_unix.then(|| "unix".to_owned())).collect();
        out.write_str(&all.join(","))
    }
}

/// The addresses that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    length: u8,
}

impl Network {
    fn parse(name: &str) -> Option<Self> {
        let (address, length) = name.split_once('/').map_or((name, None), |(address, length)| (address, Some(length)));
        let address: IpAddr = address.parse().ok()?;
        let whole = if address.is_ipv4() { 32 } else { 128 };
        let length = length.map_or(Some(whole), |length| length.parse().ok())?;
        (length <= whole).then_some(Self { address, length })
    }

    /// A socket for both families shows an address of the old one inside one of the new.
    fn has(self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let differing = u32::from(own) ^ u32::from(other);
                differing.leading_zeros() >= u32::from(self.length)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let differing = u128::from(own) ^ u128::from(other);
                differing.leading_zeros() >= u32::from(self.length)
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn has(list: &str, address: &str) -> bool {
        list.parse::<Proxies>().unwrap().has(Peer::Address(address.parse().unwrap()))
    }

    #[test]
    fn a_network_has_the_addresses_that_begin_as_it_does() {
        assert!(has("10.0.0.0/8", "10.255.0.1") && !has("10.0.0.0/8", "11.0.0.1"));
        assert!(has("192.0.2.7", "192.0.2.7") && !has("192.0.2.7", "192.0.2.6"));
        assert!(has("fd00::/8 ::1", "fd12::3") && has("fd00::/8,::1", "::1") && !has("fd00::/8", "::1"));
        assert!(has("127.0.0.1", "::ffff:127.0.0.1"), "as a socket for both families shows it");
        assert!(has("0.0.0.0/0", "203.0.113.9") && !has("0.0.0.0/0", "2001:db8::1"));
        assert!(!has("", "127.0.0.1") && "unix".parse::<Proxies>().unwrap().has(Peer::Unix));
        assert!(!"0.0.0.0/0 ::/0".parse::<Proxies>().unwrap().has(Peer::Unix));
        for wrong in ["10.0.0.0/33", "::/129", "10.0.0", "proxy.example", "10.0.0.0/", "/8", "10.0.0.0/-1"] {
            assert_eq!(wrong.parse::<Proxies>(), Err(wrong.to_owned()));
        }
    }

    proptest! {
        #[test]
        fn bits_beyond_the_length_do_not_matter(own: u32, other: u32, length in 0_u8..=32) {
            let network = format!("{}/{length}", std::net::Ipv4Addr::from(own));
            let mask = u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0);
            let is_in = own & mask == other & mask;
            prop_assert_eq!(has(&network, &std::net::Ipv4Addr::from(other).to_string()), is_in);
            prop_assert!(has(&network, &std::net::Ipv4Addr::from(own).to_string()));
        }
    }
}
