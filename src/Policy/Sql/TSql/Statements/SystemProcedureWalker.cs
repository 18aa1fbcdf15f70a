using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>Calls of the server's own procedures, by <see cref="SystemProcedures"/>.</summary>
internal sealed class SystemProcedureWalker(WalkContext context, ExecuteWalker calls)
{
    private const string System = "sys";

    /// <summary>The action of the call; null when the name is of no such procedure.</summary>
    public SqlAction? Walk(SchemaObjectName written, ExecutableProcedureReference call)
    {
        if (Find(written) is not { } found)
        {
            return null;
        }

        context.SawAll(written);
        calls.Arguments(call);
        var name = context.Fold(written.BaseIdentifier).ToLowerInvariant();
        var database = Database(written);
        if (found.Facility is { } facility)
        {
            context.Flag(facility == "program" ? StatementFlags.Program : facility == "file_read" ? StatementFlags.FileRead
                : facility == "file_write" ? StatementFlags.FileWrite : StatementFlags.None);
            context.Facility(facility);
        }

        return found.Kind is SystemProcedureKind.RunsText or SystemProcedureKind.PreparesText or SystemProcedureKind.DescribesText
            ? new ProcedureText(context).Walk(name, database, found, call)
            : Other(name, database, found, new CallArguments(call, found));
    }

    /// <summary>A procedure of the server's, called by a name that nothing else can have.</summary>
    private SystemProcedure? Find(SchemaObjectName written)
    {
        var schema = written.SchemaIdentifier?.Value is { Length: > 0 } given ? context.Folding.Fold(given).ToLowerInvariant() : null;
        if (written.ServerIdentifier is { Value.Length: > 0 } || schema is not (null or "dbo" or System))
        {
            return null;
        }

        var name = context.Folding.Fold(written.BaseIdentifier.Value);
        return Find(name.ToLowerInvariant(), isOwn: context.Catalog?.FindRoutines("dbo", name) is { IsDefaultOrEmpty: false });
    }

    /// <param name="isOwn">The database has a routine of this name in <c>dbo</c>.</param>
    public static SystemProcedure? Find(string name, bool isOwn) =>
        SystemProcedures.TryFind(name, out var procedure) || (!isOwn && SystemProcedures.TryFindFamily(name, out procedure)) ? procedure : null;

    /// <summary>The database a procedure runs in when the call names it; null: the current one.</summary>
    private string? Database(SchemaObjectName written) =>
        written.DatabaseIdentifier is { Value.Length: > 0 } database ? context.Fold(database) : null;

    private SqlAction Other(string name, string? database, SystemProcedure procedure, CallArguments arguments)
    {
        switch (procedure.Kind)
        {
            case SystemProcedureKind.Metadata or SystemProcedureKind.ObjectMetadata:
                return Metadata(name, database, procedure, arguments);
            case SystemProcedureKind.Dynamic:
                context.Server(SqlAction.Admin, name);
                DynamicText.Unknown(context);
                return SqlAction.Admin;
            case SystemProcedureKind.Handle or SystemProcedureKind.EndsHandle:
                return Handle(name, procedure, arguments);
            case SystemProcedureKind.Maintenance or SystemProcedureKind.Definition or SystemProcedureKind.Rename or SystemProcedureKind.Property:
                return new ProcedureDefinitions(context).Walk(name, procedure, arguments);
            case SystemProcedureKind.Rights:
                context.Action = SqlAction.Dcl;
                context.Flag(StatementFlags.Dcl);
                context.Server(SqlAction.Dcl, name);
                return SqlAction.Dcl;
            case SystemProcedureKind.Impersonation:
                ImpersonationWalker.Becomes(context, name);
                context.Effect(new SessionEffect.Impersonates(name is "sp_unsetapprole" ? null : name));
                return SqlAction.Session;
            case SystemProcedureKind.Remote:
                context.Flag(StatementFlags.Remote);
                context.Facility("remote");
                context.Server(SqlAction.Admin, name);
                return SqlAction.Admin;
            case SystemProcedureKind.Administration:
                context.Action = SqlAction.Admin;
                context.Server(SqlAction.Admin, name);
                Trace(name);
                return SqlAction.Admin;
            default:
                return OfSession(name, database, procedure, arguments);
        }
    }

    private SqlAction Metadata(string name, string? database, SystemProcedure procedure, CallArguments arguments)
    {
        context.Action = SqlAction.Metadata;
        context.Flag(StatementFlags.Metadata);
        context.Object(SqlAction.Metadata, Own(name, database), default, RelationKind.Routine);
        if (procedure.Kind == SystemProcedureKind.ObjectMetadata && Text(arguments.Value) is { } text && NameTexts.Parse(text) is { } subject)
        {
            context.Object(SqlAction.Metadata, context.Names.Resolve(subject));
        }

        return SqlAction.Metadata;
    }

    private SqlAction OfSession(string name, string? database, SystemProcedure procedure, CallArguments arguments)
    {
        context.Object(SqlAction.Call, Own(name, database), default, RelationKind.Routine);
        switch (procedure.Kind)
        {
            case SystemProcedureKind.Pins:
                Pin(name);
                break;
            case SystemProcedureKind.AppLock when !IsOfTransaction(arguments):
                Pin("a lock of sp_getapplock");
                break;
            case SystemProcedureKind.Xa:
                context.Action = SqlAction.Transaction;
                context.Server(SqlAction.Transaction, "prepared_transaction");
                Pin("a distributed transaction");
                return SqlAction.Transaction;
            default:
                break;
        }

        return SqlAction.Call;
    }

    /// <summary>Transaction is the owner unless the call says otherwise.</summary>
    private bool IsOfTransaction(CallArguments arguments) =>
        arguments.Find(3, ["@lockowner"]) is not { } owner || Text(owner) is { } text && text.Equals("transaction", StringComparison.OrdinalIgnoreCase);

    /// <summary>A number that a text holds means another statement at each backend.</summary>
    private SqlAction Handle(string name, SystemProcedure procedure, CallArguments arguments)
    {
        context.Object(SqlAction.Call, Own(name, null), default, RelationKind.Routine);
        context.Flag(name.Contains("cursor", StringComparison.Ordinal) ? StatementFlags.Cursor : StatementFlags.Prepare);
        if (context.IsDefinition || context.Through)
        {
            // A routine's handles are the server's own; what it prepares is decided where it does.
            return SqlAction.Call;
        }

        if (procedure.Kind == SystemProcedureKind.Handle || arguments.Value is not IntegerLiteral { Value: var number })
        {
            context.NotUnderstood($"{name} in a text");
            return SqlAction.Call;
        }

        context.Effect(new SessionEffect.Deallocate($"{name} {number}"));
        return SqlAction.Call;
    }

    private void Trace(string name)
    {
        if (name.StartsWith("sp_oa", StringComparison.Ordinal) || name.StartsWith("sp_trace", StringComparison.Ordinal))
        {
            Pin(name);
        }
    }

    private void Pin(string reason)
    {
        if (!context.IsDefinition)
        {
            context.Effect(new SessionEffect.Pin(reason));
        }
    }

    /// <summary>In the system's schema, which every database shows; another database is named only where it is one of users.</summary>
    private ObjectName Own(string name, string? database)
    {
        if (database is null or "master" or "tempdb" or "model" or "msdb" || database == context.Environment.HomeDatabase)
        {
            return new ObjectName(System, name);
        }

        context.Flag(StatementFlags.CrossDatabase);
        return new ObjectName(null, database, System, name);
    }

    private string? Text(ScalarExpression? value) => value is null ? null : context.Frame.Batch.Constants.Of(value);
}
