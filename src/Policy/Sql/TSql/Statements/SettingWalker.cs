using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>SET in all its forms, and USE: accesses to settings, and the values as a session keeps them.</summary>
internal sealed class SettingWalker(WalkContext context)
{
    public (SqlAction Action, string Kind)? Walk(TSqlStatement node)
    {
        var outer = context.Action;
        context.Action = SqlAction.Session;
        if (Setting(node))
        {
            context.Flag(StatementFlags.Session);
            return (SqlAction.Session, node is UseStatement ? "USE" : "SET");
        }

        context.Action = outer;
        return null;
    }

    private bool Setting(TSqlStatement node)
    {
        switch (node)
        {
            case PredicateSetStatement predicate:
                Predicates(predicate);
                break;
            case SetCommandStatement commands:
                StatementValues.Walk(context, commands);
                Commands(commands);
                break;
            case SetTransactionIsolationLevelStatement isolation:
                Change("transaction isolation level", SettingValues.Of(isolation.Level));
                break;
            case SetRowCountStatement rows:
                Value(node, "rowcount", rows.NumberRows);
                break;
            case SetTextSizeStatement size:
                Value(node, "textsize", size.TextSize);
                break;
            case SetStatisticsStatement statistics:
                Toggle("statistics", statistics.IsOn, "statistics");
                break;
            case SetIdentityInsertStatement identity:
                Identity(identity);
                break;
            case SetOffsetsStatement offsets:
                Toggle("offsets", offsets.IsOn, "offsets");
                break;
            case SetErrorLevelStatement:
                StatementValues.Walk(context, node);
                Toggle("errlvl", isOn: true, "errlvl");
                break;
            case UseStatement use:
                Use(context.Fold(use.DatabaseName));
                break;
            default:
                return false;
        }

        context.SawAll(node);
        return true;
    }

    private void Predicates(PredicateSetStatement node)
    {
        foreach (var option in Enum.GetValues<SetOptions>())
        {
            if (option == SetOptions.None || !node.Options.HasFlag(option))
            {
                continue;
            }

            if (option == SetOptions.AnsiDefaults)
            {
                Defaults(node.IsOn);
            }
            else if (SettingValues.Tracked(option) is { } name)
            {
                Change(name, SettingValues.Of(node.IsOn));
            }
            else
            {
                Toggle(SettingValues.Untracked(option), node.IsOn, SettingValues.Untracked(option));
                Executes(option, node.IsOn);
            }
        }
    }

    /// <summary>ANSI_DEFAULTS stands for seven settings.</summary>
    private void Defaults(bool isOn)
    {
        context.Setting(SqlAction.Session, "ansi_defaults");
        foreach (var name in SettingValues.AnsiDefaults)
        {
            Change(name, SettingValues.Of(isOn));
        }

        if (context.Text.Contains('"', StringComparison.Ordinal) || context.Environment.ControlDepth > 0)
        {
            context.NotUnderstood("SET ANSI_DEFAULTS in a branch or in a text with double quotes");
        }
    }

    private void Commands(SetCommandStatement node)
    {
        foreach (var command in node.Commands)
        {
            if (command is GeneralSetCommand general)
            {
                Command(general);
            }
            else
            {
                Toggle("fips_flagger", isOn: true, "fips_flagger");
            }
        }
    }

    private void Command(GeneralSetCommand node)
    {
        var name = SettingValues.Name(node.CommandType);
        switch (node.CommandType)
        {
            case GeneralSetCommandType.ContextInfo or GeneralSetCommandType.QueryGovernorCostLimit:
                Pinned(name);
                break;
            case GeneralSetCommandType.Language:
                Change(name, SettingValues.Of(node.Parameter));

                // The language brings its own.
                Change("dateformat", null, isConstant: true);
                Change("datefirst", null, isConstant: true);
                break;
            default:
                Change(name, SettingValues.Of(node.Parameter));
                break;
        }
    }

    private void Value(TSqlStatement node, string name, ScalarExpression? value)
    {
        StatementValues.Walk(context, node);
        Change(name, SettingValues.Of(value));
    }

    private void Identity(SetIdentityInsertStatement node)
    {
        var table = context.Names.Resolve(node.Table);
        context.Object(SqlAction.Insert, table, WalkContext.Span(node.Table));
        Toggle("identity_insert", node.IsOn, "identity_insert");
    }

