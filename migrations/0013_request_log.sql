-- What merchants' servers asked the API with their keys, for their developers: bodies masked before they get here, and
-- forgotten after two weeks. No money depends on it: a line may be missing.
create table api_request (
  -- In order of time.
  id          uuid primary key,
  merchant_id uuid not null references merchant (id),
  api_key_id  uuid not null references api_key (id),
  method      text not null constraint api_request_method_length check (char_length(method) between 1 and 16),
  -- Without what followed the question mark.
  path        text not null constraint api_request_path_length check (char_length(path) between 1 and 300),
  status      smallint not null constraint api_request_status check (status between 100 and 599),
  ms          integer not null constraint api_request_ms check (ms >= 0),
  request_id  text not null constraint api_request_id_length check (char_length(request_id) <= 128),
  -- Null: it had none, or one that is no JSON or is too long to be kept.
  request     jsonb,
  response    jsonb,
  at          timestamptz not null default clock_timestamp()
);
create index api_request_of_merchant on api_request (merchant_id, id desc);
create index api_request_refused on api_request (merchant_id, id desc) where status >= 400;

select grant_app('select, insert, delete', 'api_request');
