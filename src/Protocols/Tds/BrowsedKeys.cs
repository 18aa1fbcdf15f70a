using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// FOR BROWSE, and NO_BROWSETABLE, add the keys of tables to a result, of which its text says nothing: they are told as hidden in COLINFO
/// (MS-TDS §2.2.7.5). What only describes a result may have them; rows with them are not shown.
/// </summary>
internal sealed class BrowsedKeys(IGatewaySession gateway)
{
    private const int HeadLength = 3;
    private const int ColumnLength = 3;
    private const int StatusAt = 2;
    private const byte Hidden = 0x10;
    private const byte OtherName = 0x20;

    private bool _isHidden;

    /// <summary>Another result begins.</summary>
    public void Reset() => _isHidden = false;

    /// <param name="token">Kind, length, and of each column number, table and status, behind which its name may stand.</param>
    public void OnColumns(ReadOnlySpan<byte> token)
    {
        var rest = token[HeadLength..];
        while (rest.Length >= ColumnLength)
        {
            var status = rest[StatusAt];
            _isHidden |= (status & Hidden) != 0;
            rest = rest[ColumnLength..];
            if ((status & OtherName) != 0 && !rest.IsEmpty)
            {
                rest = rest[Math.Min(rest.Length, 1 + (2 * rest[0]))..];
            }
        }
    }

    /// <summary>A row begins.</summary>
    public void OnRow(ExpectedAnswer head)
    {
        if (_isHidden && head.Exceeded is null && !head.IsHidden && head.Current.Kind is PartKind.Run or PartKind.Prepare)
        {
            head.Exceeded = new Denial(
                DenialCase.FeatureNotSupported,
                "the result has key columns that its text does not name (FOR BROWSE, SET NO_BROWSETABLE); name the keys in the text");
            gateway.CancelRunning();
        }
    }
}
