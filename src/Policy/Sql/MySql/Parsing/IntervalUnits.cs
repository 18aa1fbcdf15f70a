using System.Collections.Frozen;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>Units of INTERVAL, EXTRACT and TIMESTAMPADD.</summary>
internal static class IntervalUnits
{
    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Units = Build();

    /// <summary>The unit in upper case without SQL_TSI_; null: it is none.</summary>
    public static string? Find(ReadOnlySpan<char> word) => Units.TryGetValue(word, out var unit) ? unit : null;

    private static FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Build()
    {
        string[] simple = ["MICROSECOND", "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"];
        string[] composed =
        [
            "SECOND_MICROSECOND", "MINUTE_MICROSECOND", "MINUTE_SECOND", "HOUR_MICROSECOND", "HOUR_SECOND", "HOUR_MINUTE",
            "DAY_MICROSECOND", "DAY_SECOND", "DAY_MINUTE", "DAY_HOUR", "YEAR_MONTH",
        ];
        var units = simple.Concat(composed).ToDictionary(u => u);
        foreach (var unit in simple)
        {
            units["SQL_TSI_" + unit] = unit;
        }

        units["SQL_TSI_FRAC_SECOND"] = "MICROSECOND";
        units["FRAC_SECOND"] = "MICROSECOND";
        return units.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
