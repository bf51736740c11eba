\set payer random(1, 9999)
\set half random(1, 9000000000000000000)
\set other random(1, 1000000000)
select yard_move(:half::text || '-' || :other::text, :payer, 10000, 1);
