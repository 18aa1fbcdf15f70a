# What drivers and tools read.
SELECT version() LIKE 'PostgreSQL%' \g
SELECT n.nspname, c.relname, c.relkind FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v') ORDER BY 1, 2 \g
SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1 \g
SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'orders' ORDER BY ordinal_position \g
SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a WHERE a.attrelid = 'public.orders'::regclass AND a.attnum > 0 ORDER BY a.attnum \g
SELECT typname FROM pg_type WHERE typname IN ('order_status', 'address') ORDER BY 1 \g
SELECT enumlabel FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typname = 'order_status' ORDER BY enumsortorder \g
SELECT conname, contype, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'public.orders'::regclass ORDER BY 1 \g
SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1 \g
SELECT proname, prokind FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE nspname = 'public' ORDER BY 1 \g
SELECT datname FROM pg_database WHERE datname = 'shop' \g
SELECT has_table_privilege('public.customers', 'select') \g
SELECT pg_get_viewdef('public.v_customers'::regclass) \g
SELECT obj_description('public.customers'::regclass, 'pg_class') \g
SELECT pg_table_is_visible('public.customers'::regclass), to_regclass('public.nosuch') IS NULL \g
SELECT name, setting FROM pg_settings WHERE name IN ('server_version_num', 'standard_conforming_strings', 'max_index_keys') ORDER BY 1 \g
SELECT name, setting FROM pg_settings WHERE source = 'session' ORDER BY 1 \g
SELECT current_schemas(false) \g
SELECT nspname FROM pg_namespace WHERE nspname IN ('public', 'd', 'pg_catalog') ORDER BY 1 \g
SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = current_database() \g
SELECT constraint_name, table_name FROM information_schema.table_constraints WHERE table_schema = 'public' AND constraint_type = 'FOREIGN KEY' ORDER BY 1 \g
SELECT sequence_name FROM information_schema.sequences WHERE sequence_schema = 'public' ORDER BY 1 \g
SELECT count(*) > 0 FROM pg_timezone_names WHERE name = 'Asia/Seoul' \g
SELECT pg_is_in_recovery() \g
SELECT txid_current_if_assigned() IS NULL \g
SELECT pg_backend_pid() > 0 \g
SELECT oid < 16384 FROM pg_type WHERE typname = 'int4' \g
