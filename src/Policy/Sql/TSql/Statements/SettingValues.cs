using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>Names of settings as T-SQL writes them, in lower case, and values as constants give them.</summary>
internal static class SettingValues
{
    /// <summary>What SET ANSI_DEFAULTS stands for.</summary>
    public static IReadOnlyList<string> AnsiDefaults { get; } =
    [
        "ansi_nulls", "ansi_null_dflt_on", "implicit_transactions", "quoted_identifier", "ansi_padding", "cursor_close_on_commit", "ansi_warnings",
    ];

    public static string Of(bool isOn) => isOn ? "on" : "off";

    /// <summary>The setting of an option that a session's state can carry to another backend; null for the others.</summary>
    public static string? Tracked(SetOptions option) => option switch
    {
        SetOptions.QuotedIdentifier => "quoted_identifier",
        SetOptions.ConcatNullYieldsNull => "concat_null_yields_null",
        SetOptions.CursorCloseOnCommit => "cursor_close_on_commit",
        SetOptions.ArithAbort => "arithabort",
        SetOptions.NoCount => "nocount",
        SetOptions.NumericRoundAbort => "numeric_roundabort",
        SetOptions.AnsiNullDfltOff => "ansi_null_dflt_off",
        SetOptions.AnsiNullDfltOn => "ansi_null_dflt_on",
        SetOptions.AnsiNulls => "ansi_nulls",
        SetOptions.AnsiPadding => "ansi_padding",
        SetOptions.AnsiWarnings => "ansi_warnings",
        SetOptions.ImplicitTransactions => "implicit_transactions",
        SetOptions.XactAbort => "xact_abort",
        _ => null,
    };

    public static string Untracked(SetOptions option) => option switch
    {
        SetOptions.ArithIgnore => "arithignore",
        SetOptions.FmtOnly => "fmtonly",
        SetOptions.NoExec => "noexec",
        SetOptions.ParseOnly => "parseonly",
        SetOptions.ForcePlan => "forceplan",
        SetOptions.ShowPlanAll => "showplan_all",
        SetOptions.ShowPlanText => "showplan_text",
        SetOptions.ShowPlanXml => "showplan_xml",
        SetOptions.RemoteProcTransactions => "remote_proc_transactions",
        SetOptions.DisableDefCnstChk => "disable_def_cnst_chk",
        SetOptions.NoBrowsetable => "no_browsetable",
        _ => option.ToString().ToLowerInvariant(),
    };

    /// <summary>Whether statements between ON and OFF are read without being carried out.</summary>
    public static bool StopsExecution(SetOptions option) =>
        option is SetOptions.FmtOnly or SetOptions.NoExec or SetOptions.ParseOnly
            or SetOptions.ShowPlanAll or SetOptions.ShowPlanText or SetOptions.ShowPlanXml;

    public static string Name(GeneralSetCommandType command) => command switch
    {
        GeneralSetCommandType.Language => "language",
        GeneralSetCommandType.DateFormat => "dateformat",
        GeneralSetCommandType.DateFirst => "datefirst",
        GeneralSetCommandType.DeadlockPriority => "deadlock_priority",
        GeneralSetCommandType.LockTimeout => "lock_timeout",
        GeneralSetCommandType.QueryGovernorCostLimit => "query_governor_cost_limit",
        _ => "context_info",
    };

    public static string Of(IsolationLevel level) => level switch
    {
        IsolationLevel.ReadCommitted => "read committed",
        IsolationLevel.ReadUncommitted => "read uncommitted",
        IsolationLevel.RepeatableRead => "repeatable read",
        IsolationLevel.Serializable => "serializable",
        _ => "snapshot",
    };

    /// <summary>A constant in lower case; null for a value that is computed.</summary>
    public static string? Of(ScalarExpression? value) => value switch
    {
        IdentifierLiteral or StringLiteral or IntegerLiteral or NumericLiteral => ((Literal)value).Value.ToLowerInvariant(),
        UnaryExpression { UnaryExpressionType: UnaryExpressionType.Negative, Expression: IntegerLiteral number } => "-" + number.Value,
        ParenthesisExpression inner => Of(inner.Expression),
        _ => null,
    };
}
