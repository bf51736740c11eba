-- The place of a row in a keyset page travels as microseconds; this reads it back exactly.
create function to_timestamp_micros(micros bigint) returns timestamptz language sql immutable parallel safe
  return timestamptz 'epoch' + micros * interval '1 microsecond';
