@ select-star ordered
SELECT * FROM customers ORDER BY id
@ select-star-no-order
SELECT * FROM customers
@ select-columns ordered
SELECT id, name, resident_no, member_no FROM customers ORDER BY id
@ select-plain
SELECT id, name, branch_id, tier, active FROM customers
@ select-one-masked-point
SELECT name, resident_no, email FROM customers WHERE id = 1
@ select-hidden-point
SELECT name, resident_no, email FROM customers WHERE id = 3
@ select-point-bind
SELECT name, resident_no, birth_date FROM customers WHERE id = ?
@bind 5
@ select-two-binds ordered
SELECT id, email FROM customers WHERE id BETWEEN ? AND ? ORDER BY id
@bind 1|6
@ select-bind-on-masked
SELECT id FROM customers WHERE resident_no = ?
@bind 9101011234501
@ select-bind-in-output
SELECT ? AS mark, id, resident_no FROM customers WHERE branch_id = ?
@bind hello|S01
@ select-bind-in-limit ordered
SELECT id, email FROM customers ORDER BY id LIMIT ?
@bind 3
@ select-alias ordered
SELECT c.id AS n, c.resident_no AS secret, c.birth_date born FROM customers AS c ORDER BY n
@ select-alias-text ordered
SELECT id 'the number', resident_no "the secret" FROM customers ORDER BY id
@ select-alias-star ordered
SELECT c.* FROM customers c ORDER BY c.id
@ select-star-and-more ordered
SELECT c.*, c.balance * 2 AS twice FROM customers c ORDER BY 1
@ select-two-stars ordered
SELECT c.*, o.* FROM customers c, orders o WHERE o.customer_id = c.id ORDER BY o.id
@ select-qualified ordered
SELECT {db}.customers.id, customers.resident_no FROM {db}.customers ORDER BY customers.id
@ select-qualified-star ordered
SELECT {db}.customers.* FROM {db}.customers ORDER BY id
@ select-quoted ordered
SELECT `id`, `resident_no` FROM `{db}`.`customers` `C` ORDER BY `C`.`id`
@ select-column-case ordered
SELECT ID, RESIDENT_NO FROM customers WHERE Id > ? ORDER BY ID
@bind 0
@expected mask filter both keyed
SELECT id AS ID, resident_no AS RESIDENT_NO FROM customers WHERE id > ? ORDER BY id
@ select-comments ordered
SELECT /* id, */ id, -- resident_no
  resident_no # where
  FROM /* where */ customers
 ORDER BY id
