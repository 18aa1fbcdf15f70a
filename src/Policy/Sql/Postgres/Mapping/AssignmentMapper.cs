using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.Postgres.Mapping;

/// <summary>SET items and the columns and rows of INSERT.</summary>
internal sealed class AssignmentMapper(TextTokens tokens, SourceText source)
{
    /// <summary>Columns an INSERT gives values for; all of the table when none are listed.</summary>
    public static ImmutableArray<string> Columns(SyntaxNode insert, Relation target)
    {
        if (!insert["cols"].Exists)
        {
            return target.Description?.Columns is { IsDefault: false } known ? known : [];
        }

        var columns = ImmutableArray.CreateBuilder<string>();
        foreach (var column in insert["cols"])
        {
            columns.Add(column.Text("name") ?? "");
        }

        return columns.ToImmutable();
    }

    public ImmutableArray<ImmutableArray<ConstantValue?>> Rows(SyntaxNode lists)
    {
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<ConstantValue?>>();
        foreach (var list in lists)
        {
            var row = ImmutableArray.CreateBuilder<ConstantValue?>();
            foreach (var value in list["items"])
            {
                row.Add(Value(value));
            }

            rows.Add(row.ToImmutable());
        }

        return rows.ToImmutable();
    }

    public ImmutableArray<AssignmentMap> Map(SyntaxNode targets, QueryPlace place)
    {
        var assignments = ImmutableArray.CreateBuilder<AssignmentMap>();
        foreach (var target in targets)
        {
            var column = tokens.At(target.Location);
            var end = tokens.EndOfPart(column);
            var equals = Equals(end, place);
            assignments.Add(new AssignmentMap(
                target.Text("name") ?? "*",
                tokens.Span(column, end),
                tokens.Span(equals + 1, EndOfItem(equals + 1, place)),
                target["indirection"].Exists ? null : Value(target["val"])));
        }

        return assignments.ToImmutable();
    }

    /// <summary>Rows in which what goes into a part of a column (<c>c[1]</c>, <c>c.x</c>) is no value of the column.</summary>
    public static ImmutableArray<ConstantValue?> WithoutParts(SyntaxNode insert, ImmutableArray<ConstantValue?> row)
    {
        var place = 0;
        foreach (var column in insert["cols"])
        {
            row = place < row.Length && column["indirection"].Exists ? row.SetItem(place, null) : row;
            place++;
        }

        return row;
    }

    /// <summary>The items of a plain SELECT; empty when there is a star, groups (ROLLUP makes NULL of constants), or another kind of query.</summary>
    public ImmutableArray<ConstantValue?> QueryItems(SyntaxNode query)
    {
        if (!query.Is("SelectStmt") || query["larg"].Exists || query["valuesLists"].Exists || query["groupClause"].Exists)
        {
            return [];
        }

        var items = ImmutableArray.CreateBuilder<ConstantValue?>();
        foreach (var target in query["targetList"])
        {
            var value = target["val"];
            if (IsStar(value.Is("A_Indirection") ? value["indirection"] : value["fields"]))
            {
                return [];
            }

            items.Add(Value(value));
        }

        return items.ToImmutable();
    }

    private static bool IsStar(SyntaxNode parts)
    {
        var last = default(SyntaxNode);
        foreach (var part in parts)
        {
            last = part;
        }

        return last.Is("A_Star");
    }

    public ImmutableArray<ReturningItem> Returning(SyntaxNode targets, QueryPlace place)
    {
        var items = ImmutableArray.CreateBuilder<ReturningItem>();
        foreach (var target in targets)
        {
            var start = tokens.At(target.Location);
            var value = target["val"];
            var isStar = value.Is("ColumnRef") && ColumnResolver.Split(value["fields"]).IsStar;
            var hasLabel = target["name"].Exists;
            var end = EndOfItem(start, place);
            items.Add(new ReturningItem(
                tokens.Span(start, hasLabel ? StartOfLabel(end) : end),
                isStar ? "" : target.Text("name") ?? OutputNames.Of(value),
                hasLabel,
                isStar));
        }

        return items.ToImmutable();
    }

    /// <summary>Where <c>[AS] label</c> starts, that ends before a token.</summary>
    private int StartOfLabel(int end)
    {
        var label = tokens.Is(end - 2, "UESCAPE"u8) && tokens.Kind(end - 3) == PostgresTokenKind.UnicodeIdentifier ? end - 3 : end - 1;
        return tokens.Is(label - 1, "AS"u8) ? label - 1 : label;
    }

    /// <summary>The equals sign of an item; of <c>(a, b) = …</c> it stands behind the parenthesis the column is in.</summary>
    private int Equals(int from, QueryPlace place)
    {
        while (from < place.End && !tokens.IsOperator(from, (byte)'='))
        {
            from = tokens.Next(from);
        }

        return from;
    }

    private int EndOfItem(int start, QueryPlace place)
    {
        var i = start;
        while (i < place.End && tokens.Kind(i) != PostgresTokenKind.Comma && !place.StartsClause(i))
        {
            i = tokens.Next(i);
        }

        return i;
    }

    /// <summary>A literal, a parameter or DEFAULT; null for what is computed.</summary>
    private ConstantValue? Value(SyntaxNode node) => node.Type switch
    {
        "ParamRef" => new ConstantValue(null, node.Number("number")),
        "SetToDefault" => new ConstantValue(null, 0) { IsDefault = true },
        "A_Const" when ConstantReader.IsNull(node) => new ConstantValue(null, 0),
        "A_Const" when ConstantReader.Scalar(node, source) is { } text => new ConstantValue(text, 0),
        _ => null,
    };
}
