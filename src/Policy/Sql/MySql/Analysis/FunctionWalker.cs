using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Catalog.Builtins;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>
/// Calls: the server's own functions by name, then loadable ones, then stored ones of the current database (Create_func of
/// item_create.cc). Every one that may be meant is an access.
/// </summary>
internal sealed class FunctionWalker(WalkContext context)
{
    /// <summary>Records a call; its arguments are left to the expression walker.</summary>
    public void Walk(FunctionCall call)
    {
        if (call.Schema is { } schema)
        {
            Stored(schema.Text, call);
            return;
        }

        var name = MySqlNames.Fold(call.Name.Text);
        var match = MySqlBuiltins.Match(name, context.Environment.Session.Server);
        if (match != BuiltinMatch.No)
        {
            context.Function(new ObjectName(null, name), call.Name.Span);
            Special(call, MySqlBuiltins.KindOf(name));
        }

        if (match != BuiltinMatch.Yes || (call.Name.IsQuoted && IsStored(name)))
        {
            Stored(null, call);
        }
    }

    /// <summary>A sequence of MariaDB, read or moved.</summary>
    public void Sequence(SequenceExpression node)
    {
        context.Flag(StatementFlags.Sequence);
        context.Function(new ObjectName(null, node.Access switch
        {
            SequenceAccess.Next => "nextval",
            SequenceAccess.Previous => "lastval",
            _ => "setval",
        }), node.Span);
        if (node.Access == SequenceAccess.Previous)
        {
            context.Effect(new SessionEffect.SequenceValueRead());
        }

        var relation = context.Names.Resolve(node.Sequence);
        context.Object(node.Access == SequenceAccess.Previous ? SqlAction.Select : SqlAction.Update, relation, node.Sequence.Span);
        context.Map?.AddUnmapped(relation.Name, relation.Kind, "a sequence", node.Sequence.Span);
        context.ValueRead(isPlain: false);
    }

    /// <summary>What a routine of users may do beyond its own access.</summary>
    public void RunsUserCode(ImmutableArray<RoutineDescription> routines)
    {
        context.Effect(new SessionEffect.RunsUserCode());
        if (routines.IsDefaultOrEmpty)
        {
            context.Flag(StatementFlags.Opaque);
            return;
        }

        foreach (var routine in routines)
        {
            BodyWalker.Routine(context, routine);
        }
    }

    private bool IsStored(string name) => !context.Names.Routine(null, name).Routines.IsEmpty;

    private void Stored(string? database, FunctionCall call)
    {
        var (name, routines) = context.Names.Routine(database, call.Name.Text);
        context.Function(name, call.Name.Span);
        context.ValueRead(isPlain: false);
        if (database is null && routines.IsEmpty && context.Catalog is not null && name.Schema is not null)
        {
            // No function the catalog knows: a loadable one may be meant, which belongs to the server and not to a database.
            context.Function(new ObjectName(null, name.Name), call.Name.Span);
        }

        RunsUserCode(routines);
    }

    private void Special(FunctionCall call, BuiltinKind kind)
    {
        context.ValueRead(isPlain: false);
        switch (kind)
        {
            case BuiltinKind.LastResult:
                LastResult(call);
                break;
            case BuiltinKind.File:
                context.Facility("file_read");
                context.Flag(StatementFlags.FileRead);
                break;
            case BuiltinKind.Lock:
                Lock(MySqlNames.Fold(call.Name.Text));
                break;
            default:
                break;
        }
    }

    private void LastResult(FunctionCall call)
    {
        switch (MySqlNames.Fold(call.Name.Text))
        {
            case "last_insert_id" when call.Arguments.IsEmpty:
                context.Effect(new SessionEffect.LastResultRead(LastResultKind.InsertId));
                break;
            case "last_insert_id" when context.Action == SqlAction.Select:
                // Of a write it comes back with the answer; of a query nothing tells what it was set to.
                context.Effect(new SessionEffect.Pin("LAST_INSERT_ID(value) is kept by the connection"));
                break;
            case "row_count":
                context.Effect(new SessionEffect.LastResultRead(LastResultKind.RowCount));
                break;
            case "found_rows":
                context.Effect(new SessionEffect.LastResultRead(LastResultKind.FoundRows));
                break;
            default:
                break;
        }
    }

    private void Lock(string name)
    {
        switch (name)
        {
            case "get_lock":
                context.Effect(new SessionEffect.AdvisoryLock());
                break;
            case "release_all_locks":
                context.Effect(new SessionEffect.AdvisoryUnlockAll());
                break;
            default:
                break;
        }
    }
}
