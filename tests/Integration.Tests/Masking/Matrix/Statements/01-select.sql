@ select-star ordered
SELECT * FROM customers ORDER BY id
@ select-star-no-order
SELECT * FROM customers
@ select-columns ordered
SELECT id, name, resident_no FROM customers ORDER BY id
@ select-plain-allowed ordered
SELECT id, name, branch_id, tier, tags, active FROM customers ORDER BY id
@ select-one-masked-point
SELECT name, resident_no, email FROM customers WHERE id = 1
@ select-point-bind
SELECT name, resident_no, birth_date FROM customers WHERE id = $1
@bind 3
@ select-two-binds ordered
SELECT id, email FROM customers WHERE id BETWEEN $1 AND $2 ORDER BY id
@bind 1|6
@ select-bind-on-masked
SELECT id FROM customers WHERE resident_no = $1
@bind 9101011234501
@ select-bind-in-output
SELECT $1::text AS mark, id, resident_no FROM customers WHERE branch_id = $2
@bind hello|S01
@ select-alias ordered
SELECT c.id AS n, c.resident_no AS secret, c.birth_date born FROM customers AS c ORDER BY n
@ select-column-aliases ordered
SELECT a, d FROM customers AS c (a, b, c, d) ORDER BY a
@ select-column-aliases-star ordered
SELECT * FROM branches AS b (x, y) ORDER BY x
@ select-alias-star ordered
SELECT c.* FROM customers c ORDER BY c.id
@ select-star-and-more ordered
SELECT id + 100 AS more, c.*, c.balance * 2 AS twice FROM customers c ORDER BY 1
@ select-two-stars ordered
SELECT c.*, o.* FROM customers c, orders o WHERE o.customer_id = c.id ORDER BY o.id
@ select-qualified ordered
SELECT public.customers.id, customers.resident_no FROM public.customers ORDER BY customers.id
@ select-qualified-star ordered
SELECT public.customers.* FROM public.customers ORDER BY id
@ select-quoted ordered
SELECT "id", "resident_no" FROM "public"."customers" "C" ORDER BY "C"."id"
@ select-upper-case ordered
SELECT ID, RESIDENT_NO FROM CUSTOMERS ORDER BY ID
@ select-comments ordered
SELECT /* id, */ id, -- resident_no
  resident_no /* nested /* comment */ */ FROM /* where */ customers -- last
 ORDER BY id
