namespace ProxyDb.Host.Backends;

/// <summary>
/// ProxyDb's own queries of PostgreSQL's system catalogs, versions 12 to 17. Constants only: no value of a client is ever part of
/// one. Temporary relations are left out: they belong to sessions.
/// </summary>
internal static class CatalogSql
{
    /// <summary>First object id after initdb (FirstNormalObjectId).</summary>
    public const uint FirstUserOid = 16384;

    /// <summary>Names in definitions are printed qualified, and everything is read from one snapshot.</summary>
    public const string Prepare = "SELECT pg_catalog.set_config('search_path', '', false)";

    /// <summary>
    /// One line that differs whenever a catalog differs: an update gives a row a new xmin. Product with the oid, so that
    /// changes in transactions of different age cannot cancel out.
    /// </summary>
    public const string Digest = """
        WITH relations AS MATERIALIZED (
          SELECT oid, xmin FROM pg_catalog.pg_class WHERE oid >= 16384 AND relpersistence <> 't' AND relkind IN ('r', 'v', 'm', 'S', 'f', 'p', 'c')
        ), rows (part, oid, xmin) AS (
          SELECT 1, oid::int8, xmin FROM relations
          UNION ALL SELECT 2, attrelid::int8 + attnum, xmin FROM pg_catalog.pg_attribute WHERE attnum > 0 AND attrelid IN (SELECT oid FROM relations)
          UNION ALL SELECT 3, oid::int8, xmin FROM pg_catalog.pg_proc WHERE oid >= 16384
          UNION ALL SELECT 4, oid::int8, xmin FROM pg_catalog.pg_type WHERE oid >= 16384 AND typrelid = 0
          UNION ALL SELECT 5, oid::int8, xmin FROM pg_catalog.pg_operator WHERE oid >= 16384
          UNION ALL SELECT 6, oid::int8, xmin FROM pg_catalog.pg_cast WHERE oid >= 16384
          UNION ALL SELECT 7, oid::int8, xmin FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_(toast|temp)'
          UNION ALL SELECT 8, inhrelid::int8 + inhparent::int8, xmin FROM pg_catalog.pg_inherits
          UNION ALL SELECT 9, oid::int8, xmin FROM pg_catalog.pg_rewrite WHERE oid >= 16384
          UNION ALL SELECT 10, oid::int8, xmin FROM pg_catalog.pg_trigger WHERE NOT tgisinternal
          UNION ALL SELECT 11, oid::int8, xmin FROM pg_catalog.pg_constraint WHERE conrelid = 0 OR conrelid IN (SELECT oid FROM relations)
          UNION ALL SELECT 12, oid::int8, xmin FROM pg_catalog.pg_policy
          UNION ALL SELECT 13, oid::int8, xmin FROM pg_catalog.pg_attrdef WHERE adrelid IN (SELECT oid FROM relations)
          UNION ALL SELECT 14, setdatabase::int8 + setrole::int8, xmin FROM pg_catalog.pg_db_role_setting
        )
        SELECT pg_catalog.string_agg(part || ':' || n || ':' || s || ':' || p, ' ' ORDER BY part)
          FROM (SELECT part, count(*) n, sum(xmin::text::int8) s, sum(xmin::text::int8 * (oid % 999983)) p FROM rows GROUP BY part) x
        """;

    /// <summary>The path of a session that sets none, and the version.</summary>
    public const string Settings = "SELECT reset_val, pg_catalog.current_setting('server_version_num')::int FROM pg_catalog.pg_settings WHERE name = 'search_path'";

    public const string Schemas = """
        SELECT oid, nspname, pg_catalog.pg_get_userbyid(nspowner) FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_(toast|temp)'
        """;

    /// <summary>Relations of the server itself only where its version is not the one of the built-in list.</summary>
    public const string Relations = """
        SELECT oid, relnamespace, relname, relkind, pg_catalog.pg_get_userbyid(relowner), relrowsecurity OR EXISTS (SELECT FROM pg_catalog.pg_policy WHERE polrelid = c.oid),
          CASE WHEN relkind IN ('v', 'm') AND oid >= 16384 THEN pg_catalog.pg_get_viewdef(oid) END
        FROM pg_catalog.pg_class c
        WHERE relpersistence <> 't' AND relkind IN ('r', 'v', 'm', 'S', 'f', 'p', 'c')
          AND (oid >= 16384 OR pg_catalog.current_setting('server_version_num')::int / 10000 <> 15)
        """;

    public const string Columns = """
        SELECT attrelid, attnum, attname, pg_catalog.format_type(atttypid, atttypmod), atttypid, attnotnull, attgenerated <> '',
          pg_catalog.pg_get_expr(adbin, adrelid)
        FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = attrelid
          LEFT JOIN pg_catalog.pg_attrdef d ON adrelid = attrelid AND adnum = attnum
        WHERE attnum > 0 AND NOT attisdropped AND relpersistence <> 't' AND relkind IN ('r', 'v', 'm', 'f', 'p', 'c')
          AND (c.oid >= 16384 OR pg_catalog.current_setting('server_version_num')::int / 10000 <> 15)
        ORDER BY attrelid, attnum
        """;

    public const string Keys = """
        SELECT conrelid, conname, contype = 'p',
          (SELECT pg_catalog.array_agg(attname::text ORDER BY i) FROM pg_catalog.unnest(conkey) WITH ORDINALITY k(n, i)
             JOIN pg_catalog.pg_attribute ON attrelid = conrelid AND attnum = n)
        FROM pg_catalog.pg_constraint WHERE contype IN ('p', 'u') ORDER BY conrelid, contype, conname
        """;

