namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Functions that do more than compute: settings, sequences, locks, files, remote servers, SQL in a string.</summary>
internal sealed class SpecialFunctions(WalkContext context)
{
    public void Walk(SyntaxNode call, string name)
    {
        switch (name)
        {
            case "set_config":
                SetConfig(call);
                break;
            case "current_setting":
                if (Argument(call, 0) is { } setting)
                {
                    context.Setting(SqlAction.Metadata, NameResolver.Fold(setting));
                }

                break;
            case "nextval" or "setval" or "currval" or "lastval":
                Sequence(call, name);
                break;
            case "pg_advisory_lock" or "pg_advisory_lock_shared" or "pg_try_advisory_lock" or "pg_try_advisory_lock_shared":
                context.Effect(new SessionEffect.AdvisoryLock());
                break;
            case "pg_advisory_unlock_all":
                context.Effect(new SessionEffect.AdvisoryUnlockAll());
                break;
            case "pg_replication_origin_session_setup" or "pg_backup_start" or "pg_start_backup":
                context.Effect(new SessionEffect.Pin($"{name} is bound to the connection"));
                break;
            default:
                WalkFiles(name);
                WalkSqlText(call, name);
                break;
        }
    }

    private void WalkFiles(string name)
    {
        switch (name)
        {
            case "pg_read_file" or "pg_read_file_old" or "pg_read_binary_file" or "pg_stat_file" or "pg_file_read" or "lo_import"
                or "pg_ls_dir" or "pg_ls_logdir" or "pg_ls_waldir" or "pg_ls_tmpdir" or "pg_ls_archive_statusdir" or "pg_logdir_ls"
                or "pg_ls_logicalmapdir" or "pg_ls_logicalsnapdir" or "pg_ls_replslotdir" or "pg_file_length" or "be_lo_import"
                or "pg_hba_file_rules" or "pg_ident_file_mappings" or "pg_show_all_file_settings":
                context.Facility("file_read");
                context.Flag(StatementFlags.FileRead);
                break;
            case "lo_export" or "be_lo_export" or "pg_file_write" or "pg_file_rename" or "pg_file_unlink" or "pg_file_sync"
                or "pg_rotate_logfile" or "pg_logfile_rotate":
                context.Facility("file_write");
                context.Flag(StatementFlags.FileWrite);
                break;
            default:
                break;
        }
    }

    private void WalkSqlText(SyntaxNode call, string name)
    {
        switch (name)
        {
            case "query_to_xml" or "query_to_xmlschema" or "query_to_xml_and_xmlschema" or "ts_stat" or "crosstab" or "crosstab2"
                or "crosstab3" or "crosstab4" or "crosstabn":
                SqlText(call, 0);
                SqlText(call, name is "crosstab" && call["args"].ItemCount > 1 ? 1 : -1);
                break;
            case "ts_rewrite" when call["args"].ItemCount == 2:
                SqlText(call, 1);
                break;
            case "table_to_xml" or "table_to_xmlschema" or "table_to_xml_and_xmlschema":
                TableText(call);
                break;
            case "cursor_to_xml" or "cursor_to_xmlschema" or "schema_to_xml" or "schema_to_xmlschema"
                or "schema_to_xml_and_xmlschema" or "database_to_xml" or "database_to_xmlschema" or "database_to_xml_and_xmlschema"
                or "connectby" or "xpath_table":
                Dynamic();
                break;
            default:
                if (name.StartsWith("dblink", StringComparison.Ordinal))
                {
                    Remote(name);
                }

                break;
        }
    }

    private void SetConfig(SyntaxNode call)
    {
        var name = Argument(call, 0);
        var local = Third(call);
        var settings = new SettingWalker(context);
        if (name is null)
        {
            context.Setting(SqlAction.Session, "*");
            context.Effect(new SessionEffect.Set("*", null, SettingScope.Session, IsConstant: false));
            context.Environment.NamespaceLost = "set_config with a computed name";
            return;
        }

        settings.Change(NameResolver.Fold(name), Argument(call, 1), local is true ? SettingScope.Local : SettingScope.Session,
            isConstant: Argument(call, 1) is not null && local is not null);
    }

    /// <summary>The constant <c>is_local</c>, or null.</summary>
    private static bool? Third(SyntaxNode call)
    {
        var node = Nth(call, 2);
        while (node.Is("TypeCast"))
        {
            node = node["arg"];
        }

        if (!node.Is("A_Const"))
        {
            return null;
        }

        return node["boolval"] is { Exists: true } flag
            ? flag.Flag("boolval")
            : node["sval"].Text("sval") is "t" or "true" or "on" or "yes" or "1";
    }

    private void Sequence(SyntaxNode call, string name)
    {
        context.Flag(StatementFlags.Sequence);
        if (name is "currval" or "lastval")
        {
            context.Effect(new SessionEffect.SequenceValueRead());
        }

        if (name is "lastval")
        {
            return;
        }

        if (Argument(call, 0) is { } sequence)
        {
            context.Functions.SequenceName = Nth(call, 0).Is("TypeCast") ? Nth(call, 0)["arg"].Index : -1;
            context.Object(
                name is "currval" ? SqlAction.Select : SqlAction.Update, context.Names.ResolveText(sequence), call.Location);
        }
        else
        {
            // Which sequence it is comes with a value, so no rule for objects can speak of it.
            context.Facility("proxydb.dynamic_sql");
        }
    }

    private void SqlText(SyntaxNode call, int argument)
    {
        if (argument < 0)
        {
            return;
        }

        context.Flag(StatementFlags.DynamicSql);
        if (Argument(call, argument) is not { } text || !BodyWalker.Text(context, text))
        {
            Dynamic();
        }
    }

    private void TableText(SyntaxNode call)
    {
        if (Argument(call, 0) is not { } table)
        {
            Dynamic();
            return;
        }

        context.Flag(StatementFlags.DynamicSql);
        var relation = context.Names.ResolveText(table);
        context.Object(SqlAction.Select, relation, -1);
        BodyWalker.View(context, relation);
        new TableItem(relation, null, table, [], -1, isRead: true).ReadAll(context, -1, RowUse.Doubt);
        context.Map?.AddUnmapped(relation.Name, relation.Kind, "a table named in a string");
    }

    private void Remote(string name)
    {
        context.Flag(StatementFlags.Remote);
        context.Facility("remote");
        if (name.StartsWith("dblink_connect", StringComparison.Ordinal))
        {
            context.Effect(new SessionEffect.Pin("dblink connections live in the session"));
        }
        else
        {
            Dynamic();
        }
    }

    private void Dynamic()
    {
        context.Flag(StatementFlags.DynamicSql);
        context.Facility("proxydb.dynamic_sql");
    }

    private static string? Argument(SyntaxNode call, int index) => ConstantReader.Text(Nth(call, index));

    private static SyntaxNode Nth(SyntaxNode call, int index)
    {
        foreach (var argument in call["args"])
        {
            if (index-- == 0)
            {
                return argument;
            }
        }

        return default;
    }
}
