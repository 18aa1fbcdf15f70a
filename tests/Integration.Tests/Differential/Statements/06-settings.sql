# SET, RESET, SHOW, SET LOCAL, set_config, ParameterStatus.
SHOW server_version_num \g
SHOW standard_conforming_strings \g
SHOW search_path \g
SET search_path = d, public \g
SHOW search_path \g
CREATE TABLE in_d (a int) \g
SELECT count(*) FROM in_d \g
RESET search_path \g
SELECT count(*) FROM in_d \g
SET datestyle = 'ISO, DMY' \g
SELECT '03/02/2026'::date \g
SET datestyle TO 'German' \g
SELECT '2026-02-03'::date \g
SET datestyle TO DEFAULT \g
SELECT '2026-02-03'::date \g
SET timezone = 'Asia/Seoul' \g
SELECT '2026-01-01 00:00+00'::timestamptz \g
SET TIME ZONE 'America/New_York' \g
SELECT '2026-01-01 00:00+00'::timestamptz \g
SET TIME ZONE LOCAL \g
SELECT '2026-01-01 00:00+00'::timestamptz \g
SET intervalstyle = 'iso_8601' \g
SELECT interval '1 day 2 hours' \g
RESET intervalstyle \g
SET bytea_output = 'escape' \g
SELECT '\x00ff41'::bytea \g
RESET bytea_output \g
SET application_name = 'differential''s "name"' \g
SHOW application_name \g
SET application_name TO '' \g
SET extra_float_digits = 0 \g
SELECT 0.1::float8 + 0.2::float8 \g
RESET extra_float_digits \g
SELECT 0.1::float8 + 0.2::float8 \g
SET statement_timeout = '30s' \g
SHOW statement_timeout \g
SET SESSION statement_timeout TO 31000 \g
SHOW statement_timeout \g
RESET ALL \g
SHOW statement_timeout \g
BEGIN \g
SET LOCAL datestyle = 'SQL, DMY' \g
SELECT '2026-02-03'::date \g
COMMIT \g
SELECT '2026-02-03'::date \g
BEGIN \g
SET timezone = 'Europe/Berlin' \g
SELECT '2026-01-01 00:00+00'::timestamptz \g
ROLLBACK \g
SELECT '2026-01-01 00:00+00'::timestamptz \g
BEGIN \g
SAVEPOINT s \g
SET timezone = 'Europe/Berlin' \g
ROLLBACK TO s \g
SHOW timezone \g
SET timezone = 'Europe/Paris' \g
COMMIT \g
SHOW timezone \g
SET LOCAL timezone = 'UTC' \g
SHOW timezone \g
RESET timezone \g
SELECT set_config('timezone', 'Asia/Tokyo', false) \g
SHOW timezone \g
SELECT set_config('timezone', 'Asia/Tokyo', true) \g
SELECT current_setting('timezone') \g
SELECT current_setting('nosuch', true) \g
SELECT current_setting('nosuch') \g
SET my.variable = 'abc' \g
SHOW my.variable \g
SELECT current_setting('my.variable') \g
RESET my.variable \g
SHOW my.variable \g
SET work_mem = '8MB' \g
SHOW work_mem \g
SET enable_seqscan = off \g
EXPLAIN (COSTS OFF) SELECT * FROM customers WHERE customer_id = 1 \g
RESET enable_seqscan \g
SET standard_conforming_strings = off \g
SELECT 'a\nb' \g
SET standard_conforming_strings = on \g
SELECT 'a\nb' \g
SET client_encoding = 'LATIN1' \g
SELECT 'abc' \g
RESET client_encoding \g
SET NAMES 'UTF8' \g
SHOW client_encoding \g
SET ROLE reporting \g
SELECT current_user \g
SELECT count(*) FROM customers \g
SELECT count(*) FROM salaries \g
RESET ROLE \g
SELECT current_user \g
SET ROLE nosuch \g
SET ROLE NONE \g
SET default_transaction_read_only = on \g
CREATE TABLE d.x (a int) \g
SET default_transaction_read_only = off \g
SET default_transaction_isolation = 'serializable' \g
SHOW transaction_isolation \g
RESET default_transaction_isolation \g
SET client_min_messages = 'error' \g
DROP TABLE IF EXISTS nosuch \g
RESET client_min_messages \g
DROP TABLE IF EXISTS nosuch \g
SET datestyle = 'ISO, DMY'; SELECT '03/02/2026'::date \gs
SHOW datestyle \g
DISCARD ALL \g
SHOW datestyle \g
SHOW timezone \g
SET search_path = '' \g
SHOW search_path \g
SET search_path = "$user", public \g
SHOW search_path \g
SET search_path TO 'd', "we""ird", 'it''s' \g
SHOW search_path \g
\reconnect
SHOW search_path \g