@ select-executable-comment ordered
SELECT id /*!, resident_no */ /*!50000 , email */ /*M! , notes */ FROM customers ORDER BY id
@ select-repeated ordered
SELECT resident_no, resident_no AS again, UPPER(resident_no) FROM customers ORDER BY id
@ select-distinct
SELECT DISTINCT resident_no FROM customers
@ select-distinct-two
SELECT DISTINCT branch_id, birth_date FROM customers
@ select-distinctrow
SELECT DISTINCTROW tier, notes FROM customers
@ select-all
SELECT ALL notes FROM customers
@ select-modifiers ordered
SELECT SQL_NO_CACHE HIGH_PRIORITY STRAIGHT_JOIN SQL_BIG_RESULT id, email FROM customers ORDER BY id
@ select-calc-found-rows ordered
SELECT SQL_CALC_FOUND_ROWS id, email FROM customers ORDER BY id LIMIT 2
@then
SELECT FOUND_ROWS()
@ select-constant
SELECT 'x' FROM customers
@ select-count
SELECT COUNT(*) FROM customers
@ select-count-masked
SELECT COUNT(notes), COUNT(resident_no), COUNT(DISTINCT resident_no) FROM customers
@ select-aggregates
SELECT MIN(resident_no), MAX(balance), SUM(balance), AVG(balance), GROUP_CONCAT(email ORDER BY id SEPARATOR ';') FROM customers
@ select-index-hint ordered
SELECT id, resident_no FROM customers USE INDEX (PRIMARY) ORDER BY id
@expected mask filter both keyed
SELECT id, resident_no FROM customers ORDER BY id
@ select-ignore-index ordered
SELECT id, resident_no FROM customers IGNORE INDEX (branch_id) WHERE branch_id = 'S01' ORDER BY id
@expected mask filter both keyed
SELECT id, resident_no FROM customers WHERE branch_id = 'S01' ORDER BY id
@ select-partition ordered
SELECT id, day, actor FROM events ORDER BY id
@ select-partition-named ordered
SELECT id, day, actor FROM events PARTITION (p2025) ORDER BY id
@expected mask filter both keyed
SELECT id, day, actor FROM events WHERE day < '2026-01-01' ORDER BY id
@ select-dual
SELECT 1, 'x', NULL FROM DUAL
@ select-values
VALUES (1, 'a'), (2, 'b')
@ select-table-events ordered
SELECT * FROM events ORDER BY id
@ select-payments ordered
SELECT * FROM payments ORDER BY id
@ select-orders ordered
SELECT * FROM orders ORDER BY id
@ select-staff ordered
SELECT * FROM staff ORDER BY id
@ select-blanks ordered
SELECT * FROM blanks ORDER BY id
@ select-unprotected ordered
SELECT * FROM order_lines ORDER BY order_id, line
@ expression-concat ordered
SELECT CONCAT(name, '/', resident_no) x FROM customers ORDER BY id
@ expression-substring ordered
SELECT SUBSTRING(resident_no, 7), RIGHT(resident_no, 4), SUBSTRING(email FROM 1 FOR 5) FROM customers ORDER BY id
@ expression-case ordered
SELECT id, CASE WHEN resident_no LIKE '91%' THEN 'a' WHEN balance > 50000 THEN 'b' ELSE notes END x FROM customers ORDER BY id
@ expression-case-operand ordered
SELECT id, CASE LEFT(resident_no, 2) WHEN '91' THEN email WHEN '90' THEN name END x FROM customers ORDER BY id
@ expression-if ordered
SELECT id, IF(balance > 50000, email, resident_no) x, IFNULL(notes, 'none') y, NULLIF(email, resident_no) z, COALESCE(notes, email, 'no') w FROM customers ORDER BY id
@ expression-arithmetic ordered
SELECT id, balance + 1 a, balance / 7 b, balance DIV 1000 c, balance MOD 1000 d, -balance e FROM customers ORDER BY id
@ expression-dates ordered
SELECT id, YEAR(birth_date) y, MONTH(birth_date) m, birth_date + INTERVAL 1 DAY n, DATE_FORMAT(birth_date, '%m-%d') d, DATEDIFF(birth_date, '2000-01-01') f FROM customers ORDER BY id
@ expression-cast ordered
SELECT id, CAST(resident_no AS char(20)) a, CAST(balance AS signed) b, CONVERT(birth_date, char(10)) c, HEX(email) d FROM customers ORDER BY id
@ expression-hash ordered
SELECT id, MD5(resident_no) a, SHA2(email, 256) b, CRC32(resident_no) c, LENGTH(notes) d, REVERSE(resident_no) e FROM customers ORDER BY id
@ expression-comparison ordered
SELECT id, resident_no > '915' a, resident_no = '9101011234501' b, email IS NULL c, notes <=> NULL d, balance BETWEEN 1000 AND 50000 e FROM customers ORDER BY id
@ expression-json ordered
SELECT id, JSON_OBJECT('n', resident_no, 'm', email) a, JSON_ARRAY(balance, birth_date) b FROM customers ORDER BY id
@ expression-json-extract ordered
SELECT id, JSON_VALUE(profile, '$.score') a, JSON_EXTRACT(payload, '$') b FROM customers JOIN events USING (id) ORDER BY id
@ expression-least ordered
SELECT id, LEAST(resident_no, email) a, GREATEST(balance, 20000) b, ELT(1, resident_no) c, FIELD(resident_no, '910101*******') d FROM customers ORDER BY id
@ expression-add-one ordered
SELECT add_one(id) x, add_one(balance) y FROM customers ORDER BY id
@ expression-collate ordered
SELECT id, resident_no COLLATE utf8mb4_bin x FROM customers ORDER BY email COLLATE utf8mb4_bin, id
@ expression-regexp ordered
SELECT id, resident_no REGEXP '^91' a, REGEXP_REPLACE(email, '@.*', '') b, REGEXP_SUBSTR(resident_no, '[0-9]+') c FROM customers ORDER BY id
@ variables-read ordered
SELECT id, @x, resident_no FROM customers ORDER BY id
@ function-of-table
SELECT name_of(1), name_of(3)
@ function-per-row ordered
SELECT id, name_of(customer_id) n FROM orders ORDER BY id
