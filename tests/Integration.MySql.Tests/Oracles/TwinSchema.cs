namespace ProxyDb.Integration.MySql.Tests.Oracles;

/// <summary>
/// Two databases that differ only in what an analyst of branch S01 must not learn: the resident numbers and other masked values of
/// every customer, and the number, keys and values of the rows of other branches.
/// </summary>
internal static class TwinSchema
{
    public const string Left = "twin_l";
    public const string Right = "twin_r";

    public const string Structure = """
        CREATE TABLE branches (code varchar(3) PRIMARY KEY, city varchar(20) NOT NULL);
        CREATE TABLE customers (
            customer_id int PRIMARY KEY, name varchar(40) NOT NULL, branch varchar(3) NOT NULL, code varchar(20) NOT NULL, amount int NOT NULL,
            resident_no varchar(14) UNIQUE, email varchar(40), birth date, salary int, score decimal(12,2), note varchar(40), KEY (branch), KEY (amount));
        CREATE TABLE orders (id bigint AUTO_INCREMENT PRIMARY KEY, customer_id int NOT NULL, total decimal(12,2) NOT NULL, remark varchar(60),
            FOREIGN KEY (customer_id) REFERENCES customers (customer_id));
        CREATE TABLE visits (visit_id int NOT NULL, branch varchar(3) NOT NULL, customer_id int NOT NULL, resident_no varchar(14), PRIMARY KEY (visit_id));
        CREATE TABLE marks (id int PRIMARY KEY, kind int NOT NULL, resident_no varchar(14), UNIQUE (kind, resident_no));
        CREATE TABLE scratch (id int PRIMARY KEY, a int, b varchar(60), c date);
        INSERT INTO scratch VALUES (1, 1, 'one', '2000-01-01');
        CREATE VIEW v_customers AS SELECT customer_id AS id, name, resident_no AS number, branch FROM customers;
        CREATE VIEW v_prefix AS SELECT customer_id, LEFT(resident_no, 6) AS prefix FROM customers;
        CREATE VIEW v_counts AS SELECT branch, COUNT(*) AS n FROM customers GROUP BY branch;
        CREATE FUNCTION f_number(i int) RETURNS varchar(14) READS SQL DATA RETURN (SELECT resident_no FROM customers WHERE customer_id = i);
        CREATE PROCEDURE p_numbers() SELECT resident_no FROM customers;

        """;

    /// <summary>Rows every analyst of S01 may see (customers 1 to 8); of these the masked columns differ between the twins.</summary>
    public const int Shown = 8;

    /// <summary>The data of one twin. Orders are reversed in the right twin, lengths are the same.</summary>
    public static string Data(string database)
    {
        var isLeft = IsLeft(database);
        var number = isLeft ? "CONCAT('7701', 10 + seq, '-1', 20 + seq, 4000 + seq)" : "CONCAT('8802', 60 - seq, '-2', 80 - seq, 4000 + seq)";
        var masked = $"{number}, {(isLeft ? "CONCAT('kaaaa', 10 + seq, '@example.com')" : "CONCAT('kbbbb', 40 - seq, '@example.com')")}, "
            + (isLeft ? "'1977-03-01' + INTERVAL seq - 1 DAY" : "'1977-11-28' - INTERVAL seq - 1 DAY")
            + $", {(isLeft ? "71000 + seq" : "82100 - seq")}, {(isLeft ? "1100.25 + seq" : "1350.25 - seq")}, "
            + (isLeft ? "CONCAT('secret note left ', seq)" : "CONCAT('secret note right ', 50 - seq)");
        return $"""
            INSERT INTO branches VALUES ('S01', 'Seoul'), ('S02', 'Busan');
            INSERT INTO customers SELECT seq, CONCAT('customer ', seq), 'S01', seq, 10 * seq, {masked} FROM seq_1_to_{Shown};
            INSERT INTO customers SELECT seq, CONCAT('{(isLeft ? "hidden left " : "hidden right ")}', seq), 'S02', {(isLeft ? "'no number (['" : "'7'")},
                {(isLeft ? "100" : "200")}, {masked} FROM seq_{Shown + 1}_to_{LastHidden(database)};
            INSERT INTO orders (customer_id, total) SELECT seq, seq * 1.5 FROM seq_1_to_{Shown};
            INSERT INTO visits SELECT seq, 'S01', seq, {number} FROM seq_1_to_{Shown};
            INSERT INTO visits SELECT seq, 'S02', seq, {number} FROM seq_{Shown + 1}_to_{LastHidden(database)};
            INSERT INTO marks SELECT seq, seq, {number.Replace("seq", "(seq DIV 2)", StringComparison.Ordinal)} FROM seq_1_to_{Shown};
            ANALYZE TABLE customers, orders, visits;
            """;
    }

    public static int LastHidden(string database) => IsLeft(database) ? 12 : 14;

    /// <summary>What must be in no byte that an analyst receives from the twin.</summary>
    public static IReadOnlyList<string> Secrets(string database)
    {
        var isLeft = IsLeft(database);
        var secrets = new List<string> { isLeft ? "secret note left" : "secret note right", isLeft ? "hidden left" : "hidden right" };
        for (var i = 1; i <= LastHidden(database); i++)
        {
            secrets.Add((isLeft ? Text($"7701{10 + i}-1{20 + i}{4000 + i}") : Text($"8802{60 - i}-2{80 - i}{4000 + i}"))[..10]);
            secrets.AddRange(isLeft
                ? [Text($"kaaaa{10 + i}"), Text($"1977-03-{i:00}"), Text($"{71000 + i}"), Text($"{1100 + i}.25")]
                : [Text($"kbbbb{40 - i}"), Text($"1977-11-{29 - i:00}"), Text($"{82100 - i}"), Text($"{1350 - i}.25")]);
        }

        return secrets;
    }

    private static bool IsLeft(string database) => database == Left;

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
