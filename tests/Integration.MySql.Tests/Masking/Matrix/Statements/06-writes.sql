@ insert-full write
INSERT INTO customers VALUES (101, 'Open-new', 'new@example.com', '9999999999999', '1999-09-09', 99, 'S01', 'gold', 'm', '{}', 'n', 1)
@ insert-allowed write
INSERT INTO customers (id, name, branch_id) VALUES (101, 'Open-new', 'S01')
@expected mask both keyed
INSERT INTO {base}.customers (id, name, branch_id) VALUES (101, 'Open-new', 'S01')
@ insert-set write
INSERT INTO customers SET id = 101, name = 'Open-new', branch_id = 'S02'
@expected mask both keyed
INSERT INTO {base}.customers SET id = 101, name = 'Open-new', branch_id = 'S02'
@ insert-many write
INSERT INTO customers (id, name, branch_id, tier, active) VALUES (101, 'Open-new', 'S02', 'gold', 0), (102, 'Open-new', 'S01', 'basic', 1)
@expected mask both keyed
INSERT INTO {base}.customers (id, name, branch_id, tier, active) VALUES (101, 'Open-new', 'S02', 'gold', 0), (102, 'Open-new', 'S01', 'basic', 1)
@ insert-masked write
INSERT INTO customers (id, name, branch_id, resident_no) VALUES (101, 'Open-new', 'S01', '9999999999999')
@ insert-outside write
INSERT INTO customers (id, name, branch_id) VALUES (101, 'Open-new', 'S03')
@expected mask keyed
INSERT INTO {base}.customers (id, name, branch_id) VALUES (101, 'Open-new', 'S03')
@ insert-one-outside write
INSERT INTO customers (id, name, branch_id) VALUES (101, 'Open-new', 'S01'), (102, 'Open-new', 'S04')
@expected mask keyed
INSERT INTO {base}.customers (id, name, branch_id) VALUES (101, 'Open-new', 'S01'), (102, 'Open-new', 'S04')
@ insert-bind write
INSERT INTO customers (id, name, branch_id) VALUES (?, ?, ?)
@bind 101|Open-new|S02
@expected mask both keyed
INSERT INTO {base}.customers (id, name, branch_id) VALUES (?, ?, ?)
@ insert-bind-outside write
INSERT INTO customers (id, name, branch_id) VALUES (?, ?, ?)
@bind 101|Open-new|S04
@expected mask keyed
INSERT INTO {base}.customers (id, name, branch_id) VALUES (?, ?, ?)
@ insert-returning write
INSERT INTO customers (id, name, branch_id) VALUES (101, 'Open-new', 'S01') RETURNING id, name, branch_id
@expected mask both keyed
INSERT INTO {base}.customers (id, name, branch_id) VALUES (101, 'Open-new', 'S01') RETURNING id, name, branch_id
@ insert-select write
INSERT INTO archive (customer_id, resident_no) SELECT id, resident_no FROM customers
@ insert-select-expression write
INSERT INTO archive SELECT id, LEFT(email, 10), notes FROM customers WHERE active
@ insert-select-bind write
INSERT INTO archive (customer_id, note) SELECT id, CONCAT(?, email) FROM customers WHERE id < ?
@bind m|6
@ insert-select-view write
INSERT INTO archive (customer_id, resident_no) SELECT id, label FROM v_labels
@ insert-with write
INSERT INTO archive (customer_id, note) WITH x AS (SELECT id, email FROM customers) SELECT id, email FROM x
@ insert-sub-value write
INSERT INTO archive (customer_id, resident_no) VALUES (1, (SELECT resident_no FROM customers WHERE id = 1))
@ insert-unprotected write
INSERT INTO journal VALUES (3, 'third', 'c') RETURNING id, mark
@ insert-ignore write
INSERT IGNORE INTO journal VALUES (1, 'again', 'c'), (4, 'fourth', 'd')
@ insert-duplicate write
INSERT INTO journal VALUES (1, 'again', 'c')
@ upsert-unprotected write
INSERT INTO journal (id, mark) VALUES (1, 'again') ON DUPLICATE KEY UPDATE mark = VALUES(mark), who = CONCAT(who, '!')
@ upsert write
INSERT INTO customers (id, name, branch_id) VALUES (1, 'Open-other', 'S01') ON DUPLICATE KEY UPDATE name = VALUES(name)
@expected mask both keyed
INSERT INTO {base}.customers (id, name, branch_id) VALUES (1, 'Open-other', 'S01') ON DUPLICATE KEY UPDATE name = VALUES(name)
@ upsert-new write
INSERT INTO customers (id, name, branch_id) VALUES (101, 'Open-other', 'S01') ON DUPLICATE KEY UPDATE name = VALUES(name)
@expected mask both keyed
INSERT INTO {base}.customers (id, name, branch_id) VALUES (101, 'Open-other', 'S01') ON DUPLICATE KEY UPDATE name = VALUES(name)
@ upsert-masked write
INSERT INTO customers (id, name, branch_id) VALUES (1, 'Open-other', 'S01') ON DUPLICATE KEY UPDATE resident_no = '1'
@expected mask both keyed
INSERT INTO refused_or_a_crash_of_mariadb_10_11 VALUES (1)
@ replace-unprotected write
REPLACE INTO journal (id, mark, who) VALUES (1, 'second', 'z')
@ replace write
REPLACE INTO staff (id, name, grade) VALUES (1, 'staff-x', 1)
@expected mask both
REPLACE INTO {base}.staff (id, name, grade) VALUES (1, 'staff-x', 1)
@ update-allowed write
UPDATE customers SET name = 'Open-changed' WHERE id = 1
@ update-all write
UPDATE customers SET active = NOT active
@ update-tier write
UPDATE customers SET tier = 'gold', name = CONCAT(name, 'x') WHERE branch_id = 'S02'
@ update-outside write
UPDATE customers SET name = 'Open-changed' WHERE id = 3
@ update-or write
UPDATE customers SET name = 'Open-changed' WHERE id = 1 OR branch_id = 'S03'
@ update-masked write
UPDATE customers SET resident_no = '1' WHERE id = 1
@ update-masked-mixed write
UPDATE customers SET name = 'Open-x', balance = balance + 1 WHERE id = 1
@ update-masked-where write
UPDATE customers SET name = 'Open-x' WHERE resident_no LIKE '%501'
@ update-masked-where-shown write
UPDATE customers SET name = 'Open-x' WHERE resident_no = '910101*******'
@ update-from-masked write
UPDATE customers SET name = LEFT(resident_no, 40) WHERE id < 5
@ update-branch write
UPDATE customers SET branch_id = 'S02' WHERE id = 1
@ update-branch-outside write
UPDATE customers SET branch_id = 'S03' WHERE id = 1
@ update-branch-bind write
UPDATE customers SET branch_id = ?, name = ? WHERE id = ?
@bind S02|Open-m|5
@ update-branch-bind-outside write
UPDATE customers SET branch_id = ? WHERE id = ?
@bind S04|5
@ update-bind write
UPDATE customers SET name = ?, active = ? WHERE id = ?
@bind Open-bound|0|2
@ update-alias write
UPDATE customers AS c SET c.name = CONCAT(c.name, '+') WHERE c.id IN (1, 3)
@ update-order-limit write
UPDATE customers SET name = 'Open-x' ORDER BY id DESC LIMIT 2
@ update-order-masked write
UPDATE customers SET active = 0 ORDER BY balance DESC, id LIMIT 2
@ update-join write
UPDATE orders o JOIN customers c ON c.id = o.customer_id SET o.remark = c.name WHERE o.id < 9
@ update-join-masked write
UPDATE orders o JOIN customers c ON c.id = o.customer_id SET o.remark = c.resident_no WHERE c.email LIKE 'm%'
@ update-join-both write
UPDATE orders o, customers c SET o.status = 'x', c.name = 'Open-y' WHERE c.id = o.customer_id AND o.id = 1
@ update-left-join write
UPDATE orders o LEFT JOIN customers c ON c.id = o.customer_id SET o.remark = IFNULL(c.email, 'nobody')
@ update-subquery write
UPDATE orders SET remark = (SELECT c.resident_no FROM customers c WHERE c.id = orders.customer_id) WHERE id < 5
@ update-where-exists write
UPDATE orders SET status = 'seen' WHERE EXISTS (SELECT 1 FROM customers c WHERE c.id = orders.customer_id AND c.balance > 50000)
@ update-where-in write
UPDATE branches SET title = 'in use' WHERE id IN (SELECT branch_id FROM customers WHERE resident_no LIKE '91%')
@ update-division write
UPDATE customers SET name = 'Open-d' WHERE 10 / (id - 3) > 1
@expected filter both
UPDATE customers SET name = 'Open-d' WHERE 10 / NULLIF(id - 3, 0) > 1
@ update-filter-column write
UPDATE staff SET grade = grade + 1
@ update-view write
UPDATE v_customers SET name = 'Open-v' WHERE id = 1
@ update-view-masked write
UPDATE v_customers SET email = 'x' WHERE id = 1
@ update-derived write
UPDATE orders o JOIN (SELECT id, MAX(email) e FROM customers GROUP BY id) d ON d.id = o.customer_id SET o.remark = d.e
@ update-ignore write
UPDATE IGNORE journal SET mark = 'second'
@ delete-one write
DELETE FROM customers WHERE id = 1
@ delete-hidden write
DELETE FROM customers WHERE id = 3
@ delete-all write
DELETE FROM orders
@ delete-masked-where write
DELETE FROM customers WHERE resident_no LIKE '%501'
@ delete-masked-where-shown write
DELETE FROM payments WHERE card_no = 'withheld'
@ delete-order-limit write
DELETE FROM customers ORDER BY id LIMIT 3
@ delete-returning write
DELETE FROM customers WHERE id < 4 RETURNING id, name, branch_id
@ delete-returning-masked write
DELETE FROM customers WHERE id < 4 RETURNING id, resident_no, UPPER(email) e
@ delete-multi write
DELETE o FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.balance > 50000
@ delete-multi-two write
DELETE o, c FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.id = 1
@ delete-using write
DELETE FROM o USING orders o JOIN customers c ON c.id = o.customer_id WHERE c.email LIKE 'm%'
@ delete-subquery write
DELETE FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE tier = 'gold')
@ delete-bind write
DELETE FROM payments WHERE amount > ? AND id < ?
@bind 50|20
@ delete-events write
DELETE FROM events WHERE day < '2025-12-01'
@ delete-blanks write
DELETE FROM blanks WHERE d > 2000
@ delete-view write
DELETE FROM v_customers WHERE id = 1
@ row-count write
UPDATE customers SET name = 'Open-r' WHERE balance > 20000
@then
SELECT ROW_COUNT()
@ last-insert-id write
INSERT INTO journal (id, mark) VALUES (LAST_INSERT_ID(77), 'x')
@then
SELECT LAST_INSERT_ID()
@ savepoint write
SAVEPOINT a
@then
DELETE FROM customers WHERE id = 1
@then
ROLLBACK TO a
@then
UPDATE customers SET name = 'Open-s' WHERE id < 5
