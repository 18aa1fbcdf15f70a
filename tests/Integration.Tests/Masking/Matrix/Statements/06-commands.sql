@ for-update ordered
SELECT id, resident_no FROM customers WHERE id = 1 FOR UPDATE
@ for-update-all ordered
SELECT id, total FROM orders ORDER BY id FOR UPDATE
@ for-share-join ordered
SELECT o.id, c.email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id < 6 ORDER BY o.id FOR SHARE
@ for-update-of ordered
SELECT o.id, c.resident_no FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id < 6 ORDER BY o.id FOR UPDATE OF o
@ for-update-skip ordered
SELECT id FROM customers WHERE tier = 'gold' ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
@ for-update-masked-where ordered
SELECT id FROM customers WHERE balance > 50000 ORDER BY id FOR UPDATE NOWAIT
@ for-update-subquery ordered
SELECT * FROM (SELECT id, resident_no FROM customers WHERE id < 4 FOR UPDATE) x ORDER BY id
@ for-update-limit ordered
SELECT id, email FROM customers ORDER BY id LIMIT 2 FOR UPDATE
@ for-update-bind ordered
SELECT id, balance FROM customers WHERE id = $1 FOR UPDATE
@bind 2
@ values ordered
VALUES (1, 'a'), (2, 'b') ORDER BY 1
@ cursor ordered simple
BEGIN
@then
DECLARE k CURSOR FOR SELECT id, resident_no FROM customers ORDER BY id
@then
FETCH 2 FROM k
@then
FETCH ALL FROM k
@then
CLOSE k
@then
ROLLBACK
@ cursor-scroll ordered
BEGIN
@then
DECLARE k SCROLL CURSOR FOR SELECT id, email FROM v_customers ORDER BY id
@then
FETCH LAST FROM k
@then
FETCH FIRST FROM k
@then
ROLLBACK
@ cursor-hold ordered
DECLARE k CURSOR WITH HOLD FOR SELECT id, birth_date FROM customers ORDER BY id
@then
FETCH 3 FROM k
@then
CLOSE k
@ cursor-binary
BEGIN
@then
DECLARE k BINARY CURSOR FOR SELECT id, name, resident_no FROM customers WHERE id = 1
@then
FETCH ALL FROM k
@then
ROLLBACK
@ cursor-update
BEGIN
@then
DECLARE k CURSOR FOR SELECT id, name FROM customers WHERE id < 3 ORDER BY id FOR UPDATE
@then
FETCH 1 FROM k
@then
ROLLBACK
@ prepare ordered
PREPARE q (int) AS SELECT id, resident_no FROM customers WHERE id < $1 ORDER BY id
@then
EXECUTE q (4)
@then
EXECUTE q (2)
@then
DEALLOCATE q
@ prepare-no-parameters ordered
PREPARE q AS SELECT id, email FROM customers ORDER BY id
@then
EXECUTE q
@then
DEALLOCATE q
@ prepare-untyped ordered
PREPARE q AS SELECT id, balance FROM customers WHERE balance > $1 ORDER BY id
@then
EXECUTE q (50000)
@then
DEALLOCATE q
@ copy-query ordered
COPY (SELECT id, resident_no, email FROM customers ORDER BY id) TO STDOUT
@ copy-query-csv ordered
COPY (SELECT * FROM customers ORDER BY id) TO STDOUT WITH (FORMAT csv, HEADER)
@ copy-query-binary ordered
COPY (SELECT id, balance, birth_date FROM customers ORDER BY id) TO STDOUT (FORMAT binary)
@ copy-table
COPY customers TO STDOUT
@expected mask filter both
COPY (SELECT * FROM customers) TO STDOUT
@ copy-table-columns
COPY customers (id, resident_no) TO STDOUT WITH CSV
@expected mask filter both
COPY (SELECT id, resident_no FROM customers) TO STDOUT WITH CSV
@ copy-table-allowed
COPY customers (id, name) TO STDOUT
@expected mask filter both
COPY (SELECT id, name FROM customers) TO STDOUT
@ copy-unprotected
COPY branches TO STDOUT
@ copy-values
COPY (VALUES (1, 'x')) TO STDOUT
@ explain
EXPLAIN (COSTS OFF) SELECT g FROM generate_series(1, 2) g
@ explain-masked
EXPLAIN (VERBOSE, COSTS OFF) SELECT 1 FROM customers WHERE false
@ explain-analyze
EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT 1 FROM customers WHERE false
@ create-table-as ordered
BEGIN
@then
CREATE TEMP TABLE mine AS SELECT id, resident_no, email FROM customers
@then
SELECT * FROM mine ORDER BY id
@then
ROLLBACK
@ create-table-as-star ordered
BEGIN
@then
CREATE TEMP TABLE mine AS TABLE payments
@then
SELECT * FROM mine ORDER BY id
@then
ROLLBACK
@ create-table-as-no-data
BEGIN
@then
CREATE TEMP TABLE mine (n, s) AS SELECT id, resident_no FROM customers WITH NO DATA
@then
SELECT * FROM mine
@then
ROLLBACK
@ select-into ordered
BEGIN
@then
SELECT id, balance INTO TEMP mine FROM customers WHERE active
@then
SELECT * FROM mine ORDER BY id
@then
ROLLBACK
@ two-statements ordered simple
SELECT id, resident_no FROM customers WHERE id = 1; SELECT id, email FROM customers WHERE id = 2
@ two-statements-mixed ordered simple
SELECT id FROM branches ORDER BY id; SELECT id, card_no FROM payments ORDER BY id
@ savepoint ordered
BEGIN
@then
SAVEPOINT s
@then
SELECT id, notes FROM customers ORDER BY id
@then
ROLLBACK TO s
@then
COMMIT
@ search-path ordered
BEGIN
@then
SET LOCAL search_path = pg_catalog, public
@then
SELECT id, resident_no FROM customers ORDER BY id
@then
ROLLBACK
@ temp-shadow ordered
BEGIN
@then
CREATE TEMP TABLE customers (id int, resident_no text)
@then
INSERT INTO customers VALUES (1, 'shadow')
@then
SELECT * FROM customers
@then
SELECT id, resident_no FROM public.customers ORDER BY id
@then
ROLLBACK
