//! Rows of transfers and what they become. Private to this room.

use crate::{
    id::{BankAccountId, MerchantId, PersonId, TransferId},
    money::{Paise, PositivePaise},
    transfer::{
        TransferKind, TransferState,
        view::{PaidToView, PayoutView, TransferView, WalletTransferView},
    },
    work::WorkError,
};
use chrono::{DateTime, Utc};
use uuid::Uuid;

pub(super) struct TransferRow {
    pub(super) id: Uuid,
    pub(super) kind: String,
    pub(super) owner_id: Uuid,
    pub(super) owner_name: String,
    pub(super) amount_paise: i64,
    pub(super) bank_account_id: Option<Uuid>,
    pub(super) number_last4: Option<String>,
    pub(super) ifsc: Option<String>,
    pub(super) idempotency_key: String,
    pub(super) status: String,
    pub(super) sends: i16,
    pub(super) enquiries: i32,
    pub(super) failure_code: Option<String>,
    pub(super) failure_reason: Option<String>,
    pub(super) bank_reference: Option<String>,
    pub(super) sent_at: Option<DateTime<Utc>>,
    pub(super) contacted_at: Option<DateTime<Utc>>,
    pub(super) last_contact: Option<String>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

/// `query_as!` over the columns of a [`TransferRow`], from `transfer t`; the tail says which.
macro_rules! transfer_rows {
    ($tail:literal $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            $crate::transfer::pg::rows::TransferRow,
            r#"
            select t.id, t.kind, t.owner_id, coalesce(p.name, m.name, '') as "owner_name!", t.amount_paise, t.bank_account_id,
                   b.number_last4 as "number_last4?", b.ifsc as "ifsc?", t.idempotency_key, t.status, t.sends, t.enquiries,
                   t.failure_code, t.failure_reason, t.bank_reference, t.sent_at, t.contacted_at, t.last_contact, t.created_at, t.updated_at
            from transfer t
            left join person p on p.id = t.owner_id
            left join merchant m on m.id = t.owner_id
            left join bank_account b on b.id = t.bank_account_id
            "# + $tail
            $(, $argument)*
        )
    };
}
pub(super) use transfer_rows;

pub(super) fn kind(text: &str) -> Result<TransferKind, WorkError> {
    TransferKind::parse(text).ok_or(WorkError::Broken("an unknown kind of transfer is stored"))
}

pub(super) fn state(text: &str) -> Result<TransferState, WorkError> {
    TransferState::parse(text).ok_or(WorkError::Broken("an unknown state of a transfer is stored"))
}

pub(super) fn amount(paise: i64) -> Result<PositivePaise, WorkError> {
    PositivePaise::try_from(Paise::new(paise))
        .map_err(|_| WorkError::Broken("a stored amount is not positive"))
}

impl TransferRow {
    fn paid_to(&self) -> Option<PaidToView> {
        Some(PaidToView {
            id: BankAccountId(self.bank_account_id?),
            account_number_masked: format!("******{}", self.number_last4.as_ref()?),
            ifsc_code: self.ifsc.clone()?,
        })
    }

    pub(super) fn view(self) -> Result<TransferView, WorkError> {
        Ok(TransferView {
            id: TransferId(self.id),
            kind: kind(&self.kind)?,
            owner_id: self.owner_id,
            bank_account: self.paid_to(),
            owner_name: self.owner_name,
            amount: Paise::new(self.amount_paise),
            status: state(&self.status)?,
            idempotency_key: self.idempotency_key,
            failure_code: self.failure_code,
            failure_reason: self.failure_reason,
            bank_reference: self.bank_reference,
            attempts: self.sends,
            enquiries: self.enquiries,
            sent_at: self.sent_at,
            contacted_at: self.contacted_at,
            last_contact: self.last_contact,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }

    pub(super) fn wallet_view(self) -> Result<WalletTransferView, WorkError> {
        Ok(WalletTransferView {
            id: TransferId(self.id),
            user_id: PersonId(self.owner_id),
            amount: Paise::new(self.amount_paise),
            status: state(&self.status)?,
            bank_account_id: self.bank_account_id.map(BankAccountId),
            bank_account: self.paid_to(),
            failure_code: self.failure_code,
            failure_reason: self.failure_reason,
            bank_reference: self.bank_reference,
            attempts: self.sends,
            created_at: self.created_at,
            updated_at: self.updated_at,
            events: None,
        })
    }

    pub(super) fn payout_view(self) -> Result<PayoutView, WorkError> {
        let bank_account =
            self.paid_to().ok_or(WorkError::Broken("a payout without a bank account is stored"))?;
        Ok(PayoutView {
            id: TransferId(self.id),
            merchant_id: MerchantId(self.owner_id),
            status: TransferKind::Payout.word(state(&self.status)?).to_owned(),
            amount_paise: self.amount_paise,
            bank_account_id: bank_account.id,
            bank_account,
            idempotency_key: self.idempotency_key,
            failure_code: self.failure_code,
            failure_reason: self.failure_reason,
            bank_reference: self.bank_reference,
            attempts: self.sends,
            created_at: self.created_at,
            updated_at: self.updated_at,
            events: None,
        })
    }
}
