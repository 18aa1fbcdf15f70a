using System.Collections.Immutable;
using ProxyDb.Policy.Catalog.Builtins;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.Postgres.Mapping;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>
/// Walks FROM into the items of a scope. Join trees are walked with an explicit stack, left side first, so that LATERAL sees what
/// stands before it.
/// </summary>
internal sealed class FromWalker(WalkContext context)
{
    /// <summary>More items than this are no statement of an application; looking names up among them would take too long.</summary>
    private const int MaxItems = 1_000;

    /// <summary>Marks the place between the sides of a join.</summary>
    private const int LeftDone = -2;

    public void Walk(SyntaxNode fromClause, Scope scope)
    {
        foreach (var item in fromClause)
        {
            Item(item, scope);
        }
    }

    /// <summary>One item of FROM, with all the joins in it.</summary>
    public void Item(SyntaxNode root, Scope scope)
    {
        var pending = new Stack<(SyntaxNode Node, int Start)>();
        var middles = new Stack<int>();
        pending.Push((root, -1));
        while (pending.Count > 0)
        {
            var (node, start) = pending.Pop();
            if (start >= 0)
            {
                EndJoin(node, scope, start, middles.Pop());
            }
            else if (start == LeftDone)
            {
                middles.Push(scope.Items.Count);
            }
            else if (node.Is("JoinExpr"))
            {
                pending.Push((node.Visit(), scope.Items.Count));
                pending.Push((node["rarg"], -1));
                pending.Push((node, LeftDone));
                pending.Push((node["larg"], -1));
            }
            else
            {
                Leaf(node, scope);
            }
        }
    }

    /// <summary>A relation that is read: its object access, and what lies beneath a view.</summary>
    public TableItem Table(SyntaxNode rangeVar)
    {
        var (alias, columns) = Alias(rangeVar.Visit()["alias"]);
        var relation = context.Names.Resolve(rangeVar);
        context.Object(SqlAction.Select, relation, rangeVar.Location);
        BodyWalker.View(context, relation);
        var reference = context.Map?.Reference(rangeVar, relation, ReferenceRole.Read) ?? -1;
        var item = new TableItem(relation, alias, rangeVar.Text("relname") ?? "", columns, rangeVar.Location, isRead: true, reference);
        if (!columns.IsDefaultOrEmpty)
        {
            context.Map?.NeedAll(item);
        }

        if (context.WriteBeneath is { } write)
        {
            context.Object(write, relation, -1);
            BodyWalker.View(context, relation, write);
        }

        return item;
    }

    /// <summary>The target of a write: it is read only when a column of it is.</summary>
    public TableItem Target(SyntaxNode rangeVar, SqlAction action, ReferenceRole? role = null)
    {
        var (alias, columns) = Alias(rangeVar.Visit()["alias"]);
        var relation = context.Names.Resolve(rangeVar);
        context.Object(action, relation, rangeVar.Location);
        BodyWalker.View(context, relation, action);
        if (relation.Description is { RunsUserCode: true })
        {
            context.Effect(new SessionEffect.RunsUserCode());
            context.RanUnknownCode();
        }

        if (relation.Description is { HasRules: true })
        {
            context.Flag(StatementFlags.Opaque);
        }

        var reference = context.Map?.Reference(rangeVar, relation, role ?? Role(action)) ?? -1;
        return new TableItem(relation, alias, rangeVar.Text("relname") ?? "", columns, rangeVar.Location, isRead: false, reference);
    }

    private static ReferenceRole Role(SqlAction action) => action switch
    {
        SqlAction.Insert => ReferenceRole.InsertTarget,
        SqlAction.Update => ReferenceRole.UpdateTarget,
        SqlAction.Delete => ReferenceRole.DeleteTarget,
        _ => ReferenceRole.Read,
    };

    public static (string? Name, ImmutableArray<string> Columns) Alias(SyntaxNode alias)
    {
        if (!alias.Exists)
        {
            return (null, []);
        }

        alias.Visit();
        return (alias.Text("aliasname"), alias["colnames"].Exists ? [.. ConstantReader.Strings(alias["colnames"])] : []);
    }

