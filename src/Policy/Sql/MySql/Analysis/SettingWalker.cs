using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>SET in all its forms, and USE: accesses to settings, and the values as the server would store them.</summary>
internal sealed class SettingWalker(WalkContext context)
{
    private static readonly Scope NoColumns = new(null, null);

    public (SqlAction Action, string Kind)? Walk(MySqlStatement node)
    {
        switch (node)
        {
            case SetStatement set:
                context.Action = SqlAction.Session;
                return (Items(set), "SET");
            case SetStatementFor set:
                return ForOne(set);
            case UseStatement use:
                context.Action = SqlAction.Session;
                Use(use.Database.Text);
                return (SqlAction.Session, "USE");
            default:
                return null;
        }
    }

    /// <summary>A setting takes a new value; null is its default.</summary>
    public void Change(string name, string? value, bool isConstant, SettingScope scope = SettingScope.Session, string? appended = null)
    {
        context.Flag(StatementFlags.Session);
        context.Setting(SqlAction.Session, name);
        context.Effect(new SessionEffect.Set(name, value, scope, isConstant) { Appended = appended });
        if (!context.IsDefinition && scope == SettingScope.Session)
        {
            ChangeReading(name, value, isConstant && !context.Through);
        }
    }

    private SqlAction Items(SetStatement set)
    {
        var action = SqlAction.None;
        foreach (var item in set.Items)
        {
            action = Item(item) is var one && action is SqlAction.None or SqlAction.Session ? one : action;
        }

        return action;
    }

    private SqlAction Item(SetItem item)
    {
        switch (item)
        {
            case SetUserVariable variable:
                context.Flag(StatementFlags.Session);
                context.Variables.Assign(new VariableAssignment { Variable = variable.Variable, Value = variable.Value, Span = variable.Span }, NoColumns);
                return SqlAction.Session;
            case SetVariable variable:
                return Variable(variable);
            case SetCharacterSet set:
                CharacterSet(set);
                return SqlAction.Session;
            case SetTransaction transaction:
                return Transaction(transaction);
            case SetPassword password:
                context.Flag(StatementFlags.Dcl);
                context.Server(SqlAction.Dcl, password.Account?.Name ?? "current_user");
                return SqlAction.Dcl;
            case SetRole role:
                return Role(role);
            default:
                context.NotUnderstood(item.GetType().Name);
                return SqlAction.None;
        }
    }

    private SqlAction Variable(SetVariable node)
    {
        var name = MySqlNames.Fold(node.Name.Text);
        var prefix = node.Prefix is { } written ? MySqlNames.Fold(written.Text) : null;
        if (!node.IsSystem && context.Locals?.Contains(prefix ?? name) is true)
        {
            context.Expressions.WalkIf(Value(node), NoColumns);
            return SqlAction.Session;
        }

        // A bare word is a value of the setting, not a column.
        context.Expressions.WalkIf(Value(node) is ColumnReference { Table: null } ? null : Value(node), NoColumns);
        var setting = prefix is null or "default" ? name : prefix + "." + name;
        if (node.Scope is VariableScope.Global or VariableScope.Persist or VariableScope.PersistOnly)
        {
            context.Action = SqlAction.Admin;
            context.Server(SqlAction.Admin, node.Scope == VariableScope.Global ? "set_global" : "set_persist");
            return SqlAction.Admin;
        }

        var value = SettingValue.Of(name, node.Value);
        var isNextOnly = node is { IsSystem: true, Scope: VariableScope.Unstated } && IsOfTransaction(name);
        Change(
            Canonical(setting), value, node.Value is null || value is not null, isNextOnly ? SettingScope.Local : SettingScope.Session,
            SettingValue.Appended(name, node.Value));
        return SqlAction.Session;
    }

    /// <summary><c>SET @@transaction_isolation</c> without a scope is for the next transaction only.</summary>
    private static bool IsOfTransaction(string name) => name is "transaction_isolation" or "transaction_read_only" or "tx_isolation" or "tx_read_only";

    private static string Canonical(string name) => name switch
    {
        "tx_isolation" => "transaction_isolation",
        "tx_read_only" => "transaction_read_only",
        _ => name,
    };

    private static MySqlExpression? Value(SetVariable node) => node.Value;

