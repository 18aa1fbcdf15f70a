using System.Globalization;
using System.Text;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>Reads the answers to the gateway's own commands outside of a conversation, over any number of turns.</summary>
internal sealed class OwnAnswerReader(BackendState state)
{
    private int _answers;
    private ServerPhase _phase = ServerPhase.Response;
    private int _definitions;
    private bool _isTainted;

    /// <summary>So many commands were sent; without it one is assumed.</summary>
    /// <param name="isTainted">The connection cannot become as it was: whatever is answered, it is not clean.</param>
    public void Expect(int answers, bool isTainted = false)
    {
        _answers = answers;
        _phase = ServerPhase.Response;
        _isTainted = isTainted;
    }

    /// <summary>True when the last answer has ended.</summary>
    public bool TryRead(
        ReadOnlySpan<byte> bytes, WireLimits limits, Action<string, string> reported, ref bool failed, out int consumed, out bool isClean,
        OwnRowReader? row = null, Action<string>? error = null)
    {
        _answers = Math.Max(_answers, 1);
        consumed = 0;
        isClean = false;
        while (ServerMessageReader.TryRead(bytes[consumed..], _phase, state.Session.DeprecatesEof, limits, out var kind, out var frame))
        {
            consumed += frame.Raw.Length;
            failed |= kind == ServerMessageKind.Error;
            if (kind == ServerMessageKind.Row)
            {
                row?.Invoke(frame.Payload);
            }
            else if (kind == ServerMessageKind.Error && error is not null)
            {
                var packet = ErrPacket.Read(frame.Payload);
                error(packet.Code.ToString(CultureInfo.InvariantCulture) + " " + Encoding.UTF8.GetString(packet.Message));
            }

            if (!Take(kind, frame.Payload, reported))
            {
                continue;
            }

            _phase = ServerPhase.Response;
            if (--_answers == 0)
            {
                isClean = !failed && !_isTainted && (state.Session.Status & ServerStatus.InTransaction) == 0;
                _isTainted = false;
                return true;
            }
        }

        return false;
    }

    /// <summary>True: the packet ends an answer.</summary>
    private bool Take(ServerMessageKind kind, ReadOnlySpan<byte> payload, Action<string, string> reported)
    {
        switch (kind)
        {
            case ServerMessageKind.Error:
                return true;
            case ServerMessageKind.Ok:
                return TakeOk(OkPacket.Read(payload, state.Session.Capabilities), reported);
            case ServerMessageKind.ColumnCount:
                _definitions = new PacketReader(payload).ReadCount(65_535, "columns");
                _phase = ServerPhase.Definitions;
                return false;
            case ServerMessageKind.Definition:
                _definitions--;
                if (_definitions == 0 && state.Session.DeprecatesEof)
                {
                    _phase = ServerPhase.Rows;
                }

                return false;
            case ServerMessageKind.EndOfFile when _phase == ServerPhase.Definitions && _definitions == 0:
                _phase = ServerPhase.Rows;
                return false;
            case ServerMessageKind.EndOfFile when _phase == ServerPhase.Rows:
                return state.Session.DeprecatesEof
                    ? TakeOk(OkPacket.Read(payload, state.Session.Capabilities), reported)
                    : TakeStatus(EofPacket.Read(payload).Status);
            case ServerMessageKind.Row:
                return false;
            default:
                return WireFault.Throw<bool>("a packet of the server that has no place in the answer to an own statement");
        }
    }

    private bool TakeOk(OkPacket ok, Action<string, string> reported)
    {
        var changes = new SessionStateChanges(ok.StateChanges);
        while (changes.MoveNext())
        {
            switch (changes.Kind)
            {
                case SessionStateKind.SystemVariable:
                    reported(Encoding.UTF8.GetString(changes.Name), Encoding.UTF8.GetString(changes.Value));
                    break;
                case SessionStateKind.Schema:
                    state.Database = Encoding.UTF8.GetString(changes.Value);
                    break;
            }
        }

        return TakeStatus(ok.Status);
    }

    private bool TakeStatus(ServerStatus status)
    {
        state.Session.Status = status;
        if ((status & ServerStatus.MoreResultsExist) == 0)
        {
            return true;
        }

        _phase = ServerPhase.Response;
        return false;
    }
}
