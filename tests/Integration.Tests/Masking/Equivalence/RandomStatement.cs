namespace ProxyDb.Integration.Tests.Masking.Equivalence;

/// <summary>A SELECT at random: joins, subqueries, grouping, set operations, common table expressions; it never depends on the order of rows.</summary>
internal sealed class RandomStatement(Choices choices)
{
    private const int DepthMax = 3;
    private readonly List<Table> _ctes = [];
    private int _names;

    /// <summary>One reference in FROM.</summary>
    private sealed record Source(string Alias, Column[] Columns);

    public string Sql()
    {
        var with = "";
        if (choices.Once(4))
            with = Cte();
        var types = Types();
        var body = Body(types, 0, []);
        var order = choices.Next(3) > 0 ? "" : " ORDER BY " + string.Join(", ", types.Select((_, i) => $"{i + 1}{choices.Of("", " DESC", " NULLS FIRST")}"));
        var limit = order.Length > 0 && choices.Once(3) ? $" LIMIT {1 + choices.Next(6)}" : "";
        return with + body + order + limit;
    }

    private ValueType[] Types() => [.. Enumerable.Range(0, 1 + choices.Next(3)).Select(_ => (ValueType)choices.Next(5))];

    private string Cte()
    {
        var types = Types();
        var name = choices.Of("x", "a", "b");
        var body = Body(types, 1, []);
        var columns = types.Select((t, i) => new Column($"x{i}", t)).ToArray();
        _ctes.Add(new Table(name, columns));
        return $"WITH {name} ({string.Join(", ", columns.Select(c => c.Name))}) AS {choices.Of("", "MATERIALIZED ", "NOT MATERIALIZED ")}({body}) ";
    }

    private string Body(ValueType[] types, int depth, List<Source> outer)
    {
        if (depth >= DepthMax || !choices.Once(6))
            return Select(types, depth, outer);
        return $"({Select(types, depth + 1, outer)}) {choices.Of("UNION ALL", "UNION", "INTERSECT", "EXCEPT", "INTERSECT ALL")} ({Select(types, depth + 1, outer)})";
    }

    private string Select(ValueType[] types, int depth, List<Source> outer)
    {
        var sources = new List<Source>();
        var from = From(sources, depth, outer);
        var scope = sources.Concat(outer.Take(2)).ToList();
        var where = choices.Next(2) == 0 ? "" : $" WHERE {Condition(scope, depth)}";
        if (choices.Once(4))
            return Grouped(types, scope, from, where, depth);
        var items = types.Select((t, i) => Expression(t, scope, depth) + (choices.Once(2) ? $" AS o{i}" : ""));
        return $"SELECT {choices.Of("", "", "", "DISTINCT ")}{string.Join(", ", items)} FROM {from}{where}";
    }

    private string Grouped(ValueType[] types, List<Source> scope, string from, string where, int depth)
    {
        var keys = new List<string>();
        var items = new List<string>();
        foreach (var type in types)
        {
            if (choices.Once(2) && Aggregate(type, scope) is { } aggregate)
            {
                items.Add(aggregate);
                continue;
            }

            // A constant as a key would be an ordinal.
            var key = ColumnOf(type, scope) ?? $"coalesce(NULL, {Literal(type)})";
            keys.Add(key);
            items.Add(key);
        }

        var group = keys.Count == 0 ? "" : choices.Once(5) ? $" GROUP BY ROLLUP ({string.Join(", ", keys)})" : $" GROUP BY {string.Join(", ", keys)}";
        var having = choices.Once(4) ? $" HAVING count(*) > {choices.Next(3)}" : "";
        _ = depth;
        return $"SELECT {string.Join(", ", items)} FROM {from}{where}{group}{having}";
    }

    private string? Aggregate(ValueType type, List<Source> scope) => type switch
    {
        ValueType.Int => choices.Of("count(*)::int", $"max({ColumnOf(type, scope) ?? "1"})", $"count(DISTINCT {ColumnOf(ValueType.Text, scope) ?? "1"})::int"),
        ValueType.Text => $"min({ColumnOf(type, scope) ?? "'-'"}::text)",
        ValueType.Numeric => $"sum({ColumnOf(type, scope) ?? "1"}::numeric)",
        ValueType.Date => $"max({ColumnOf(type, scope) ?? "date '2020-02-02'"})",
        _ => $"bool_or({ColumnOf(type, scope) ?? "false"})",
    };

    private string From(List<Source> sources, int depth, List<Source> outer)
    {
        var from = Relation(sources, depth, outer);
        for (var more = choices.Next(3); more > 0 && sources.Count < 3; more--)
        {
            var kind = choices.Next(6);
            var left = sources.ToList();
            var right = Relation(sources, depth, outer);
            var keys = $"{KeyOf(left)} = {KeyOf([sources[^1]])}";
            from += kind switch
            {
                0 => $" JOIN {right} ON {keys}",
                1 => $" LEFT JOIN {right} ON {keys} AND {Condition([.. sources], DepthMax)}",
                2 => $" RIGHT JOIN {right} ON {keys}",
                3 => $" FULL JOIN {right} ON {keys}",
                4 => $" CROSS JOIN {right}",
                _ => $" JOIN {right} ON {Condition([.. sources], DepthMax)}",
            };
        }

        return from;
    }

