namespace ProxyDb.Policy.Sql.MySql.Mapping;

/// <summary>The aggregate functions of MySQL and MariaDB.</summary>
internal static class MySqlAggregates
{
    private static readonly HashSet<string> Names = new(
        ["count", "sum", "avg", "min", "max", "std", "stddev", "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp", "bit_and", "bit_or",
            "bit_xor", "group_concat", "json_arrayagg", "json_objectagg"],
        StringComparer.OrdinalIgnoreCase);

    public static bool Contains(string function) => Names.Contains(function);
}