@ select-repeated ordered
SELECT resident_no, resident_no AS again, upper(resident_no) FROM customers ORDER BY id
@ select-distinct
SELECT DISTINCT resident_no FROM customers
@ select-distinct-two
SELECT DISTINCT branch_id, birth_date FROM customers
@ select-distinct-on ordered
SELECT DISTINCT ON (branch_id) branch_id, id, resident_no FROM customers ORDER BY branch_id, id
@ select-distinct-on-masked ordered
SELECT DISTINCT ON (resident_no) resident_no, id FROM customers ORDER BY resident_no, id DESC
@ select-all
SELECT ALL notes FROM customers
@ select-no-columns
SELECT FROM customers
@ select-constant
SELECT 'x' FROM customers
@ select-count
SELECT count(*) FROM customers
@ select-count-masked
SELECT count(notes), count(resident_no), count(DISTINCT resident_no) FROM customers
@ select-from-only
SELECT id, resident_no FROM ONLY customers
@ select-from-star
SELECT id, resident_no FROM customers *
@ select-from-only-parentheses
SELECT id, resident_no FROM ONLY (customers)
@ select-table
TABLE customers
@ select-table-ordered ordered
TABLE orders ORDER BY id LIMIT 4
@ select-tablesample
SELECT id, resident_no FROM customers TABLESAMPLE BERNOULLI (100) REPEATABLE (1)
@expected mask filter both
SELECT id, resident_no FROM customers
@ select-tablesample-alias ordered
SELECT o.id, o.total FROM orders AS o TABLESAMPLE SYSTEM (100) ORDER BY 1
@expected mask filter both
SELECT o.id, o.total FROM orders AS o ORDER BY 1
@ select-tableoid ordered
SELECT tableoid::regclass::text AS source, id FROM events ORDER BY id
@expected mask filter both
SELECT CASE WHEN day < '2026-01-01' THEN 'events_2025' ELSE 'events_2026' END AS source, id FROM events ORDER BY id
@ select-ctid
SELECT count(ctid) FROM customers
@expected mask filter both
SELECT count(*) FROM customers
@ select-case ordered
SELECT id, CASE WHEN resident_no LIKE '90%' THEN 'a' WHEN balance > 50000 THEN 'b' ELSE notes END FROM customers ORDER BY id
@ select-case-operand ordered
SELECT id, CASE left(resident_no, 2) WHEN '91' THEN 'one' WHEN '92' THEN 'two' END AS word FROM customers ORDER BY id
@ select-coalesce ordered
SELECT id, coalesce(notes, email, 'none'), nullif(resident_no, 'x'), greatest(balance, 20000) FROM customers ORDER BY id
@ select-expressions ordered
SELECT id, substr(resident_no, 8), balance + 1, birth_date + 10, extract(month FROM birth_date), length(email), notes || '!' FROM customers ORDER BY id
@ select-cast ordered
SELECT id, resident_no::text, balance::int, birth_date::timestamp, CAST(email AS varchar(5)) FROM customers ORDER BY id
@ select-array-of ordered
SELECT id, ARRAY[resident_no, name], ROW(id, email) FROM customers ORDER BY id
@ select-other-types ordered
SELECT id, tier, phone, tags, tags[1], profile, profile->>'score', address, (address).city FROM customers ORDER BY id
@ select-where-allowed ordered
SELECT id, name FROM customers WHERE tier = 'gold' AND active ORDER BY id
@ select-where-masked-equal
SELECT id, name FROM customers WHERE resident_no = '9101011234501'
@ select-where-masked-like
SELECT id, name FROM customers WHERE resident_no LIKE '%501'
@ select-where-masked-shown
SELECT id, name FROM customers WHERE resident_no = '910101*******'
@ select-where-balance
SELECT id FROM customers WHERE balance > 50000
@ select-where-balance-between
SELECT id, balance FROM customers WHERE balance BETWEEN 21000 AND 62000.5
@ select-where-birth-date
SELECT id FROM customers WHERE birth_date >= '1975-01-01' AND birth_date < '1976-01-01'
@ select-where-null
SELECT id FROM customers WHERE notes IS NULL
@ select-where-not-null
SELECT id FROM customers WHERE notes IS NOT NULL AND email IS NOT NULL
@ select-where-distinct-from
SELECT id FROM customers WHERE email IS DISTINCT FROM 'mail-secret-01@example.com'
@ select-where-in
SELECT id FROM customers WHERE branch_id IN ('S01', 'S03') AND resident_no IN ('910101*******', '9101011234501')
@ select-where-any
SELECT id FROM customers WHERE branch_id = ANY (ARRAY['S02', 'S04'])
@ select-where-any-bind
SELECT id, resident_no FROM customers WHERE id = ANY ($1::int[])
@bind {1,2,3,4}
@ select-where-or
SELECT id FROM customers WHERE branch_id = 'S03' OR id = 1
@ select-where-or-true
SELECT id, name FROM customers WHERE id = 1 OR true
@ select-where-hidden-rows
SELECT id, name FROM customers WHERE branch_id = 'S03'
@ select-where-false
SELECT id, name, resident_no FROM customers WHERE false
@ select-where-array
SELECT id FROM customers WHERE 't1' = ANY (tags) AND tags @> ARRAY['all']
@ select-where-jsonb
SELECT id FROM customers WHERE profile @> '{"city": "city-1"}' OR (profile->>'score')::int > 9
@ select-where-row
SELECT id FROM customers WHERE (branch_id, active) = ('S01', true)
@ select-where-similar
SELECT id FROM customers WHERE email SIMILAR TO 'm%@example.com' AND email ~ '^m' AND email ILIKE 'M%'
@ select-where-functions ordered
SELECT id FROM customers WHERE length(email) > 20 AND lower(name) LIKE '%0%' ORDER BY id
@ select-where-current
SELECT id FROM customers WHERE birth_date < current_date
@ select-unicode
SELECT id AS "번호", '한글' AS "말", resident_no FROM customers WHERE id = 1 AND '값' <> name
@ select-long-in
SELECT id, resident_no FROM customers WHERE id IN (1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20)
@ select-semicolon
SELECT id, email FROM customers WHERE id = 2;
@ select-nulls ordered
SELECT * FROM blanks ORDER BY id
@ select-nulls-where
SELECT id FROM blanks WHERE b IS NULL OR c IS NULL OR d = 2200
@ select-unprotected ordered
SELECT * FROM branches ORDER BY id
@ select-unprotected-lines ordered
SELECT * FROM order_lines ORDER BY order_id, line
