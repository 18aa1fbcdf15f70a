using System.Globalization;
using System.Text;
using ProxyDb.Fuzz.Postgres;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;
using ProxyDb.TestKit.Postgres.Fake;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.Protocols.Tests.Postgres.Conversations;

/// <summary>
/// PostgreSQL's message loop (postgres.c, copyfromparse.c) over a toy language: <c>ok</c>, <c>rows N</c>, <c>err</c>, <c>begin</c>,
/// <c>commit</c>, <c>rollback</c>, <c>copyin</c>, <c>copyout</c>, <c>notice</c>, parted by semicolons. <c>rows N limited</c> fails behind
/// its second row, <c>rows N cut</c> shows no more than two: where <see cref="Enforces"/> says so, else they are plain rows.
/// </summary>
internal sealed class ModelServer
{
    private static readonly byte[] DenialBytes = MakeDenial();

    private readonly Dictionary<string, string> _statements = [];
    private readonly Dictionary<string, ModelPortal> _portals = [];
    private readonly List<byte> _input = [];
    private readonly List<byte> _output = [];
    private bool _isSkipping;
    private bool _isInBlock;
    private bool _isFailed;
    private Queue<string>? _copyThen;
    private bool _isCopyExtended;
    private int _copyRows;

    public List<string> Seen { get; } = [];

    /// <summary>The server itself keeps the limits of rows that the gateway keeps elsewhere.</summary>
    public bool Enforces { get; init; }

    /// <summary>A limited answer is cancelled in its midst, as if the gateway's request came in time.</summary>
    public bool IsCancelled { get; init; }

    public void Give(ReadOnlySpan<byte> bytes) => _input.AddRange(bytes);

    public byte[] Take(int most)
    {
        var bytes = _output.Take(most).ToArray();
        _output.RemoveRange(0, bytes.Length);
        return bytes;
    }

    public bool HasOutput => _output.Count > 0;

    public bool HasInput => _input.Count > 0;

    /// <summary>Handles one message; false: none is complete.</summary>
    public bool Step()
    {
        if (!ClientMessageReader.TryRead(_input.ToArray(), WireLimits.Default, out var kind, out var frame))
        {
            return false;
        }

        var payload = frame.Payload.ToArray();
        _input.RemoveRange(0, frame.Raw.Length);
        if (_copyThen is not null)
        {
            HandleCopy(kind);
        }
        else if (!_isSkipping || kind == ClientMessageKind.Sync)
        {
            Handle(kind, payload);
        }

        return true;
    }

    private void Handle(ClientMessageKind kind, byte[] payload)
    {
        switch (kind)
        {
            case ClientMessageKind.Query:
                _statements.Remove("");
                _portals.Remove("");
                var text = Encoding.UTF8.GetString(QueryMessage.Read(payload).Text);
                Seen.Add(text);
                RunSimple(text);
                break;
            case ClientMessageKind.Parse:
                OnParse(ParseMessage.Read(payload));
                break;
            case ClientMessageKind.Bind:
                var bind = BindMessage.Read(payload);
                OnBind(Text(bind.Portal), Text(bind.Statement));
                break;
            case ClientMessageKind.Describe:
                var describe = DescribeMessage.Read(payload);
                OnDescribe(describe.Target, Text(describe.Name));
                break;
            case ClientMessageKind.Execute:
                var execute = ExecuteMessage.Read(payload);
                OnExecute(Text(execute.Portal), execute.MaxRows);
                break;
            case ClientMessageKind.Close:
                var close = CloseMessage.Read(payload);
                _ = close.Target == TargetKind.Statement ? _statements.Remove(Text(close.Name)) : _portals.Remove(Text(close.Name));
                Send(FakeAnswer.CloseComplete);
                break;
            case ClientMessageKind.Sync:
                _isSkipping = false;
                Ready();
                break;
        }
    }

    private void OnParse(ParseMessage message)
    {
        var text = Text(message.Text).Trim();
        var name = Text(message.Name);
        Seen.Add(text);
        if (!_isFailed && name.Length > 0 && _statements.ContainsKey(name))
        {
            // PostgreSQL parses the text before it looks at the name; the gateway asks in the other order.
            FailExtended(FakeAnswer.Error("42P05", "exists"));
        }
        else if (FailsAtOnce(text, out var error))
        {
            FailExtended(error);
        }
        else
        {
            _statements[name] = text;
            Send(FakeAnswer.ParseComplete);
        }
    }

