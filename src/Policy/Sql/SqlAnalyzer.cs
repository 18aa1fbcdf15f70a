using System.Collections.Immutable;
using System.Text;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.MySql;
using ProxyDb.Policy.Sql.Postgres;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Sql;

/// <summary>
/// Turns a text into facts (architecture.md §5). Pure and safe for use by several threads at once; never throws for any input:
/// what cannot be parsed is an <see cref="AnalysisError"/>, what is parsed but not understood is incomplete facts.
/// </summary>
public static class SqlAnalyzer
{
    /// <summary>Analyses every statement of a text.</summary>
    /// <param name="limits">What is refused before it is parsed; null is the default.</param>
    /// <param name="catalog">Null when nothing is known of the database: names are then given as written.</param>
    public static AnalysisResult Analyze(
        SqlDialect dialect, string text, AnalysisNamespace names, ICatalogView? catalog, AnalysisLimits? limits = null)
    {
        try
        {
            return dialect switch
            {
                SqlDialect.Postgres => PostgresAnalyzer.Analyze(new SourceText(text), names, catalog, limits ?? AnalysisLimits.Default),
                SqlDialect.MySql or SqlDialect.MariaDb => MySqlAnalyzer.Analyze(text, names, catalog, limits ?? AnalysisLimits.Default),
                _ => TSqlAnalyzer.Analyze(text, names, catalog, limits ?? AnalysisLimits.Default),
            };
        }
        catch (EncoderFallbackException)
        {
            return Failure("encoding", "the text is not valid Unicode");
        }
    }

    /// <summary>As above, for the bytes of a message in UTF-8; invalid UTF-8 is the error <c>encoding</c>.</summary>
    public static AnalysisResult Analyze(
        SqlDialect dialect, ReadOnlySpan<byte> utf8, AnalysisNamespace names, ICatalogView? catalog, AnalysisLimits? limits = null)
    {
        try
        {
            return Analyze(dialect, StrictUtf8.GetString(utf8), names, catalog, limits);
        }
        catch (DecoderFallbackException)
        {
            return Failure("encoding", "invalid byte sequence for encoding \"UTF8\"");
        }
    }

    /// <summary>Where a text names relations and columns, one map for each statement; made for statements that are to be secured.</summary>
    /// <returns>Null when the text cannot be parsed.</returns>
    public static ImmutableArray<StatementMap>? Map(SqlDialect dialect, string text, AnalysisNamespace names, ICatalogView? catalog)
    {
        try
        {
            return dialect switch
            {
                SqlDialect.Postgres => PostgresAnalyzer.Map(new SourceText(text), names, catalog),
                SqlDialect.MySql or SqlDialect.MariaDb => MySqlAnalyzer.Map(text, names, catalog),
                _ => TSqlAnalyzer.Map(text, names, catalog),
            };
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static AnalysisResult Failure(string code, string message) => new([], new AnalysisError(code, 0, message));
}
