-- Layer 2 with the masks of policy.yaml, written by hand.
CREATE VIEW customers AS
  SELECT id, name,
         CASE WHEN email IS NOT NULL THEN left(email, 1) || '***@' || split_part(email, '@', 2) END AS email,
         rpad(left(resident_no, 6), length(resident_no), '*')::varchar(13) AS resident_no,
         make_date(extract(year FROM birth_date)::int, 1, 1) AS birth_date,
         (trunc(balance / 1000) * 1000)::numeric(12,2) AS balance,
         branch_id, tier, phone, tags, profile, address,
         NULL::text AS notes,
         active
  FROM kept.customers;
CREATE VIEW orders AS SELECT id, customer_id, branch_id, status, (trunc(total / 100) * 100)::numeric(12,2) AS total, placed_on, remark FROM kept.orders;
CREATE VIEW payments AS
  SELECT id, order_id, 'withheld'::text AS card_no, amount, (to_char(paid_at, 'YYYY-MM') || '-01')::timestamp AS paid_at FROM kept.payments;
CREATE VIEW events AS SELECT id, day, tenant, lpad(right(actor, 2), length(actor), '#') AS actor, NULL::jsonb AS payload FROM kept.events;
CREATE VIEW events_2025 AS SELECT id, day, tenant, lpad(right(actor, 2), length(actor), '#') AS actor, NULL::jsonb AS payload FROM kept.events_2025;
CREATE VIEW events_2026 AS SELECT id, day, tenant, lpad(right(actor, 2), length(actor), '#') AS actor, NULL::jsonb AS payload FROM kept.events_2026;
CREATE VIEW staff AS SELECT id, name, grade, round(trunc(salary / 1000000) * 1000000, scale(salary)) AS salary, team FROM kept.staff;
CREATE VIEW staff_only AS SELECT id, name, grade, round(trunc(salary / 1000000) * 1000000, scale(salary)) AS salary, team FROM kept.staff_only;
CREATE VIEW managers AS SELECT id, name, grade, round(trunc(salary / 1000000) * 1000000, scale(salary)) AS salary, team, bonus FROM kept.managers;
CREATE VIEW blanks AS
  SELECT id, a, rpad(left(b, 1), length(b), '*') AS b, make_date(extract(year FROM c)::int, extract(month FROM c)::int, 1) AS c,
         round(trunc(d / 100) * 100, scale(d)) AS d
  FROM kept.blanks;