    private void Change(string name, string? value) => Change(name, value, value is not null);

    /// <summary>
    /// What a string or routine sets ends with it. QUOTED_IDENTIFIER is set when the text is read, whether or not the place is reached.
    /// </summary>
    private void Change(string name, string? value, bool isConstant)
    {
        context.Setting(SqlAction.Session, name);
        if (name == "quoted_identifier")
        {
            context.Frame.Batch.SetsQuotedIdentifier = true;
            ReadOnly();
        }

        if (Lasts)
        {
            var isSure = name == "quoted_identifier" || (context.Environment.ControlDepth == 0 && !context.Frame.Batch.ExecutionInDoubt);
            context.Effect(new SessionEffect.Set(name, value, SettingScope.Session, isConstant && isSure));
        }
    }

    private bool Lasts => context is { BodyDepth: 0, IsDefinition: false };

    private void Pinned(string name)
    {
        context.Setting(SqlAction.Session, name);
        if (!context.IsDefinition)
        {
            context.Effect(new SessionEffect.Pin(name));
        }
    }

    /// <summary>A setting that only its backend holds, until the same text takes it back.</summary>
    private void Toggle(string name, bool isOn, string reason)
    {
        context.Setting(SqlAction.Session, name);
        var toggles = context.Frame.Batch.Toggles;
        if (!Lasts)
        {
            return;
        }

        if (isOn)
        {
            var pin = new SessionEffect.Pin(reason);
            context.Effect(pin);
            toggles[name] = (context.Effects, pin);
        }
        else if (context.Environment.ControlDepth == 0 && toggles.Remove(name, out var toggle))
        {
            _ = toggle.Effects.Remove(toggle.Pin);
        }
    }

    /// <summary>Whether statements around this one are carried out is not known: neither databases nor variables may rest on them.</summary>
    private void Executes(SetOptions option, bool isOn)
    {
        if (option is SetOptions.NoExec or SetOptions.ParseOnly)
        {
            LeftOff(SettingValues.Untracked(option), isOn);
        }

        if (SettingValues.StopsExecution(option))
        {
            var environment = context.Environment;
            context.Frame.Batch.Constants.Stop();
            context.Frame.Batch.ExecutionInDoubt = true;
            if (environment.Database != environment.HomeDatabase)
            {
                environment.DatabaseLost ??= "the text says which of its statements are carried out";
            }
        }
    }

    /// <summary>What the session becomes while statements are only read, nobody can tell from outside: the batch must end it.</summary>
    private void LeftOff(string name, bool isOn)
    {
        var left = context.Frame.Batch.LeftOff;
        var what = $"SET {name.ToUpperInvariant()} ON without OFF behind it";
        if (isOn)
        {
            context.NotUnderstood(what);
            left[name] = context.Unresolved;
        }
        else if (context.Environment.ControlDepth == 0 && left.Remove(name, out var unresolved))
        {
            _ = unresolved.Remove(what);
        }

        context.Frame.Batch.ReadsOnly = true;
        ReadOnly();
    }

    /// <summary>It is set when the text is read; whether also when the text is only read is not known.</summary>
    private void ReadOnly()
    {
        if (context.Frame.Batch is { ReadsOnly: true, SetsQuotedIdentifier: true })
        {
            context.NotUnderstood("SET QUOTED_IDENTIFIER beside NOEXEC or PARSEONLY");
        }
    }

    private void Use(string database)
    {
        if (context is { BodyDepth: > 0, Through: false })
        {
            // It ends with the string, but what the server reports of it on the way out is not known.
            context.NotUnderstood("USE in a string");
        }

        var isSure = !context.Frame.Batch.HasJumps && !context.Frame.Batch.ExecutionInDoubt;
        Change("database", database, isSure);
        if (context is not { IsDefinition: false, Through: false })
        {
            return;
        }

        var environment = context.Environment;
        context.Database = environment.Database = database;
        if (environment.ControlDepth > 0 || !isSure)
        {
            environment.DatabaseLost ??= "whether USE is carried out is not known";
        }
        else
        {
            environment.DatabaseLost = null;
        }
    }
}
