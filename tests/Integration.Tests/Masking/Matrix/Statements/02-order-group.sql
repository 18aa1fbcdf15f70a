@ order-by-masked ordered
SELECT id, resident_no FROM customers ORDER BY resident_no, id
@ order-by-masked-desc ordered
SELECT id, balance FROM customers ORDER BY balance DESC NULLS LAST, id DESC
@ order-by-nulls-first ordered
SELECT id, email FROM customers ORDER BY email NULLS FIRST, id
@ order-by-ordinal ordered
SELECT birth_date, id FROM customers ORDER BY 1, 2
@ order-by-output-name ordered
SELECT id, upper(resident_no) AS up FROM customers ORDER BY up, id
@ order-by-expression ordered
SELECT id FROM customers ORDER BY substr(resident_no, 10), id
@ order-by-not-selected ordered
SELECT name FROM customers ORDER BY birth_date, id
@ order-by-using ordered
SELECT id, total FROM orders ORDER BY total USING >, id
@ order-by-collate ordered
SELECT id, name FROM customers ORDER BY name COLLATE "C", id
@ order-by-case ordered
SELECT id FROM customers ORDER BY CASE WHEN balance > 60000 THEN 0 ELSE 1 END, id
@ order-limit ordered
SELECT id, resident_no FROM customers ORDER BY id LIMIT 3
@ order-limit-offset ordered
SELECT id, resident_no FROM customers ORDER BY id LIMIT 3 OFFSET 2
@ order-limit-bind ordered
SELECT id, email FROM customers ORDER BY id LIMIT $1 OFFSET $2
@bind 4|1
@ order-fetch-first ordered
SELECT id, balance FROM customers ORDER BY balance, id FETCH FIRST 4 ROWS ONLY
@ order-fetch-ties ordered
SELECT birth_date FROM customers ORDER BY birth_date FETCH FIRST 2 ROWS WITH TIES
@ group-by-masked
SELECT resident_no, count(*) FROM customers GROUP BY resident_no
@ group-by-balance
SELECT balance, min(id) FROM customers GROUP BY balance
@ group-by-ordinal
SELECT birth_date, count(*) FROM customers GROUP BY 1
@ group-by-expression
SELECT left(resident_no, 8), count(*) FROM customers GROUP BY left(resident_no, 8)
@ group-by-output-name
SELECT substr(email, 1, 4) AS start, count(*) FROM customers GROUP BY start
@ group-by-allowed ordered
SELECT branch_id, count(*), bool_and(active) FROM customers GROUP BY branch_id ORDER BY branch_id
@ group-by-primary-key ordered
SELECT c.id, c.resident_no, c.balance, count(o.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id ORDER BY c.id
@expected mask filter both
SELECT c.id, c.resident_no, c.balance, count(o.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id, c.resident_no, c.balance ORDER BY c.id
@ group-by-distinct
SELECT branch_id, tier, count(*) FROM customers GROUP BY DISTINCT branch_id, tier
@ group-having
SELECT branch_id, sum(balance) FROM customers GROUP BY branch_id HAVING sum(balance) > 100000
@ group-having-masked
SELECT branch_id FROM customers GROUP BY branch_id HAVING max(resident_no) > '92010112345'
@ group-grouping-sets
SELECT branch_id, tier, grouping(branch_id, tier), count(*), sum(balance) FROM customers GROUP BY GROUPING SETS ((branch_id), (tier), ())
@ group-rollup
SELECT branch_id, birth_date, count(*) FROM customers GROUP BY ROLLUP (branch_id, birth_date)
@ group-cube
SELECT branch_id, active, sum(balance) FROM customers GROUP BY CUBE (branch_id, active)
@ aggregates
SELECT min(resident_no), max(resident_no), sum(balance), avg(balance), min(birth_date), max(email), count(*) FROM customers
@ aggregates-ordered
SELECT string_agg(resident_no, ',' ORDER BY id), array_agg(email ORDER BY id DESC) FROM customers
@ aggregates-filter
SELECT count(*) FILTER (WHERE balance > 50000), count(*) FILTER (WHERE notes IS NULL) FROM customers
@ aggregates-distinct
SELECT count(DISTINCT balance), sum(DISTINCT balance), count(DISTINCT (branch_id, birth_date)) FROM customers
@ aggregates-within-group
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY balance), mode() WITHIN GROUP (ORDER BY branch_id) FROM customers
@ aggregates-json
SELECT json_agg(resident_no ORDER BY id), jsonb_object_agg(id, email) FROM customers
@ aggregates-empty
SELECT max(resident_no), count(*) FROM customers WHERE branch_id = 'S99'
@ window-row-number ordered
SELECT id, row_number() OVER (ORDER BY resident_no, id), rank() OVER (ORDER BY birth_date) FROM customers ORDER BY id
@ window-partition ordered
SELECT id, sum(balance) OVER (PARTITION BY branch_id ORDER BY id), count(*) OVER (PARTITION BY resident_no) FROM customers ORDER BY id
@ window-lag ordered
SELECT id, lag(resident_no) OVER w, lead(email, 1, 'none') OVER w, first_value(balance) OVER w FROM customers WINDOW w AS (ORDER BY id) ORDER BY id
@ window-frame ordered
SELECT id, max(balance) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM customers ORDER BY id
@ window-named ordered
SELECT id, ntile(2) OVER (w ORDER BY id) FROM customers WINDOW w AS (PARTITION BY branch_id) ORDER BY id
@ window-over-aggregate ordered
SELECT branch_id, sum(balance), rank() OVER (ORDER BY sum(balance) DESC) FROM customers GROUP BY branch_id ORDER BY branch_id
