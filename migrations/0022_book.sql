-- The book of loans month by month: what it was at the end of each, and what moved in it. A month that is over never changes, so it
-- is counted once and kept; the running one is counted when it is asked for.
--
-- Everything is told for each month in which the loans were paid out (their vintage).

-- From the first to the last of these days, both included, as the last one ends in India.
create function loan_book(first date, last date) returns table (
  vintage           date,
  -- Open as the last day ends: neither paid off nor written off.
  loans             bigint,
  outstanding_paise bigint,
  -- Their principal, by how long the oldest unpaid instalment is overdue: at least a day, more than 30, 60, 90 days.
  late_paise        bigint,
  over_30_paise     bigint,
  over_60_paise     bigint,
  over_90_paise     bigint,
  -- What moved.
  disbursed_paise   bigint,
  principal_paise   bigint,
  interest_paise    bigint,
  penal_paise       bigint,
  written_off_paise bigint,
  -- Of principal and interest that was due by the last day, what was not paid before the first; and what of it was paid.
  demanded_paise    bigint,
  collected_paise   bigint
) language sql stable
-- Compiling it would take as long as it runs.
set jit = off as $$
  with span as (
    select first::timestamp at time zone 'Asia/Kolkata' as begins, (last + 1)::timestamp at time zone 'Asia/Kolkata' as ends
  ), touched as (
    select l.id, date_trunc('month', l.disbursed_on)::date as vintage, l.principal_paise, l.disbursed_on,
           coalesce(l.closed_at < ends, false) as is_closed, coalesce(l.written_off_at < ends, false) as is_lost,
           -- Nothing falls due after a loan has ended.
           least(last, (l.closed_at at time zone 'Asia/Kolkata')::date, (l.written_off_at at time zone 'Asia/Kolkata')::date) as due_to
    from loan l, span
    where l.disbursed_on <= last and (l.closed_at is null or l.closed_at >= begins)
      and (l.written_off_at is null or l.written_off_at >= begins)
  ), measured as (
    select t.*, t.principal_paise - paid.principal as principal_left,
           last - due.since as days_late,
           greatest(due.at_end - least(paid.before, due.at_start), 0) as demanded,
           greatest(least(paid.until, due.at_end) - least(paid.before, due.at_start), 0) as collected
    from touched t, span
    cross join lateral (
      select coalesce(sum(r.principal_paise), 0)::bigint as principal,
             coalesce(sum(r.principal_paise + r.interest_paise), 0)::bigint as until,
             coalesce(sum(r.principal_paise + r.interest_paise) filter (where r.created_at < begins), 0)::bigint as before
      from repayment r where r.loan_id = t.id and r.created_at < ends
    ) paid
    cross join lateral (
      select coalesce(max(i.principal_to_date_paise + i.interest_to_date_paise) filter (where i.due_on <= t.due_to), 0) as at_end,
             coalesce(max(i.principal_to_date_paise + i.interest_to_date_paise) filter (where i.due_on < first), 0) as at_start,
             min(i.due_on) filter (where i.due_on < last and (i.settled_on is null or i.settled_on > last)) as since
      from instalment i where i.loan_id = t.id
    ) due
  ), book as (
    select m.vintage, count(*) filter (where is_open) as loans,
           coalesce(sum(principal_left) filter (where is_open), 0)::bigint as outstanding,
           coalesce(sum(principal_left) filter (where is_open and days_late > 0), 0)::bigint as late,
           coalesce(sum(principal_left) filter (where is_open and days_late > 30), 0)::bigint as over_30,
           coalesce(sum(principal_left) filter (where is_open and days_late > 60), 0)::bigint as over_60,
           coalesce(sum(principal_left) filter (where is_open and days_late > 90), 0)::bigint as over_90,
           coalesce(sum(m.principal_paise) filter (where m.disbursed_on >= first), 0)::bigint as disbursed,
           coalesce(sum(principal_left) filter (where is_lost and not is_closed), 0)::bigint as lost,
           sum(demanded)::bigint as demanded, sum(collected)::bigint as collected
    from measured m cross join lateral (select not m.is_closed and not m.is_lost as is_open) o
    group by m.vintage
  ), came as (
    -- Also what still comes in for loans that were written off.
    select date_trunc('month', l.disbursed_on)::date as vintage, sum(r.principal_paise)::bigint as principal,
           sum(r.interest_paise)::bigint as interest, sum(r.penal_paise)::bigint as penal
    from span, repayment r join loan l on l.id = r.loan_id
    where r.created_at >= begins and r.created_at < ends
    group by 1
  )
  select v.vintage, coalesce(b.loans, 0), coalesce(b.outstanding, 0), coalesce(b.late, 0), coalesce(b.over_30, 0), coalesce(b.over_60, 0),
         coalesce(b.over_90, 0), coalesce(b.disbursed, 0), coalesce(c.principal, 0), coalesce(c.interest, 0), coalesce(c.penal, 0),
         coalesce(b.lost, 0), coalesce(b.demanded, 0), coalesce(b.collected, 0)
  -- The month itself is there even when nothing was.
  from (select vintage from book union select vintage from came union select date_trunc('month', first)::date) v
  left join book b on b.vintage = v.vintage
  left join came c on c.vintage = v.vintage
$$;

create table book_month (
  month             date not null constraint book_month_begins_with_its_first_day check (extract(day from month) = 1),
  vintage           date not null constraint book_month_of_a_month check (extract(day from vintage) = 1 and vintage <= month),
  loans             bigint not null constraint book_month_counts check (loans >= 0),
  outstanding_paise bigint not null,
  late_paise        bigint not null,
  over_30_paise     bigint not null,
  over_60_paise     bigint not null,
  over_90_paise     bigint not null,
  disbursed_paise   bigint not null constraint book_month_disbursed_once check (disbursed_paise >= 0 and (disbursed_paise = 0 or vintage = month)),
  principal_paise   bigint not null,
  -- Negative where more was credited back than came in.
  interest_paise    bigint not null,
  penal_paise       bigint not null,
  written_off_paise bigint not null,
  demanded_paise    bigint not null,
  collected_paise   bigint not null,
  counted_at        timestamptz not null default clock_timestamp(),
  primary key (month, vintage),
  constraint book_month_older_is_less check (
    over_90_paise >= 0 and over_60_paise >= over_90_paise and over_30_paise >= over_60_paise and late_paise >= over_30_paise
    and outstanding_paise >= late_paise),
  constraint book_month_not_negative check (principal_paise >= 0 and penal_paise >= 0 and written_off_paise >= 0),
  constraint book_month_collected_within check (collected_paise between 0 and demanded_paise)
);
select make_append_only('book_month');
select grant_app('select, insert', 'book_month');

-- Whoever counts a month looks at what was open in it, and at what came in.
create index loan_closed on loan (closed_at) where closed_at is not null;
