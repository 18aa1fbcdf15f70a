## Session state.
SET NAMES latin1 \g
SELECT @@character_set_client, @@character_set_results, @@collation_connection \g
SET NAMES utf8mb4 COLLATE utf8mb4_bin \g
SELECT @@collation_connection, '한글' \g
SET CHARACTER SET utf8mb3 \g
SELECT @@character_set_client \g
SET NAMES utf8mb4 \g
USE d \g
SELECT database() \g
CREATE TABLE here (a int) \g
SHOW TABLES \g
USE missing \g
SELECT database() \g
USE shop \g
SET sql_mode = 'ANSI_QUOTES' \g
SELECT "name" FROM "customers" WHERE customer_id = 1 \g
SET sql_mode = 'NO_BACKSLASH_ESCAPES' \g
SELECT 'a\', 'b' \g
SET sql_mode = 'PIPES_AS_CONCAT' \g
SELECT 'a' || 'b' \g
SET sql_mode = DEFAULT \g
SELECT 'a' || 'b' \g
SET time_zone = '+09:00' \g
SELECT @@time_zone, FROM_UNIXTIME(0) \g
SET @x = 5 \g
SELECT @x, @y \g
SELECT @x := @x + 1 \g
SELECT @x \g
SELECT name INTO @n FROM customers WHERE customer_id = 2 \g
SELECT @n \g
SET @a = 1, @b = 2, SESSION sort_buffer_size = 1048576 \g
SELECT @a + @b, @@sort_buffer_size \g
SET STATEMENT max_statement_time = 5 FOR SELECT @@max_statement_time \g
SELECT @@max_statement_time \g
SET group_concat_max_len = 2048, sql_select_limit = 3 \g
SELECT customer_id FROM customers ORDER BY 1 \g
SET sql_select_limit = DEFAULT \g
SET foreign_key_checks = 0 \g
SELECT @@foreign_key_checks \g
SET missing_variable = 1 \g
CREATE TEMPORARY TABLE tmp (a int) \g
INSERT INTO tmp VALUES (1), (2) \g
SELECT * FROM tmp \g
DROP TEMPORARY TABLE tmp \g
SELECT GET_LOCK('proxydb-diff', 1) \g
SELECT IS_USED_LOCK('proxydb-diff') IS NOT NULL, RELEASE_LOCK('proxydb-diff') \g
PREPARE p FROM 'SELECT customer_id + ? FROM customers WHERE customer_id < 3 ORDER BY 1' \gt
SET @v = 10 \gt
EXECUTE p USING @v \gt
DEALLOCATE PREPARE p \gt
EXECUTE p USING @v \gt
EXECUTE IMMEDIATE 'SELECT 1 + 1' \gt
HANDLER salaries OPEN \gt
HANDLER salaries READ FIRST \gt
HANDLER salaries CLOSE \gt
\reconnect
SELECT database(), @x, @@sql_mode, @@autocommit \g
