//! So many requests a minute: of one caller, of one kind, of everybody.

mod shared; // windows that all processes share

use super::{
    address,
    credentials::{Brought, CameFrom},
};
use crate::{
    config::{Config, Limits},
    metrics,
    rest::{self, problem::Problem},
    state::Kist,
};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{
    explain::{Explanation, Kind},
    work::{InThisProcess, Window, Windows, real_now},
};
use shared::InRedis;
use std::sync::Arc;

/// Calls that have a limit of their own, shared by all that are the same question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bucket {
    Balance,
    Transactions,
    /// Of one address; attempts for one account are counted where the account is known.
    Login,
    /// New payments, of one merchant.
    Payments,
}

#[derive(Clone)]
pub struct Limiter {
    limits: Limits,
    windows: Arc<dyn Windows>,
}

/// How a limit stands after this request.
#[derive(Clone, Copy, Debug)]
struct Standing {
    name: &'static str,
    limit: u32,
    window: Window,
}

/// A limit that counts for a request, and under which name.
struct Counted {
    name: &'static str,
    limit: u32,
    under: String,
}

impl Limiter {
    /// Shared with all processes where the settings name a Redis.
    pub(crate) fn new(config: &Config) -> anyhow::Result<Limiter> {
        let windows: Arc<dyn Windows> = match &config.redis_url {
            Some(url) => Arc::new(InRedis::new(url)?),
            None => Arc::new(InThisProcess::default()),
        };
        Ok(Limiter { limits: config.limits, windows })
    }

    #[cfg(test)]
    fn in_this_process(limits: Limits) -> Limiter {
        Limiter { limits, windows: Arc::new(InThisProcess::default()) }
    }

    /// For limits of others' that are counted in the same place.
    pub(crate) fn windows(&self) -> Arc<dyn Windows> {
        self.windows.clone()
    }

    fn of(&self, bucket: Bucket) -> (u32, &'static str) {
        match bucket {
            Bucket::Balance => (self.limits.balance, "balance"),
            Bucket::Transactions => (self.limits.transactions, "transactions"),
            Bucket::Login => (self.limits.login, "login"),
            Bucket::Payments => (self.limits.payments, "payments"),
        }
    }

    /// Counts this request everywhere; the answer is what its headers tell, the narrowest limit, or the one
    /// that is over.
    async fn admit(&self, caller: &str, bucket: Option<Bucket>) -> Result<Option<Standing>, Standing> {
        self.admit_as(caller, caller, bucket).await
    }

    /// `owner`: whom the bucket's limit is for, where that is not the caller alone.
    async fn admit_as(
        &self,
        caller: &str,
        owner: &str,
        bucket: Option<Bucket>,
    ) -> Result<Option<Standing>, Standing> {
        let narrow = bucket.map(|bucket| {
            let (limit, name) = self.of(bucket);
            Counted { name, limit, under: format!("{name} {owner}") }
        });
        let own = Counted { name: "caller", limit: self.limits.caller, under: caller.to_owned() };
        let all = Counted { name: "everybody", limit: self.limits.global, under: "everybody".to_owned() };
        // The narrowest first. One question for all of them, however many processes share the answer.
        let counted: Vec<Counted> =
            narrow.into_iter().chain([own, all]).filter(|counted| counted.limit > 0).collect();
        let names: Vec<&str> = counted.iter().map(|counted| counted.under.as_str()).collect();
        let windows = self.windows.hit(&names).await;
        let standings = counted.iter().zip(windows);
        let standings: Vec<Standing> = standings
            .map(|(counted, window)| Standing { name: counted.name, limit: counted.limit, window })
            .collect();
        match standings.iter().find(|standing| standing.is_over()) {
            Some(over) => Err(*over),
            None => Ok(standings.into_iter().find(|standing| standing.name != "everybody")),
        }
    }
}

/// For the API: refuses what is over a limit, and tells in headers how it stands.
pub(crate) async fn of_api(State(kist): State<Kist>, request: Request, next: Next) -> Response {
    let matched = request.extensions().get::<MatchedPath>();
    let bucket = matched.and_then(|path| rest::bucket(request.method(), path.as_str()));
    let caller = caller(request.extensions(), bucket);
    let owner = owner(request.extensions(), bucket);
    match kist.limiter.admit_as(&caller, owner.as_deref().unwrap_or(&caller), bucket).await {
        Err(over) => over.told(over.refusal()),
        Ok(None) => next.run(request).await,
        Ok(Some(standing)) => standing.told(next.run(request).await),
    }
}

/// For pages and server functions.
pub(crate) async fn of_pages(State(kist): State<Kist>, request: Request, next: Next) -> Response {
    match kist.limiter.admit(&caller(request.extensions(), None), None).await {
        Err(over) => over.refusal(),
        Ok(_) => next.run(request).await,
    }
}

