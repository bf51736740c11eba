//! Rows of payments and what they become. Private to this room.

use crate::{
    actor::Role,
    gateway::GatewayName,
    id::{AttemptId, MerchantId, PaymentId, PlanId, RefundId},
    money::{Paise, PositivePaise},
    payment::{
        PaymentState, RefundState,
        view::{AttemptView, CustomerView, PaymentView, RefundView},
    },
    work::WorkError,
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::sync::OnceLock;
use uuid::Uuid;

static CHECKOUT: OnceLock<String> = OnceLock::new();

/// Sets where the product is reached from outside; once, at start.
pub fn configure_checkout(public: &str) {
    // A second time is the same program with the same settings.
    drop(CHECKOUT.set(public.trim_end_matches('/').to_owned()));
}

pub(super) fn checkout_url(payment: Uuid) -> String {
    format!("{}/pay/{payment}", CHECKOUT.get().map_or("", String::as_str))
}

pub(super) struct PaymentRow {
    pub(super) id: Uuid,
    pub(super) merchant_id: Uuid,
    pub(super) merchant_name: String,
    pub(super) amount_paise: i64,
    pub(super) status: String,
    pub(super) description: Option<String>,
    pub(super) customer_name: Option<String>,
    pub(super) customer_email: Option<String>,
    pub(super) metadata: Value,
    pub(super) return_url: Option<String>,
    pub(super) way: Option<String>,
    pub(super) gateway: Option<String>,
    pub(super) fee_paise: i64,
    pub(super) reserved_paise: i64,
    pub(super) refunded_paise: i64,
    pub(super) failure_code: Option<String>,
    pub(super) failure_reason: Option<String>,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

/// `query_as!` over the columns of a [`PaymentRow`], from `payment p`; the tail says which.
macro_rules! payment_rows {
    ($tail:literal $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            $crate::payment::pg::rows::PaymentRow,
            r#"
            select p.id, p.merchant_id, m.name as merchant_name, p.amount_paise, p.status, p.description, p.customer_name, p.customer_email,
                   p.metadata, p.return_url, p.way, p.gateway, p.fee_paise, p.reserved_paise, p.refunded_paise, p.failure_code, p.failure_reason,
                   p.expires_at, p.created_at, p.updated_at
            from payment p join merchant m on m.id = p.merchant_id
            "# + $tail
            $(, $argument)*
        )
    };
}
pub(super) use payment_rows;

pub(super) fn state(text: &str) -> Result<PaymentState, WorkError> {
    PaymentState::parse(text).ok_or(WorkError::Broken("an unknown state of a payment is stored"))
}

pub(super) fn refund_state(text: &str) -> Result<RefundState, WorkError> {
    RefundState::parse(text).ok_or(WorkError::Broken("an unknown state of a refund is stored"))
}

pub(super) fn gateway(text: &str) -> Result<GatewayName, WorkError> {
    GatewayName::parse(text).ok_or(WorkError::Broken("an unknown gateway is stored"))
}

pub(super) fn amount(paise: i64) -> Result<PositivePaise, WorkError> {
    PositivePaise::try_from(Paise::new(paise))
        .map_err(|_| WorkError::Broken("a stored amount is not positive"))
}

impl PaymentRow {
    pub(super) fn view(self) -> Result<PaymentView, WorkError> {
        let status = state(&self.status)?;
        let refundable = match status {
            PaymentState::Success => self.amount_paise.saturating_sub(self.reserved_paise),
            PaymentState::Created
            | PaymentState::Processing
            | PaymentState::Failed
            | PaymentState::Refunded => 0,
        };
        let customer = (self.customer_name.is_some() || self.customer_email.is_some())
            .then_some(CustomerView { name: self.customer_name, email: self.customer_email });
        Ok(PaymentView {
            id: PaymentId(self.id),
            merchant_id: MerchantId(self.merchant_id),
            amount: Paise::new(self.amount_paise),
            currency: "INR".to_owned(),
            status,
            gateway: self.gateway.as_deref().map(gateway).transpose()?,
            method: self.way,
            checkout_url: checkout_url(self.id),
            description: self.description,
            customer,
            return_url: self.return_url,
            metadata: self.metadata,
            fee: Paise::new(self.fee_paise),
            refunded_amount: Paise::new(self.refunded_paise),
            refundable_amount: Paise::new(refundable),
            failure_code: self.failure_code,
            failure_reason: self.failure_reason,
            expires_at: self.expires_at,
            created_at: self.created_at,
            updated_at: self.updated_at,
            attempts: None,
            events: None,
            refunds: None,
        })
    }
}

pub(super) struct AttemptRow {
    pub(super) id: Uuid,
    pub(super) number: i16,
    pub(super) gateway: String,
    pub(super) way: String,
    pub(super) status: String,
    pub(super) gateway_reference: Option<String>,
    pub(super) failure_code: Option<String>,
    pub(super) failure_reason: Option<String>,
    pub(super) sends: i32,
    pub(super) enquiries: i32,
    pub(super) last_contact: Option<String>,
    pub(super) started_at: DateTime<Utc>,
    pub(super) ended_at: Option<DateTime<Utc>>,
}

impl AttemptRow {
    pub(super) fn view(self) -> Result<AttemptView, WorkError> {
        Ok(AttemptView {
            id: AttemptId(self.id),
            number: self.number,
            gateway: gateway(&self.gateway)?,
            method: self.way,
            status: self.status,
            gateway_reference: self.gateway_reference,
            failure_code: self.failure_code,
            failure_reason: self.failure_reason,
            sends: self.sends,
            enquiries: self.enquiries,
            last_contact: self.last_contact,
            started_at: self.started_at,
            ended_at: self.ended_at,
        })
    }
}

pub(super) struct RefundRow {
    pub(super) id: Uuid,
    pub(super) payment_id: Uuid,
    pub(super) merchant_id: Uuid,
    pub(super) merchant_name: String,
    pub(super) description: Option<String>,
    pub(super) amount_paise: i64,
    pub(super) status: String,
    pub(super) reason: Option<String>,
    pub(super) transaction_id: Uuid,
    pub(super) plan_id: Option<Uuid>,
    pub(super) asked_by: Option<String>,
    pub(super) ended_reason: Option<String>,
    pub(super) expires_at: Option<DateTime<Utc>>,
    pub(super) to_plan_paise: Option<i64>,
    pub(super) to_wallet_paise: Option<i64>,
    pub(super) gateway: Option<String>,
    pub(super) gateway_reference: Option<String>,
    pub(super) failure_code: Option<String>,
    pub(super) failure_reason: Option<String>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

/// `query_as!` over the columns of a [`RefundRow`], from `refund r`; the tail says which.
macro_rules! refund_rows {
    ($tail:literal $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            $crate::payment::pg::rows::RefundRow,
            r#"
            select r.id, r.payment_id, r.merchant_id, m.name as merchant_name, b.description, r.amount_paise, r.status, r.reason, r.transaction_id, r.plan_id, q.role as "asked_by?",
                   r.ended_reason, r.expires_at, r.to_plan_paise, r.to_wallet_paise, a.gateway as "gateway?", r.gateway_reference,
                   r.failure_code, r.failure_reason, r.created_at, r.updated_at
            from refund r join merchant m on m.id = r.merchant_id join payment b on b.id = r.payment_id left join payment_attempt a on a.id = r.attempt_id left join person q on q.id = r.requested_by
            "# + $tail
            $(, $argument)*
        )
    };
}
pub(super) use refund_rows;

impl RefundRow {
    pub(super) fn view(self) -> Result<RefundView, WorkError> {
        Ok(RefundView {
            id: RefundId(self.id),
            payment_id: PaymentId(self.payment_id),
            merchant_id: MerchantId(self.merchant_id),
            merchant_name: self.merchant_name,
            description: self.description,
            transaction_id: self.transaction_id,
            plan_id: self.plan_id.map(PlanId),
            amount: Paise::new(self.amount_paise),
            status: refund_state(&self.status)?,
            reason: self.ended_reason.or_else(|| self.reason.clone()),
            requested_reason: self.reason,
            requested_by: self.asked_by.as_deref().and_then(Role::parse),
            expires_at: self.expires_at,
            to_plan_amount: self.to_plan_paise.map(Paise::new),
            to_wallet_amount: self.to_wallet_paise.map(Paise::new),
            gateway: self.gateway.as_deref().map(gateway).transpose()?,
            gateway_reference: self.gateway_reference,
            failure_code: self.failure_code,
            failure_reason: self.failure_reason,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}
