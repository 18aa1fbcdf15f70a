namespace ProxyDb.Policy.Sql.TSql.Mapping;

/// <summary>What the server's own functions do, as far as conditions need to know it. One that is not listed is taken for one that does more.</summary>
internal static class TSqlFunctions
{
    private static readonly HashSet<string> Stable = Set(
        """
        abs acos ascii asin atan atn2 ceiling char charindex concat concat_ws convert cos cot dateadd datediff datediff_big
        datefromparts datepart datetime2fromparts datetimefromparts datetimeoffsetfromparts day degrees difference eomonth exp floor
        getdate getutcdate hashbytes isnull isnumeric left len log log10 lower ltrim month nchar patindex pi power quotename radians
        replace replicate reverse right round rtrim sign sin smalldatetimefromparts soundex space sqrt square str string_escape stuff
        substring switchoffset sysdatetime sysdatetimeoffset sysutcdatetime tan timefromparts todatetimeoffset translate trim unicode
        upper year datalength datetrunc greatest least current_timestamp checksum binary_checksum json_value json_query isjson
        """);

    private static readonly HashSet<string> BySession = Set("datename format isdate parse try_parse str datepart");

    private static readonly HashSet<string> Aggregates = Set(
        """
        avg sum min max count count_big stdev stdevp var varp checksum_agg string_agg grouping grouping_id approx_count_distinct
        """);

    private static readonly HashSet<string> Quiet = Set(
        """
        isnull len lower upper ltrim rtrim trim left right reverse datalength getdate getutcdate sysdatetime sysutcdatetime
        sysdatetimeoffset current_timestamp year month day ascii unicode abs sign floor ceiling concat count count_big min max
        row_number rank dense_rank ntile isnumeric charindex patindex replace
        """);

    /// <summary>Makes a value of its arguments or the clock and does nothing else: it may be evaluated twice.</summary>
    public static bool IsStable(string name) => Stable.Contains(name);

    /// <summary>What it makes depends on a language or another setting of the session.</summary>
    public static bool DependsOnSession(string name) => BySession.Contains(name);

    public static bool IsAggregate(string name) => Aggregates.Contains(name);

    /// <summary>Raises no error on any value of the types it is documented for.</summary>
    public static bool IsQuiet(string name) => Quiet.Contains(name);

    private static HashSet<string> Set(string words) =>
        new(words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);
}
