using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Procedures of the system: those that drivers call for the catalog are texts of T-SQL themselves.</summary>
internal static class SystemProcedures
{
    /// <returns>The status; null when there is no such procedure.</returns>
    public static int? Call(SqlSession session, IReadOnlyList<string> name, IReadOnlyList<SqlArgument> arguments)
    {
        var title = name[^1].ToLowerInvariant();
        if (name.Count > 1 && name[^2].Length > 0 && !Names.Equal(name[^2], "sys") && !Names.Equal(name[^2], "dbo"))
            return null;
        if (title == "sp_executesql")
        {
            ExecuteText(session, arguments);
            return 0;
        }
        if (MetadataProcedures.Find(title) is not { } metadata)
            return Special(session, title, arguments);
        var database = name.Count > 2 && name[^3].Length > 0 ? name[^3] : null;
        var before = session.Database;
        session.Sink.ProcedureBegins();
        try
        {
            if (database is not null)
                session.SwitchQuietly(database);
            Procedures.RunText(session, metadata.Text, metadata.Definition, Positional(metadata.Definition, arguments, title));
        }
        finally
        {
            session.SwitchQuietly(before);
            session.Sink.ProcedureEnds(0);
        }
        return 0;
    }

    // Arguments without a name go by position; one that is not given is NULL.
    private static List<SqlArgument> Positional(string definition, IReadOnlyList<SqlArgument> arguments, string title)
    {
        var parameters = BatchParser.Parameters(definition);
        if (arguments.Count > parameters.Count)
            throw new SqlError(8144, 16, $"Procedure or function {title} has too many arguments specified.", 2);
        return [.. parameters.Select((p, i) =>
        {
            var name = p.VariableName.Value;
            var given = arguments.FirstOrDefault(a => Names.Equal(a.Name, name)) ?? (i < arguments.Count && arguments[i].Name.Length == 0 ? arguments[i] : null);
            return given is { IsDefault: false } ? new SqlArgument(name, given.Type, given.Value) : new SqlArgument(name, SqlType.NVarChar(1), null) { IsDefault = p.Value is not null };
        })];
    }

    private static void ExecuteText(SqlSession session, IReadOnlyList<SqlArgument> arguments)
    {
        var text = TextOf(session, arguments, 0, "@stmt", "@statement");
        var definition = arguments.Count > 1 ? TextOf(session, arguments, 1, "@params") : "";
        Procedures.RunText(session, text, definition, [.. arguments.Skip(2)]);
    }

    private static string TextOf(SqlSession session, IReadOnlyList<SqlArgument> arguments, int at, params string[] names)
    {
        var argument = arguments.FirstOrDefault(a => names.Any(n => n.Equals(a.Name, StringComparison.OrdinalIgnoreCase))) ?? (at < arguments.Count ? arguments[at] : throw new SqlError(201, 16, $"Procedure or function 'sp_executesql' expects parameter '{names[0]}', which was not supplied.", 4));
        if (!argument.Type.IsUnicode && argument.Value is not null)
            throw new SqlError(214, 16, $"Procedure expects parameter '{names[0]}' of type 'ntext/nchar/nvarchar'.", at == 0 ? (byte)2 : (byte)3);
        return argument.Value as string ?? "";
    }

    private static int? Special(SqlSession session, string title, IReadOnlyList<SqlArgument> arguments)
    {
        switch (title)
        {
            case "sp_set_session_context":
                var key = (string)arguments[0].Value!;
                var value = Cells.OfClient(arguments[1].Value);
                session.SessionContext[key] = value is null ? null : value is SqlVariant v ? v : new SqlVariant(arguments[1].Type, value);
                return 0;
            case "sp_describe_first_result_set":
                Describe(session, arguments);
                return 0;
            case "sp_rename":
                Rename(session, arguments);
                return 0;
            case "sp_reset_connection":
                throw new SqlError(208, 16, "Invalid object name 'sp_reset_connection'.");
            default:
                return null;
        }
    }

    private static void Rename(SqlSession session, IReadOnlyList<SqlArgument> arguments)
    {
        Permissions.RequireDefinition(session, "ALTER");
        if (arguments.Count != 2)
            throw Errors.NotSupported("sp_rename of columns");
        var found = NameResolution.Find(session.Context, Names.Split((string)arguments[0].Value!)).Object ?? throw new SqlError(15225, 11, $"No item by the name of '{arguments[0].Value}' could be found in the current database.");
        session.Write(() => session.Catalog = session.Catalog.Without(found).With(found with { Name = (string)arguments[1].Value! }));
        session.Sink.Message(new SqlMessage(15477, 0, "Caution: Changing any part of an object name could break scripts and stored procedures."));
    }

    private static void Describe(SqlSession session, IReadOnlyList<SqlArgument> arguments)
    {
        var text = arguments[0].Value as string ?? "";
        var definition = arguments.Count > 1 ? arguments[1].Value as string ?? "" : "";
        var frame = new Frame(null);
        foreach (var p in BatchParser.Parameters(definition))
            frame.Variables[p.VariableName.Value] = new VariableSlot(DataTypes.Of(p.DataType));
        session.Enter(frame);
        SqlColumn[] columns;
        try
        {
            var select = BatchParser.Parse(text, definition, session.Settings.QuotedIdentifier).Statements.OfType<SelectStatement>().FirstOrDefault();
            columns = select is null ? [] : Queries.Describe(session, select) ?? [];
        }
        finally
        {
            session.LeaveTo(session.FrameCount - 1);
        }
        session.Sink.Columns([
            new("is_hidden", SqlType.Bit), new("column_ordinal", SqlType.Int), new("name", SqlType.NVarChar(128)), new("is_nullable", SqlType.Bit), new("system_type_id", SqlType.Int), new("system_type_name", SqlType.NVarChar(256)),
            new("max_length", SqlType.SmallInt), new("precision", SqlType.TinyInt), new("scale", SqlType.TinyInt), new("collation_name", SqlType.NVarChar(128)), new("is_identity_column", SqlType.Bit), new("is_updateable", SqlType.Bit),
        ]);
        for (var i = 0; i < columns.Length; i++)
        {
            var t = columns[i].Type;
            session.Sink.Row([
                false, i + 1, columns[i].Name.Length == 0 ? null : columns[i].Name, columns[i].IsNullable, TypeNumbers.Of(t).System, t.ToString(), (short)TypeNumbers.MaxLength(t), (byte)TypeNumbers.Precision(t), (byte)TypeNumbers.Scale(t),
                t.IsText ? t.EffectiveCollation.Name : null, columns[i].IsIdentity, !columns[i].IsComputed,
            ]);
        }
        session.Sink.Done(DoneCommand.Select, columns.Length);
    }
}
