using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>SET options. Those of a procedure end with it.</summary>
internal static class SetStatements
{
    public static bool Run(SqlSession session, TSqlStatement statement)
    {
        var s = session.Settings;
        switch (statement)
        {
            case PredicateSetStatement p:
                foreach (var option in Enum.GetValues<SetOptions>())
                {
                    if (option != SetOptions.None && (p.Options & option) == option)
                        s = Switch(s, option, p.IsOn);
                }
                break;
            case SetStatisticsStatement:
                break;
            case SetTransactionIsolationLevelStatement t:
                s = s with { Isolation = t.Level switch { IsolationLevel.ReadUncommitted => "read uncommitted", IsolationLevel.RepeatableRead => "repeatable read", IsolationLevel.Serializable => "serializable", IsolationLevel.Snapshot => "snapshot", _ => "read committed" } };
                break;
            case SetRowCountStatement r:
                s = s with { RowCount = (long)(session.Evaluate(r.NumberRows, SqlType.BigInt) ?? 0L) };
                break;
            case SetTextSizeStatement t:
                var size = (long)(session.Evaluate(t.TextSize, SqlType.BigInt) ?? 0L);
                s = s with { TextSize = size is <= 0 or > int.MaxValue ? size == 0 ? Settings.ServerTextSize : int.MaxValue : (int)size };
                break;
            case SetIdentityInsertStatement i:
                IdentityInsert(session, i);
                break;
            case SetCommandStatement c:
                foreach (var command in c.Commands)
                    s = Command(session, s, (GeneralSetCommand)command);
                break;
            default:
                return false;
        }
        session.Settings = s;
        session.Sink.Done(DoneCommand.Set, null);
        return true;
    }

    private static Settings Switch(Settings s, SetOptions option, bool on) => option switch
    {
        SetOptions.QuotedIdentifier => s with { QuotedIdentifier = on },
        SetOptions.ConcatNullYieldsNull => s with { ConcatNullYieldsNull = on },
        SetOptions.CursorCloseOnCommit => s with { CursorCloseOnCommit = on },
        SetOptions.ArithAbort => s with { ArithAbort = on },
        SetOptions.ArithIgnore => s with { ArithIgnore = on },
        SetOptions.FmtOnly => s with { FmtOnly = on },
        SetOptions.NoCount => s with { NoCount = on },
        SetOptions.NoExec => s with { NoExec = on },
        SetOptions.ParseOnly => s with { ParseOnly = on },
        SetOptions.NumericRoundAbort => s with { NumericRoundAbort = on },
        SetOptions.AnsiNulls => s with { AnsiNulls = on },
        SetOptions.AnsiPadding => s with { AnsiPadding = on },
        SetOptions.AnsiWarnings => s with { AnsiWarnings = on },
        SetOptions.AnsiNullDfltOn => s with { AnsiNullDefaultOn = on, AnsiNullDefaultOff = !on && s.AnsiNullDefaultOff },
        SetOptions.AnsiNullDfltOff => s with { AnsiNullDefaultOff = on, AnsiNullDefaultOn = !on && s.AnsiNullDefaultOn },
        SetOptions.ImplicitTransactions => s with { ImplicitTransactions = on },
        SetOptions.XactAbort => s with { XactAbort = on },
        SetOptions.NoBrowsetable => s with { NoBrowseTable = on },
        SetOptions.AnsiDefaults => s with { AnsiNulls = on, AnsiPadding = on, AnsiWarnings = on, QuotedIdentifier = on, AnsiNullDefaultOn = on, CursorCloseOnCommit = on, ImplicitTransactions = on },
        SetOptions.ShowPlanAll or SetOptions.ShowPlanText or SetOptions.ShowPlanXml => on ? throw Errors.NotSupported("SHOWPLAN") : s,
        _ => s,
    };

    private static void IdentityInsert(SqlSession session, SetIdentityInsertStatement i)
    {
        var table = NameResolution.Find(session.Context, [.. i.Table.Identifiers.Select(x => x.Value)]).Object as TableObject
            ?? throw new SqlError(1088, 16, $"Cannot find the object \"{Names.Text(i.Table)}\" because it does not exist or you do not have permissions.", 11);
        if (table.Identity is null)
            throw new SqlError(8106, 16, $"Table '{Names.Text(i.Table)}' does not have the identity property. Cannot perform SET operation.");
        if (i.IsOn && session.IdentityInsert is { } other && other != table.Id)
            throw new SqlError(8107, 16, $"IDENTITY_INSERT is already ON for table '{session.Catalog.ById(other)?.FullName}'. Cannot perform SET operation for table '{Names.Text(i.Table)}'.");
        session.IdentityInsert = i.IsOn ? table.Id : session.IdentityInsert == table.Id ? null : session.IdentityInsert;
    }

    private static Settings Command(SqlSession session, Settings s, GeneralSetCommand command)
    {
        switch (command.CommandType)
        {
            case GeneralSetCommandType.Language:
                var language = Word(session, command.Parameter);
                var format = Settings.FormatOf(language) ?? throw new SqlError(2741, 16, $"SET LANGUAGE failed because '{language}' is not an official language name or a language alias on this SQL Server.");
                session.Sink.LanguageChanged(s.Language, language);
                return s with { Language = language, DateFormat = format, DateFirst = format == "dmy" ? 1 : 7 };
            case GeneralSetCommandType.DateFormat:
                var order = Word(session, command.Parameter).ToLowerInvariant();
                return order is "mdy" or "dmy" or "ymd" or "ydm" or "myd" or "dym" ? s with { DateFormat = order }
                    : throw new SqlError(2741, 16, $"SET DATEFORMAT date order '{order}' is invalid.");
            case GeneralSetCommandType.DateFirst:
                var first = (long)(session.Evaluate(command.Parameter, SqlType.Int) ?? 0L);
                return first is >= 1 and <= 7 ? s with { DateFirst = (int)first } : throw new SqlError(2744, 16, $"SET DATEFIRST {first} is out of range.");
            case GeneralSetCommandType.LockTimeout:
                return s with { LockTimeout = (int)Math.Max(-1, (long)(session.Evaluate(command.Parameter, SqlType.Int) ?? -1L)) };
            case GeneralSetCommandType.DeadlockPriority:
                return s with { DeadlockPriority = Word(session, command.Parameter).ToUpperInvariant() switch { "LOW" => -5, "NORMAL" => 0, "HIGH" => 5, var n => int.TryParse(n, CultureInfo.InvariantCulture, out var number) ? number : 0 } };
            case GeneralSetCommandType.ContextInfo:
                var bytes = session.Evaluate(command.Parameter, SqlType.VarBinary(128)) as byte[] ?? throw new SqlError(8175, 16, "SET CONTEXT_INFO requires a binary value that is not NULL.");
                Array.Resize(ref bytes, 128);
                return s with { ContextInfo = bytes };
            default:
                return s;
        }
    }

    // SET LANGUAGE and its kin take a word, a text or a variable.
    private static string Word(SqlSession session, ScalarExpression e) => e switch
    {
        IdentifierLiteral i => i.Value,
        StringLiteral t => t.Value,
        _ => session.Text(e),
    };
}
