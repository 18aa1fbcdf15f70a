using System.Globalization;
using System.Text;
using ProxyDb.Samples.TdsServer.Engine;
using ProxyDb.Samples.TdsServer.Serving;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Integration.Tds.Tests.Engine;

/// <summary>An engine of its own and sessions of it; answers are texts.</summary>
internal sealed class EngineUnderTest : IDisposable
{
    private readonly SqlEngine _engine = new(["shop", "other"]);
    private int _spid = 50;

    public EngineUnderTest() => _engine.Define("reader", isReadOnly: true);

    public ISqlSession Open(string user = "sa") => _engine.Open(new SessionInfo(++_spid, user, "shop") { AnsiDefaults = true, ProgramName = "tests" });

    public void Load(string script) => Script.Run(_engine, "shop", script);

    public void Dispose() => _engine.Dispose();

    /// <summary>
    /// What a batch answers, one line each: <c>a int!|b varchar(3)</c> the columns (! is not nullable), <c>1|x</c> a row, <c>#547</c> an error or
    /// message, <c>=2</c> a count of changed rows, <c>begin</c>, <c>commit</c> and <c>rollback</c>. Columns only where asked for.
    /// </summary>
    public static string Ask(ISqlSession session, string text, bool columns = false, CancellationToken cancel = default)
    {
        var sink = new TextSink(columns);
        try
        {
            session.Execute(text, "", [], sink, cancel);
        }
        catch (SqlError e)
        {
            sink.Message(e.Details);
        }
        return sink.ToString();
    }

    private sealed class TextSink(bool shows) : IResultSink
    {
        private readonly StringBuilder _text = new();

        public override string ToString() => _text.ToString().TrimEnd();

        private void Line(string line) => _text.Append(line).Append('\n');

        public void Columns(IReadOnlyList<SqlColumn> columns)
        {
            if (shows)
                Line(string.Join('|', columns.Select(c => (c.Name.Length > 0 ? c.Name + " " : "") + c.Type + (c.IsNullable ? "" : "!"))));
        }

        public void Order(IReadOnlyList<int> columns)
        {
        }

        public void Row(ReadOnlySpan<object?> values) => Line(string.Join('|', values.ToArray().Select(Show)));

        public void Done(DoneCommand command, long? count)
        {
            if (command is not (DoneCommand.Select or DoneCommand.None) && count is { } changed)
                Line(string.Create(CultureInfo.InvariantCulture, $"={changed}"));
        }

        public void Message(SqlMessage message)
        {
            if (message.Number is not (3621 or 5701 or 5703))
                Line(message.Number == 0 ? message.Text : string.Create(CultureInfo.InvariantCulture, $"#{message.Number}"));
        }

        public void ProcedureBegins()
        {
        }

        public void ProcedureEnds(int status)
        {
        }

        public void TransactionBegan() => Line("begin");

        public void TransactionCommitted() => Line("commit");

        public void TransactionRolledBack() => Line("rollback");

        public void DatabaseChanged(string from, string to)
        {
        }

        public void LanguageChanged(string from, string to)
        {
        }

        private static string Show(object? value) => value switch
        {
            null => "NULL",
            byte[] b => "0x" + Convert.ToHexString(b),
            DateTime d => d.TimeOfDay == default ? d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : d.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            bool b => b ? "1" : "0",
            SqlVariant v => Show(v.Value),
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };
    }
}
