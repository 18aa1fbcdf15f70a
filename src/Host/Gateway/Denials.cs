using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>The one mapping from decisions and analysis errors to the neutral words that a protocol says natively.</summary>
internal static class Denials
{
    /// <summary>MySQL: a name without a database where none is current.</summary>
    public static Denial NoDatabase { get; } = new(DenialCase.Policy, "No database selected") { Code = "1046" };

    /// <summary>T-SQL: the session has gone to a database whose catalog cannot be read.</summary>
    public static Denial NoCatalog(string database) => Of(
        RefusalReason.NotUnderstood,
        $"the catalog of database `{database}` is not known, so nothing in it can be decided; the service login of the cluster must be able to open it");

    /// <summary>The words of an error would be read inside the text, where nobody can reduce them.</summary>
    public static Denial Caught(SqlDialect dialect) => Of(
        RefusalReason.Policy,
        (dialect == SqlDialect.TSql ? "ERROR_MESSAGE()" : "GET DIAGNOSTICS and SHOW WARNINGS")
            + " could quote masked columns of a unique key of what is changed; "
            + (dialect == SqlDialect.TSql ? "read ERROR_NUMBER() or use THROW, or change the table in another batch" : "send them in a text of their own"));

    public static Denial Of(Decision decision) => new(CaseOf(decision.Reason), decision.Message, decision.Hint);

    public static Denial Of(RefusalReason reason, string message) => new(CaseOf(reason), message);

    /// <summary>What could not be parsed: a syntax error in the server's own words, else why it was not looked at.</summary>
    public static Denial Of(AnalysisError error, Decision decision) => error.Code switch
    {
        "syntax" => new Denial(DenialCase.Syntax, error.Message, HintOf(error.Message), error.Position),
        "encoding" => new Denial(DenialCase.Encoding, error.Message),
        "too_large" or "too_deep" => new Denial(DenialCase.TooLargeOrDeep, decision.Message.Length > 0 ? decision.Message : error.Message),
        _ => new Denial(DenialCase.NotUnderstood, decision.Message.Length > 0 ? decision.Message : error.Message, decision.Hint),
    };

    /// <summary>The hints of the server's grammar, which the parser library does not pass on.</summary>
    private static string? HintOf(string message) => message switch
    {
        "subquery in FROM must have an alias" => "For example, FROM (SELECT ...) [AS] foo.",
        "VALUES in FROM must have an alias" => "For example, FROM (VALUES ...) [AS] foo.",
        _ => null,
    };

    /// <summary>What stands behind the name was secured under other masks, filters or attributes than those in force now.</summary>
    public static Denial Outdated(SessionEffect effect) => new(
        DenialCase.Policy,
        effect is SessionEffect.Execute execute
            ? $"the masks and filters in force are not those that \"{execute.Name}\" was prepared under; deallocate it and prepare it again"
            : $"the masks and filters in force are not those that \"{(effect as SessionEffect.Fetch)?.Name}\" was opened under; open the cursor again");

    /// <summary>A plan of what stands behind the name would show masks and filters.</summary>
    public static Denial Explained(SessionEffect effect) => new(
        DenialCase.Policy, $"EXPLAIN would show the masks and filters of \"{(effect as SessionEffect.Execute)?.Name}\"; ask as somebody who is under none");

    /// <summary>Rows of the protocol's own portals are masked on their way by the protocol's own messages.</summary>
    public static Denial PortalBySql(string name) => new(
        DenialCase.Policy, $"the portal \"{name}\" stands under masks or filters; fetch from it by Execute messages, or declare a cursor");

    public static Decision AsDecision(Denial denial) => Decision.Refusal(RefusalReason.NotUnderstood, denial.Message, denial.Hint);

    private static DenialCase CaseOf(RefusalReason reason) => reason switch
    {
        RefusalReason.NotUnderstood => DenialCase.NotUnderstood,
        RefusalReason.TooLargeOrDeep => DenialCase.TooLargeOrDeep,
        RefusalReason.Limit => DenialCase.LimitReached,
        _ => DenialCase.Policy,
    };
}
