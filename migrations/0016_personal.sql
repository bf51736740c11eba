-- What a borrower tells of themselves. Sealed (domain/src/work/vault.rs), with what may be shown beside it, so that lists need no
-- key. Of a card only the last four digits are ever kept.
alter table person
  add column phone_sealed bytea,
  add column phone_masked text constraint person_phone_masked check (phone_masked ~ '^\+91[0-9]\*{4}[0-9]{4}$'),
  add column pan_sealed   bytea,
  add column pan_masked   text constraint person_pan_masked check (pan_masked ~ '^[A-Z]{2}\*{7}[A-Z]$'),
  add column card_last4   text constraint person_card_last4 check (card_last4 ~ '^[0-9]{4}$'),
  add constraint person_phone_whole check ((phone_sealed is null) = (phone_masked is null)),
  add constraint person_pan_whole check ((pan_sealed is null) = (pan_masked is null));

select grant_app('update (phone_sealed, phone_masked, pan_sealed, pan_masked, card_last4)', 'person');
