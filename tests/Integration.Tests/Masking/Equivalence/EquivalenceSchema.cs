namespace ProxyDb.Integration.Tests.Masking.Equivalence;

/// <summary>Types the grammar knows.</summary>
internal enum ValueType
{
    Int,
    Text,
    Numeric,
    Date,
    Bool,
}

internal sealed record Column(string Name, ValueType Type)
{
    /// <summary>Neither masked nor null: joins and grouping keys.</summary>
    public bool IsKey => Name == "id";
}

internal sealed record Table(string Name, Column[] Columns);

/// <summary>Three small tables with empty values, and two views, in schema <c>public</c> of a database of their own.</summary>
internal static class EquivalenceSchema
{
    public const string Database = "equivalence";

    public static readonly Table[] Tables =
    [
        new("a", [new("id", ValueType.Int), new("k", ValueType.Text), new("n", ValueType.Int), new("m", ValueType.Numeric), new("s", ValueType.Text), new("d", ValueType.Date), new("f", ValueType.Bool)]),
        new("b", [new("id", ValueType.Int), new("a_id", ValueType.Int), new("k", ValueType.Text), new("n", ValueType.Int), new("s", ValueType.Text)]),
        new("c", [new("id", ValueType.Int), new("b_id", ValueType.Int), new("m", ValueType.Numeric), new("d", ValueType.Date), new("t", ValueType.Text)]),
    ];

    public static readonly Table[] Views =
    [
        new("va", [new("id", ValueType.Int), new("k", ValueType.Text), new("s", ValueType.Text), new("n", ValueType.Int)]),
        new("vb", [new("id", ValueType.Int), new("s", ValueType.Text), new("m", ValueType.Numeric), new("k", ValueType.Text)]),
    ];

    public const string TablesSql = """
        CREATE TABLE a (id int PRIMARY KEY, k text, n int, m numeric(10,2), s varchar(30), d date, f boolean NOT NULL DEFAULT true);
        CREATE TABLE b (id int PRIMARY KEY, a_id int, k text, n int, s text);
        CREATE TABLE c (id int PRIMARY KEY, b_id int, m numeric, d date, t text);
        INSERT INTO a SELECT i, CASE WHEN i % 7 <> 6 THEN 'k' || i % 3 END, CASE WHEN i % 5 > 0 THEN i % 4 END, i * 11.25, CASE WHEN i % 4 > 0 THEN 'str-' || i || '@x.org' END, date '2020-01-01' + i * 50, i % 2 = 0 FROM generate_series(1, 10) i;
        INSERT INTO b SELECT i, CASE WHEN i % 6 > 0 THEN 1 + i % 10 END, 'k' || i % 3, i % 5, CASE WHEN i % 3 > 0 THEN 'b' || i % 4 END FROM generate_series(1, 12) i;
        INSERT INTO c SELECT i, 1 + i % 12, CASE WHEN i % 4 > 0 THEN i * 1.5 END, date '2021-05-05' + i * 20, 'c' || i % 3 FROM generate_series(1, 9) i;
        """;

    /// <summary>Made in each schema, over the tables or views that stand there.</summary>
    public const string ViewsSql = """
        CREATE VIEW va AS SELECT id, k, s, n FROM a WHERE id < 9;
        CREATE VIEW vb AS SELECT b.id, v.s, a.m, b.k FROM b JOIN va v ON v.id = b.a_id JOIN a ON a.id = v.id;
        """;
}
