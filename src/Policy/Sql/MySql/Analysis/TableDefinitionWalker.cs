using System.Collections.Frozen;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>CREATE TABLE and ALTER TABLE: columns, constraints, options, partitions, and rows that come from elsewhere.</summary>
internal sealed class TableDefinitionWalker(WalkContext context)
{
    /// <summary>Engines whose tables hold their own rows in the server's own files.</summary>
    private static readonly FrozenSet<string> OwnStorage = FrozenSet.ToFrozenSet(
        [
            "innodb", "myisam", "aria", "memory", "heap", "archive", "csv", "blackhole", "rocksdb", "columnstore", "ndb", "ndbcluster", "sequence",
            "mrg_myisam", "merge", "mroonga", "default",
        ],
        StringComparer.OrdinalIgnoreCase);

    public string Create(CreateTable node)
    {
        var relation = context.Names.Resolve(node.Table);
        context.Object(SqlAction.Ddl, relation, node.Table.Span);
        if (node.Like is { } like)
        {
            context.Object(SqlAction.Metadata, context.Names.Resolve(like), like.Span);
        }

        // What a new table says of itself reads nothing.
        var own = new Scope(null, null);
        own.Items.Add(new ResultItem(null, [], [], isKnown: false));
        Definition(node.Definition, own);
        if (node.Query is not null)
        {
            _ = context.Queries.Walk(node.Query, null, null);
            context.Statements.HasNoResult = true;
        }

        if (node.IsTemporary)
        {
            context.Flag(StatementFlags.Temp);
            context.Effect(new SessionEffect.TemporaryObject(relation.Name.ToString()));
            context.MadeTemporary(relation.Name);
        }

        return node.Query is null ? "CREATE TABLE" : "CREATE TABLE AS";
    }

    public string Alter(AlterTable node)
    {
        var relation = context.Names.Resolve(node.Table);
        context.Object(SqlAction.Ddl, relation, node.Table.Span);
        var table = new DefinedItem(relation);
        var row = new Scope(null, null);
        row.Items.Add(table);
        foreach (var column in node.Columns)
        {
            table.Read(context, column.Text, default);
        }

        Definition(node.Definition, row);
        foreach (var constraint in node.Definition.Constraints)
        {
            Keys(constraint.Parts, row);
        }

        foreach (var move in node.Moves)
        {
            Move(relation, move);
        }

        if (node.ImportsFile)
        {
            context.Flag(StatementFlags.FileRead);
            context.Facility("file_read");
        }

        return "ALTER TABLE";
    }

    /// <summary>Keys of an existing table: its errors show values of their columns.</summary>
    public void Keys(IEnumerable<KeyPart> parts, Scope row)
    {
        foreach (var part in parts)
        {
            if (part.Column is { } column)
            {
                row.Items[0].Read(context, column.Text, default);
            }

            context.Expressions.WalkIf(part.Expression, row);
        }
    }

    private void Definition(TableDefinition node, Scope row)
    {
        foreach (var column in node.Columns)
        {
            context.Expressions.Walk(column.Expressions, row);
            References(column.References);
        }

        foreach (var constraint in node.Constraints)
        {
            context.Expressions.WalkIf(constraint.Check, row);
            References(constraint.References);
            foreach (var part in constraint.Parts)
            {
                context.Expressions.WalkIf(part.Expression, row);
            }
        }

        context.Expressions.Walk(node.Partitioning, row);
        foreach (var option in node.Options)
        {
            Option(option);
        }

        foreach (var member in node.Union)
        {
            Everything(context.Names.Resolve(member), member.Span);
        }
    }

    private void References(ForeignReference? reference)
    {
        if (reference is not null)
        {
            context.Object(SqlAction.Ddl, context.Names.Resolve(reference.Table), reference.Table.Span);
        }
    }

    private void Option(DefinitionOption option)
    {
        switch (option.Name)
        {
            case "ENGINE" when !OwnStorage.Contains(option.Value.Trim('`', '"')):
                // CONNECT, FEDERATED, SPIDER, S3 …: rows of other servers, files or programs.
                context.Flag(StatementFlags.Remote);
                context.Facility("remote");
                context.Facility("file_read");
                context.Facility("file_write");
                break;
            case "CONNECTION":
                context.Flag(StatementFlags.Remote);
                context.Facility("remote");
                break;
            case "DATA DIRECTORY" or "INDEX DIRECTORY":
                context.Flag(StatementFlags.FileWrite);
                context.Facility("file_write");
                break;
            default:
                break;
        }
    }

    private void Move(Relation table, TableMove move)
    {
        var other = context.Names.Resolve(move.Other);
        context.Object(SqlAction.Ddl, other, move.Other.Span);
        if (move.Kind != TableMoveKind.Rename)
        {
            // Rows change their table: whoever may read the one reads what was in the other.
            Everything(table, default);
            Everything(other, move.Other.Span);
        }

        context.Environment.TemporaryInDoubt = true;
    }

    /// <summary>All rows are read and written through another name from now on.</summary>
    private void Everything(Relation relation, SourceSpan span)
    {
        var item = new TableItem(relation, null, span, isRead: false);
        context.From.Read(item, span);
        item.ReadAll(context, default, RowUse.Row);
        foreach (var action in (ReadOnlySpan<SqlAction>)[SqlAction.Insert, SqlAction.Update, SqlAction.Delete])
        {
            context.Object(action, relation, span);
        }

        item.WriteAll(context, SqlAction.Insert);
        item.WriteAll(context, SqlAction.Update);
        context.Map?.AddUnmapped(relation.Name, relation.Kind, "rows that change their table", span);
    }
}
