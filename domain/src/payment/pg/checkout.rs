use super::rows::state;
use crate::{
    explain::Explanation,
    id::{MerchantId, PaymentId},
    money::Paise,
    payment::{PaymentState, view::CheckoutView},
    work::{Refused, business_now, refuse},
};
use sqlx::PgPool;

/// What the customer sees. Whoever has the address may: it says what is asked by whom, and nothing of who pays.
pub async fn checkout(pool: &PgPool, payment: PaymentId) -> Result<CheckoutView, Refused> {
    let row = sqlx::query!(
        r#"
        select m.name as merchant_name, m.is_active, p.amount_paise, p.description, p.status, p.way, p.return_url, p.expires_at,
               p.failure_code, p.refunded_paise, a.customer_url as "customer_url?"
        from payment p join merchant m on m.id = p.merchant_id
        left join payment_attempt a on a.payment_id = p.id and a.status = 'open'
        where p.id = $1
        "#,
        payment.0,
    )
    .fetch_optional(pool)
    .await?
    // One that is executed at once has no customer at a browser.
    .filter(|row| row.return_url.is_some())
    .ok_or_else(|| refuse(Explanation::not_found()))?;
    let status = state(&row.status)?;
    let over = row.expires_at <= business_now(pool).await?;
    let back_url = row.return_url.as_deref().map(|back| back_to(back, payment, status));
    Ok(CheckoutView {
        id: payment,
        merchant_name: row.merchant_name,
        amount: Paise::new(row.amount_paise),
        description: row.description,
        status,
        method: row.way,
        payable: status == PaymentState::Created && !over && row.is_active,
        expired: row.failure_code.as_deref() == Some("expired") || (status == PaymentState::Created && over),
        customer_url: row.customer_url,
        refunded_amount: Paise::new(row.refunded_paise),
        back_url,
        expires_at: row.expires_at,
    })
}

/// Who asks for how much; for whoever has the address.
pub async fn asked_by(pool: &PgPool, payment: PaymentId) -> Result<(MerchantId, Paise), Refused> {
    let row = sqlx::query!(
        "select merchant_id, amount_paise from payment where id = $1 and return_url is not null",
        payment.0
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| refuse(Explanation::not_found()))?;
    Ok((MerchantId(row.merchant_id), Paise::new(row.amount_paise)))
}

/// The merchant's address with the payment's id and state. What it makes of them is checked by asking the API, since
/// anybody can write an address.
fn back_to(return_url: &str, payment: PaymentId, status: PaymentState) -> String {
    let Ok(mut url) = url::Url::parse(return_url) else { return return_url.to_owned() };
    url.query_pairs_mut()
        .append_pair("payment_id", &payment.to_string())
        .append_pair("status", status.as_str());
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_merchants_own_parameters_stay() {
        let id = PaymentId(Uuid::nil());
        let back = |url| back_to(url, id, PaymentState::Success);
        let tail = format!("payment_id={id}&status=SUCCESS");
        assert_eq!(back("https://shop.example.com/"), format!("https://shop.example.com/?{tail}"));
        assert_eq!(
            back("https://shop.example.com/?a=1#end"),
            format!("https://shop.example.com/?a=1&{tail}#end")
        );
    }
}
