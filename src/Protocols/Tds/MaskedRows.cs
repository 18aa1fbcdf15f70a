using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>Puts masks on the rows of a result as they pass.</summary>
internal sealed class MaskedRows
{
    private bool _isDescribed;

    public void Reset() => _isDescribed = false;

    /// <summary>Columns were announced: the rows before may have had others.</summary>
    public void BeginResult() => _isDescribed = false;

    /// <summary>Appends the row with the masks of what was sent.</summary>
    public void Write(WireBuffer row, SentText sent, ReadOnlySpan<byte> token, ColumnMetadata columns)
    {
        if (!_isDescribed)
        {
            WireFault.Throw("values of this result cannot be masked");
        }

        row.WriteBytes(token);
    }
}
