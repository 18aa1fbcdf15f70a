using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>DDL: tables, views, indexes, databases, sequences, servers, and what drops and renames them.</summary>
internal sealed class DefinitionWalker(WalkContext context)
{
    private readonly TableDefinitionWalker _tables = new(context);

    public (SqlAction Action, string Kind)? Walk(MySqlStatement node)
    {
        var outer = context.Action;
        context.Action = SqlAction.Ddl;
        if (Define(node) is not { } kind)
        {
            context.Action = outer;
            return null;
        }

        if (node is TruncateStatement)
        {
            return (SqlAction.Truncate, kind);
        }

        context.Flag(StatementFlags.Ddl);
        context.Effect(new SessionEffect.ChangesCatalog());
        return (SqlAction.Ddl, kind);
    }

    private string? Define(MySqlStatement node)
    {
        switch (node)
        {
            case CreateTable create:
                return _tables.Create(create);
            case AlterTable alter:
                return _tables.Alter(alter);
            case IndexStatement index:
                return Index(index);
            case ViewStatement view:
                return View(view);
            case DropStatement drop:
                return Drop(drop);
            case RenameTables rename:
                return Rename(rename);
            case TruncateStatement truncate:
                return Truncate(truncate);
            case DatabaseStatement database:
                context.Server(SqlAction.Ddl, database.Database is { } name ? context.Names.Database(name.Text) : context.Database);
                context.Environment.TemporaryInDoubt = true;
                return database.Verb + " DATABASE";
            case SequenceStatement sequence:
                return Sequence(sequence);
            case ServerObjectStatement other:
                return ServerObject(other);
            default:
                return new RoutineWalker(context).Define(node);
        }
    }

    private string Index(IndexStatement node)
    {
        var relation = context.Names.Resolve(node.Table);
        context.Object(SqlAction.Ddl, relation, node.Table.Span);
        var row = new Scope(null, null);
        row.Items.Add(new DefinedItem(relation));
        _tables.Keys(node.Parts, row);
        return node.IsDrop ? "DROP INDEX" : "CREATE INDEX";
    }

    private string View(ViewStatement node)
    {
        var relation = context.Names.Resolve(node.View);
        context.Object(SqlAction.Ddl, relation.Name, node.View.Span, relation.Kind ?? RelationKind.View);
        RoutineWalker.Definer(context, node.Definer);
        _ = context.Queries.Walk(node.Query, null, null);
        return node.IsAlter ? "ALTER VIEW" : "CREATE VIEW";
    }

    private string Drop(DropStatement node)
    {
        var words = node.Kind == DefinedKind.PackageBody ? "PACKAGE BODY" : node.Kind.ToString().ToUpperInvariant();
        foreach (var name in node.Objects)
        {
            switch (node.Kind)
            {
                case DefinedKind.Table or DefinedKind.View or DefinedKind.Sequence:
                    context.Object(SqlAction.Ddl, context.Names.Resolve(name), name.Span);
                    break;
                case DefinedKind.Trigger or DefinedKind.Event:
                    context.Object(SqlAction.Ddl, context.Names.Qualify(name), name.Span);
                    break;
                default:
                    context.Object(SqlAction.Ddl, context.Names.Routine(name.Schema?.Text, name.Name.Text).Name, name.Span, RelationKind.Routine);
                    break;
            }
        }

        context.Environment.TemporaryInDoubt = true;
        return "DROP " + words;
    }

    private string Rename(RenameTables node)
    {
        foreach (var rename in node.Renames)
        {
            context.Object(SqlAction.Ddl, context.Names.Resolve(rename.From), rename.From.Span);
            context.Object(SqlAction.Ddl, context.Names.Resolve(rename.To), rename.To.Span);
        }

        context.Environment.TemporaryInDoubt = true;
        return "RENAME TABLE";
    }

    private string Truncate(TruncateStatement node)
    {
        context.Action = SqlAction.Truncate;
        context.Flag(StatementFlags.Ddl);
        context.Object(SqlAction.Truncate, context.Names.Resolve(node.Table), node.Table.Span);
        return "TRUNCATE TABLE";
    }

    private string Sequence(SequenceStatement node)
    {
        var relation = context.Names.Resolve(node.Sequence);
        context.Flag(StatementFlags.Sequence);
        context.Object(SqlAction.Ddl, relation, node.Sequence.Span);
        if (node.IsTemporary)
        {
            context.Flag(StatementFlags.Temp);
            context.Effect(new SessionEffect.TemporaryObject(relation.Name.ToString()));
            context.MadeTemporary(relation.Name);
        }

        return node.IsAlter ? "ALTER SEQUENCE" : "CREATE SEQUENCE";
    }

    private string ServerObject(ServerObjectStatement node)
    {
        context.Server(SqlAction.Ddl, node.Name);
        if (node.Facility is { } facility)
        {
            context.Flag(facility == "remote" ? StatementFlags.Remote : StatementFlags.FileWrite);
            context.Facility(facility);
        }

        return node.Kind;
    }
}
