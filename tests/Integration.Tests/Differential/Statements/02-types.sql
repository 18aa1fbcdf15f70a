# Values of many types, text and binary.
SELECT 1::int2, 2::int4, 3::int8, -1::int2, 2147483647, 9223372036854775807 \g
SELECT 1.5::float4, 2.25::float8, 'NaN'::float8, 'Infinity'::float8, '-Infinity'::float4 \g
SELECT 0::numeric, 123456789012345678901234567890.123456789::numeric, 'NaN'::numeric, -0.00001::numeric(10,5), 1e100::numeric \g
SELECT 'Infinity'::numeric \g
SELECT 12.34::money \g
SELECT true, false, NULL::bool \g
SELECT 'a'::char, 'abc'::char(5), 'abc'::varchar(10), 'abc'::text, 'abc'::name, 'x'::"char" \g
SELECT '\xdeadbeef'::bytea, ''::bytea, decode('00ff', 'hex') \g
SELECT date '2026-02-28', date 'infinity', date '0044-03-15 BC' \g
SELECT time '12:34:56.789', timetz '12:34:56+09' \g
SELECT timestamp '2026-02-28 12:34:56.123456', timestamptz '2026-02-28 12:34:56+09', timestamp 'infinity' \g
SELECT interval '1 year 2 months 3 days 04:05:06', interval '-1 day', interval '0' \g
SELECT '0e37df36-f698-11e6-8dd4-cb9ced3df976'::uuid \g
SELECT '{"a": [1, 2, {"b": null}]}'::json, '{"b":1,"a":2}'::jsonb, 'null'::jsonb, '"x"'::jsonb \g
SELECT '<a>b</a>'::xml \g
SELECT '192.168.1.1'::inet, '10.0.0.0/8'::cidr, '08:00:2b:01:02:03'::macaddr \g
SELECT '(1,2)'::point, '[(0,0),(1,1)]'::lseg, '(1,1),(0,0)'::box, '<(0,0),5>'::circle, '((0,0),(1,1),(1,0))'::polygon \g
SELECT B'1010'::bit(4), B'101'::varbit \g
SELECT ARRAY[1, 2, 3], ARRAY['a', NULL, 'c d', '"q"'], '{}'::int[], ARRAY[[1, 2], [3, 4]] \g
SELECT '[2:3]={7,8}'::int[] \g
SELECT ARRAY[1.5::numeric, NULL], ARRAY[true, false], ARRAY['2026-01-01'::date] \g
SELECT int4range(1, 10), numrange(1.5, NULL), 'empty'::int4range, tstzrange('2026-01-01', '2026-02-01') \g
SELECT '{[1,3),[5,7)}'::int4multirange \g
SELECT 'a fat cat'::tsvector, 'fat & cat'::tsquery, to_tsvector('english', 'cats and dogs') \g
SELECT 'paid'::order_status, ARRAY['new', 'paid']::order_status[] \g
SELECT ROW('street', 'city', 1)::address, ROW(NULL, NULL, NULL)::address \g
SELECT ARRAY[ROW('s', 'c', 1)::address] \g
SELECT 'pg_class'::regclass, 'int4'::regtype, 'sum(int4)'::regprocedure \g
SELECT 1::oid, '(0,1)'::tid, '5'::xid \g
SELECT NULL::int, NULL::text, NULL::address \g
SELECT 'unknown literal' \g
SELECT '2026-01-01'::date + 1, '2026-01-01'::date - '2025-01-01'::date, age('2026-01-01', '2025-06-15') \g
SELECT $1::int, $2::text, $3::numeric, $4::date, $5::bool, $6::uuid \bind 1 two 3.5 2026-01-01 t 0e37df36-f698-11e6-8dd4-cb9ced3df976
SELECT $1::int[], $2::text[], $3::jsonb \bind {1,2,NULL} {a,"b~c"} {"a":1}
SELECT $1::order_status, $2::address \bind paid (s,c,1)
SELECT $1::bytea, $2::timestamptz, $3::interval \bind \\x00ff 2026-01-01T00:00Z 1~day
SELECT $1, $2 \bind a b
SELECT '\x'::bytea || '\x01' \g
SELECT to_json(o) FROM (SELECT 1 AS a, 'b' AS b) o \g
SELECT jsonb_build_object('a', 1, 'b', ARRAY[1,2]) -> 'b' -> 0 \g
SELECT '{"a":{"b":[1,2]}}'::jsonb #>> '{a,b,1}', '{"a":1}'::jsonb @> '{"a":1}', jsonb_path_query('{"a":[1,2,3]}', '$.a[*] ? (@ > 1)') \g
SELECT * FROM json_to_recordset('[{"a":1,"b":"x"},{"a":2}]') AS t(a int, b text) \g
SELECT CAST('5' AS int), '5'::text::int, int '5' \g
CREATE DOMAIN d.positive AS int CHECK (VALUE > 0) \g
SELECT 5::d.positive \g
SELECT (-5)::d.positive \g
CREATE TYPE d.color AS ENUM ('red', 'green') \g
SELECT 'red'::d.color, enum_range(NULL::d.color) \g
ALTER TYPE d.color ADD VALUE 'blue' AFTER 'red' \g
SELECT enum_range(NULL::d.color) \g
CREATE TYPE d.pair AS (a int, b d.color) \g
SELECT ROW(1, 'red')::d.pair, (ROW(1, 'red')::d.pair).b \g
CREATE TYPE d.span AS RANGE (subtype = float8) \g
SELECT d.span(1, 2) \g
SELECT extra.* FROM (SELECT ROW(1,2)) extra \g
SELECT 3.0::real / 7, 1e-10::float8, 123456789.123456789::float8 \g
SELECT to_char(1234.5, '9,999.99'), to_char(timestamp '2026-02-03 04:05', 'YYYY/MM/DD HH24:MI'), to_date('03/02/2026', 'DD/MM/YYYY') \g