    private string Relation(List<Source> sources, int depth, List<Source> outer)
    {
        var alias = $"t{_names++}";
        if (depth < DepthMax && choices.Once(5))
        {
            var types = new[] { ValueType.Int, ValueType.Text, (ValueType)choices.Next(5) };
            var lateral = sources.Count > 0 && choices.Once(2);
            var body = Body(types, depth + 1, []);
            sources.Add(new Source(alias, [.. types.Select((t, i) => new Column($"y{i}", t))]));
            _ = outer;
            return $"{(lateral ? "LATERAL " : "")}({body}) AS {alias} (y0, y1, y2)";
        }

        Table[] tables = [.. EquivalenceSchema.Tables, .. EquivalenceSchema.Views, .. _ctes];
        var table = tables[choices.Next(tables.Length)];

        // A common table expression shadows the table of its name.
        table = _ctes.Find(c => c.Name == table.Name) ?? table;
        sources.Add(new Source(alias, table.Columns));
        return _ctes.Contains(table) || choices.Next(4) > 0 ? $"{table.Name} {choices.Of("", "AS ")}{alias}" : $"public.{table.Name} {alias}";
    }

    private string Condition(List<Source> scope, int depth)
    {
        switch (choices.Next(depth < DepthMax ? 8 : 5))
        {
            case 0:
            case 1:
                var type = (ValueType)choices.Next(4);
                return $"{Expression(type, scope, DepthMax)} {choices.Of("=", "<", ">", "<>", "<=")} {choices.Of(Literal(type), Expression(type, scope, DepthMax))}";
            case 2:
                return $"({Condition(scope, depth + 1)} {choices.Of("OR", "AND")} {Condition(scope, depth + 1)})";
            case 3:
                return $"{Expression(ValueType.Text, scope, DepthMax)} {choices.Of("LIKE 'k%'", "IS NULL", "IS NOT NULL", "LIKE '%1%'", "IN ('k1', 'b1', 'hidden')")}";
            case 4:
                return $"NOT ({Condition(scope, depth + 1)})";
            case 5:
                return $"EXISTS ({Select([ValueType.Int], depth + 1, scope)})";
            case 6:
                var wanted = (ValueType)choices.Next(3);
                return $"{Expression(wanted, scope, DepthMax)} {choices.Of("IN", "NOT IN", "= ANY", "> ALL")} ({Select([wanted], depth + 1, [])})";
            default:
                return Expression(ValueType.Bool, scope, depth);
        }
    }

    private string Expression(ValueType type, List<Source> scope, int depth)
    {
        var column = ColumnOf(type, scope) ?? Literal(type);
        switch (choices.Next(6))
        {
            case 3:
                return type switch
                {
                    ValueType.Text => choices.Of($"upper({column})", $"left({column}, 3)", $"{column} || '!'", $"coalesce({column}, 'none')"),
                    ValueType.Int => choices.Of($"{column} + 1", $"coalesce({column}, 0)", $"length({ColumnOf(ValueType.Text, scope) ?? "'x'"})"),
                    ValueType.Numeric => choices.Of($"{column} * 2", $"coalesce({column}, 0)"),
                    ValueType.Date => $"{column} + 1",
                    _ => $"{ColumnOf(ValueType.Int, scope) ?? "1"} > 2",
                };
            case 4:
                return $"CASE WHEN {Condition(scope, DepthMax)} THEN {column} ELSE {Literal(type)} END";
            case 5 when depth < DepthMax - 1 && Aggregate(type, []) is not null:
                var inner = new List<Source>();
                var from = Relation(inner, DepthMax, []);
                return $"(SELECT {Aggregate(type, inner)} FROM {from} WHERE {Condition([.. inner, .. scope.Take(1)], DepthMax)})";
            default:
                return column;
        }
    }

    private string KeyOf(List<Source> sources)
    {
        var source = sources[choices.Next(sources.Count)];
        var keys = source.Columns.Where(c => c.Type == ValueType.Int).ToList();
        return keys.Count == 0 ? "1" : $"{source.Alias}.{keys[0].Name}";
    }

    private string? ColumnOf(ValueType type, List<Source> scope)
    {
        var all = scope.SelectMany(s => s.Columns.Where(c => c.Type == type).Select(c => $"{s.Alias}.{c.Name}")).ToList();
        return all.Count == 0 ? null : all[choices.Next(all.Count)];
    }

    private string Literal(ValueType type) => type switch
    {
        ValueType.Int => choices.Of("1", "2", "3", "0"),
        ValueType.Text => choices.Of("'k1'", "'k0'", "'b1'", "'hidden'"),
        ValueType.Numeric => choices.Of("10.0", "45.00", "3.5"),
        ValueType.Date => choices.Of("date '2020-06-01'", "date '2021-06-01'"),
        _ => choices.Of("true", "false"),
    };
}
