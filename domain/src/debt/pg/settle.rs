//! Ends days for borrowers whose standing is locked: reads all that they owe, decides (`debt::day`), writes.

use super::standing::LockedStanding;
use crate::{
    calendar::{end_of_day, start_of_day},
    debt::{
        Standing,
        day::{Change, Charge, Debts, Ended, InstalmentDebt, LoanDebt, Of, Terms},
        penal::{Meter, PenalTerms},
        postings::charged,
    },
    id::{AccountId, InstalmentId, LoanId, PersonId, PlanId},
    ledger::pg::{Posting, post_all},
    loan::{
        pg::due_rows,
        position::{Paid, Position},
    },
    money::{Paise, Rate},
    plan::pg::announce_plan,
    webhook_out::EventKind,
    work::{Tx, WorkError},
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// What the days did, over all of these borrowers.
#[derive(Debug, Default)]
pub(super) struct Settled {
    pub(super) charges: i64,
    pub(super) new_debtors: i64,
    pub(super) classes_changed: i64,
    /// Whose screens it changes.
    pub(super) concerned: Vec<PersonId>,
}

struct Owing {
    locked: LockedStanding,
    debts: Debts,
    ended: Ended,
}

/// Ends for each of them the days from their next one to this one.
pub(super) async fn settle(
    tx: &mut Tx,
    locked: &[LockedStanding],
    to: NaiveDate,
) -> Result<Settled, WorkError> {
    let terms = terms(tx).await?;
    let mut debts = read(tx, locked).await?;
    let mut all = Vec::with_capacity(locked.len());
    for one in locked {
        let mut owed = debts.remove(&one.person.0).unwrap_or_default();
        (owed.standing, owed.class) = (one.standing, one.class);
        let from = one.next.unwrap_or(to);
        let ended =
            owed.end_days(from, to, terms).map_err(|_| WorkError::Broken("a charge is out of range"))?;
        all.push(Owing { locked: *one, debts: owed, ended });
    }
    post_charges(tx, &all).await?;
    write_meters(tx, &all).await?;
    write_standings(tx, &all).await?;
    write_changes(tx, &all).await?;
    announce_overdue(tx, &all, to).await?;
    Ok(summary(&all))
}

/// Each plan of which an instalment became overdue with these days, once.
async fn announce_overdue(tx: &mut Tx, all: &[Owing], to: NaiveDate) -> Result<(), WorkError> {
    let became = |one: &Owing| {
        let from = one.locked.next.unwrap_or(to);
        let overdue = one.debts.instalments.iter().filter(move |part| (from..=to).contains(&part.due_on));
        overdue.map(|part| part.plan).collect::<Vec<_>>()
    };
    let mut plans: Vec<PlanId> = all.iter().flat_map(became).collect();
    plans.dedup();
    for plan in plans {
        announce_plan(tx, plan, EventKind::PlanOverdue).await?;
    }
    Ok(())
}

/// What the days before this one did to a borrower who was quicker than their ends.
pub(super) async fn share(tx: &mut Tx, settled: &Settled, day: NaiveDate) -> Result<(), WorkError> {
    if settled.concerned.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        r#"
        insert into day_end_share (id, business_date, charges_paise, new_debtors, classes_changed) values ($1, $2, $3, $4, $5)
        "#,
        Uuid::now_v7(),
        day,
        settled.charges,
        settled.new_debtors,
        settled.classes_changed,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn summary(all: &[Owing]) -> Settled {
    let mut settled = Settled::default();
    for one in all {
        let charges = one.ended.charges.iter().map(|charge| charge.amount.get());
        settled.charges = charges.fold(settled.charges, i64::saturating_add);
        let changes = &one.ended.changes;
        let entered =
            |change: &&Change| change.was_standing == Standing::Normal && change.standing == Standing::Debtor;
        let classed = |change: &&Change| change.class != change.was_class;
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        settled.new_debtors += count(changes.iter().filter(entered).count());
        settled.classes_changed += count(changes.iter().filter(classed).count());
        if !(changes.is_empty() && one.ended.charges.is_empty()) {
            settled.concerned.push(one.locked.person);
        }
    }
    settled
}

async fn terms(tx: &mut Tx) -> Result<Terms, WorkError> {
    let rows =
        sqlx::query!("select debt, flat_paise, annual_rate from penal_terms").fetch_all(tx.conn()).await?;
    let of = |debt: &str| {
        let row =
            rows.iter().find(|row| row.debt == debt).ok_or(WorkError::Broken("a setting is missing"))?;
        let annual =
            Rate::new(row.annual_rate).map_err(|_| WorkError::Broken("a setting is out of range"))?;
        Ok::<_, WorkError>(PenalTerms { flat: Paise::new(row.flat_paise), annual })
    };
    Ok(Terms { loan: of("loan")?, plan: of("plan")? })
}

/// Loans are locked here; plans are changed by nobody who has not locked the standing first.
async fn read(tx: &mut Tx, locked: &[LockedStanding]) -> Result<HashMap<Uuid, Debts>, WorkError> {
    let people: Vec<Uuid> = locked.iter().map(|one| one.person.0).collect();
    let mut debts: HashMap<Uuid, Debts> = HashMap::with_capacity(people.len());
    let loans = sqlx::query!(
        r#"
        select l.id, l.person_id, l.principal_paise, l.disbursed_on, l.principal_paid_paise, l.interest_paid_paise, l.penal_charged_paise,
               l.penal_paid_paise, l.penal_exact, l.penal_flat_number, l.written_off_at is not null as "written_off!",
               i.due_on as "due_on!", i.principal as "principal!", i.interest as "interest!"
        from loan l
        join lateral (
          select array_agg(i.due_on order by i.number) as due_on, array_agg(i.principal_paise order by i.number) as principal,
                 array_agg(i.interest_paise order by i.number) as interest
          from instalment i where i.loan_id = l.id
        ) i on true
        where l.person_id = any ($1) and l.status = 'ACTIVE'
        order by l.id for no key update of l
        "#,
        &people,
    )
    .fetch_all(tx.conn())
    .await?;
    for row in loans {
        let disbursed_on = row.disbursed_on.ok_or(WorkError::Broken("an active loan was never paid out"))?;
        debts.entry(row.person_id).or_default().loans.push(LoanDebt {
            id: LoanId(row.id),
            position: Position {
                disbursed_on,
                rows: due_rows(row.due_on, row.principal, row.interest),
                paid: Paid {
                    principal: Paise::new(row.principal_paid_paise),
                    interest: Paise::new(row.interest_paid_paise),
                    penal: Paise::new(row.penal_paid_paise),
                },
                penal_charged: Paise::new(row.penal_charged_paise),
                principal_lent: Paise::new(row.principal_paise),
            },
            meter: Meter::stored(row.penal_exact),
            flat_number: u16::try_from(row.penal_flat_number).unwrap_or(0),
            written_off: row.written_off,
        });
    }
    let instalments = sqlx::query!(
        r#"
        select i.id, i.plan_id, p.person_id, i.due_on, i.amount_paise - i.refunded_paise as "left!", i.penal_paise, i.penal_exact,
               i.flat_charged, p.written_off_at is not null as "written_off!"
        from plan p join plan_instalment i on i.plan_id = p.id
        where p.person_id = any ($1) and p.status = 'ACTIVE' and i.paid_at is null and i.refunded_paise < i.amount_paise
        order by i.plan_id, i.number
        "#,
        &people,
    )
    .fetch_all(tx.conn())
    .await?;
    for row in instalments {
        debts.entry(row.person_id).or_default().instalments.push(InstalmentDebt {
            id: InstalmentId(row.id),
            plan: PlanId(row.plan_id),
            due_on: row.due_on,
            left: Paise::new(row.left),
            penal: Paise::new(row.penal_paise),
            meter: Meter::stored(row.penal_exact),
            flat_charged: row.flat_charged,
            written_off: row.written_off,
        });
    }
    Ok(debts)
}

/// Each charge is an entry of its own day.
async fn post_charges(tx: &mut Tx, all: &[Owing]) -> Result<(), WorkError> {
    let charges: Vec<&Charge> = all.iter().flat_map(|one| &one.ended.charges).collect();
    if charges.is_empty() {
        return Ok(());
    }
    let accounts = dues_accounts(tx, &charges).await?;
    let mut posting = Posting::default();
    let command = tx.command_id();
    for charge in charges {
        let debt = owner(charge);
        let dues = accounts.get(&debt).ok_or(WorkError::Broken("a debt has no account for its charges"))?;
        let entry = charged(debt, *dues, charge.day, charge.amount)
            .map_err(|_| WorkError::Broken("a charge does not balance"))?;
        posting.add(&entry, end_of_day(charge.day), command);
        tx.posts(entry.kind());
    }
    post_all(tx, &posting).await?;
    Ok(())
}

const fn owner(charge: &Charge) -> Uuid {
    match charge.of {
        Of::Loan(loan) => loan.0,
        Of::Instalment(_, plan) => plan.0,
    }
}

/// Opened with the first charge.
async fn dues_accounts(tx: &mut Tx, charges: &[&Charge]) -> Result<BTreeMap<Uuid, AccountId>, WorkError> {
    let mut owners: Vec<Uuid> = charges.iter().map(|charge| owner(charge)).collect();
    owners.sort_unstable();
    owners.dedup();
    let ids: Vec<Uuid> = owners.iter().map(|_| AccountId::new().0).collect();
    let now = tx.now();
    sqlx::query!(
        r#"
        insert into account (id, kind, owner_id, created_at)
        select id, 'loan_dues', owner, $3 from unnest($1::uuid[], $2::uuid[]) as new (id, owner)
        on conflict (owner_id, kind) do nothing
        "#,
        &ids,
        &owners,
        now,
    )
    .execute(tx.conn())
    .await?;
    let rows = sqlx::query!(
        r#"select id, owner_id as "owner_id!" from account where owner_id = any ($1) and kind = 'loan_dues'"#,
        &owners
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.owner_id, AccountId(row.id))).collect())
}