    private void OnBind(string portal, string name)
    {
        if (!_statements.TryGetValue(name, out var text))
        {
            FailExtended(FakeAnswer.Error("26000", "no statement"));
        }
        else if (_isFailed && !EndsBlock(text))
        {
            FailExtended(Aborted);
        }
        else if (portal.Length > 0 && _portals.ContainsKey(portal))
        {
            FailExtended(FakeAnswer.Error("42P03", "cursor exists"));
        }
        else
        {
            _portals[portal] = new ModelPortal(text, RowsOf(text));
            Send(FakeAnswer.BindComplete);
        }
    }

    private void OnDescribe(TargetKind target, string name)
    {
        string? text = null;
        if (target == TargetKind.Statement ? !_statements.TryGetValue(name, out text) : !TryPortalText(name, out text))
        {
            FailExtended(FakeAnswer.Error(target == TargetKind.Statement ? "26000" : "34000", "not there"));
            return;
        }

        if (_isFailed && RowsOf(text!) >= 0)
        {
            FailExtended(Aborted);
            return;
        }

        if (target == TargetKind.Statement)
        {
            Send([(byte)'t', 0, 0, 0, 6, 0, 0]);
        }

        Send(RowsOf(text!) >= 0 ? FakeAnswer.RowDescription("n") : FakeAnswer.NoData);
    }

    private bool TryPortalText(string name, out string? text)
    {
        var isThere = _portals.TryGetValue(name, out var portal);
        text = portal?.Text;
        return isThere;
    }

    private void OnExecute(string name, int most)
    {
        if (!_portals.TryGetValue(name, out var portal))
        {
            FailExtended(FakeAnswer.Error("34000", "no portal"));
            return;
        }

        if (_isFailed && !EndsBlock(portal.Text))
        {
            FailExtended(Aborted);
            return;
        }

        if (portal.Text.Length == 0)
        {
            Send(FakeAnswer.EmptyQuery);
            return;
        }

        if (portal.Rows >= 0)
        {
            if (!Fetch(portal, most))
            {
                _isSkipping = true;
            }

            return;
        }

        if (portal.IsDone)
        {
            FailExtended(FakeAnswer.Error("55000", "portal cannot be run anymore"));
            return;
        }

        portal.IsDone = true;
        if (portal.Text == "copyin")
        {
            BeginCopy(new Queue<string>(), isExtended: true);
        }
        else if (!RunOne(portal.Text))
        {
            _isSkipping = true;
        }
    }

    /// <summary>False: it failed.</summary>
    private bool Fetch(ModelPortal portal, int most)
    {
        var count = most <= 0 ? portal.Rows : Math.Min(most, portal.Rows);
        var (shown, isLimited) = (0, portal.Text.EndsWith(" limited", StringComparison.Ordinal));
        var isCut = Enforces && portal.Text.EndsWith(" cut", StringComparison.Ordinal);
        for (var i = 0; i < count; i++)
        {
            if (portal.Shown >= 2 && isLimited && Enforces)
            {
                Fail(FakeAnswer.Error("54000", "too many rows"));
                return false;
            }

            if (portal.Shown >= 4 && isLimited && IsCancelled)
            {
                Fail(FakeAnswer.Error("57014", "canceling statement due to user request"));
                return false;
            }

            if (portal.Shown < 2 || !isCut)
            {
                Send(FakeAnswer.Row(portal.Rows.ToString(CultureInfo.InvariantCulture)));
                portal.Shown++;
                shown++;
            }

            portal.Rows--;
        }

        if (shown < count)
        {
            var warning = new WireBuffer();
            StatementWriter.WriteWarning(warning, "the answer was cut after 2 rows, the limit of rule `model`");
            Send(warning.Written.ToArray());
        }

        // A limit that is reached suspends, even when no row is left behind it.
        Send(most > 0 && count == most ? FakeAnswer.PortalSuspended : FakeAnswer.Complete($"SELECT {shown}"));
        return true;
    }

