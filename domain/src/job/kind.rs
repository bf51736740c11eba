//! Every job that there is. Its handler is in `server/src/workers/jobs`.

/// What is to be done. A variant's name in the database is its `as_str`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobKind {
    /// Takes a deposit, withdrawal or payout one step on: sends it to the bank, or asks what became of it.
    TransferAdvance,
    /// Takes a payment one step on: sends it to a gateway, or asks what became of it.
    PaymentAdvance,
    /// Sends a refund to its gateway, or asks what became of it.
    RefundAdvance,
    /// Ends payments that nobody paid in time, and finds those that no job looks after.
    PaymentsTend,
    /// Applies what somebody told us by a webhook.
    WebhookApply,
    /// Tells a merchant's server of an event.
    WebhookDeliver,
    /// Finds transfers that are under way and that no job looks after.
    TransferRecover,
    /// Finds deliveries that are due and that no job looks after.
    WebhookRecover,
    /// Ends the business days that are over, in order.
    DayEnd,
    /// Sends notifications by e-mail, where that is set up.
    MailSend,
    /// Recomputes the ledger, once a day.
    LedgerProve,
    /// Keeps the book of loans of the months that are over.
    BookClose,
    /// Forgets stored responses after their window. The keys stay.
    ResponsesPurge,
    /// Forgets jobs that ended long ago, and workers that are gone.
    JobsPurge,
    /// Forgets expired sessions and refresh tokens.
    SessionsPurge,
    /// Forgets events that merchants were told of long ago.
    WebhooksPurge,
    /// Forgets what merchants' servers asked long ago.
    RequestsPurge,
}

/// What stands in the place of a request's id where the clock asked for the job.
pub const PERIODIC: &str = "periodic";

impl JobKind {
    pub const ALL: [JobKind; 17] = [
        JobKind::TransferAdvance,
        JobKind::PaymentAdvance,
        JobKind::RefundAdvance,
        JobKind::WebhookApply,
        JobKind::WebhookDeliver,
        JobKind::TransferRecover,
        JobKind::PaymentsTend,
        JobKind::WebhookRecover,
        JobKind::DayEnd,
        JobKind::MailSend,
        JobKind::LedgerProve,
        JobKind::BookClose,
        JobKind::ResponsesPurge,
        JobKind::JobsPurge,
        JobKind::SessionsPurge,
        JobKind::WebhooksPurge,
        JobKind::RequestsPurge,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            JobKind::TransferAdvance => "transfer.advance",
            JobKind::PaymentAdvance => "payment.advance",
            JobKind::RefundAdvance => "refund.advance",
            JobKind::PaymentsTend => "payments.tend",
            JobKind::WebhookApply => "webhook.apply",
            JobKind::WebhookDeliver => "webhook.deliver",
            JobKind::TransferRecover => "transfer.recover",
            JobKind::WebhookRecover => "webhook.recover",
            JobKind::DayEnd => "day.end",
            JobKind::MailSend => "mail.send",
            JobKind::LedgerProve => "ledger.prove",
            JobKind::BookClose => "book.close",
            JobKind::ResponsesPurge => "responses.purge",
            JobKind::JobsPurge => "jobs.purge",
            JobKind::SessionsPurge => "sessions.purge",
            JobKind::WebhooksPurge => "webhooks.purge",
            JobKind::RequestsPurge => "requests.purge",
        }
    }

    pub fn parse(text: &str) -> Option<JobKind> {
        JobKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// In a person's words.
    pub const fn words(self) -> &'static str {
        match self {
            JobKind::TransferAdvance => "Take a transfer one step on",
            JobKind::PaymentAdvance => "Take a payment one step on",
            JobKind::RefundAdvance => "Have a refund go back",
            JobKind::PaymentsTend => "End payments that nobody paid",
            JobKind::WebhookApply => "Apply what a bank or gateway told us",
            JobKind::WebhookDeliver => "Tell a merchant's server",
            JobKind::TransferRecover => "Find transfers that nobody looks after",
            JobKind::WebhookRecover => "Find deliveries that nobody looks after",
            JobKind::DayEnd => "End business days",
            JobKind::MailSend => "Send notifications by e-mail",
            JobKind::LedgerProve => "Prove the ledger",
            JobKind::BookClose => "Keep the book of months that are over",
            JobKind::ResponsesPurge => "Forget stored responses",
            JobKind::JobsPurge => "Forget old jobs",
            JobKind::SessionsPurge => "Forget expired sessions",
            JobKind::WebhooksPurge => "Forget old events of webhooks",
            JobKind::RequestsPurge => "Forget old requests of servers",
        }
    }

    /// So many failures in a row make a dead letter.
    pub const fn failures_max(self) -> i16 {
        match self {
            JobKind::TransferAdvance | JobKind::PaymentAdvance | JobKind::RefundAdvance => 20,
            JobKind::WebhookApply => 12,
            // Of ours; that the merchant's server fails is none of the job.
            JobKind::WebhookDeliver | JobKind::DayEnd | JobKind::MailSend => 20,
            // The next one comes by itself.
            JobKind::TransferRecover
            | JobKind::PaymentsTend
            | JobKind::LedgerProve
            | JobKind::BookClose
            | JobKind::WebhookRecover
            | JobKind::WebhooksPurge
            | JobKind::RequestsPurge
            | JobKind::ResponsesPurge
            | JobKind::JobsPurge
            | JobKind::SessionsPurge => 3,
        }
    }

    /// Of a job that is done again and again: how often, in seconds.
    pub const fn every_seconds(self) -> Option<i32> {
        match self {
            JobKind::TransferAdvance
            | JobKind::PaymentAdvance
            | JobKind::RefundAdvance
            | JobKind::WebhookApply
            | JobKind::WebhookDeliver => None,
            JobKind::TransferRecover | JobKind::PaymentsTend => Some(30),
            JobKind::WebhookRecover | JobKind::DayEnd | JobKind::MailSend => Some(60),
            JobKind::LedgerProve => Some(24 * 3600),
            JobKind::BookClose
            | JobKind::ResponsesPurge
            | JobKind::JobsPurge
            | JobKind::SessionsPurge
            | JobKind::RequestsPurge
            | JobKind::WebhooksPurge => Some(3600),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read_again_it_is_the_same() {
        for kind in JobKind::ALL {
            assert_eq!(JobKind::parse(kind.as_str()), Some(kind));
            assert!(kind.failures_max() >= 1 && !kind.words().is_empty());
        }
        assert_eq!(JobKind::parse("nothing"), None);
    }
}
