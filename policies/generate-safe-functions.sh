#!/bin/sh
# Writes policies/safe-functions.postgres.txt, the set @safe of the policy language: built-in functions that read no relation, file,
# setting or session but their arguments. Run it against a plain PostgreSQL 15 and review the difference before it is committed:
#
#   policies/generate-safe-functions.sh -h /tmp -p 5432 -U postgres > policies/safe-functions.postgres.txt
#
# The rule: a name is safe when every overload of it is
#   * immutable by pg_proc, callable from SQL (no internal or cstring argument, no trigger, handler or support function), and not in
#     `excluded`: immutable by declaration, yet they look something up; or
#   * in `reviewed`: stable or volatile only because they ask the clock, randomness, the time zone, or the output or input
#     functions of their arguments' types.
set -eu
cat <<'HEAD'
# The set @safe for PostgreSQL 15: written by generate-safe-functions.sh, reviewed. One name a line; every overload is safe.
HEAD
exec psql "$@" -X -A -t -q -v ON_ERROR_STOP=1 <<'SQL'
WITH reviewed(name) AS (SELECT unnest('{
  age,array_to_json,array_to_string,clock_timestamp,concat,concat_ws,convert,convert_from,convert_to,
  date,date_cmp_timestamptz,date_eq_timestamptz,date_ge_timestamptz,date_gt_timestamptz,date_le_timestamptz,date_lt_timestamptz,
  date_ne_timestamptz,date_part,date_trunc,extract,format,gen_random_uuid,generate_series,in_range,interval_pl_timestamptz,
  json_agg,json_build_array,json_build_object,json_object_agg,json_populate_record,json_populate_recordset,json_to_record,
  json_to_recordset,jsonb_agg,jsonb_build_array,jsonb_build_object,jsonb_object_agg,
  jsonb_path_exists_tz,jsonb_path_match_tz,jsonb_path_query_array_tz,jsonb_path_query_first_tz,jsonb_path_query_tz,
  jsonb_populate_record,jsonb_populate_recordset,jsonb_to_record,jsonb_to_recordset,length,make_timestamptz,money,now,numeric,
  overlaps,pg_column_size,pg_typeof,quote_literal,quote_nullable,random,row_to_json,statement_timestamp,time,timeofday,timestamp,
  timestamp_cmp_timestamptz,timestamp_eq_timestamptz,timestamp_ge_timestamptz,timestamp_gt_timestamptz,timestamp_le_timestamptz,
  timestamp_lt_timestamptz,timestamp_ne_timestamptz,timestamptz,timestamptz_cmp_date,timestamptz_cmp_timestamp,timestamptz_eq_date,
  timestamptz_eq_timestamp,timestamptz_ge_date,timestamptz_ge_timestamp,timestamptz_gt_date,timestamptz_gt_timestamp,
  timestamptz_le_date,timestamptz_le_timestamp,timestamptz_lt_date,timestamptz_lt_timestamp,timestamptz_mi_interval,
  timestamptz_ne_date,timestamptz_ne_timestamp,timestamptz_pl_interval,timetz,timezone,to_char,to_date,to_json,to_jsonb,to_number,
  to_timestamp,transaction_timestamp,xml_is_well_formed
}'::text[])),
excluded(pattern) AS (VALUES
  ('^acl'), ('^makeaclitem$'),                      -- rights of the service login
  ('^has_'), ('^pg_partition_root$'), ('^satisfies_hash_partition$'), ('^postgresql_fdw_validator$'),  -- look up the catalog
  ('^pg_walfile_name'),                             -- position of the server
  ('^(to_tsvector|to_tsquery|plainto_tsquery|phraseto_tsquery|websearch_to_tsquery|json_to_tsvector|jsonb_to_tsvector)$'),
  ('^ts_(lexize|headline|parse|token_type|debug|stat|rewrite)$'),      -- read configurations, dictionaries and their files; run SQL
  ('^pg_indexam_'), ('_support$'), ('_handler$'), ('_subscript_handler$'), ('typmodin$'), ('typmodout$')
),
judged AS (
  SELECT p.proname::text AS name,
         p.proname::text IN (SELECT name FROM reviewed)
         OR (p.provolatile = 'i'
             AND p.prokind IN ('f', 'a', 'w')
             AND NOT EXISTS (SELECT FROM excluded e WHERE p.proname ~ e.pattern)
             AND NOT EXISTS (
                   SELECT FROM unnest(p.proargtypes::oid[] || p.prorettype) AS a(t) JOIN pg_type ty ON ty.oid = a.t
                   WHERE ty.typname IN ('internal', 'cstring', 'trigger', 'event_trigger', 'language_handler', 'fdw_handler',
                                        'index_am_handler', 'tsm_handler', 'table_am_handler', 'pg_ddl_command', 'void'))) AS safe
  FROM pg_proc p
  WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.oid < 16384)
SELECT name FROM judged GROUP BY name HAVING bool_and(safe) ORDER BY name COLLATE "C";
SQL
