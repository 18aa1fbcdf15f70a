using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// Reads what a logged-in client sends and carries it through verdict and lease to the backend. Decisions run ahead of answers:
/// each forwarded message appends what will answer it to <see cref="ExpectedResponses"/>.
/// A handler returns false when its message has to wait; it is then shown again, so nothing is remembered of it.
/// </summary>
internal sealed class StatementReader(SessionState state, ResultReader results)
{
    /// <summary>Longer Bind and CopyData messages are passed on as they arrive.</summary>
    private const int StreamedFrom = 64 << 10;

    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly SimpleReader _simple = new(state);
    private readonly ExtendedReader _extended = new(state, results);
    private readonly Refusals _refusals = new(state);
    private readonly FollowerHold _hold = new(state);

    public int Read(ReadOnlySpan<byte> bytes)
    {
        var consumed = ContinueStream(bytes);
        while (state.StreamedRest == 0
            && ClientMessageReader.TryReadHeader(bytes[consumed..], state.Limits, out var kind, out var totalLength))
        {
            var rest = bytes[consumed..];
            if (rest.Length < totalLength)
            {
                if (totalLength <= StreamedFrom || !TryStream(kind, rest, totalLength))
                {
                    break;
                }

                return bytes.Length;
            }

            var frame = new Frame((byte)kind, rest[..totalLength], FrameReader.HeaderLength);
            if (!Handle(kind, frame))
            {
                break;
            }

            consumed += totalLength;
        }

        return consumed;
    }

    /// <summary>Answers the message that waits for a backend with a denial, as the server would after an error.</summary>
    public int RefuseWaiting(ReadOnlySpan<byte> bytes, Denial denial)
    {
        if (!ClientMessageReader.TryReadHeader(bytes, state.Limits, out var kind, out var totalLength) || bytes.Length < totalLength)
        {
            return 0;
        }

        if (kind == ClientMessageKind.Query)
        {
            _refusals.DenySimple(denial);
            return totalLength;
        }

        _refusals.DenyExtended(denial);
        return kind == ClientMessageKind.Sync ? 0 : totalLength;
    }

    private bool Handle(ClientMessageKind kind, in Frame frame)
    {
        if ((state.Discarding || state.DiscardingAtServer) && kind is not (ClientMessageKind.Sync or ClientMessageKind.Terminate))
        {
            return true;
        }

        if (_hold.MustHold(kind))
        {
            return false;
        }

        return kind switch
        {
            ClientMessageKind.Query => _simple.OnQuery(frame),
            ClientMessageKind.Parse => _extended.OnParse(frame),
            ClientMessageKind.Bind => _extended.OnBind(frame.Raw, frame.Raw.Length),
            ClientMessageKind.Describe => _extended.OnDescribe(frame),
            ClientMessageKind.Execute => _extended.OnExecute(frame),
            ClientMessageKind.Close => _extended.OnClose(frame),
            ClientMessageKind.Sync => OnSync(frame),
            ClientMessageKind.Flush => OnFlush(frame),
            ClientMessageKind.CopyData or ClientMessageKind.CopyDone or ClientMessageKind.CopyFail => OnCopy(kind, frame),
            ClientMessageKind.Terminate => OnTerminate(),
            ClientMessageKind.FunctionCall => _simple.OnFunctionCall(),
            _ => WireFault.Throw<bool>("a message that has no place after the login"),
        };
    }

    private bool OnSync(in Frame frame)
    {
        if (state.CopyActive)
        {
            // The server ignores Sync and Flush while it reads copy data.
            return true;
        }

        state.Discarding = false;
        state.DiscardingAtServer = false;
        if (_gateway.Backend is null || (state.Expected.IsEmpty && !state.GivenSinceSync))
        {
            state.Scratch.Clear();
            ReadyForQueryMessage.Write(state.Scratch, state.Transaction);
            _gateway.ToClient(state.Scratch.Written);
            return true;
        }

        _gateway.SendControl(ControlMessage.Sync, frame.Raw);
        state.Expected.Push(ResponseKind.Sync).Epoch = state.Epoch++;
        state.GivenSinceSync = false;
        state.FlushedForHold = false;
        return true;
    }

    private bool OnFlush(in Frame frame)
    {
        if (_gateway.Backend is not null && !state.CopyActive)
        {
            _gateway.SendControl(ControlMessage.Flush, frame.Raw);
        }

        return true;
    }

    private bool OnCopy(ClientMessageKind kind, in Frame frame)
    {
        if (!TakesCopy)
        {
            // Data that was under way when the copy failed: the server, too, passes it over.
            return true;
        }

        if (kind == ClientMessageKind.CopyFail)
        {
            CopyFailMessage.Read(frame.Payload);
        }

        _gateway.SendControl(
            kind switch
            {
                ClientMessageKind.CopyData => ControlMessage.CopyData,
                ClientMessageKind.CopyDone => ControlMessage.CopyDone,
                _ => ControlMessage.CopyFail,
            },
            frame.Raw);
        if (kind != ClientMessageKind.CopyData)
        {
            state.CopyActive = false;
            state.CopiesPending = Math.Max(0, state.CopiesPending - 1);
            state.Expected.Push(ResponseKind.CopyEnd);
        }

        return true;
    }

    private bool OnTerminate()
    {
        _gateway.ClientDone();
        return true;
    }

    private bool TakesCopy => _gateway.Backend is not null && (state.CopyActive || state.CopiesPending > 0);

    private int ContinueStream(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(state.StreamedRest, bytes.Length);
        if (count > 0)
        {
            state.StreamedRest -= count;
            if (state.StreamsToServer)
            {
                Continue(bytes[..count]);
            }
        }

        return count;
    }

    /// <summary>Passes on the next bytes of a message; hidden values are put where the client's own end.</summary>
    private void Continue(ReadOnlySpan<byte> bytes)
    {
        if (state.Tail.IsPending)
        {
            var end = state.Tail.FindEnd(bytes);
            if (end >= 0)
            {
                _gateway.SendControl(ControlMessage.Continuation, bytes[..end]);
                _gateway.SendControl(ControlMessage.Continuation, state.Tail.Bytes.Written);
                bytes = bytes[end..];
            }
            else if (state.StreamedRest == 0)
            {
                WireFault.Throw("a Bind that ends within its values");
            }
        }

        _gateway.SendControl(ControlMessage.Continuation, bytes);
    }

    /// <summary>Begins to pass on a long Bind or CopyData before all of it is there; true: everything shown was consumed.</summary>
    private bool TryStream(ClientMessageKind kind, ReadOnlySpan<byte> bytes, int totalLength)
    {
        if (kind is not (ClientMessageKind.Bind or ClientMessageKind.CopyData) || bytes.Length < FrameReader.HeaderLength + 2)
        {
            return false;
        }

        var passOver = state.Discarding || state.DiscardingAtServer || (kind == ClientMessageKind.CopyData && !TakesCopy);
        if (!passOver)
        {
            if (_hold.MustHold(kind))
            {
                return false;
            }

            if (kind == ClientMessageKind.CopyData)
            {
                _gateway.SendControl(ControlMessage.CopyData, bytes);
            }
            else
            {
                if (!_extended.OnBind(bytes, totalLength))
                {
                    return false;
                }

                // A denied Bind is consumed as well, but nothing of it goes to the server.
                passOver = state.Discarding || state.DiscardingAtServer;
            }
        }

        state.StreamsToServer = !passOver;
        state.StreamedRest = totalLength - bytes.Length;
        return true;
    }
}
