@ where-equals
SELECT id FROM customers WHERE resident_no = '9101011234501'
@ where-equals-shown ordered
SELECT id, resident_no FROM customers WHERE resident_no = '910101*******' ORDER BY id
@ where-like ordered
SELECT id FROM customers WHERE resident_no LIKE '%501' OR email LIKE 'm%' ORDER BY id
@ where-not-like ordered
SELECT id FROM customers WHERE email NOT LIKE '%secret%' ORDER BY id
@ where-regexp ordered
SELECT id FROM customers WHERE resident_no REGEXP '0[13]$' OR name RLIKE '0[135]$' ORDER BY id
@ where-in ordered
SELECT id FROM customers WHERE resident_no IN ('9101011234501', '920101*******') ORDER BY id
@ where-between ordered
SELECT id FROM customers WHERE balance BETWEEN 20000 AND 60000 ORDER BY id
@ where-dates ordered
SELECT id FROM customers WHERE birth_date >= '1975-01-01' AND birth_date < DATE '1979-06-01' ORDER BY id
@ where-null ordered
SELECT id FROM customers WHERE notes IS NULL AND email IS NOT NULL ORDER BY id
@ where-null-safe ordered
SELECT id FROM customers WHERE email <=> NULL OR resident_no <=> NULL ORDER BY id
@ where-boolean ordered
SELECT id, name FROM customers WHERE active AND NOT (tier = 'gold') ORDER BY id
@ where-xor ordered
SELECT id FROM customers WHERE active XOR balance > 50000 ORDER BY id
@ where-or-outside ordered
SELECT id, name FROM customers WHERE branch_id = 'S03' OR id = 1 OR TRUE ORDER BY id
@ where-parentheses ordered
SELECT id, name FROM customers WHERE (branch_id = 'S03') OR (1 = 1) ORDER BY id
@ where-comment ordered
SELECT id, name FROM customers WHERE id > 0 -- AND id < 3
 OR id = 3 ORDER BY id
