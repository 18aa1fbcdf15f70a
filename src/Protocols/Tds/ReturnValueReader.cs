using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds.Messages;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// RETURNVALUE (MS-TDS §2.2.7.18): among what comes back of a call are the handles. The server's handle of a prepared statement stays with
/// the gateway, and the client is told its own.
/// </summary>
internal sealed class ReturnValueReader(ConversationState state, AnswerProgress progress, ClientRelay relay)
{
    private const byte Output = 1;

    private const int OrdinalAt = 1;

    public void OnValue(ExpectedAnswer head, ReadOnlySpan<byte> token, long start)
    {
        var part = head.Current;
        var value = ReturnValueToken.Read(token, state.Session.Version);
        var isOutput = value.Status == Output;
        var rank = isOutput ? progress.Outputs++ : -1;
        var hasNumber = value.TryGetInt32(out var number);
        if (isOutput && rank == part.HandleRank)
        {
            OnHandle(part, token, start, hasNumber ? number : null);
            return;
        }

        if (isOutput && rank == part.CursorRank && hasNumber && number != 0)
        {
            OpenCursor(part, number);
        }

        if (part.OrdinalShift > 0 && state.Session.Version.IsAtLeast72())
        {
            PutChanged(token, start, OrdinalAt, (uint)(value.Ordinal - part.OrdinalShift), sizeof(ushort));
        }
        else if (head.Exceeded is not null)
        {
            relay.Leave(start);
        }
        else
        {
            relay.Pass(token);
        }
    }

    private void OnHandle(AnswerPart part, ReadOnlySpan<byte> token, long start, int? number)
    {
        if (number is { } handle && part.Kind is PartKind.PrepareCursor or PartKind.OpenCursor)
        {
            state.Cursors.AddPrepared(number!.Value, Prepared(part.Cursor!));
        }
        else if (number is { } server && part.Key is { } key && state.Backend is { } backend)
        {
            backend.Statements.Add(key, server);
        }

        if (part.HidesHandle)
        {
            relay.Leave(start);
        }
        else if (number is not null && part.Kind == PartKind.Prepare)
        {
            state.Statements.Add(part.Statement!);
            PutChanged(token, start, token.Length - sizeof(int), (uint)part.Statement!.Handle, sizeof(int));
        }
        else
        {
            relay.Pass(token);
        }
    }

    /// <summary>What is remembered of a text prepared for cursors is not what one cursor on it counts.</summary>
    private static ClientCursor Prepared(ClientCursor cursor) =>
        new(cursor.Judged, cursor.Text, cursor.Definition) { Sent = cursor.Sent, OpenedAt = cursor.OpenedAt, SlotVersion = cursor.SlotVersion };

    private void OpenCursor(AnswerPart part, int number)
    {
        progress.HasCursor = true;
        if (state.Cursors.AddOpen(number, part.Cursor!) is { } former)
        {
            AnswerRecord.CloseCursor(state, former, RecordStatus.Ok);
        }
    }

    private void PutChanged(ReadOnlySpan<byte> token, long start, int at, uint value, int size)
    {
        state.Scratch.Clear();
        state.Scratch.WriteBytes(token);
        var place = state.Scratch.WrittenSpan[at..];
        for (var i = 0; i < size; i++)
        {
            place[i] = (byte)(value >> (8 * i));
        }

        relay.Put(start, state.Scratch.Written);
    }
}
