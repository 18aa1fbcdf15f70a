namespace ProxyDb.Policy.Sql.TSql;

/// <summary>Names and texts as literals that read the same under every SET option and in every collation.</summary>
internal static class TSqlQuoting
{
    /// <summary>In brackets: double quotes are texts without QUOTED_IDENTIFIER. Plain names stay bare, for they are read often.</summary>
    public static string Name(string name)
    {
        var isPlain = name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(name[0])
            && !Keywords.Contains(name);
        return isPlain ? name : "[" + name.Replace("]", "]]", StringComparison.Ordinal) + "]";
    }

    /// <summary>In UTF-16, so that no code page can lose a character of it.</summary>
    public static string Text(string text) => "N'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>
    /// Words that some version of SQL Server reserves, and those that a place could take for more than a name. One too many costs two
    /// brackets.
    /// </summary>
    private static readonly HashSet<string> Keywords = new(
        """
        absolute action ada add after aggregate alias all allocate alter and any apply are array as asc asensitive assertion asymmetric at
        atomic authorization backup before begin between binary bit blob boolean both breadth break browse bulk by call called cardinality
        cascade cascaded case cast catalog char character check checkpoint class clob close clustered coalesce collate collation collect
        column commit completion compute condition connect connection constraint constraints constructor contains containstable continue
        convert corr corresponding create cross cube cume_dist current current_date current_path current_role current_time
        current_timestamp current_user cursor cycle data database date day dbcc deallocate dec decimal declare default deferrable deferred
        delete deny depth deref desc describe descriptor destroy destructor deterministic diagnostics dictionary disconnect disk distinct
        distributed domain double drop dump dynamic each element else end equals errlvl escape every except exception exec execute exists
        exit external extract false fetch file fillfactor filter first float for foreign found free freetext freetexttable from full
        fulltexttable function fusion general get global go goto grant group grouping having hold holdlock host hour identity
        identity_insert identitycol if ignore immediate in include index indicator initialize initially inner inout input insensitive
        insert int integer intersect intersection interval into is isolation iterate join key kill language large last lateral leading
        left less level like limit lineno ln load local localtime localtimestamp locator map match member merge method minute mod modifies
        modify module month multiset names national natural nchar nclob new next no nocheck nonclustered none normalize not null nullif
        numeric object of off offset offsets old on only open opendatasource openquery openrowset openxml operation option or order
        ordinality out outer output over overlaps overlay pad parameter parameters partial partition path percent percent_rank
        percentile_cont percentile_disc pivot plan position postfix precision prefix preorder prepare preserve primary print prior
        privileges proc procedure public raiserror range read reads readtext real reconfigure recursive ref references referencing
        relative release replication restore restrict result return returns revert revoke right role rollback rollup routine row
        rowcount rowguidcol rows rule save savepoint schema scope scroll search second section securityaudit select
        semantickeyphrasetable semanticsimilaritydetailstable semanticsimilaritytable sensitive sequence session session_user set sets
        setuser shutdown similar size smallint some space specific specifictype sql sqlca sqlcode sqlerror sqlexception sqlstate sqlwarning
        start state statement static statistics structure submultiset substring symmetric system system_user table tablesample temporary
        terminate textsize than then time timestamp timezone_hour timezone_minute to top trailing tran transaction translate translation
        treat trigger trim true truncate try_convert tsequal uescape under union unique unknown unnest unpivot update updatetext usage use
        user using value values varchar variable varying view waitfor when whenever where while window with within without work write
        writetext xmlnamespaces year zone
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        StringComparer.OrdinalIgnoreCase);
}
