-- proxydb.token for PostgreSQL 12 and later: the value that the mask `token` gives, computed in the database.
--
-- With it the mask also holds in predicates, joins and grouping. Without it a column under `token` can only be shown as it is, and
-- statements that use it otherwise are refused. docs/masks.md says more.
--
-- Who runs this: a DBA, once for each database, as a role that is NOT the service login of the gateway and not used by applications:
-- it becomes the owner of the keys, and nobody else can read them (superusers aside).
--
--     psql -d shop -v ON_ERROR_STOP=1 -v service_login=proxydb -f postgres-token.sql
--
-- How the key gets in: the same bytes as in the gateway's file (`masks.keys`), one newline at the end left out. So that it stands in no
-- shell history and no server log, let psql read the file and switch the log off for the session (which takes a superuser; else make
-- sure that log_statement, log_min_duration_statement, pg_stat_statements and pgaudit keep no text of it):
--
--     SET log_statement = none; SET log_min_duration_statement = -1; SET log_min_error_statement = panic;
--     SET pg_stat_statements.track = none; SET pgaudit.log = none;        -- where these are installed
--     \set key `cat /etc/proxydb/secrets/mask-key`
--     SELECT proxydb.set_mask_key('default', convert_to(:'key', 'UTF8'));
--     \unset key
--
-- A key can be replaced the same way. Every token changes with it, so do it together with the gateway's file, in a quiet hour:
-- tokens made before do not match those made after, and views or extracts that hold old ones are not mended.
--
-- Who may call it: the gateway's service login, which runs the secured statements. Do not let a rule grant the function
-- `proxydb.token` to anybody under the mask: who can compute tokens of guessed values finds the value behind a token.

BEGIN;

CREATE SCHEMA IF NOT EXISTS proxydb;
REVOKE ALL ON SCHEMA proxydb FROM PUBLIC;

-- The two halves of an HMAC key (RFC 2104): 64 bytes each, the key XORed with 0x36 and with 0x5c.
CREATE TABLE IF NOT EXISTS proxydb.mask_keys (
    key_name  text  PRIMARY KEY,
    inner_key bytea NOT NULL CHECK (length(inner_key) = 64),
    outer_key bytea NOT NULL CHECK (length(outer_key) = 64)
);
REVOKE ALL ON proxydb.mask_keys FROM PUBLIC;

-- Puts a key in or replaces it. For the owner only.
CREATE OR REPLACE FUNCTION proxydb.set_mask_key(name text, key bytea) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    block     bytea := CASE WHEN length(key) > 64 THEN sha256(key) ELSE key END;
    inner_pad bytea := decode(repeat('36', 64), 'hex');
    outer_pad bytea := decode(repeat('5c', 64), 'hex');
BEGIN
    IF length(key) < 32 THEN
        RAISE EXCEPTION 'the key is shorter than 32 bytes' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    FOR i IN 0 .. length(block) - 1 LOOP
        inner_pad := set_byte(inner_pad, i, get_byte(inner_pad, i) # get_byte(block, i));
        outer_pad := set_byte(outer_pad, i, get_byte(outer_pad, i) # get_byte(block, i));
    END LOOP;
    INSERT INTO proxydb.mask_keys (key_name, inner_key, outer_key) VALUES (name, inner_pad, outer_pad)
    ON CONFLICT (key_name) DO UPDATE SET inner_key = excluded.inner_key, outer_key = excluded.outer_key;
END
$$;
REVOKE ALL ON FUNCTION proxydb.set_mask_key(text, bytea) FROM PUBLIC;

-- HMAC-SHA-256 of the value in UTF-8, its first 128 bits as 32 hexadecimal digits. NULL stays NULL; a key that is not there is an error.
-- STABLE, not IMMUTABLE: it reads the table of keys, so that no index or generated column can outlive a key. SECURITY DEFINER with a
-- search path of its own: callers need no right on the keys and cannot put other functions in the way.
CREATE OR REPLACE FUNCTION proxydb.token(value text, key_name text DEFAULT 'default') RETURNS text
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    keys proxydb.mask_keys%ROWTYPE;
BEGIN
    SELECT k.* INTO keys FROM proxydb.mask_keys k WHERE k.key_name = token.key_name;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no mask key of this name in proxydb.mask_keys' USING ERRCODE = 'undefined_object';
    END IF;
    RETURN left(encode(sha256(keys.outer_key || sha256(keys.inner_key || convert_to(value, 'UTF8'))), 'hex'), 32);
END
$$;
REVOKE ALL ON FUNCTION proxydb.token(text, text) FROM PUBLIC;

\if :{?service_login}
    GRANT USAGE ON SCHEMA proxydb TO :"service_login";
    GRANT EXECUTE ON FUNCTION proxydb.token(text, text) TO :"service_login";
\else
    \warn 'service_login is not set: GRANT USAGE ON SCHEMA proxydb and EXECUTE ON FUNCTION proxydb.token to the service login yourself'
\endif

COMMIT;