@ where-operators ordered
SELECT id FROM customers WHERE id & 1 AND id << 1 > 4 AND ~id <> 0 AND id ^ 3 > 0 ORDER BY id
@ where-row ordered
SELECT id FROM customers WHERE (id, branch_id) IN ((1, 'S01'), (2, 'S02'), (3, 'S03')) ORDER BY id
@ where-row-masked ordered
SELECT id FROM customers WHERE (id, resident_no) = (1, '9101011234501') OR (id, email) = (2, 'm***@example.com') ORDER BY id
@ where-function ordered
SELECT id FROM customers WHERE CHAR_LENGTH(name) > 6 AND LOWER(name) LIKE '%0%' ORDER BY id
@ where-function-masked ordered
SELECT id FROM customers WHERE RIGHT(resident_no, 2) = '01' OR LENGTH(notes) > 3 ORDER BY id
@ where-number-of-text ordered
SELECT id FROM customers WHERE name > 0 OR resident_no > 9105000000000 ORDER BY id
@ where-division ordered
SELECT id FROM customers WHERE 10 / (id - 3) < 5 ORDER BY id
@ where-case ordered
SELECT id FROM customers WHERE CASE WHEN id = 3 THEN TRUE WHEN balance > 50000 THEN TRUE ELSE FALSE END ORDER BY id
@ where-two-columns ordered
SELECT id FROM customers WHERE name < email AND resident_no <> member_no ORDER BY id
@ where-enum ordered
SELECT id, tier FROM customers WHERE tier > 1 AND tier IN ('gold', 'silver') ORDER BY id
@ where-match-sounds ordered
SELECT id FROM customers WHERE name SOUNDS LIKE 'Open' ORDER BY id
@ where-json ordered
SELECT id FROM customers WHERE JSON_VALUE(profile, '$.city') = 'city-1' ORDER BY id
@ where-interval ordered
SELECT id FROM customers WHERE birth_date + INTERVAL 1 YEAR > '1976-01-01' ORDER BY id
@ where-binds ordered
SELECT id, name FROM customers WHERE branch_id = ? OR name LIKE ? OR balance > ? ORDER BY id
@bind S01|%5%|60000
@ where-bind-masked ordered
SELECT id FROM customers WHERE resident_no LIKE ? AND email IS NOT NULL ORDER BY id
@bind 91%
@ where-hidden-value ordered
SELECT id FROM customers WHERE name LIKE 'Hidden%' ORDER BY id
@ where-user-variable ordered
SELECT id FROM customers WHERE name > COALESCE(@never_set, '') ORDER BY id
@ where-escape ordered
SELECT id FROM customers WHERE name LIKE 'Open|-0%' ESCAPE '|' ORDER BY id
@ order-masked
SELECT resident_no, email FROM customers ORDER BY resident_no
@ order-masked-limit ordered
SELECT resident_no FROM customers ORDER BY resident_no DESC LIMIT 2
@ order-masked-keys ordered
SELECT id FROM customers ORDER BY balance, id LIMIT 5
@ order-alias ordered
SELECT balance b, id FROM customers ORDER BY b DESC, id
@ order-position ordered
SELECT birth_date, id FROM customers ORDER BY 1, 2
@ order-expression ordered
SELECT id FROM customers ORDER BY CONCAT(resident_no, id), RIGHT(email, 3), id
@ order-field ordered
SELECT id, tier FROM customers ORDER BY FIELD(tier, 'gold', 'basic'), id
@ order-hidden-column ordered
SELECT name FROM customers ORDER BY notes IS NULL, id
@ limit-offset ordered
SELECT id, name FROM customers ORDER BY id LIMIT 2 OFFSET 3
@ limit-comma ordered
SELECT id, email FROM customers ORDER BY id LIMIT 1, 4
@ fetch-first ordered
SELECT id, email FROM customers ORDER BY id OFFSET 1 ROWS FETCH FIRST 3 ROWS ONLY
@ limit-zero
SELECT * FROM customers LIMIT 0
@ group-plain
SELECT branch_id, COUNT(*) FROM customers GROUP BY branch_id
@ group-masked
SELECT birth_date, COUNT(*) n FROM customers GROUP BY birth_date
@ group-expression
SELECT LEFT(resident_no, 2) p, COUNT(*), MAX(balance) FROM customers GROUP BY p
@ group-position
SELECT tier, branch_id, SUM(balance) FROM customers GROUP BY 1, 2
@ group-having
SELECT branch_id, SUM(balance) s FROM customers GROUP BY branch_id HAVING s > 100000 OR MAX(email) IS NULL
@ group-having-masked
SELECT branch_id, MAX(resident_no) FROM customers GROUP BY branch_id HAVING MAX(resident_no) > '9101'
@ group-rollup
SELECT branch_id, tier, COUNT(*), SUM(balance) FROM customers GROUP BY branch_id, tier WITH ROLLUP
@expected keyed
SELECT branch_id, tier, COUNT(*), SUM(balance) FROM {base}.customers GROUP BY branch_id, tier WITH ROLLUP
@ group-rollup-masked
SELECT birth_date, COUNT(*) FROM customers GROUP BY birth_date WITH ROLLUP
@ group-order ordered
SELECT branch_id, COUNT(*) n FROM customers GROUP BY branch_id ORDER BY MAX(balance) DESC, branch_id
@ group-dependent
SELECT id, name, resident_no, SUM(balance) FROM customers GROUP BY id
@ group-having-without-group
SELECT id, balance x FROM customers HAVING x > 50000
@ group-concat
SELECT branch_id, GROUP_CONCAT(DISTINCT LEFT(email, 4) ORDER BY email DESC SEPARATOR '+') FROM customers GROUP BY branch_id
@ group-json
SELECT branch_id, JSON_ARRAYAGG(resident_no) FROM customers GROUP BY branch_id
@ group-bit
SELECT BIT_XOR(balance), BIT_OR(id), STD(balance), VARIANCE(id) FROM customers
@ window-row-number ordered
SELECT id, ROW_NUMBER() OVER (ORDER BY id) n, email FROM customers ORDER BY id
@ window-masked ordered
SELECT id, SUM(balance) OVER (PARTITION BY branch_id ORDER BY id) s, LAG(resident_no) OVER (ORDER BY id) l FROM customers ORDER BY id
@ window-rank ordered
SELECT id, RANK() OVER (ORDER BY birth_date) r, DENSE_RANK() OVER (PARTITION BY tier ORDER BY balance) d FROM customers ORDER BY id
@ window-named ordered
SELECT id, FIRST_VALUE(email) OVER w f, NTILE(3) OVER w n FROM customers WINDOW w AS (ORDER BY id) ORDER BY id
@ window-frame ordered
SELECT id, AVG(balance) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) a FROM customers ORDER BY id