    private void RunSimple(string text)
    {
        var statements = new Queue<string>(text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        if (statements.Count == 0)
        {
            Send(FakeAnswer.EmptyQuery);
        }
        else if (text.Contains("denied", StringComparison.Ordinal))
        {
            // A text is decided whole, a documented difference: nothing of it runs.
            Fail(_isFailed ? Aborted : DenialBytes);
            statements.Clear();
        }

        Continue(statements);
    }

    private void Continue(Queue<string> statements)
    {
        while (statements.TryDequeue(out var statement))
        {
            if (FailsAtOnce(statement, out var error))
            {
                Fail(error);
                break;
            }

            if (statement == "copyin")
            {
                BeginCopy(statements, isExtended: false);
                return;
            }

            var rows = RowsOf(statement);
            if (rows >= 0)
            {
                Send(FakeAnswer.RowDescription("n"));
                if (!Fetch(new ModelPortal(statement, rows), 0))
                {
                    break;
                }
            }
            else if (!RunOne(statement))
            {
                break;
            }
        }

        Ready();
    }

    /// <summary>Runs what has no rows; false: it failed.</summary>
    private bool RunOne(string statement)
    {
        switch (statement)
        {
            case "begin":
                _isInBlock = true;
                Send(FakeAnswer.Complete("BEGIN"));
                return true;
            case "commit" or "rollback":
                Send(FakeAnswer.Complete(_isFailed || statement == "rollback" ? "ROLLBACK" : "COMMIT"));
                EndTransaction();
                return true;
            case "copyout":
                Send(ClientMessage.Typed('H', 0, 0, 1, 0, 0));
                Send(ClientMessage.CopyData("1\n"u8));
                Send(ClientMessage.CopyData("2\n"u8));
                Send(FakeAnswer.CopyDone);
                Send(FakeAnswer.Complete("COPY 2"));
                return true;
            case "notice":
                Send(FakeAnswer.Notice("take note"));
                Send(FakeAnswer.Complete("DO"));
                return true;
            case "late":
                Fail(FakeAnswer.Error("22012", "fails when it runs"));
                return false;
            default:
                Send(FakeAnswer.Complete("UPDATE 1"));
                return true;
        }
    }

    private void BeginCopy(Queue<string> then, bool isExtended)
    {
        _copyThen = then;
        _isCopyExtended = isExtended;
        _copyRows = 0;
        Send(ClientMessage.Typed('G', 0, 0, 1, 0, 0));
    }

    private void HandleCopy(ClientMessageKind kind)
    {
        switch (kind)
        {
            case ClientMessageKind.CopyData:
                _copyRows++;
                return;
            case ClientMessageKind.CopyDone:
                Send(FakeAnswer.Complete($"COPY {_copyRows}"));
                var then = _copyThen!;
                _copyThen = null;
                if (!_isCopyExtended)
                {
                    Continue(then);
                }

                return;
            case ClientMessageKind.Sync or ClientMessageKind.Flush:
                return;
            default:
                _copyThen = null;
                Fail(FakeAnswer.Error(kind == ClientMessageKind.CopyFail ? "57014" : "08P01", "copy failed"));
                if (_isCopyExtended)
                {
                    _isSkipping = true;
                }
                else
                {
                    Ready();
                }

                return;
        }
    }

    /// <summary>What the parser, or the aborted transaction, refuses before anything runs.</summary>
    private bool FailsAtOnce(string text, out byte[] error)
    {
        error = _isFailed && !EndsBlock(text) ? Aborted
            : text.Contains("denied", StringComparison.Ordinal) ? DenialBytes
            : text == "err" ? FakeAnswer.Error("42601", "syntax") : [];
        return error.Length > 0;
    }

    private void FailExtended(byte[] error)
    {
        Fail(error);
        _isSkipping = true;
    }

    private void Fail(byte[] error)
    {
        Send(error);
        if (_isInBlock)
        {
            _isFailed = true;
        }
        else
        {
            EndTransaction();
        }
    }

    private void Ready()
    {
        if (!_isInBlock)
        {
            EndTransaction();
        }

        Send(FakeAnswer.Ready(_isFailed ? 'E' : _isInBlock ? 'T' : 'I'));
    }

    private void EndTransaction()
    {
        _isInBlock = false;
        _isFailed = false;
        _portals.Clear();
    }

    private void Send(byte[] message) => _output.AddRange(message);

    private static byte[] Aborted => FakeAnswer.Error("25P02", "current transaction is aborted");

    private static bool EndsBlock(string text) => text.Split(';')[0].Trim() is "commit" or "rollback" or "";

    private static int RowsOf(string text) =>
        text.StartsWith("rows ", StringComparison.Ordinal) ? int.Parse(text.Split(' ')[1], CultureInfo.InvariantCulture) : -1;

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static byte[] MakeDenial()
    {
        var buffer = new WireBuffer();
        ErrorWriter.Write(buffer, new Denial(DenialCase.Policy, ModelGateway.DenialText));
        return buffer.Written.ToArray();
    }

    private sealed class ModelPortal(string text, int rows)
    {
        public string Text { get; } = text;

        public int Rows { get; set; } = rows;

        public bool IsDone { get; set; }

        public int Shown { get; set; }
    }
}
