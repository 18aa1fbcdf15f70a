using System.Text;

namespace ProxyDb.Integration.Tests.Masking.Equivalence;

/// <summary>Masks and filters at random, said twice: as rules, and as views that do the same without any code of the product.</summary>
internal sealed class RandomPolicy
{
    /// <summary>Values of the user's attributes.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Attributes = new Dictionary<string, string[]> { ["ks"] = ["k0", "k2"], ["k"] = ["k1"], ["n"] = ["2"] };

    private readonly StringBuilder _rules = new();
    private readonly StringBuilder _views = new();

    public RandomPolicy(string name, Choices choices)
    {
        Name = name;
        foreach (var table in EquivalenceSchema.Tables)
            Add(table, choices);
    }

    /// <summary>The user the rules are for, and the schema of the views.</summary>
    public string Name { get; }

    public string Rules => _rules.ToString();

    public string ViewsSql => $"CREATE SCHEMA {Name}; SET search_path = {Name};\n{_views}{EquivalenceSchema.ViewsSql}";

    public override string ToString() => Rules;

    private void Add(Table table, Choices choices)
    {
        var columns = new List<string>();
        foreach (var column in table.Columns)
        {
            var (rule, sql) = column.IsKey || choices.Next(3) == 0 ? ("", column.Name) : Mask(table, column, choices);
            columns.Add(sql == column.Name ? sql : $"{sql} AS {column.Name}");
            if (rule.Length > 0)
                AddRule($"{table.Name}-{column.Name}", $"columns: [public.{table.Name}.{column.Name}], effect: mask, mask: {rule}");
        }

        var (filter, condition) = Filter(table, choices);
        if (filter.Length > 0)
            AddRule($"{table.Name}-rows", $"objects: [public.{table.Name}], effect: filter, where: \"{filter}\"");
        _views.Append($"CREATE VIEW {table.Name} AS SELECT {string.Join(", ", columns)} FROM public.{table.Name}{(condition.Length > 0 ? $" WHERE {condition}" : "")};\n");
    }

    private void AddRule(string id, string terms) => _rules.Append($"  - {{id: {Name}-{id}, subjects: [\"user:{Name}\"], {terms}}}\n");

    private static (string Rule, string Sql) Mask(Table table, Column column, Choices choices)
    {
        var (name, type) = (column.Name, Declared(table, column));
        return column.Type switch
        {
            ValueType.Text => choices.Of<(string, string)>(
                ("{partial: {keep_first: 1}}", $"rpad(left({name}, 1), length({name}), '*')::{type}"),
                ("{partial: {keep_last: 2, with: x}}", $"(CASE WHEN length({name}) <= 2 THEN repeat('x', length({name})) ELSE lpad(right({name}, 2), length({name}), 'x') END)::{type}"),
                ("{constant: hidden}", $"'hidden'::{type}"),
                ("'null'", $"NULL::{type}"),
                ("email", $"regexp_replace(CASE WHEN {name} LIKE '%@%' THEN left({name}, 1) || '***@' || split_part({name}, '@', 2) ELSE repeat('*', length({name})) END, '^$', '')::{type}")),
            ValueType.Int => choices.Of<(string, string)>(("{round: 2}", $"{name} - {name} % 2"), ("'null'", "NULL::int"), ("{constant: 1}", "1::int")),
            ValueType.Numeric => choices.Of<(string, string)>(
                ("{round: 10}", $"round(trunc({name} / 10) * 10, scale({name}))::{type}"), ("'null'", $"NULL::{type}")),
            ValueType.Date => choices.Of<(string, string)>(
                ("{date: year}", $"to_date(to_char({name}, 'YYYY'), 'YYYY')"), ("{date: month}", $"to_date(to_char({name}, 'YYYYMM'), 'YYYYMM')"), ("'null'", "NULL::date")),
            _ => choices.Of<(string, string)>(("{constant: \"true\"}", "true"), ("'null'", "NULL::boolean")),
        };
    }

    private static (string Rule, string Sql) Filter(Table table, Choices choices)
    {
        (string, string)[] some = table.Name switch
        {
            "a" =>
            [
                ("k IN ({{user.ks}})", "k IN ('k0', 'k2')"), ("n >= 2", "n >= 2"), ("f", "f"), ("d < '2021-01-01'", "d < date '2021-01-01'"),
                ("id NOT IN (SELECT b.a_id FROM public.b WHERE b.a_id IS NOT NULL AND b.n = {{user.n}})", "id <> ALL (SELECT b.a_id FROM public.b WHERE b.a_id IS NOT NULL AND b.n = 2)"),
                ("k = {{user.k}} OR m > 50", "k = 'k1' OR m > 50"), ("false", "false"),
            ],
            "b" =>
            [
                ("k NOT IN ({{user.ks}})", "k <> 'k0' AND k <> 'k2'"), ("n = {{user.n}}", "n = 2"), ("s IS NOT NULL", "s IS NOT NULL"),
                ("EXISTS (SELECT 1 FROM public.a x WHERE x.id = a_id AND x.f)", "a_id IN (SELECT x.id FROM public.a x WHERE x.f)"),
            ],
            _ => [("b_id BETWEEN 3 AND 9", "b_id >= 3 AND b_id <= 9"), ("t LIKE 'c%' AND m IS NOT NULL", "t LIKE 'c%' AND m IS NOT NULL"), ("t IN ('c0', 'c1')", "t = 'c0' OR t = 'c1'")],
        };
        return choices.Next(3) == 0 ? ("", "") : choices.Of(some);
    }

    private static string Declared(Table table, Column column) => (table.Name, column.Name) switch
    {
        ("a", "m") => "numeric(10,2)",
        ("a", "s") => "varchar(30)",
        _ => column.Type == ValueType.Numeric ? "numeric" : "text",
    };
}
