//! Registering, signing in, refresh tokens and their theft.

use crate::support::{House, told};
use domain::{
    body::Raw,
    explain::Kind,
    identity::{
        body::{ChangePasswordBody, RegisterBody, SignInBody},
        pg::{Caller, CallerKind, Doorkeeper, PasswordCost, Passwords, SetActive, SignInThrottle},
    },
    work::{InThisProcess, Vault},
};
use futures::future::join_all;
use std::sync::Arc;

fn doorkeeper(house: &House, per_minute: u32) -> Doorkeeper {
    // Cheap on purpose: what is tested is who is let in, not how long a hash takes.
    let passwords = Passwords::new(PasswordCost { memory_kib: 64, passes: 1 }, 4).expect("a cost");
    Doorkeeper::new(
        house.pool().clone(),
        passwords,
        SignInThrottle::new(per_minute, Arc::new(InThisProcess::default())),
        Arc::new(Vault::of_demo()),
    )
}

fn program() -> Caller {
    Caller::new(CallerKind::Program, "curl", "127.0.0.1".to_owned(), "test".to_owned())
}

fn asha(email: &str) -> RegisterBody {
    RegisterBody {
        name: Raw::typed("Asha Rao"),
        email: Raw::typed(email),
        password: Raw::typed("a long password"),
        ..RegisterBody::default()
    }
}

fn sign_in(email: &str, password: &str) -> SignInBody {
    SignInBody { email: Raw::typed(email), password: Raw::typed(password), otp: Raw::Missing }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_per_address_however_it_is_written() {
    let house = House::new().await;
    let door = doorkeeper(&house, 0);
    let answers = join_all((0..10).map(|n| {
        let email = if n % 2 == 0 { "asha@example.com" } else { "ASHA@Example.com" };
        door.register(asha(email), program())
    }))
    .await;
    let (let_in, refused): (Vec<_>, Vec<_>) = answers.into_iter().map(told).partition(Result::is_ok);
    assert_eq!(let_in.len(), 1);
    for why in refused.into_iter().filter_map(Result::err) {
        assert_eq!((why.kind, why.code.as_str()), (Kind::Conflict, "email_taken"));
    }
    assert_eq!(house.count("account where kind = 'wallet'").await, 1);

    let admin = RegisterBody { role: Raw::typed("ADMIN"), ..asha("b@example.com") };
    assert_eq!(told(door.register(admin, program()).await).err().map(|why| why.kind), Some(Kind::Forbidden));
    for (field, body) in [
        ("password", RegisterBody { password: Raw::typed("short"), ..asha("c@example.com") }),
        ("email", asha("nobody")),
        ("email", asha("a b@example.com")),
        ("name", RegisterBody { name: Raw::typed("  "), ..asha("c@example.com") }),
        ("name", RegisterBody { name: Raw::Text("a\0b".to_owned()), ..asha("c@example.com") }),
    ] {
        let why = told(door.register(body, program()).await).expect_err("refused");
        assert!(why.about(field).is_some(), "{field}: {why:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_learn_nothing_and_a_closed_account_is_out_at_once() {
    let house = House::new().await;
    let door = doorkeeper(&house, 0);
    let in_door = told(door.register(asha("asha@example.com"), program()).await).expect("registers");
    let wrong = told(door.sign_in(sign_in("asha@example.com", "wrong password"), program()).await).err();
    let unknown = told(door.sign_in(sign_in("nobody@example.com", "wrong password"), program()).await).err();
    assert_eq!(wrong, unknown);
    assert!(wrong.is_some_and(|why| why.kind == Kind::NotAuthenticated));

    let visitor = door.visitor(in_door.sign_in).await.expect("reads");
    assert!(visitor.is_some());
    let close = SetActive {
        admin: house.admin,
        person: in_door.person.id,
        is_active: false,
        meta: crate::support::meta(),
    };
    house.run(&close).await.expect("closed");
    assert!(door.visitor(in_door.sign_in).await.expect("reads").is_none());
    let token = in_door.refresh_token.expect("a program has one");
    assert!(door.refresh(&token, program()).await.is_err());
    let again = told(door.sign_in(sign_in("asha@example.com", "a long password"), program()).await).err();
    assert_eq!(again, unknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_that_comes_back_ends_its_family() {
    let house = House::new().await;
    let door = doorkeeper(&house, 0);
    let first = told(door.register(asha("asha@example.com"), program()).await).expect("registers");
    let other = told(door.sign_in(sign_in("asha@example.com", "a long password"), program()).await)
        .expect("signs in");
    let stolen = first.refresh_token.expect("a token");
    let next = told(door.refresh(&stolen, program()).await).expect("refreshes");
    let next_token = next.refresh_token.expect("a token");
    assert!(door.refresh(&stolen, program()).await.is_err(), "spent");
    assert!(door.refresh(&next_token, program()).await.is_err(), "the family has ended");
    assert!(door.visitor(first.sign_in).await.expect("reads").is_none());
    assert!(door.visitor(other.sign_in).await.expect("reads").is_some(), "another sign-in goes on");

    // Two at once with one token: at most one gets a pair, and then the family ends.
    let token = other.refresh_token.expect("a token");
    let (a, b) = tokio::join!(door.refresh(&token, program()), door.refresh(&token, program()));
    assert!(!(a.is_ok() && b.is_ok()));
    assert!(door.visitor(other.sign_in).await.expect("reads").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_signs_out_everywhere_else() {
    let house = House::new().await;
    let door = doorkeeper(&house, 0);
    let here = told(door.register(asha("asha@example.com"), program()).await).expect("registers");
    let there = told(door.sign_in(sign_in("asha@example.com", "a long password"), program()).await)
        .expect("signs in");
    assert_eq!(door.sessions(&here.actor).await.expect("lists").len(), 2);
    let wrong = ChangePasswordBody {
        current_password: Raw::typed("not it"),
        new_password: Raw::typed("another long one"),
    };
    let why = told(door.change_password(&here.actor, wrong, "test").await).expect_err("refused");
    assert!(why.about("current_password").is_some());
    let right = ChangePasswordBody {
        current_password: Raw::typed("a long password"),
        new_password: Raw::typed("another long one"),
    };
    told(door.change_password(&here.actor, right, "test").await).expect("changed");
    assert!(door.visitor(there.sign_in).await.expect("reads").is_none());
    assert!(door.visitor(here.sign_in).await.expect("reads").is_some());
    assert!(door.sign_in(sign_in("asha@example.com", "a long password"), program()).await.is_err());

    // Nobody ends another person's sign-in; they are not told that it exists.
    let stranger = told(door.register(asha("imran@example.com"), program()).await).expect("registers");
    let why = told(door.revoke(&stranger.actor, here.sign_in, "test").await).expect_err("refused");
    assert_eq!(why.kind, Kind::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_eleventh_attempt_in_a_minute_is_refused_before_the_password_is_looked_at() {
    let house = House::new().await;
    let door = doorkeeper(&house, 10);
    let mut refusals = Vec::new();
    for _ in 0..25 {
        refusals.push(
            told(door.sign_in(sign_in("asha@example.com", "wrong"), program()).await)
                .expect_err("refused")
                .code,
        );
    }
    assert_eq!(refusals[0], "not_authenticated");
    assert!(refusals.iter().filter(|code| *code == "rate_limit_exceeded").count() >= 5, "{refusals:?}");
}