    private void Leaf(SyntaxNode node, Scope scope)
    {
        if (scope.Items.Count >= MaxItems)
        {
            context.NotUnderstood($"more than {MaxItems} items in FROM");
            return;
        }

        switch (node.Visit().Type)
        {
            case "RangeVar":
                scope.Items.Add(CommonTable(node, scope) ?? Table(node));
                break;
            case "RangeSubselect":
                Subselect(node, scope);
                break;
            case "RangeFunction":
                Function(node, scope);
                break;
            case "RangeTableSample":
                Sample(node, scope);
                break;
            case "RangeTableFunc":
                XmlTable(node, scope);
                break;
            default:
                context.NotUnderstood(node.Type ?? "FROM item");
                break;
        }
    }

    private static RangeItem? CommonTable(SyntaxNode rangeVar, Scope scope)
    {
        if (rangeVar["schemaname"].Exists || scope.CommonTables?.Find(rangeVar.Text("relname") ?? "") is not { } table)
        {
            return null;
        }

        var (alias, columns) = Alias(rangeVar["alias"]);
        table.Walk();
        return table.Output is { } output
            ? new DerivedItem(alias ?? table.Name, output, columns, isCommonTable: true)
            : new HiddenItem(alias ?? table.Name, columns, []);
    }

    private void Subselect(SyntaxNode node, Scope scope)
    {
        var (alias, columns) = Alias(node["alias"]);
        var outer = node.Flag("lateral") ? scope : scope.Outer;
        var lineage = context.Lineage;
        context.Lineage = null;
        var output = context.Queries.Walk(node["subquery"], outer, scope.CommonTables);
        context.Lineage = lineage;
        scope.Items.Add(new DerivedItem(alias, output, columns));
    }

    private void Function(SyntaxNode node, Scope scope)
    {
        var (alias, columns) = Alias(node["alias"]);
        var names = new List<string>(columns);
        var lineage = context.Lineage;
        var from = new List<ColumnSource>();
        context.Lineage = from;
        foreach (var item in node["functions"])
        {
            foreach (var part in item.Visit()["items"])
            {
                if (part.IsArray || part.Is("List"))
                {
                    ColumnDefinitions(part.Is("List") ? part.Visit()["items"] : part, names);
                }
                else if (part.Type is not null)
                {
                    context.Expressions.Walk(part, scope);
                    TableFunction(part);
                    names.Add(alias ?? FunctionName(part));
                    alias ??= FunctionName(part);
                }
            }
        }

        ColumnDefinitions(node["coldeflist"], names);
        context.Lineage = lineage;
        context.Used(from);
        scope.Items.Add(new HiddenItem(alias, [.. names.Distinct()], [.. from]));
    }

    /// <summary>A table function of a user schema is an object that is read, besides a function that is called.</summary>
    private void TableFunction(SyntaxNode call)
    {
        if (!call.Is("FuncCall"))
        {
            return;
        }

        var candidates = new List<(ObjectName Name, ImmutableArray<RoutineDescription> Routines)>(1);
        context.Names.Candidates(ConstantReader.Strings(call["funcname"]), candidates);
        foreach (var (name, _) in candidates)
        {
            if (name.Schema is not null)
            {
                context.Object(SqlAction.Select, name, call.Location, RelationKind.Routine);
            }
        }
    }

    private static string FunctionName(SyntaxNode part) =>
        part.Is("FuncCall") ? ConstantReader.Strings(part["funcname"]).LastOrDefault() ?? "" : OutputNames.Of(part);

    private static void ColumnDefinitions(SyntaxNode list, List<string> names)
    {
        foreach (var definition in list)
        {
            if (definition.Text("colname") is { } name)
            {
                names.Add(name);
            }

            definition.Skip();
        }
    }

    private void Sample(SyntaxNode node, Scope scope)
    {
        var method = ConstantReader.Strings(node["method"]);
        if (method is not (["bernoulli" or "system"] or [PostgresBuiltins.CatalogSchema, _]))
        {
            context.Function(context.Names.Qualify(method), node.Location);
        }

        context.Expressions.Walk(node["args"], scope);
        context.Expressions.Walk(node["repeatable"], scope);
        Leaf(node["relation"], scope);
    }