    private void CharacterSet(SetCharacterSet node)
    {
        var name = node.CharacterSet?.ToLowerInvariant();
        Change("character_set_client", name, isConstant: true);
        Change("character_set_results", name, isConstant: true);
        if (node.IsNames)
        {
            Change("character_set_connection", name, isConstant: true);
            Change("collation_connection", node.Collation?.ToLowerInvariant(), isConstant: name is null || node.Collation is not null);
        }
        else
        {
            // The connection's follow the current database.
            Change("character_set_connection", null, isConstant: false);
            Change("collation_connection", null, isConstant: false);
        }
    }

    private SqlAction Transaction(SetTransaction node)
    {
        if (node.Scope == VariableScope.Global)
        {
            context.Action = SqlAction.Admin;
            context.Server(SqlAction.Admin, "set_global");
            return SqlAction.Admin;
        }

        var scope = node.Scope == VariableScope.Unstated ? SettingScope.Local : SettingScope.Session;
        if (scope == SettingScope.Local)
        {
            context.Action = SqlAction.Transaction;
            context.Server(SqlAction.Transaction, "transaction");
        }

        Mode("transaction_isolation", node.Isolation, scope);
        Mode("transaction_read_only", node.IsReadOnly is { } isReadOnly ? (isReadOnly ? "ON" : "OFF") : null, scope);
        return scope == SettingScope.Local ? SqlAction.Transaction : SqlAction.Session;
    }

    private void Mode(string name, string? value, SettingScope scope)
    {
        if (value is null)
        {
            return;
        }

        if (scope == SettingScope.Session)
        {
            Change(name, value, isConstant: true);
        }
        else
        {
            context.Effect(new SessionEffect.Set(name, value, scope));
        }
    }

    private SqlAction Role(SetRole node)
    {
        if (node.IsDefault)
        {
            context.Flag(StatementFlags.Dcl);
            foreach (var account in node.Accounts)
            {
                context.Server(SqlAction.Dcl, account.Name);
            }

            context.Server(SqlAction.Dcl, node.Accounts.IsEmpty ? "current_user" : "default_role");
            return SqlAction.Dcl;
        }

        context.Flag(StatementFlags.Session);
        context.Setting(SqlAction.Session, "role");
        context.Effect(new SessionEffect.Pin("SET ROLE"));
        return SqlAction.Session;
    }

    private void Use(string database)
    {
        var name = context.Names.Database(database);
        Change("database", name, isConstant: true);
        if (context is { IsDefinition: false, Through: false })
        {
            context.Environment.Database = name;
            context.Environment.DatabaseLost = null;
        }
    }

    /// <summary>The settings hold for one statement; it is what it is.</summary>
    private (SqlAction, string) ForOne(SetStatementFor node)
    {
        foreach (var item in node.Items)
        {
            if (item is not SetVariable variable)
            {
                context.NotUnderstood("SET STATEMENT of another kind than a setting");
                continue;
            }

            context.Expressions.WalkIf(variable.Value is ColumnReference { Table: null } ? null : variable.Value, NoColumns);
            var name = MySqlNames.Fold(variable.Name.Text);
            context.Setting(SqlAction.Session, name);
            if (name is "sql_mode" or "character_set_client" or "collation_connection" or "character_set_connection" or "old_mode")
            {
                // The text has been read with the mode before it.
                context.NotUnderstood($"SET STATEMENT {name}");
            }
        }

        context.Flag(StatementFlags.Session);
        return context.Statements.Walk(node.Inner);
    }

    private void ChangeReading(string name, string? value, bool isKnown)
    {
        var environment = context.Environment;
        switch (name)
        {
            case "sql_mode" when isKnown && value is not null && !IsNumber(value):
                environment.Session = environment.Session with { Modes = MySqlModeText.Parse(value) };
                break;
            case "sql_mode" when isKnown && value is "0":
                environment.Session = environment.Session with { Modes = MySqlModes.None };
                break;
            case "character_set_client" when isKnown && value is not null:
                environment.Session = environment.Session with { CharacterSet = value.ToLowerInvariant() };
                break;
            case "sql_mode" or "character_set_client" or "old_mode":
                environment.ReadingLost ??= $"`{name}` is set before it in the text to what is not known here";
                break;
            default:
                break;
        }
    }

    private static bool IsNumber(string value) => value.Length > 0 && char.IsAsciiDigit(value[0]);
}