/// What was charged, and how exactly.
async fn write_meters(tx: &mut Tx, all: &[Owing]) -> Result<(), WorkError> {
    let now = tx.now();
    let loans: Vec<&LoanDebt> = all.iter().flat_map(|one| &one.debts.loans).collect();
    if !loans.is_empty() {
        sqlx::query!(
            r#"
            update loan l set penal_charged_paise = new.charged, penal_exact = new.exact, penal_flat_number = new.flat, updated_at = $5
            from unnest($1::uuid[], $2::bigint[], $3::numeric[], $4::smallint[]) as new (id, charged, exact, flat)
            where l.id = new.id
              and (l.penal_charged_paise, l.penal_exact, l.penal_flat_number) is distinct from (new.charged, new.exact, new.flat)
            "#,
            &loans.iter().map(|loan| loan.id.0).collect::<Vec<_>>(),
            &loans.iter().map(|loan| loan.position.penal_charged.get()).collect::<Vec<_>>(),
            &loans.iter().map(|loan| loan.meter.exact()).collect::<Vec<_>>(),
            &loans.iter().map(|loan| i16::try_from(loan.flat_number).unwrap_or(i16::MAX)).collect::<Vec<_>>(),
            now,
        )
        .execute(tx.conn())
        .await?;
    }
    let instalments: Vec<&InstalmentDebt> = all.iter().flat_map(|one| &one.debts.instalments).collect();
    if !instalments.is_empty() {
        sqlx::query!(
            r#"
            update plan_instalment i set penal_paise = new.charged, penal_exact = new.exact, flat_charged = new.flat
            from unnest($1::uuid[], $2::bigint[], $3::numeric[], $4::boolean[]) as new (id, charged, exact, flat)
            where i.id = new.id and (i.penal_paise, i.penal_exact, i.flat_charged) is distinct from (new.charged, new.exact, new.flat)
            "#,
            &instalments.iter().map(|one| one.id.0).collect::<Vec<_>>(),
            &instalments.iter().map(|one| one.penal.get()).collect::<Vec<_>>(),
            &instalments.iter().map(|one| one.meter.exact()).collect::<Vec<_>>(),
            &instalments.iter().map(|one| one.flat_charged).collect::<Vec<_>>(),
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

#[expect(clippy::as_conversions, reason = "how sqlx is told that elements may be null")]
async fn write_standings(tx: &mut Tx, all: &[Owing]) -> Result<(), WorkError> {
    let now = tx.now();
    // When the debt began: the moment after the day at whose end it was found. Null: it did not begin now.
    let began = |one: &Owing| {
        let entered = one.ended.changes.iter().rev().find(|change| change.was_standing != change.standing);
        entered
            .filter(|change| change.standing == Standing::Debtor)
            .map(|change| start_of_day(change.day.succ_opt().unwrap_or(change.day)))
    };
    let classed = |one: &Owing| {
        one.ended
            .changes
            .iter()
            .rev()
            .find(|change| change.was_class != change.class)
            .map(|change| change.day)
    };
    sqlx::query!(
        r#"
        update standing s
        set status = new.status, class = new.class, class_since = coalesce(new.classed, s.class_since), next_day_end = new.next,
            in_debt_since = case when new.status = 'DEBT_USER' then coalesce(new.began, s.in_debt_since) end, updated_at = $7
        from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::date[], $6::date[]) as new (person_id, status, class, began, classed, next)
        where s.person_id = new.person_id
        "#,
        &all.iter().map(|one| one.locked.person.0).collect::<Vec<_>>(),
        &all.iter().map(|one| one.debts.standing.as_str().to_owned()).collect::<Vec<_>>(),
        &all.iter().map(|one| one.debts.class.as_str().to_owned()).collect::<Vec<_>>(),
        &all.iter().map(began).collect::<Vec<_>>() as &[Option<chrono::DateTime<chrono::Utc>>],
        &all.iter().map(classed).collect::<Vec<_>>() as &[Option<NaiveDate>],
        &all.iter().map(|one| one.ended.next).collect::<Vec<_>>() as &[Option<NaiveDate>],
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn write_changes(tx: &mut Tx, all: &[Owing]) -> Result<(), WorkError> {
    let changes: Vec<(Uuid, &Change)> = all
        .iter()
        .flat_map(|one| one.ended.changes.iter().map(|change| (one.locked.person.0, change)))
        .collect();
    if changes.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        r#"
        insert into standing_change (id, person_id, day, status, class)
        select * from unnest($1::uuid[], $2::uuid[], $3::date[], $4::text[], $5::text[])
        "#,
        &changes.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>(),
        &changes.iter().map(|(person, _)| *person).collect::<Vec<_>>(),
        &changes.iter().map(|(_, change)| change.day).collect::<Vec<_>>(),
        &changes.iter().map(|(_, change)| change.standing.as_str().to_owned()).collect::<Vec<_>>(),
        &changes.iter().map(|(_, change)| change.class.as_str().to_owned()).collect::<Vec<_>>(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What is overdue today of loans and plans, with charges.
pub(crate) async fn overdue_of(
    conn: &mut sqlx::PgConnection,
    person: PersonId,
    without: Option<LoanId>,
    today: NaiveDate,
) -> Result<Paise, sqlx::Error> {
    let paise = sqlx::query_scalar!(
        r#"
        select (
          coalesce((
            select sum(d.overdue) from loan l
            join lateral (
              select greatest(i.principal_to_date_paise - l.principal_paid_paise, 0)
                   + greatest(i.interest_to_date_paise - l.interest_paid_paise, 0)
                   + l.penal_charged_paise - l.penal_paid_paise as overdue
              from instalment i where i.loan_id = l.id and i.due_on < $3 order by i.number desc limit 1
            ) d on true
            where l.person_id = $1 and l.id is distinct from $2 and l.status = 'ACTIVE' and l.next_due_on < $3
          ), 0)
          + coalesce((
            select sum(i.amount_paise - i.refunded_paise + i.penal_paise) from plan p join plan_instalment i on i.plan_id = p.id
            where p.person_id = $1 and p.status = 'ACTIVE' and i.paid_at is null and i.refunded_paise < i.amount_paise and i.due_on < $3
          ), 0)
        )::bigint as "paise!"
        "#,
        person.0,
        without.map(|loan| loan.0),
        today,
    )
    .fetch_one(conn)
    .await?;
    Ok(Paise::new(paise))
}

pub(super) async fn is_overdue(tx: &mut Tx, person: PersonId) -> Result<bool, WorkError> {
    let today = tx.today();
    Ok(overdue_of(tx.conn(), person, None, today).await?.is_positive())
}
