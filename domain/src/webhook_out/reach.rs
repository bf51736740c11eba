//! Whether an address may be called: asked when it is registered, and by the client at every try again, because what a
//! name stands for may change.

use super::is_public;
use crate::explain::Explanation;
use std::{fmt, future::Future, net::IpAddr, pin::Pin, sync::Arc, time::Duration};
use url::{Host, Url};

const MOST_CHARACTERS: usize = 2048;
const PATIENCE: Duration = Duration::from_secs(5);

pub type Addresses<'a> = Pin<Box<dyn Future<Output = Vec<IpAddr>> + Send + 'a>>;

/// Who knows which addresses a name stands for; none where nobody does.
pub trait Names: Send + Sync {
    fn addresses<'a>(&'a self, host: &'a str) -> Addresses<'a>;
}

/// What of the world webhooks may reach.
#[derive(Clone)]
pub struct Reach {
    names: Arc<dyn Names>,
    /// For development: loopback and private addresses as well, and without encryption.
    private: bool,
}

/// An address that was found to be one of the public internet (or any, in development).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reachable(String);

impl Reachable {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reach").field("private", &self.private).finish_non_exhaustive()
    }
}

impl Reach {
    pub fn new(names: Arc<dyn Names>, private: bool) -> Reach {
        Reach { names, private }
    }

    /// Of what `host` stands for, what may be called.
    pub async fn addresses(&self, host: &str) -> Vec<IpAddr> {
        let all = tokio::time::timeout(PATIENCE, self.names.addresses(host)).await.unwrap_or_default();
        all.into_iter().filter(|address| self.may_call(*address)).collect()
    }

    /// Whether the address itself can be called, before anybody is asked what its name stands for. Whoever calls must
    /// look here first: nobody is asked about a host that is no name.
    pub fn url(&self, text: &str) -> Result<Url, Explanation> {
        let text = text.trim();
        if text.chars().count() > MOST_CHARACTERS {
            return Err(wrong("An address may have at most 2048 characters."));
        }
        let url = Url::parse(text)
            .map_err(|_| wrong("This is not an address like https://shop.example/webhooks."))?;
        match url.scheme() {
            "https" => {}
            "http" if self.private => {}
            _ => return Err(wrong("The address must begin with https://.")),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("The address must not have a user name or password in it."));
        }
        // Written otherwise it may be longer: a space becomes three characters.
        if url.as_str().len() > MOST_CHARACTERS {
            return Err(wrong("An address may have at most 2048 characters."));
        }
        let fits = match url.host() {
            Some(Host::Ipv4(address)) => self.may_call(address.into()),
            Some(Host::Ipv6(address)) => self.may_call(address.into()),
            Some(Host::Domain(name)) => self.private || !is_this_machine(name),
            None => return Err(wrong("This is not an address like https://shop.example/webhooks.")),
        };
        if fits { Ok(url) } else { Err(not_public()) }
    }

    /// For an address that somebody registers. All that its name stands for must be public.
    pub async fn check(&self, text: &str) -> Result<Reachable, Explanation> {
        let url = self.url(text)?;
        if let Some(Host::Domain(name)) = url.host() {
            let all = tokio::time::timeout(PATIENCE, self.names.addresses(name)).await.unwrap_or_default();
            if all.is_empty() {
                return Err(wrong("The name in this address is not known to anybody."));
            }
            if !all.into_iter().all(|address| self.may_call(address)) {
                return Err(not_public());
            }
        }
        Ok(Reachable(url.into()))
    }

    fn may_call(&self, address: IpAddr) -> bool {
        self.private || is_public(address)
    }
}

fn is_this_machine(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

fn not_public() -> Explanation {
    wrong("The address must be one of the public internet.")
}

fn wrong(sentence: &str) -> Explanation {
    Explanation::validation("url", sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Book;

    impl Names for Book {
        fn addresses<'a>(&'a self, host: &'a str) -> Addresses<'a> {
            let addresses = match host {
                "shop.example" => &["8.8.8.8", "2606:4700::1111"][..],
                "inside.example" => &["10.0.0.7"],
                "both.example" => &["8.8.8.8", "127.0.0.1"],
                _ => &[],
            };
            let addresses = addresses.iter().filter_map(|text| text.parse().ok()).collect();
            Box::pin(std::future::ready(addresses))
        }
    }

    async fn check(private: bool, url: &str, expected: bool) {
        let reach = Reach::new(Arc::new(Book), private);
        let found = reach.check(url).await;
        assert_eq!(found.is_ok(), expected, "{url}: {found:?}");
        if let Err(why) = found {
            assert!(why.code == "validation_error" && why.about("url").is_some(), "{url}: {why:?}");
        }
    }

    #[tokio::test]
    async fn only_the_public_internet_is_reached() {
        for good in [
            "https://shop.example/hook?x=1",
            "https://shop.example:8443",
            "HTTPS://SHOP.example/",
            "https://8.8.8.8/",
        ] {
            check(false, good, true).await;
        }
        let long = format!("https://shop.example/{}", "x".repeat(2048));
        let longer_when_written = format!("https://shop.example/{}", "é".repeat(1000));
        for bad in [
            "",
            "shop.example",
            "https://",
            "ftp://shop.example",
            "http://shop.example",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "https://user@shop.example",
            "https://user:password@shop.example",
            "https://:password@shop.example",
            "http://127.0.0.1",
            "https://127.0.0.1",
            "https://127.1",
            "https://0x7f000001",
            "https://2130706433",
            "https://0177.0.0.1",
            "https://0",
            "https://[::1]",
            "https://[::ffff:127.0.0.1]",
            "https://[::ffff:7f00:1]",
            "https://[fd00::1]",
            "https://169.254.169.254/latest/meta-data",
            "https://192.168.1.1",
            "https://localhost",
            "https://LOCALHOST.",
            "https://a.localhost",
            "https://inside.example",
            "https://both.example",
            "https://nobody.example",
            "https://１２７.0.0.1",
            &long,
            &longer_when_written,
        ] {
            check(false, bad, false).await;
        }
    }

    #[tokio::test]
    async fn in_development_the_machine_itself_is_reached_too() {
        for good in ["http://127.0.0.1:8080/hook", "http://[::1]/", "https://inside.example"] {
            check(true, good, true).await;
        }
        for bad in ["ftp://127.0.0.1", "http://user@127.0.0.1", "http://nobody.example"] {
            check(true, bad, false).await;
        }
    }

    #[tokio::test]
    async fn of_a_name_only_what_is_public_is_called() {
        let reach = Reach::new(Arc::new(Book), false);
        assert_eq!(reach.addresses("both.example").await, ["8.8.8.8".parse::<IpAddr>().unwrap()]);
        assert!(reach.addresses("inside.example").await.is_empty());
    }
}
