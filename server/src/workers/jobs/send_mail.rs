//! Sends what borrowers are told by e-mail, at least once each, where that is set up.

use super::done;
use crate::{mail::Unsent, state::Kist};
use domain::{
    job::pg::Ended,
    notification::pg::{mailed, unmailed},
    work::WorkError,
};

pub(super) async fn run(kist: &Kist) -> Result<Ended, WorkError> {
    let Some(mail) = &kist.config.mail else { return Ok(done("e-mail is not set up")) };
    let (mut sent, mut refused, mut later) = (0_u32, 0_u32, 0_u32);
    for letter in unmailed(&kist.pool).await? {
        let unsent = mail.send(&letter, &kist.config.payments.public_url).await.err();
        let count = match &unsent {
            None => &mut sent,
            Some(Unsent::Refused(_)) => &mut refused,
            Some(Unsent::Later(_) | Unsent::Closed(_)) => &mut later,
        };
        *count = count.saturating_add(1);
        if let Some(error) = &unsent {
            // Without the address: it is personal.
            tracing::warn!(notification = %letter.id, %error, "an e-mail was not sent");
        }
        match unsent {
            // Refused for good is done with, too: it must not stand in the way of others for ever.
            None | Some(Unsent::Refused(_)) => mailed(&kist.pool, letter.id).await?,
            Some(Unsent::Later(_)) => {}
            // Nor does the next one go out: waiting for each of them would hold up other jobs.
            Some(Unsent::Closed(_)) => break,
        }
    }
    if later > 0 {
        return Err(WorkError::Broken("some e-mails could not be sent yet"));
    }
    Ok(done(format!("{sent} sent, {refused} refused")))
}
