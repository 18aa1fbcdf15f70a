using System.Text;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// Results of secured statements: their definitions are held back until all of them were held against the plan, and only then rows are
/// shown, with the masks that are put on as they pass.
/// </summary>
internal sealed class SecuredResults(ConversationState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;

    /// <summary>Payloads of what is held back, the count of columns first, each behind its length.</summary>
    private readonly WireBuffer _kept = new();
    private readonly WireBuffer _row = new();
    private bool _isKeeping;
    private int _columns;
    private bool _isAsPlanned;
    private bool _isDescribed;
    private SentText? _rewritten;
    private RowRewriter? _rewriter;

    /// <summary>The definitions of the last secured result, each behind its length.</summary>
    public ReadOnlySpan<byte> Announcement => _kept.Written;

    private bool HasExtended => state.Session.Has(Capabilities.MariaDbExtendedMetadata);

    public void Reset() => (_isKeeping, _isDescribed) = (false, false);

    /// <summary>A result begins. True: its announcement is held back.</summary>
    /// <param name="count">Payload with the number of its columns.</param>
    public bool Begin(ref Expected head, ReadOnlySpan<byte> count)
    {
        _isKeeping = head.Sent is not null && head.Exceeded is null;
        if (!_isKeeping)
        {
            return false;
        }

        _kept.Clear();
        (_columns, _isAsPlanned, _isDescribed) = (0, true, false);
        KeepPayload(count);
        return true;
    }

    public bool Keep(ref Expected head, ReadOnlySpan<byte> definition)
    {
        if (!_isKeeping)
        {
            return false;
        }

        var names = head.Sent!.OutputNames;
        var column = ColumnDefinition41.Read(definition, HasExtended);
        if (!column.Extended.IsEmpty && IsMasked(head.Sent, _columns))
        {
            // What a mask has made is no JSON, whatever the column was.
            state.Scratch.Clear();
            column.WithoutExtended(hasExtended: true).Write(state.Scratch);
            definition = state.Scratch.Written;
        }

        var name = ColumnDefinition41.Read(definition, HasExtended).Name;
        if (names.IsEmpty)
        {
            KeepPayload(definition);
        }
        else if (_columns < names.Length && Ascii.EqualsIgnoreCase(name, names[_columns]) && definition.Overlaps(name, out var at))
        {
            KeepRenamed(definition, at, names[_columns]);
        }
        else
        {
            _isAsPlanned &= _columns < names.Length && name.SequenceEqual(names[_columns]);
            KeepPayload(definition);
        }

        _columns++;
        return true;
    }

    private static bool IsMasked(SentText sent, int ordinal)
    {
        foreach (var mask in sent.Masks)
        {
            if (mask.Ordinal == ordinal)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The announcement is complete: shows it, or nothing of the result when it is not the one that was planned.</summary>
    public void Show(ref Expected head, in ServerPacket packet, ClientRelay relay)
    {
        if (!_isKeeping)
        {
            return;
        }

        _isKeeping = false;
        var names = head.Sent!.OutputNames;
        if (!_isAsPlanned || (!names.IsEmpty && names.Length != _columns))
        {
            head.Exceeded ??= new Denial(
                DenialCase.FeatureNotSupported,
                "the result of this statement under masks or filters is not the one that was planned; try again when the catalog was read");
            _gateway.CancelRunning();
            return;
        }

        var reader = new PacketReader(_kept.Written);
        while (reader.Remaining > 0)
        {
            relay.PassKept(packet.Bytes, reader.ReadBytes((int)reader.ReadUInt32()));
        }
    }

    /// <summary>Whether values of the head's rows are masked as they pass; then each row has to be there whole.</summary>
    public static bool Masks(ref Expected head) => head.Sent is { Masks.IsEmpty: false } && head.Exceeded is null && ExpectedResponses.Runs(head.Kind);

    /// <summary>Shows a row with its masks.</summary>
    /// <param name="isFirst">Of an answer: the one before may have had other columns.</param>
    public void ShowMasked(ref Expected head, ReadOnlySpan<byte> row, ReadOnlySpan<byte> bytes, ClientRelay relay, bool isFirst)
    {
        if (!ReferenceEquals(_rewritten, head.Sent) || _rewriter is null)
        {
            (_rewritten, _rewriter, isFirst) = (head.Sent, new RowRewriter(head.Sent!.Masks), true);
        }

        if (isFirst || !_isDescribed)
        {
            _isDescribed = true;
            var announced = head.Kind == ResponseKind.Fetch ? ((ClientStatement)head.Subject!).Cursor!.Announcement : Announcement;
            if (_rewriter.Describe(announced, isBinary: head.Kind != ResponseKind.Query, HasExtended) is { } reason)
            {
                WireFault.Throw(reason);
            }
        }

        _row.Clear();
        if (!_rewriter.TryRewrite(row, _row))
        {
            WireFault.Throw(RowRewriter.NotMasked);
        }

        relay.PassKept(bytes, _row.Written);
    }

    /// <summary>
    /// A column of a derived table is called as the table calls it, one of a base table as the statement does: the client sees what the
    /// statement says.
    /// </summary>
    private void KeepRenamed(ReadOnlySpan<byte> definition, int at, ReadOnlySpan<byte> name)
    {
        _kept.WriteUInt32((uint)definition.Length);
        _kept.WriteBytes(definition[..at]);
        _kept.WriteBytes(name);
        _kept.WriteBytes(definition[(at + name.Length)..]);
    }

    private void KeepPayload(ReadOnlySpan<byte> payload)
    {
        _kept.WriteUInt32((uint)payload.Length);
        _kept.WriteBytes(payload);
    }
}
