//! What a merchant's server tells us of a refund, at `/webhook/refund-status`.

use crate::{body::Raw, explain::Explanation, id::RefundId, payment::body::REASON_CHARACTERS_MAX};
use serde::Deserialize;

/// Before the merchant's id: where a message that was kept came from.
pub const MERCHANT_SOURCE: &str = "merchant:";

/// As it is sent.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct RefundStatusBody {
    #[serde(default)]
    pub refund_id: Raw,
    #[serde(default)]
    pub status: Raw,
    #[serde(default)]
    pub reason: Raw,
}

/// As it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundReport {
    pub refund: RefundId,
    /// Why it failed; `None`: it is done.
    pub failed: Option<String>,
}

impl RefundStatusBody {
    pub fn read(&self) -> Result<RefundReport, Explanation> {
        let refund = self.refund_id.id("refund_id")?;
        // That it failed counts, however its reason is written.
        let reason = self.reason.optional_text("reason", usize::MAX).ok().flatten();
        let reason = reason.map(|text| text.chars().take(REASON_CHARACTERS_MAX).collect::<String>());
        let failed = match self.status.text("status", 16)?.as_str() {
            "COMPLETED" => None,
            "FAILED" => Some(reason.unwrap_or_else(|| "The shop says that it failed.".to_owned())),
            _ => return Err(Explanation::validation("status", "This must be COMPLETED or FAILED.")),
        };
        Ok(RefundReport { refund, failed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_done_or_it_failed() {
        let body = |status: &str, reason: &str| RefundStatusBody {
            refund_id: "019bd0e2-0000-7000-8000-000000000001".into(),
            status: Raw::typed(status),
            reason: Raw::typed(reason),
        };
        assert_eq!(body("COMPLETED", "thanks").read().unwrap().failed, None);
        assert_eq!(
            body("FAILED", "Nothing came back").read().unwrap().failed.as_deref(),
            Some("Nothing came back")
        );
        let long = body("FAILED", &"x".repeat(2_000)).read().unwrap().failed;
        assert_eq!(long.map(|reason| reason.len()), Some(REASON_CHARACTERS_MAX));
        let odd = RefundStatusBody { reason: Raw::Flag(true), ..body("FAILED", "") };
        assert!(odd.read().unwrap().failed.is_some());
        assert!(body("FAILED", "").read().unwrap().failed.is_some());
        for bad in ["PENDING", "completed", ""] {
            assert_eq!(body(bad, "").read().unwrap_err().code, "validation_error", "{bad}");
        }
    }
}
