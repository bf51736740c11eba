//! Where a webhook may go. Whoever names an address for us to call must not reach what only we can reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether it is an address of the public internet: of one host, for everybody, and nobody's example.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Without what the IANA registry of special-purpose addresses takes out.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127, _, _)          // this network, private, loopback
            | (100, 64..=127, _)      // shared by a carrier's customers
            | (169, 254, _)           // link-local, and the metadata of clouds
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)         // protocols, documentation
            | (192, 88, 99)           // relays from 6to4
            | (192, 168, _)
            | (198, 18..=19, _)       // benchmarks
            | (198, 51, 100)
            | (203, 0, 113)
            | (224..=255, _, _) // multicast, reserved, broadcast
    )
}

/// What is global unicast, without what stands for something else: an IPv4 address in another dress must not pass.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let is_unicast = a & 0xe000 == 0x2000;
    let is_special = (a == 0x2001 && b < 0x0200)   // protocols, Teredo, benchmarks
        || (a == 0x2001 && b == 0x0db8)            // documentation
        || a == 0x2002                             // 6to4
        || (a == 0x3fff && b < 0x1000); // documentation
    is_unicast && !is_special
}

/// Without what stands behind the `?`, which may be a password of the receiver's: for logs, and for people who are not the
/// owner's.
pub fn masked(url: &str) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let (shown, hidden) = url.split_at(end);
    if hidden.is_empty() { shown.to_owned() } else { format!("{shown}?…") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_public_internet_are_public() {
        for public in [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.1",
            "192.167.1.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2001:4860:4860::8888",
            "2a00:1450:4001:80e::200e",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for private in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
    }

    #[test]
    fn what_stands_behind_the_question_mark_is_hidden() {
        assert_eq!(masked("https://shop.example/hook"), "https://shop.example/hook");
        assert_eq!(masked("https://shop.example/hook?token=1&b=2#c"), "https://shop.example/hook?…");
        assert_eq!(masked("https://shop.example/hook#token"), "https://shop.example/hook?…");
    }
}
