using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>Puts masks on the rows of a result as they pass.</summary>
internal sealed class MaskedRows
{
    private SentText? _rewritten;
    private RowRewriter? _rewriter;
    private bool _isDescribed;

    /// <summary>Columns were announced, or a message begins: the rows before may have had others.</summary>
    public void Reset() => _isDescribed = false;

    /// <summary>Appends the row with the masks of what was sent.</summary>
    public void Write(WireBuffer row, SentText sent, ReadOnlySpan<byte> token, ColumnMetadata columns)
    {
        if (!ReferenceEquals(_rewritten, sent) || _rewriter is null)
        {
            (_rewritten, _rewriter, _isDescribed) = (sent, new RowRewriter(sent.Masks), false);
        }

        if (!_isDescribed)
        {
            _isDescribed = true;
            if (_rewriter.Describe(columns) is { } reason)
            {
                WireFault.Throw(reason);
            }
        }

        if (!_rewriter.TryRewrite(token, row))
        {
            WireFault.Throw(RowRewriter.NotMasked);
        }
    }
}
