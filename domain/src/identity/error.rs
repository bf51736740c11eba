//! Why somebody was not let in.

use crate::explain::{Explain, Explanation, Kind};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityRefused {
    /// A field could not be read.
    #[error("{0}")]
    Unreadable(Explanation),
    #[error("There is an account with this e-mail address already. Sign in instead.")]
    EmailTaken,
    /// Unknown address, wrong password and closed account alike: strangers learn nothing.
    #[error("The e-mail address or the password is not right.")]
    NotLetIn,
    /// The token or session is unknown, spent, ended or of a closed account.
    #[error("Your sign-in has ended. Please sign in again.")]
    SignInEnded,
    #[error("Too many requests. Please try again later.")]
    TooOften { retry_after_seconds: u64 },
    #[error("The current password is not right.")]
    WrongCurrentPassword,
    #[error("There is no such sign-in.")]
    NoSuchSignIn,
    /// The password was right: only its owner learns that there is a second factor.
    #[error("Enter the code that your phone shows, with the password.")]
    CodeNeeded,
    #[error("This code is not right, or was used before. Wait for the next one.")]
    WrongCodeAtSignIn,
    #[error("This code is not right, or was used before. Wait for the next one.")]
    WrongCode,
    #[error("A second factor is on already.")]
    SecondFactorIsOn,
    #[error("No second factor is on.")]
    SecondFactorIsOff,
}

impl From<Explanation> for IdentityRefused {
    fn from(why: Explanation) -> Self {
        IdentityRefused::Unreadable(why)
    }
}

impl Explain for IdentityRefused {
    fn explain(&self) -> Explanation {
        let sentence = self.to_string();
        match self {
            IdentityRefused::Unreadable(why) => why.clone(),
            IdentityRefused::EmailTaken => {
                Explanation::new(Kind::Conflict, "email_taken", sentence.clone()).field("email", sentence)
            }
            IdentityRefused::NotLetIn | IdentityRefused::SignInEnded => {
                Explanation::new(Kind::NotAuthenticated, "not_authenticated", sentence)
            }
            IdentityRefused::TooOften { retry_after_seconds } => {
                Explanation::new(Kind::TooMany, "rate_limit_exceeded", sentence)
                    .with("retry_after", *retry_after_seconds)
            }
            IdentityRefused::WrongCurrentPassword => Explanation::validation("current_password", &sentence),
            IdentityRefused::NoSuchSignIn => Explanation::not_found(),
            IdentityRefused::CodeNeeded | IdentityRefused::WrongCodeAtSignIn => {
                Explanation::new(Kind::NotAuthenticated, "otp_required", sentence)
            }
            IdentityRefused::WrongCode => Explanation::validation("otp", &sentence),
            IdentityRefused::SecondFactorIsOn => state(sentence, "on", "on"),
            IdentityRefused::SecondFactorIsOff => state(sentence, "off", "off"),
        }
    }
}

fn state(sentence: String, current: &str, requested: &str) -> Explanation {
    Explanation::new(Kind::Conflict, "invalid_state", sentence)
        .with("current", current)
        .with("requested", requested)
}