    public const string Parents = "SELECT inhrelid, inhparent FROM pg_catalog.pg_inherits ORDER BY inhrelid, inhseqno";

    /// <summary>Foreign keys by which a change of the referenced table changes rows of the referencing one.</summary>
    public const string Cascades = """
        SELECT DISTINCT confrelid, conrelid FROM pg_catalog.pg_constraint WHERE contype = 'f' AND (confdeltype IN ('c', 'n', 'd') OR confupdtype IN ('c', 'n', 'd'))
        """;

    public const string Triggers = """
        SELECT tgrelid, tgname, pronamespace, proname FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_proc p ON p.oid = tgfoid
        WHERE NOT tgisinternal ORDER BY tgrelid, tgname
        """;

    public const string Rules = "SELECT ev_class, rulename FROM pg_catalog.pg_rewrite WHERE rulename <> '_RETURN' AND oid >= 16384 ORDER BY ev_class, rulename";

    /// <summary>Tables whose defaults, checks, index expressions or policies, or whose domains' checks, call routines or operators of users.</summary>
    public const string CallsUserCode = """
        WITH users (classid, objid) AS (
          SELECT classid, objid FROM pg_catalog.pg_depend
          WHERE refobjid >= 16384 AND refclassid IN ('pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_operator'::regclass)
        )
        SELECT adrelid FROM pg_catalog.pg_attrdef JOIN users ON classid = 'pg_catalog.pg_attrdef'::regclass AND objid = oid
        UNION SELECT conrelid FROM pg_catalog.pg_constraint JOIN users ON classid = 'pg_catalog.pg_constraint'::regclass AND objid = oid WHERE conrelid <> 0
        UNION SELECT indrelid FROM pg_catalog.pg_index JOIN users ON classid = 'pg_catalog.pg_class'::regclass AND objid = indexrelid
        UNION SELECT polrelid FROM pg_catalog.pg_policy JOIN users ON classid = 'pg_catalog.pg_policy'::regclass AND objid = oid
        UNION SELECT attrelid FROM pg_catalog.pg_constraint JOIN users ON classid = 'pg_catalog.pg_constraint'::regclass AND objid = oid
          JOIN pg_catalog.pg_attribute ON atttypid = contypid WHERE contypid <> 0
        """;

    /// <summary>Bodies of the SQL standard are printed by the server; versions before 14 have none.</summary>
    public static string Routines(int version) => version >= 14 ? RoutinesWith + "pg_catalog.pg_get_function_sqlbody(p.oid)" + RoutinesRest : RoutinesWith + "NULL::text" + RoutinesRest;

    private const string RoutinesWith = """
        SELECT p.oid, pronamespace, proname, prokind, lanname,
          (SELECT pg_catalog.array_agg(pg_catalog.format_type(t, NULL) ORDER BY i) FROM pg_catalog.unnest(proargtypes) WITH ORDINALITY a(t, i)),
          (SELECT pg_catalog.array_agg(n ORDER BY i) FROM pg_catalog.unnest(proargnames) WITH ORDINALITY a(n, i)
             WHERE proargmodes IS NULL OR proargmodes[i] IN ('i', 'b', 'v')),
          pronargdefaults, provariadic <> 0, pg_catalog.format_type(prorettype, NULL), proretset, provolatile, prosecdef, proleakproof, proisstrict, proconfig,
          CASE WHEN lanname NOT IN ('internal', 'c') AND prokind <> 'a' THEN coalesce(
        """;

    private const string RoutinesRest = """
        , prosrc) END,
          (SELECT pg_catalog.array_agg(coalesce(proargnames[i], '') || ':' || pg_catalog.format_type(proallargtypes[i], NULL) ORDER BY i)
             FROM pg_catalog.generate_subscripts(proallargtypes, 1) i WHERE proargmodes[i] IN ('o', 'b', 't'))
        FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = prolang WHERE p.oid >= 16384
        """;

    public const string Types = """
        SELECT oid, typnamespace, typname, typtype, CASE WHEN typtype = 'd' THEN pg_catalog.format_type(typbasetype, typtypmod) END
        FROM pg_catalog.pg_type t WHERE oid >= 16384 AND typrelid = 0
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid AND e.typrelid <> 0)
        """;

    public const string Operators = """
        SELECT o.oid, oprnamespace, oprname, CASE oprleft WHEN 0 THEN NULL ELSE pg_catalog.format_type(oprleft, NULL) END,
          CASE oprright WHEN 0 THEN NULL ELSE pg_catalog.format_type(oprright, NULL) END, pronamespace, proname, proleakproof
        FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_proc p ON p.oid = oprcode WHERE o.oid >= 16384
        """;

    public const string Casts = """
        SELECT pg_catalog.format_type(castsource, NULL), pg_catalog.format_type(casttarget, NULL), pronamespace, proname, castcontext
        FROM pg_catalog.pg_cast k LEFT JOIN pg_catalog.pg_proc p ON p.oid = castfunc WHERE k.oid >= 16384 ORDER BY 1, 2
        """;

    /// <summary>What the service login could do if a statement slipped through: it should be able to do nothing.</summary>
    public const string Powers = """
        SELECT rolsuper, rolbypassrls, (SELECT count(*) FROM pg_catalog.pg_class c WHERE relkind IN ('r', 'p', 'f', 'm', 'v') AND relpersistence <> 't'
          AND c.oid >= 16384 AND relowner = r.oid)
        FROM pg_catalog.pg_roles r WHERE rolname = current_user
        """;

    /// <summary>Databases the login may connect to.</summary>
    public const string Databases = """
        SELECT datname FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate AND pg_catalog.has_database_privilege(oid, 'CONNECT') ORDER BY datname
        """;
}
