//! What happened to an object, in words, from the record that every command left.

use crate::{loan::view::EventView, money::Paise, work::Refused};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

/// The latest hundred, newest first.
pub(super) async fn timeline(pool: &PgPool, subject: Uuid) -> Result<Vec<EventView>, Refused> {
    let rows = sqlx::query!(
        r#"
        select c.name, c.before, c.after, c.business_at, p.name as "by?", p.role as "role?"
        from command_log c left join person p on p.id = c.actor_id
        where c.subject_id = $1
        order by c.business_at desc, c.id desc limit 100
        "#,
        subject,
    )
    .fetch_all(pool)
    .await?;
    let events = rows.into_iter().filter_map(|row| {
        Some(EventView {
            at: row.business_at,
            words: words(&row.name, row.before.as_ref(), row.after.as_ref())?,
            by: match row.role.as_deref() {
                Some("ADMIN") => format!("{} (admin)", row.by?),
                _ => row.by.unwrap_or_else(|| "Kist".to_owned()),
            },
        })
    });
    Ok(events.collect())
}

/// `None` where nothing happened that a person would tell.
fn words(name: &str, before: Option<&Value>, after: Option<&Value>) -> Option<String> {
    let text = |value: Option<&Value>, field: &str| {
        value.and_then(|value| value.get(field)).and_then(Value::as_str).map(str::to_owned)
    };
    let flag = |field: &str| after.and_then(|value| value.get(field)).and_then(Value::as_bool);
    let rupees = |field: &str| text(after, field).and_then(|text| Paise::parse(&text).ok());
    match name {
        "loan.apply" => Some(format!("Applied for {}", rupees("principal")?.show())),
        "loan.decide" => {
            let (was, is) = (text(before, "status")?, text(after, "status")?);
            match (was == is, is.as_str()) {
                (true, "APPLIED") => Some("Approved; a second admin must approve as well".to_owned()),
                (true, _) => None,
                (false, "REJECTED") => Some(format!("Rejected: {}", text(after, "reason")?)),
                (false, _) => Some("Approved and paid into the wallet".to_owned()),
            }
        }
        "loan.repay" => {
            let amount = rupees("amount")?.show();
            Some(match flag("closed") {
                Some(true) => format!("Closed with a payment of {amount}"),
                _ => format!("Paid {amount}; {} left", rupees("outstanding")?.show()),
            })
        }
        "identity.register" => Some("Opened an account".to_owned()),
        "identity.set_active" => Some(if flag("is_active")? {
            "Account switched on".to_owned()
        } else {
            "Account switched off".to_owned()
        }),
        "identity.set_password" => Some("Changed the password".to_owned()),
        "identity.rename" => Some("Changed the name".to_owned()),
        "bank_account.add" => flag("new")?.then(|| "Added a bank account".to_owned()),
        "merchant.fund" => Some(format!("Received {}", rupees("amount")?.show())),
        "merchant.set_active" => Some(if flag("is_active")? {
            "Merchant switched on".to_owned()
        } else {
            "Merchant switched off".to_owned()
        }),
        "wallet.top_up" => Some(format!("Added {}", rupees("amount")?.show())),
        _ => None,
    }
}
