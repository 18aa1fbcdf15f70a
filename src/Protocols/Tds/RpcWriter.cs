using System.Runtime.InteropServices;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Writes the calls of an RPC request as the backend is to get them: by number where a procedure has one, with the server's handles, with
/// secured texts, and never without metadata.
/// </summary>
internal sealed class RpcWriter(ConversationState state)
{
    private const byte BatchFlag = 0xff;
    private const byte OldBatchFlag = 0x80;

    private int[] _starts = new int[4];

    /// <summary>Appends the calls to the payload; returns where each begins.</summary>
    public ReadOnlySpan<int> Write(ReadOnlySpan<byte> body, CallList calls)
    {
        if (_starts.Length < calls.Count)
        {
            _starts = new int[Math.Max(calls.Count, 2 * _starts.Length)];
        }

        for (var i = 0; i < calls.Count; i++)
        {
            _starts[i] = i == 0 ? 0 : state.Payload.Length;
            if (i > 0)
            {
                state.Payload.WriteByte(state.Session.Version.IsAtLeast72() ? BatchFlag : OldBatchFlag);
            }

            WriteCall(body, calls[i], state.Plan[i], isAlone: calls.Count == 1);
        }

        return _starts.AsSpan(0, calls.Count);
    }

    private void WriteCall(ReadOnlySpan<byte> body, RpcCall call, AnswerPart part, bool isAlone)
    {
        if (part.IsOwn)
        {
            WriteNothing();
        }
        else if (call.Procedure == SystemProcedure.Execute)
        {
            WriteExecute(body, call, part, isAlone);
        }
        else
        {
            WriteHead(body, call, call.Procedure);
            for (var i = 0; i < call.Count; i++)
            {
                WriteParameter(body, call, part, i);
            }
        }
    }

    /// <summary>
    /// At a server that does not have the statement it is prepared again, and executed at once; among several calls, where nobody can tell
    /// for sure which of them a handle is for, it is only executed.
    /// </summary>
    private void WriteExecute(ReadOnlySpan<byte> body, RpcCall call, AnswerPart part, bool isAlone)
    {
        var payload = state.Payload;
        var statement = part.Statement!;
        var statements = state.Backend!.Statements;
        var key = statement.KeyIn(state.Gateway.Namespace);
        if (statements.TryGet(key, out var server))
        {
            part.Server = server;
            WriteHead(body, call, SystemProcedure.Execute);
            StatementWriter.WriteParameterHead(payload, call.Parameters[0].NameIn(body));
            StatementWriter.WriteInteger(payload, server.Handle);
        }
        else if (!isAlone)
        {
            part.OrdinalShift = 1;
            WriteHead(body, call, SystemProcedure.ExecuteSql);
            StatementWriter.WriteParameterHead(payload);
            StatementWriter.WriteText(payload, state.Session, statement.Sent);
            StatementWriter.WriteParameterHead(payload);
            StatementWriter.WriteText(payload, state.Session, statement.Definition);
        }
        else
        {
            (part.Key, part.HandleRank, part.HidesHandle, part.OrdinalShift) = (key, 0, true, statement.IsCall ? 1 : 2);
            WriteHead(body, call, statement.IsCall ? SystemProcedure.PrepExecRpc : SystemProcedure.PrepExec);
            StatementWriter.WriteParameterHead(payload, default, RpcParameterStatus.ByReference);
            StatementWriter.WriteInteger(payload, TakeReleased(key));
            if (!statement.IsCall)
            {
                StatementWriter.WriteParameterHead(payload);
                StatementWriter.WriteText(payload, state.Session, statement.Definition);
            }

            StatementWriter.WriteParameterHead(payload);
            StatementWriter.WriteText(payload, state.Session, statement.Sent);
        }

        for (var i = 1; i < call.Count; i++)
        {
            payload.WriteBytes(call.Parameters[i].In(body));
        }
    }

    private void WriteParameter(ReadOnlySpan<byte> body, RpcCall call, AnswerPart part, int index)
    {
        var payload = state.Payload;
        ref readonly var parameter = ref call.Parameters[index];
        if (index == 0 && call.Procedure is SystemProcedure.Prepare or SystemProcedure.PrepExec or SystemProcedure.PrepExecRpc)
        {
            StatementWriter.WriteParameterHead(payload, parameter.NameIn(body), parameter.Status & RpcParameterStatus.ByReference);
            StatementWriter.WriteInteger(payload, call.Procedure == SystemProcedure.Prepare ? null : TakeReleased(part.Key!));
        }
        else if (part.Sent is { } sent && index == call.Procedure.TextAt())
        {
            state.Scratch.Clear();
            SecuredText.Write(state.Scratch, state.Gateway, part.Judged!, sent);
            StatementWriter.WriteParameterHead(payload, parameter.NameIn(body));
            StatementWriter.WriteText(payload, state.Session, part.Statement?.Sent ?? state.Scratch.Written);
        }
        else
        {
            payload.WriteBytes(parameter.In(body));
        }
    }

    /// <summary>sp_prepexec releases the handle that it is given: the statement's former one, or one that nobody uses any more.</summary>
    private int? TakeReleased(StatementKey key)
    {
        var statements = state.Backend!.Statements;
        if (statements.TryGet(key, out var former))
        {
            statements.Remove(former);
            return former.Handle;
        }

        return statements.TryTakeStale(out var stale) ? stale : null;
    }

    private void WriteHead(ReadOnlySpan<byte> body, RpcCall call, SystemProcedure procedure)
    {
        var payload = state.Payload;
        if (procedure == SystemProcedure.None)
        {
            payload.WriteUInt16(call.NameIn(body).Length);
            payload.WriteBytes(MemoryMarshal.AsBytes(call.NameIn(body)));
        }
        else
        {
            payload.WriteUInt16(ushort.MaxValue);
            payload.WriteUInt16((ushort)procedure);
        }

        payload.WriteUInt16((int)(call.Flags & ~RpcFlags.NoMetadata));
    }

    /// <summary>A call that answers as one does that had nothing to say.</summary>
    private void WriteNothing()
    {
        state.Payload.WriteUInt16(ushort.MaxValue);
        state.Payload.WriteUInt16((ushort)SystemProcedure.ExecuteSql);
        state.Payload.WriteUInt16(0);
        StatementWriter.WriteParameterHead(state.Payload);
        StatementWriter.WriteText(state.Payload, state.Session, default);
    }
}
