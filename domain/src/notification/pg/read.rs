use crate::{
    actor::Borrower,
    explain::Explanation,
    id::PersonId,
    money::Paise,
    notification::{Kind, view::NotificationView},
    page::{Page, PageRequest, Place},
    work::{Command, Failure, Meta, Record, Refused, Tx, WorkError},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) kind: String,
    pub(super) about_kind: String,
    pub(super) about: Uuid,
    pub(super) amount_paise: Option<i64>,
    pub(super) on_date: Option<NaiveDate>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) is_read: bool,
}

impl Row {
    pub(super) fn view(self) -> Result<NotificationView, WorkError> {
        let kind =
            Kind::parse(&self.kind).ok_or(WorkError::Broken("an unknown kind of notification is stored"))?;
        let (of, link) = match self.about_kind.as_str() {
            "loan" => ("loan", format!("/loans/{}", self.about)),
            "plan" => ("purchase on instalments", format!("/bnpl/{}", self.about)),
            "refund" => ("refund", "/refunds".to_owned()),
            _ => ("account", "/dashboard".to_owned()),
        };
        Ok(NotificationView {
            id: self.id,
            kind,
            words: kind.words(of, self.amount_paise.map(Paise::new), self.on_date),
            link,
            is_read: self.is_read,
            created_at: self.created_at,
        })
    }
}

/// Newest first.
pub async fn notifications(
    pool: &PgPool,
    borrower: Borrower,
    page: PageRequest,
) -> Result<Page<NotificationView>, Refused> {
    let (older, newer) = (page.older_than(), page.newer_than());
    let rows = sqlx::query!(
        r#"
        with wanted as not materialized (
          select * from notification where person_id = $1
        )
        select id as "id!", kind as "kind!", about_kind as "about_kind!", about as "about!", amount_paise, on_date, created_at as "created_at!",
               recorded_at as "recorded_at!", read_at is not null as "is_read!"
        from (
          (select * from wanted where $2::uuid is null
             and (recorded_at, id) < (coalesce(to_timestamp_micros($5), 'infinity'), coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
           order by recorded_at desc, id desc limit $6 offset $7)
          union all
          (select * from wanted where $2::uuid is not null and (recorded_at, id) > (to_timestamp_micros($3), $2) order by recorded_at, id limit $6)
        ) page
        order by recorded_at desc, id desc
        "#,
        borrower.person().0,
        newer.map(|place| place.id),
        newer.map(|place| place.at),
        older.map(|place| place.id),
        older.map(|place| place.at),
        page.fetch(),
        page.offset,
    )
    .fetch_all(pool)
    .await?;
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        let at = row.recorded_at.timestamp_micros();
        let parts = Row {
            id: row.id,
            kind: row.kind,
            about_kind: row.about_kind,
            about: row.about,
            amount_paise: row.amount_paise,
            on_date: row.on_date,
            created_at: row.created_at,
            is_read: row.is_read,
        };
        views.push((at, parts.view()?));
    }
    Ok(page.page(views, |(at, view)| Place { at: *at, id: view.id }).map(|(_, view)| view))
}

pub async fn unread(pool: &PgPool, borrower: Borrower) -> Result<i64, Refused> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "unread!" from notification where person_id = $1 and read_at is null"#,
        borrower.person().0
    )
    .fetch_one(pool)
    .await?)
}

/// All of them.
pub struct MarkRead {
    pub borrower: Borrower,
    pub meta: Meta,
}

impl Command for MarkRead {
    const NAME: &'static str = "notification.read";
    type Output = ();
    type Refusal = Explanation;

    fn actor(&self) -> Option<PersonId> {
        Some(self.borrower.person())
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure<Explanation>> {
        let person = self.borrower.person();
        let read = sqlx::query!(
            "update notification set read_at = clock_timestamp() where person_id = $1 and read_at is null",
            person.0
        )
        .execute(tx.conn())
        .await?;
        if read.rows_affected() == 0 {
            tx.nothing_happened();
        } else {
            tx.record(Record::of("person", person.0).after(json!({ "read": read.rows_affected() })));
        }
        Ok(())
    }
}
