namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Names in the form a text needs (quote_identifier of the server's ruleutils.c).</summary>
internal static class PostgresIdentifier
{
    public static string Quote(string name)
    {
        var isSafe = name.Length > 0 && (name[0] is >= 'a' and <= 'z' or '_')
            && name.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');
        return isSafe && !PostgresKeywords.MustBeQuoted(name)
            ? name
            : "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }
}
