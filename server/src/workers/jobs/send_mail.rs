//! Sends what borrowers are told by e-mail, at least once each, where that is set up.

use super::done;
use crate::state::Kist;
use domain::{
    job::pg::Ended,
    notification::pg::{mailed, unmailed},
    work::WorkError,
};

pub(super) async fn run(kist: &Kist) -> Result<Ended, WorkError> {
    let Some(mail) = &kist.config.mail else { return Ok(done("e-mail is not set up")) };
    let (mut sent, mut failed) = (0_u32, 0_u32);
    for letter in unmailed(&kist.pool).await? {
        match mail.send(&letter, &kist.config.payments.public_url).await {
            Ok(()) => {
                mailed(&kist.pool, letter.id).await?;
                sent = sent.saturating_add(1);
            }
            Err(error) => {
                // Without the address: it is personal.
                tracing::warn!(notification = %letter.id, %error, "an e-mail could not be sent");
                failed = failed.saturating_add(1);
            }
        }
    }
    if failed > 0 {
        return Err(WorkError::Broken("some e-mails could not be sent"));
    }
    Ok(done(format!("{sent} sent")))
}