/// For a question that is a part of a request, and counts as if it had been asked by itself.
pub(crate) async fn of_part(
    kist: &Kist,
    request: &Extensions,
    bucket: Option<Bucket>,
) -> Result<(), Problem> {
    match kist.limiter.admit(&caller(request, bucket), bucket).await {
        Err(over) => Err(over.refused()),
        Ok(_) => Ok(()),
    }
}

/// Whom a bucket's limit is for, where that is not the caller alone.
fn owner(of: &Extensions, bucket: Option<Bucket>) -> Option<String> {
    let merchant = of.get::<Brought>()?.merchant()?;
    (bucket == Some(Bucket::Payments)).then(|| format!("merchant {merchant}"))
}

/// The person or the key, if the request proves who it is; else the address. Who tries to sign in is nobody yet.
fn caller(of: &Extensions, bucket: Option<Bucket>) -> String {
    let brought = of.get::<Brought>();
    if let Some(key) = brought.and_then(Brought::key) {
        return format!("key {key}");
    }
    let person = brought.and_then(Brought::person);
    match person.filter(|_| bucket != Some(Bucket::Login)) {
        Some(person) => format!("person {person}"),
        None => {
            let from = of.get::<CameFrom>().map(|from| address::counted(from.0));
            format!("address {}", from.unwrap_or_default())
        }
    }
}

impl Standing {
    fn is_over(&self) -> bool {
        self.window.count > self.limit
    }

    fn refusal(&self) -> Response {
        self.refused().into_response()
    }

    fn refused(&self) -> Problem {
        metrics::rate_limited(self.name);
        let told = Explanation::new(
            Kind::TooMany,
            "rate_limit_exceeded",
            "Too many requests. Please try again later.",
        )
        .with("retry_after", self.window.seconds_left);
        Problem::from(told)
    }

    /// Adds the headers. Where an inner limit (of sign-ins for one account) refused, it is that one's.
    fn told(&self, mut response: Response) -> Response {
        let refused_within = response.status() == StatusCode::TOO_MANY_REQUESTS && !self.is_over();
        let (remaining, left) = if refused_within {
            (0, seconds(response.headers()).unwrap_or(self.window.seconds_left))
        } else {
            (self.limit.saturating_sub(self.window.count), self.window.seconds_left)
        };
        let reset = real_now().timestamp().saturating_add_unsigned(left);
        let headers = response.headers_mut();
        headers.insert(HeaderName::from_static("x-ratelimit-limit"), HeaderValue::from(self.limit));
        headers.insert(HeaderName::from_static("x-ratelimit-remaining"), HeaderValue::from(remaining));
        headers.insert(HeaderName::from_static("x-ratelimit-reset"), HeaderValue::from(reset));
        response
    }
}

fn seconds(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_eleventh_is_refused_and_others_are_not() {
        let limiter = Limiter::in_this_process(Limits::default());
        let balance = Some(Bucket::Balance);
        for n in 1..=10 {
            let standing = limiter.admit("person asha", balance).await.unwrap().unwrap();
            assert_eq!((standing.limit, standing.window.count), (10, n));
        }
        assert!(limiter.admit("person asha", balance).await.is_err());
        assert!(limiter.admit("person asha", Some(Bucket::Transactions)).await.is_ok());
        assert!(limiter.admit("person ravi", balance).await.is_ok());
    }

    #[tokio::test]
    async fn a_merchants_keys_share_its_limit() {
        let limiter = Limiter::in_this_process(Limits { payments: 2, ..Limits::OFF });
        let hit = async |key, merchant| limiter.admit_as(key, merchant, Some(Bucket::Payments)).await.is_ok();
        assert!(hit("key 1", "merchant a").await && hit("key 2", "merchant a").await);
        assert!(!hit("key 3", "merchant a").await);
        assert!(hit("key 1", "merchant b").await);
    }

    #[tokio::test]
    async fn everything_counts_and_zero_switches_off() {
        let few = Limits { caller: 2, global: 3, ..Limits::OFF };
        let limiter = Limiter::in_this_process(few);
        assert!(limiter.admit("person asha", None).await.is_ok());
        assert!(limiter.admit("person asha", Some(Bucket::Balance)).await.is_ok());
        assert_eq!(limiter.admit("person asha", None).await.unwrap_err().limit, 2);
        assert_eq!(limiter.admit("person ravi", None).await.unwrap_err().limit, 3, "of everybody together");
        let off = Limiter::in_this_process(Limits::OFF);
        assert!(off.admit("person asha", Some(Bucket::Login)).await.unwrap().is_none());
    }
}
