using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>EXEC: of procedures, of texts, and calls of clients by name.</summary>
internal static class Procedures
{
    public static void Execute(SqlSession session, ExecuteSpecification e)
    {
        if (e.LinkedServer is not null)
            throw new SqlError(7202, 11, $"Could not find server '{e.LinkedServer.Value}' in sys.servers. Verify that the correct server name was specified.", 2);
        if (e.ExecuteContext is not null)
            throw Errors.NotSupported("EXEC … AS USER");
        if (e.ExecutableEntity is ExecutableStringList strings)
        {
            var text = string.Concat(strings.Strings.Select(s => session.Evaluate(s, SqlType.NVarChar(-1)) as string));
            RunText(session, text, "", []);
            return;
        }
        var call = (ExecutableProcedureReference)e.ExecutableEntity;
        if (call.AdHocDataSource is not null)
            throw Errors.NotSupported("AT data_source");
        var name = call.ProcedureReference.ProcedureVariable is { } variable ? Names.Split(session.Text(variable))
            : [.. call.ProcedureReference.ProcedureReference.Name.Identifiers.Select(i => i.Value)];
        var arguments = call.Parameters.Select(p => Argument(session, p)).ToList();
        var status = CallByName(session, name, arguments);
        for (var i = 0; i < arguments.Count; i++)
            GiveBack(session, call.Parameters[i], arguments[i]);
        if (e.Variable is not null && session.Frame.Variables.TryGetValue(e.Variable.Name, out var slot))
            slot.Cell = Cells.Encode(Converter.Convert((long)status, SqlType.Int, slot.Type, session.Settings), slot.Type);
    }

    private static SqlArgument Argument(SqlSession session, ExecuteParameter p)
    {
        var name = p.Variable?.Name ?? "";
        switch (p.ParameterValue)
        {
            case DefaultLiteral:
                return new SqlArgument(name, SqlType.Int, null) { IsDefault = true };
            case IdentifierLiteral word:
                return new SqlArgument(name, SqlType.NVarChar(4000), word.Value);
            case VariableReference table when session.Frame.Tables.TryGetValue(table.Name, out var given):
                return new SqlArgument(name, new SqlType(SqlTypeName.Table), TableOf(session, given));
            case var value:
                var type = value is VariableReference v && session.Frame.Variables.TryGetValue(v.Name, out var slot) ? slot.Type : session.TypeOf(value);
                if (ReferenceEquals(type, TypeRules.Untyped))
                    type = SqlType.Int;
                return new SqlArgument(name, type, Cells.ToClient(session.Evaluate(value, type), type)) { IsOutput = p.IsOutput };
        }
    }

    private static SqlTable TableOf(SqlSession session, TableObject table)
    {
        var rows = new List<object?[]>();
        using var statement = session.Link.Prepare($"SELECT {string.Join(',', table.Columns.Select(c => c.SqliteName))} FROM {table.SqliteName}");
        while (statement.Step())
            rows.Add([.. table.Columns.Select((c, i) => Cells.ToClient(statement.Cell(i), c.Type))]);
        return new SqlTable("", [.. table.Columns.Select(c => new SqlColumn(c.Name, c.Type))], rows);
    }

    private static void GiveBack(SqlSession session, ExecuteParameter p, SqlArgument argument)
    {
        if (!p.IsOutput || p.ParameterValue is not VariableReference v || !session.Frame.Variables.TryGetValue(v.Name, out var slot))
            return;
        slot.Cell = Cells.Encode(Converter.Convert(Cells.OfClient(argument.Value), argument.Type, slot.Type, session.Settings), slot.Type);
    }

    /// <summary>Calls a procedure of a database or of the system.</summary>
    /// <returns>Its status.</returns>
    public static int CallByName(SqlSession session, IReadOnlyList<string> name, IReadOnlyList<SqlArgument> arguments)
    {
        var found = NameResolution.Find(session.Context, name).Object;
        if (found is not ProcedureObject procedure)
        {
            return SystemProcedures.Call(session, name, arguments) ?? throw Errors.NoProcedure(string.Join('.', name));
        }
        Permissions.Require(session, procedure, "EXECUTE");
        var before = session.TransactionCount;
        var frame = new Frame(procedure);
        Arguments.Bind(session, frame, procedure.Parameters, arguments, procedure.Name);
        var settings = session.Settings;
        session.Settings = settings with { QuotedIdentifier = procedure.QuotedIdentifier, AnsiNulls = procedure.AnsiNulls };
        session.Sink.ProcedureBegins();
        session.Enter(frame);
        var depth = session.FrameCount;
        try
        {
            new Interpreter(session).Run(procedure.Body!);
            Arguments.GiveBack(frame, procedure.Parameters.Select(p => (p.Name, p.IsOutput)), arguments);
        }
        catch (ScopeAborted)
        {
            frame.Status = -6;
        }
        finally
        {
            session.LeaveTo(depth - 1);
            session.Settings = settings with { TextSize = session.Settings.TextSize == settings.TextSize ? settings.TextSize : settings.TextSize };
            session.Sink.ProcedureEnds(frame.Status);
        }
        if (session.TransactionCount != before)
        {
            session.Sink.Message(new SqlMessage(266, 16, $"Transaction count after EXECUTE indicates a mismatching number of BEGIN and COMMIT statements. Previous count = {before}, current count = {session.TransactionCount}.")
            {
                State = 2, Procedure = procedure.Name,
            });
        }
        return frame.Status;
    }

    /// <summary>A text as a batch of its own within this one: EXEC ('…') and sp_executesql.</summary>
    public static void RunText(SqlSession session, string text, string definition, IReadOnlyList<SqlArgument> arguments)
    {
        var frame = new Frame(null) { OwnsTemporary = true };
        var parameters = BatchParser.Parameters(definition);
        Arguments.Bind(session, frame, [.. parameters.Select(p => Arguments.Define(session.Context, p))], arguments, "sp_executesql");
        var statements = BatchParser.Parse(text, definition, session.Settings.QuotedIdentifier);
        VariableCheck.Check(statements, frame);
        var (settings, database) = (session.Settings, session.Database);
        session.Enter(frame);
        var depth = session.FrameCount;
        try
        {
            new Interpreter(session).Run(statements);
            Arguments.GiveBack(frame, parameters.Select(p => (p.VariableName.Value, p.Modifier == ParameterModifier.Output)), arguments);
        }
        catch (ScopeAborted)
        {
            session.LastError = session.LastError;
        }
        finally
        {
            foreach (var name in frame.Temporary)
                session.ForgetTemporary(name);
            session.LeaveTo(depth - 1);
            session.Settings = settings;
            if (session.Database != database)
                session.Use(database);
        }
    }
}
