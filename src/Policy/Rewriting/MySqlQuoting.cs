using System.Text;

namespace ProxyDb.Policy.Rewriting;

/// <summary>Names and texts as literals that read the same under every sql_mode and in every character set of a client.</summary>
internal static class MySqlQuoting
{
    /// <summary>In backticks: double quotes are strings without ANSI_QUOTES. Plain names stay bare, for they are read often.</summary>
    public static string Name(string name)
    {
        var isPlain = name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(name[0])
            && !Keywords.Contains(name);
        return isPlain ? name : "`" + name.Replace("`", "``", StringComparison.Ordinal) + "`";
    }

    /// <summary>
    /// Printable ASCII between quotes; anything else as hexadecimal digits behind an introducer, because a backslash may be an escape, and
    /// bytes behind an introducer are not converted.
    /// </summary>
    public static string Text(string text) =>
        text.All(static c => c is >= ' ' and <= '~' and not '\\')
            ? "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'"
            : "_utf8mb4 x'" + Convert.ToHexString(Encoding.UTF8.GetBytes(text)) + "'";

    /// <summary>
    /// Words that some version of MySQL or MariaDB reserves, and those that a place could take for more than a name. One too many costs two
    /// backticks.
    /// </summary>
    private static readonly HashSet<string> Keywords = new(
        """
        accessible add admin all alter analyze and any array as asc asensitive before begin between bigint binary blob both by call cascade
        case change char character check collate column condition constraint continue convert create cross cube cume_dist current_date
        current_role current_time current_timestamp current_user cursor database databases date datetime day_hour day_microsecond day_minute
        day_second dec decimal declare default delayed delete delete_domain_id dense_rank desc describe deterministic distinct distinctrow
        div do_domain_ids double drop dual each else elseif empty enclosed end escaped except exists exit explain false fetch first_value
        float float4 float8 for force foreign from fulltext function general generated get grant group grouping groups handler having
        high_priority history hour_microsecond hour_minute hour_second if ignore ignore_domain_ids ignore_server_ids in index infile inner
        inout insensitive insert int int1 int2 int3 int4 int8 integer intersect interval into io_after_gtids io_before_gtids is iterate join
        json_table key keys kill lag last_value lateral lead leading leave left like limit linear lines load localtime localtimestamp lock
        long longblob longtext loop low_priority manual master_bind master_heartbeat_period master_ssl_verify_server_cert match maxvalue
        mediumblob mediumint mediumtext middleint minute_microsecond minute_second minus mod modifies natural no_write_to_binlog not
        nth_value ntile null numeric of offset on optimize optimizer_costs option optionally or order out outer outfile over overlaps
        page_checksum parallel parse_vcol_expr partition partitioning percent_rank period portion precision primary procedure purge qualify
        range rank read read_write reads real recursive ref_system_id references regexp release rename repeat replace require resignal
        restrict return returning revoke right rlike row row_count row_number rownum rows schema schemas second_microsecond select sensitive
        separator set show signal slow smallint spatial specific sql sql_big_result sql_calc_found_rows sql_small_result sqlexception
        sqlstate sqlwarning ssl starting stats_auto_recalc stats_persistent stats_sample_pages stored straight_join sysdate system
        system_time system_user table tablesample terminated text then time timestamp tinyblob tinyint tinytext to trailing trigger true
        truncate undo union unique unlock unsigned update usage use using utc_date utc_time utc_timestamp value values varbinary varchar
        varcharacter varying versioning view virtual visible when where while window with within without write xor year_month zerofill
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        StringComparer.OrdinalIgnoreCase);
}
