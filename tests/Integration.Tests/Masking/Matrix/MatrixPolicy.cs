namespace ProxyDb.Integration.Tests.Masking.Matrix;

/// <summary>One column of the matrix: the user it is in force for, and what its database of views is made of.</summary>
/// <param name="Name">Also the user's name.</param>
/// <param name="Layers">Run before the views and functions of code.sql are made.</param>
/// <param name="After">Run after the grants.</param>
internal sealed record MatrixPolicy(string Name, string[] Layers, string[] After)
{
    public static readonly MatrixPolicy None = new("none", [], []);
    public static readonly MatrixPolicy Mask = new("mask", ["expected-base.sql", "expected-rows-all.sql", "expected-values-masked.sql"], []);
    public static readonly MatrixPolicy Filter = new("filter", ["expected-base.sql", "expected-rows-filtered.sql", "expected-values-plain.sql"], []);
    public static readonly MatrixPolicy Both = new("both", ["expected-base.sql", "expected-rows-filtered.sql", "expected-values-masked.sql"], []);
    public static readonly MatrixPolicy Columns = new("columns", [], ["expected-columns.sql"]);

    public const string Password = "matrix-secret";

    public static IReadOnlyList<MatrixPolicy> All { get; } = [None, Mask, Filter, Both, Columns];

    private static readonly string[] MaskedValues =
    [
        "SELECT resident_no FROM customers WHERE resident_no IS NOT NULL",
        "SELECT email FROM customers WHERE email IS NOT NULL",
        "SELECT birth_date::text FROM customers",
        "SELECT balance::text FROM customers",
        "SELECT notes FROM customers WHERE notes IS NOT NULL",
        "SELECT card_no FROM payments",
        "SELECT actor FROM events",
        "SELECT 'payload-secret'",
        "SELECT salary::text FROM staff",
        "SELECT b FROM blanks WHERE b <> ''",
    ];

    private static readonly string[] FilteredValues =
    [
        "SELECT name FROM customers WHERE name LIKE 'Hidden-%'",
        "SELECT resident_no FROM customers WHERE name LIKE 'Hidden-%' AND resident_no IS NOT NULL",
        "SELECT remark FROM orders WHERE remark LIKE 'order-hidden-%'",
        "SELECT card_no FROM payments WHERE order_id IN (SELECT id FROM orders WHERE branch_id > 'S02')",
        "SELECT actor FROM events WHERE tenant <> 1",
        "SELECT name FROM staff WHERE name LIKE 'staff-hidden-%'",
    ];

    /// <summary>Queries for values that this policy's user must never receive a byte of.</summary>
    public IEnumerable<string> HiddenValues =>
        [.. this == Mask || this == Both ? MaskedValues : [], .. this == Filter || this == Both ? FilteredValues : [], .. this == Columns ? MaskedValues[..1] : []];

    public override string ToString() => Name;
}
