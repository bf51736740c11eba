//! Where a request comes from: the peer, or what a proxy that we trust says of it.

use axum::http::HeaderMap;
use std::{net::IpAddr, str::FromStr};

/// An address with the number of its bits that count: `10.0.0.0/8`, or one address alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// The address of whoever spoke to the outermost proxy that we trust, or to us.
pub(crate) fn of(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut address = peer.to_canonical();
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let mut hops: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    // Each proxy adds the address it was spoken to from: only as far as the trusted ones reach is it true.
    while is_trusted(address) {
        let Some(before) = hops.pop().and_then(|hop| hop.parse::<IpAddr>().ok()) else { break };
        address = before.to_canonical();
    }
    address
}

/// How limits count an address: a household has one IPv4 address, but 2⁶⁴ of IPv6.
pub(crate) fn counted(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

impl Network {
    fn contains(self, address: IpAddr) -> bool {
        let same = |mine: u128, other: u128, width: u8| {
            let ignored = u32::from(width - self.bits);
            mine.checked_shr(ignored).unwrap_or(0) == other.checked_shr(ignored).unwrap_or(0)
        };
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(mine), IpAddr::V4(other)) => same(mine.to_bits().into(), other.to_bits().into(), 32),
            (IpAddr::V6(mine), IpAddr::V6(other)) => same(mine.to_bits(), other.to_bits(), 128),
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = ();

    fn from_str(text: &str) -> Result<Network, ()> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| ())?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(width), |bits| bits.parse().map_err(|_| ()))?;
        if bits > width { Err(()) } else { Ok(Network { address, bits }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(peer: &str, forwarded: &[&str], trusted: &[&str], expected: &str) {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let trusted: Vec<Network> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        assert_eq!(
            of(peer.parse().unwrap(), &headers, &trusted).to_string(),
            expected,
            "{peer} {forwarded:?}"
        );
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        check("203.0.113.9", &["1.2.3.4"], &[], "203.0.113.9");
        check("203.0.113.9", &["1.2.3.4"], &["10.0.0.0/8"], "203.0.113.9");
        check("10.1.1.1", &["1.2.3.4"], &["10.0.0.0/8"], "1.2.3.4");
        check("10.1.1.1", &["6.6.6.6, 1.2.3.4", "10.2.2.2"], &["10.0.0.0/8"], "1.2.3.4");
        check("10.1.1.1", &["somewhere"], &["10.0.0.0/8"], "10.1.1.1");
        check("10.1.1.1", &[], &["10.0.0.0/8"], "10.1.1.1");
        check("::ffff:10.1.1.1", &["2001:db8::7"], &["10.1.1.1"], "2001:db8::7");
        check("fd00::1", &["1.2.3.4"], &["0.0.0.0/0"], "fd00::1");
        check("fd00::1", &["1.2.3.4"], &["fd00::/8"], "1.2.3.4");
    }

    #[test]
    fn networks_are_read_or_refused() {
        for good in ["10.0.0.0/8", "0.0.0.0/0", "127.0.0.1", "::1", "::/0", "fd00::/8"] {
            assert!(good.parse::<Network>().is_ok(), "{good}");
        }
        for bad in ["", "10", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "host/8"] {
            assert_eq!(bad.parse::<Network>(), Err(()), "{bad}");
        }
    }

    #[test]
    fn a_household_is_one_caller() {
        assert_eq!(
            counted("2001:db8:1:2:3::4".parse().unwrap()),
            counted("2001:db8:1:2:ffff::".parse().unwrap())
        );
        assert_ne!(counted("10.0.0.1".parse().unwrap()), counted("10.0.0.2".parse().unwrap()));
    }
}
