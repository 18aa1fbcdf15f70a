namespace ProxyDb.Policy.Tests.Rewriting.Targets;

/// <summary>Writes over the tables of <see cref="TargetServerTests"/>. Only rows that are hidden can make one fail.</summary>
internal sealed class RandomWrites(int seed)
{
    private static readonly string[] Conditions =
    [
        "{c}.id = 4", "{c}.id < 7", "id BETWEEN 2 AND 9", "{c}.name LIKE 'n1%'", "1 / ({c}.amount - 100) = 0", "amount / nullif(region, 0) > 1",
        "10 % (amount - 100) <> 3", "{c}.branch = 'S01'", "branch IN ('S00', 'S02')", "{c}.resident_no = 'r4'", "resident_no IS NULL",
        "upper({c}.name) = 'N4'", "CASE WHEN amount = 100 THEN 1 / (amount - amount) = 1 ELSE true END", "{c}.ctid IS NOT NULL", "length(resident_no) > 0",
        "EXISTS (SELECT FROM orders x WHERE x.customer_id = {c}.id AND x.total > 20)", "{c}.id IN (SELECT customer_id FROM orders WHERE total < 9)",
        "(SELECT count(*) FROM orders x WHERE x.customer_id = {c}.id AND 1 / ({c}.amount - 100) = 0) > 1",
        "{c}.amount > (SELECT min(d.amount) FROM customers d WHERE d.region = {c}.region)", "({c}.id, {c}.region) IN (SELECT id, 1 FROM orders)",
        "coalesce({c}.resident_no, 'm') = 'm'", "1 / ({c}.amount - 100) IS DISTINCT FROM {c}.id",
    ];

    private static readonly string[] Assignments =
    [
        "name = name || 'x'", "amount = amount + 1", "amount = 10 / (amount - 100)", "name = resident_no", "name = coalesce({c}.resident_no, 'm')",
        "branch = 'S02'", "branch = {c}.branch", "(name, amount) = (SELECT 'x', max(x.id) FROM orders x WHERE x.customer_id = {c}.id)", "region = DEFAULT",
    ];

    private static readonly string[] Returnings =
    [
        "", "", " RETURNING {c}.id", " RETURNING {c}.*", " RETURNING {c}.resident_no", " RETURNING id AS k, {c}.resident_no AS r, amount",
        " RETURNING (resident_no), upper({c}.resident_no), {c}.name", " RETURNING 1 / ({c}.amount - 100)", " RETURNING (SELECT count(*) FROM customers)",
    ];

    private readonly Random _random = new(seed);

    public string Next()
    {
        var alias = Pick("customers", "c", "\"C\"", "customers");
        var table = alias == "customers" ? Pick("customers", "ONLY customers") : $"customers {Pick("", "AS ")}{alias}";
        var text = _random.Next(5) switch
        {
            0 => $"DELETE FROM {table}{Where()}{Pick(Returnings)}",
            1 => $"DELETE FROM {table} USING orders o WHERE o.customer_id = {{c}}.id{And()} RETURNING {{c}}.id, {{c}}.resident_no, {{c}}.name",
            2 => $"UPDATE {table} SET name = 'x' FROM orders o WHERE o.customer_id = {{c}}.id{And()}",
            3 => $"INSERT INTO customers{(alias == "customers" ? "" : " AS " + alias)} (id, name, branch) VALUES (4, 'x', 'S01'), (40, 'y', 'S02') "
                + $"ON CONFLICT (id) DO UPDATE SET name = {{c}}.name || EXCLUDED.name WHERE {Bound()}{Pick(Returnings)}",
            _ => $"UPDATE {table} SET {Pick(Assignments)}{Where()}{Pick(Returnings)}",
        };
        text = text.Contains(" o ", StringComparison.Ordinal) ? Qualified(text) : text;
        text = text.Replace("{c}", alias, StringComparison.Ordinal);
        return _random.Next(6) == 0 && text.Contains("RETURNING", StringComparison.Ordinal) ? $"WITH w AS ({text}) SELECT * FROM w" : text;
    }

    private string Where() => _random.Next(5) == 0 ? "" : " WHERE " + Condition();

    private string And() => _random.Next(4) == 0 ? "" : " AND " + Condition();

    private string Condition() => _random.Next(6) switch
    {
        0 => $"({Pick(Conditions)} OR {Pick(Conditions)})",
        1 => $"NOT ({Pick(Conditions)})",
        2 or 3 => Pick(Conditions),
        _ => $"{Condition()} AND {Pick(Conditions)}",
    };

    /// <summary>ON CONFLICT sees EXCLUDED too: every column needs its table.</summary>
    private string Bound() => Qualified(Condition());

    private static string Qualified(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text, @"(?<![\w.}])(id BETWEEN|amount|region|branch|resident_no)(?! AS)\b", "{c}.$1");

    private string Pick(params ReadOnlySpan<string> from) => from[_random.Next(from.Length)];
}