    private void XmlTable(SyntaxNode node, Scope scope)
    {
        var (alias, columns) = Alias(node["alias"]);
        var names = new List<string>(columns);
        context.Expressions.Walk(node["docexpr"], scope);
        context.Expressions.Walk(node["rowexpr"], scope);
        context.Expressions.Walk(node["namespaces"], scope);
        foreach (var column in node["columns"])
        {
            names.Add(column.Visit().Text("colname") ?? "");
            column["typeName"].Skip();
            context.Expressions.Walk(column["colexpr"], scope);
            context.Expressions.Walk(column["coldefexpr"], scope);
        }

        scope.Items.Add(new HiddenItem(alias, [.. names], []));
    }

    private void EndJoin(SyntaxNode join, Scope scope, int start, int middle)
    {
        if (scope.Items.Count >= MaxItems)
        {
            return;
        }

        var joined = new Scope(scope.Outer, scope.CommonTables);
        joined.Items.AddRange(scope.Items.Skip(start));
        if (context.Map is { } map)
        {
            MapJoin(map, join, joined, middle - start);
        }

        var merged = join.Flag("isNatural") ? Shared(scope, start, middle, join.Location)
            : join["usingClause"].Exists ? ConstantReader.Strings(join["usingClause"]) : [];
        foreach (var column in merged)
        {
            ReadMerged(joined, column);
        }

        context.Expressions.Walk(join["quals"], joined);
        if (merged.Count > 0)
        {
            scope.Merge(new MergedJoin(start, middle, scope.Items.Count, merged));
        }

        if (Alias(join["alias"]) is { Name: { } alias } named)
        {
            var merges = scope.TakeMerges(start);
            scope.Items.RemoveRange(start, scope.Items.Count - start);
            scope.Items.Add(new JoinItem(alias, joined.Items, merges, named.Columns));
        }

        if (Alias(join["join_using_alias"]) is { Name: { } usingAlias })
        {
            var output = new QueryOutput();
            scope.Expand(start, scope.Items.Count, output);
            output.Columns.RemoveRange(merged.Count, output.Columns.Count - merged.Count);
            output.IsKnown = true;
            scope.Items.Add(new DerivedItem(usingAlias, output, []) { IsOnlyName = true });
        }
    }

    private static void MapJoin(MapRecorder map, SyntaxNode join, Scope joined, int right)
    {
        var kind = join.Text("jointype");
        for (var i = 0; i < joined.Items.Count; i++)
        {
            if (kind is "JOIN_FULL" || kind is "JOIN_LEFT" && i >= right || kind is "JOIN_RIGHT" && i < right)
            {
                map.Nullable(joined.Items[i]);
            }

            if (join.Flag("isNatural"))
            {
                map.NeedAll(joined.Items[i]);
            }
        }

        map.JoinCondition(join["quals"]);
        map.Usage = join["quals"].Exists ? ColumnUsage.JoinCondition : ColumnUsage.MergedColumn;
    }

    private void ReadMerged(Scope joined, string column)
    {
        context.Functions.Operator("=");
        foreach (var item in joined.Items)
        {
            if (item.Has(column) >= ColumnMatch.Possible)
            {
                item.Read(context, column, -1);
            }
        }
    }

    /// <summary>The columns a NATURAL join compares: those of one name on both sides; of a table that is not known any may be.</summary>
    private List<string> Shared(Scope scope, int start, int middle, int location)
    {
        var (left, right) = (new QueryOutput(), new QueryOutput());
        scope.Expand(start, middle, left);
        scope.Expand(middle, scope.Items.Count, right);
        for (var i = start; i < scope.Items.Count && !(left.IsKnown && right.IsKnown); i++)
        {
            var output = new QueryOutput();
            scope.Items[i].Expand(output);
            if (!output.IsKnown)
            {
                scope.Items[i].ReadAll(context, location, RowUse.Doubt);
            }
        }

        var names = right.Columns.Select(static c => c.Name).ToHashSet(StringComparer.Ordinal);
        return [.. left.Columns.Select(static c => c.Name).Where(name => name != "*" && names.Contains(name)).Distinct()];
    }
}
