## What tools ask.
SHOW DATABASES \g
SHOW TABLES \g
SHOW TABLES FROM shop LIKE 'c%' \g
SHOW FULL TABLES \g
SHOW COLUMNS FROM customers \g
SHOW FULL COLUMNS FROM orders \g
SHOW INDEX FROM order_lines \g
SHOW CREATE TABLE order_lines \g
SHOW CREATE VIEW v_customers \g
SHOW CREATE PROCEDURE three_results \g
DESCRIBE salaries \g
DESC customers name \g
EXPLAIN SELECT * FROM customers WHERE customer_id = 1 \g
EXPLAIN FORMAT=JSON SELECT 1 \g
SHOW VARIABLES LIKE 'sql_mode' \g
SHOW SESSION VARIABLES WHERE Variable_name IN ('autocommit', 'lower_case_table_names') \g
SHOW CHARACTER SET LIKE 'utf8mb4' \g
SHOW COLLATION LIKE 'utf8mb4_bin' \g
SHOW ENGINES \g
SHOW PROCEDURE STATUS WHERE Db = 'nowhere' \g
## They are those of the service login, with the hash of its password.
\refused 1142
SHOW GRANTS \g
SHOW TRIGGERS \g
SHOW TABLE STATUS LIKE 'nothing' \g
SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'shop' AND table_name = 'salaries' ORDER BY ordinal_position \g
SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1 \g
SELECT routine_name FROM information_schema.routines WHERE routine_schema = 'shop' ORDER BY 1 \g
CHECK TABLE salaries \g
ANALYZE TABLE salaries \g
CHECKSUM TABLE salaries \g
HELP 'nothing_at_all' \gt
