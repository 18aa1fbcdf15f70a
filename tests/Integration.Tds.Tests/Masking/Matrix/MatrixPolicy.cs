namespace ProxyDb.Integration.Tds.Tests.Masking.Matrix;

/// <summary>One column of the matrix: the user it is in force for, and what its database of views is made of.</summary>
/// <param name="Name">Also the user's name.</param>
/// <param name="Layers">Run before the views and routines of code.sql are made; none: the tables themselves.</param>
internal sealed record MatrixPolicy(string Name, params string[] Layers)
{
    public static readonly MatrixPolicy None = new("none");
    public static readonly MatrixPolicy Mask = new("mask", "expected-rows-all.sql", "expected-values-masked.sql");
    public static readonly MatrixPolicy Filter = new("filter", "expected-rows-filtered.sql", "expected-values-plain.sql");
    public static readonly MatrixPolicy Both = new("both", "expected-rows-filtered.sql", "expected-values-masked.sql");
    public static readonly MatrixPolicy Keyed = new("keyed", "expected-rows-all.sql", "expected-values-keyed.sql");

    public const string Password = "matrix-secret";

    /// <summary>Of the keyed masks.</summary>
    public const string Key = "a key for tests only, of more than thirty-two bytes";

    public static IReadOnlyList<MatrixPolicy> All { get; } = [None, Mask, Filter, Both, Keyed];

    private static readonly string[] MaskedValues =
    [
        "SELECT resident_no FROM customers WHERE resident_no IS NOT NULL",
        "SELECT email FROM customers WHERE email IS NOT NULL",
        "SELECT birth_date FROM customers",
        "SELECT balance FROM customers",
        "SELECT nick FROM customers",
        "SELECT notes FROM customers WHERE notes IS NOT NULL",
        "SELECT card_no FROM payments",
        "SELECT paid_at FROM payments",
        "SELECT actor FROM events",
        "SELECT N'payload-secret'",
        "SELECT salary FROM staff",
        "SELECT badge FROM staff",
        "SELECT photo FROM staff",
        "SELECT b FROM blanks WHERE b <> ''",
        "SELECT c FROM blanks WHERE c IS NOT NULL",
    ];

    private static readonly string[] FilteredValues =
    [
        "SELECT name FROM customers WHERE name LIKE 'Hidden-%'",
        "SELECT resident_no FROM customers WHERE name LIKE 'Hidden-%' AND resident_no IS NOT NULL",
        "SELECT birth_date FROM customers WHERE name LIKE 'Hidden-%'",
        "SELECT nick FROM customers WHERE name LIKE 'Hidden-%'",
        "SELECT remark FROM orders WHERE remark LIKE 'order-hidden-%'",
        "SELECT card_no FROM payments WHERE order_id IN (SELECT id FROM orders WHERE branch_id > 'S02')",
        "SELECT actor FROM events WHERE tenant <> 1",
        "SELECT name FROM staff WHERE name LIKE 'staff-hidden-%'",
        "SELECT badge FROM staff WHERE name LIKE 'staff-hidden-%'",
    ];

    private static readonly string[] KeyedValues = [MaskedValues[0], "SELECT member_no FROM customers"];

    /// <summary>Queries for values that this policy's user must never receive a byte of.</summary>
    public IEnumerable<string> HiddenValues =>
        [.. this == Mask || this == Both ? MaskedValues : [], .. this == Filter || this == Both ? FilteredValues : [], .. this == Keyed ? KeyedValues : []];

    public override string ToString() => Name;
}
