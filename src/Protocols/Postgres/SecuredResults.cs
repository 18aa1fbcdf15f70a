using System.Buffers.Binary;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// Answers of secured statements: hidden parameters stay hidden, and no row passes before its announcement was held against the plan.
/// </summary>
internal sealed class SecuredResults(SessionState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;

    /// <summary>What was announced of the simple statement at the head.</summary>
    private readonly AnnouncedResult _simple = new();
    private SentText? _rewritten;
    private RowRewriter? _rewriter;

    /// <summary>Writes the client's own parameters of a ParameterDescription.</summary>
    public void ShowParameters(ref Expected head, ReadOnlySpan<byte> payload)
    {
        var message = ParameterDescriptionMessage.Read(payload);
        var own = message.Count - head.Sent!.HiddenCount;
        if (own < 0)
        {
            WireFault.Throw("a secured statement lacks its hidden parameters");
        }

        state.Scratch.Clear();
        ParameterDescriptionMessage.Write(state.Scratch, message.Types[..(own * sizeof(int))]);
        _gateway.ToClient(state.Scratch.Written);
    }

    /// <summary>
    /// Takes the announcement of rows (or of none) for a statement at the head. One that is not as planned ends the lease: what
    /// follows it is under way already.
    /// </summary>
    public static void Announce(ref Expected head, ServerMessageKind kind, ReadOnlySpan<byte> payload)
    {
        if (head.Sent is not { } sent)
        {
            return;
        }

        if (kind == ServerMessageKind.NoData)
        {
            head.Announced?.OnNoData(head.Index);
        }
        else
        {
            head.Announced?.OnRows(payload, head.Index);
        }

        var isAsPlanned = kind == ServerMessageKind.NoData ? sent.OutputNames.IsEmpty : AnnouncedResult.IsAsPlanned(sent, payload);
        if (!isAsPlanned)
        {
            WireFault.Throw("the result of a statement under masks or filters is not the one that was planned");
        }
    }

    /// <summary>Whether a simple statement's announcement is as planned; else the client is told, and sees nothing of its rows.</summary>
    public bool Accepts(ref Expected head, ReadOnlySpan<byte> payload)
    {
        if (head.Sent is not { } sent)
        {
            return true;
        }

        if (AnnouncedResult.IsAsPlanned(sent, payload))
        {
            _simple.OnRows(payload, _simple.Generation);
            return true;
        }

        head.Exceeded ??= Refusals.Native(
            "0A000", "the result of this statement under masks or filters is not the one that was planned; try again when the catalog was read");
        _gateway.CancelRunning();
        return false;
    }

    /// <summary>Whether values of the head's rows are masked as they pass; then each row has to be there whole.</summary>
    public bool Masks(ServerMessageKind kind, int totalLength)
    {
        if (kind != ServerMessageKind.DataRow || state.Expected.IsEmpty || state.Expected.Head.Sent is not { Masks.IsEmpty: false })
        {
            return false;
        }

        return totalLength <= state.Limits.RewrittenRowLength
            || WireFault.Throw<bool>("a row that is too long to be masked; ask for its masked columns alone");
    }

    /// <summary>Shows a row with its masks.</summary>
    /// <param name="isFirst">Of an answer: the one before may have had other formats.</param>
    public void ShowMasked(ref Expected head, ReadOnlySpan<byte> row, bool isFirst)
    {
        if (!ReferenceEquals(_rewritten, head.Sent) || _rewriter is null)
        {
            (_rewritten, _rewriter, isFirst) = (head.Sent, new RowRewriter(head.Sent!.Masks), true);
        }

        if (isFirst)
        {
            Describe(ref head);
        }

        state.Scratch.Clear();
        if (!_rewriter.TryRewrite(row[FrameReader.HeaderLength..], state.Scratch))
        {
            WireFault.Throw(RowRewriter.NotMasked);
        }

        _gateway.ToClient(state.Scratch.Written);
    }

    private void Describe(ref Expected head)
    {
        var announced = head.Kind == ResponseKind.Execute ? head.Announced! : _simple;
        if (announced.Count < 0)
        {
            WireFault.Throw("a masked row that was not announced");
        }

        if (_rewriter!.Describe(announced.Announcement) is { } reason)
        {
            WireFault.Throw(reason);
        }

        if (head.Kind == ResponseKind.Execute)
        {
            _rewriter.UseFormats(((Portal)head.Subject!).Formats);
        }
    }

    /// <summary>Faults for a row that nobody has announced.</summary>
    public static void CheckRow(ref Expected head, ReadOnlySpan<byte> message)
    {
        if (head.Kind == ResponseKind.Execute && head.Sent is { OutputNames.IsEmpty: false } && head.Announced is { } announced
            && announced.Count != BinaryPrimitives.ReadUInt16BigEndian(message[FrameReader.HeaderLength..]))
        {
            WireFault.Throw("a row of a statement under masks or filters that was not announced");
        }
    }
}
