using System.Collections.Frozen;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>Values of SET as the server would store and report them.</summary>
internal static class SettingValue
{
    private static readonly FrozenSet<string> Switches = FrozenSet.ToFrozenSet(
        [
            "autocommit", "foreign_key_checks", "unique_checks", "check_constraint_checks", "sql_auto_is_null", "sql_safe_updates",
            "sql_big_selects", "sql_log_bin", "sql_log_off", "sql_notes", "sql_warnings", "sql_quote_show_create", "sql_buffer_result",
            "low_priority_updates", "transaction_read_only", "tx_read_only", "profiling", "keep_files_on_create", "big_tables",
            "explicit_defaults_for_timestamp", "new", "old_passwords", "sql_require_primary_key", "sql_generate_invisible_primary_key",
            "session_track_schema", "session_track_state_change", "innodb_strict_mode", "innodb_table_locks",
        ],
        StringComparer.Ordinal);

    /// <summary>Null when the value is computed, and for DEFAULT.</summary>
    /// <param name="name">Of the setting, folded.</param>
    public static string? Of(string name, MySqlExpression? value) => Constant(value) is { } text && Switches.Contains(name) ? Switch(text) : Constant(value);

    /// <summary>What stands behind the setting's own value: <c>CONCAT(@@name, ',MODE')</c>, a list of plain words; null for all else.</summary>
    public static string? Appended(string name, MySqlExpression? value) =>
        value is FunctionCall
        {
            Schema: null,
            Arguments:
            [
                SystemVariable { Scope: not VariableScope.Global, Prefix: null } own,
                LiteralExpression { Kind: LiteralKind.String, Introducer: null } added,
            ],
        } call
        && call.Name.Text.Equals("CONCAT", StringComparison.OrdinalIgnoreCase) && MySqlNames.Fold(own.Name.Text) == name
        && added.Value is { } text && text.StartsWith(',') && text.All(static c => c is ',' or '_' || char.IsAsciiLetter(c))
            ? text
            : null;

    private static string Switch(string text) => text.ToUpperInvariant() switch
    {
        "1" or "ON" or "TRUE" => "ON",
        "0" or "OFF" or "FALSE" => "OFF",
        _ => text,
    };

    private static string? Constant(MySqlExpression? value) => value switch
    {
        LiteralExpression { Kind: LiteralKind.True } => "1",
        LiteralExpression { Kind: LiteralKind.False } => "0",
        LiteralExpression { Kind: LiteralKind.Float or LiteralKind.String, Introducer: null } literal => literal.Value,
        LiteralExpression { Kind: LiteralKind.Integer or LiteralKind.Decimal } number => number.Value,
        UnaryExpression { Operator: UnaryOperator.Minus, Operand: LiteralExpression { Kind: LiteralKind.Integer or LiteralKind.Decimal } number } =>
            "-" + number.Value,
        ColumnReference { Table: null } word => word.Column.Text,
        _ => null,
    };
}
