//! What one stream may hear, and when it ends.

use super::{Change, Live, News, Said, seats::Seat};
use crate::{gate::credentials::Brought, rest::problem::Problem, state::Kist};
use app::door::Visitor;
use axum::http::Extensions;
use domain::{
    actor::{Actor, Role},
    explain::Explanation,
    identity::pg::Doorkeeper,
    work::real_now,
};
use futures::{Stream, StreamExt, stream};
use tokio::{
    sync::{
        broadcast::{Receiver, error::RecvError},
        watch,
    },
    time::{Instant, Interval, MissedTickBehavior, interval_at},
};
use uuid::Uuid;

/// Somebody who listens.
pub(super) struct Hearing {
    news: Receiver<News>,
    stopping: watch::Receiver<bool>,
    doorkeeper: Doorkeeper,
    recheck: Interval,
    actor: Actor,
    /// Until when a token is good, in seconds since 1970. A session is good until it is ended.
    good_until: Option<i64>,
    _seat: Seat,
}

impl Hearing {
    /// Of whoever is signed in, as far as they have not too many already.
    pub(super) fn of(kist: &Kist, request: &Extensions) -> Result<Hearing, Problem> {
        let actor = actor(request)?;
        let Live { news, stopping, seats } = &kist.live;
        let seat = seats.take(actor.person)?;
        let every = kist.config.live_recheck;
        let mut recheck = interval_at(Instant::now() + every, every);
        recheck.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Ok(Hearing {
            news: news.subscribe(),
            stopping: stopping.subscribe(),
            doorkeeper: kist.doorkeeper.clone(),
            recheck,
            actor,
            good_until: match request.get::<Brought>() {
                Some(Brought::Token(claims)) => Some(claims.exp),
                _ => None,
            },
            _seat: seat,
        })
    }

    /// Everything that is said. Ends with the sign-in, or when the product stops.
    pub(super) fn said(self) -> impl Stream<Item = Said> + Send {
        let rest = stream::unfold(self, |mut hearing| async {
            let said = hearing.next().await?;
            Some((said, hearing))
        });
        stream::once(async { Said::Ready }).chain(rest)
    }

    async fn next(&mut self) -> Option<Said> {
        loop {
            tokio::select! {
                biased;
                () = stopped(&mut self.stopping) => return None,
                _ = self.recheck.tick() => if !self.still_signed_in().await { return None },
                news = self.news.recv() => match news {
                    Ok(News::Told(told)) if hears(&self.actor, told.to) => {
                        return Some(Said::Change(Change { kind: told.kind.clone(), id: told.id }));
                    }
                    Ok(News::Told(_)) => {}
                    Ok(News::Resync) | Err(RecvError::Lagged(_)) => return Some(Said::Resync),
                    Err(RecvError::Closed) => return None,
                },
            }
        }
    }

    /// Looks the sign-in up again, as each request does. While the database is away nobody is told anything,
    /// and nobody need be sent away.
    async fn still_signed_in(&mut self) -> bool {
        if self.good_until.is_some_and(|end| end <= real_now().timestamp()) {
            return false;
        }
        let Some(sign_in) = self.actor.sign_in else { return false };
        match self.doorkeeper.visitor(sign_in).await {
            Ok(Some((actor, _))) => {
                self.actor = actor;
                true
            }
            Ok(None) => false,
            Err(_) => true,
        }
    }
}

async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // No sender any more: nobody is left to tell anything either.
    let _gone = stopping.wait_for(|stopping| *stopping).await;
}

pub(super) fn actor(request: &Extensions) -> Result<Actor, Problem> {
    let visitor = request.get::<Visitor>();
    match visitor.and_then(|visitor| visitor.actor.clone()) {
        Some(actor) => Ok(actor),
        // Events are for people; a server is told by webhooks.
        None if visitor.is_some_and(|visitor| visitor.key.is_some()) => {
            Err(Explanation::not_authorized().into())
        }
        None => Err(Explanation::not_authenticated().into()),
    }
}

/// What is somebody's own; an admin hears of everything that is told.
fn hears(actor: &Actor, to: Uuid) -> bool {
    match actor.role {
        Role::Admin => true,
        Role::User => actor.person.0 == to,
        Role::Merchant => actor.person.0 == to || actor.merchant.is_some_and(|merchant| merchant.0 == to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{MerchantId, PersonId};

    #[test]
    fn everybody_hears_their_own_and_admins_all() {
        let [person, merchant, stranger] = [1, 2, 3].map(Uuid::from_u128);
        let of = |role, merchant| Actor { person: PersonId(person), role, merchant, sign_in: None };
        for (actor, heard) in [
            (of(Role::User, None), [true, false, false]),
            (of(Role::User, Some(MerchantId(merchant))), [true, false, false]),
            (of(Role::Merchant, Some(MerchantId(merchant))), [true, true, false]),
            (of(Role::Admin, None), [true, true, true]),
        ] {
            assert_eq!([person, merchant, stranger].map(|to| hears(&actor, to)), heard, "{actor:?}");
        }
    }
}
