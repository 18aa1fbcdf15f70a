#!/usr/bin/env bash
# Writes postgres15.tsv: what initdb of PostgreSQL 15 makes in pg_catalog and information_schema, so that names of
# built-ins resolve without a live catalog. Run by hand against a fresh server of that version, review the diff, commit:
#
#   ./generate.sh "host=127.0.0.1 port=5432 user=postgres dbname=template1" > postgres15.tsv
#
# One object a line, fields by tabs, the first says what it is:
#   schema    name
#   relation  name kind column:type,…                                    kind as in pg_class.relkind
#   type      name typtype base-type-of-a-domain
#   function  name prokind arguments result flags defaults language out-column:type,…
#             flags: v s i (volatility), L leakproof, S strict, R returns a set, V variadic, D security definer
#   operator  name left right function leakproof
#   cast      source target function context                             under pg_catalog
# Relations, types … belong to the last schema line. A missing value is "-". Only objects of initdb (oid below 16384).
set -euo pipefail
psql "${1:?connection string of a PostgreSQL 15 server}" --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 <<'SQL'
SET search_path = pg_catalog;
SELECT current_setting('server_version_num')::int / 10000 = 15 AS fits \gset
\if :fits
\else
  \warn 'this is not a PostgreSQL 15 server'
  \quit 3
\endif
WITH schemas AS (
  SELECT oid, nspname FROM pg_namespace WHERE nspname IN ('pg_catalog', 'information_schema')
), lines AS (
  SELECT nspname AS schema, 0 AS kind, '' AS name, '' AS more, concat_ws(E'\t', 'schema', nspname) AS line FROM schemas
  UNION ALL
  SELECT nspname, 1, relname, '', concat_ws(E'\t', 'relation', relname, relkind,
    (SELECT string_agg(attname || ':' || format_type(atttypid, atttypmod), ',' ORDER BY attnum)
       FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped))
  FROM pg_class c JOIN schemas n ON n.oid = relnamespace WHERE relkind IN ('r', 'v') AND c.oid < 16384
  UNION ALL
  SELECT nspname, 2, typname, '', concat_ws(E'\t', 'type', typname, typtype,
    CASE WHEN typtype = 'd' THEN format_type(typbasetype, typtypmod) ELSE '-' END)
  FROM pg_type t JOIN schemas n ON n.oid = typnamespace WHERE typrelid = 0 AND t.oid < 16384
  UNION ALL
  SELECT nspname, 3, proname, oidvectortypes(proargtypes), concat_ws(E'\t', 'function', proname, prokind,
    coalesce(nullif((SELECT string_agg(format_type(t, NULL), ',' ORDER BY i) FROM unnest(proargtypes) WITH ORDINALITY AS a(t, i)), ''), '-'),
    format_type(prorettype, NULL),
    provolatile::text || CASE WHEN proleakproof THEN 'L' ELSE '' END || CASE WHEN proisstrict THEN 'S' ELSE '' END
      || CASE WHEN proretset THEN 'R' ELSE '' END || CASE WHEN provariadic <> 0 THEN 'V' ELSE '' END
      || CASE WHEN prosecdef THEN 'D' ELSE '' END,
    pronargdefaults, (SELECT lanname FROM pg_language l WHERE l.oid = prolang),
    coalesce((SELECT string_agg(proargnames[i] || ':' || format_type(proallargtypes[i], NULL), ',' ORDER BY i)
       FROM generate_subscripts(proallargtypes, 1) i WHERE proargmodes[i] IN ('o', 'b', 't')), '-'))
  FROM pg_proc p JOIN schemas n ON n.oid = pronamespace WHERE p.oid < 16384
  UNION ALL
  SELECT nspname, 4, oprname, oprleft || ' ' || oprright, concat_ws(E'\t', 'operator', oprname,
    CASE oprleft WHEN 0 THEN '-' ELSE format_type(oprleft, NULL) END, format_type(oprright, NULL), p.proname,
    CASE WHEN p.proleakproof THEN 'L' ELSE '-' END)
  FROM pg_operator o JOIN schemas n ON n.oid = oprnamespace JOIN pg_proc p ON p.oid = oprcode WHERE o.oid < 16384
  UNION ALL
  SELECT 'pg_catalog', 5, format_type(castsource, NULL), format_type(casttarget, NULL), concat_ws(E'\t', 'cast',
    format_type(castsource, NULL), format_type(casttarget, NULL), coalesce(p.proname, '-'), castcontext)
  FROM pg_cast k LEFT JOIN pg_proc p ON p.oid = castfunc WHERE k.oid < 16384
)
SELECT line FROM lines ORDER BY schema COLLATE "C", kind, name COLLATE "C", more COLLATE "C", line COLLATE "C";
SQL
