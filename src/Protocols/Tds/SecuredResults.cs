using System.Text;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Results of secured statements: their columns are held against the plan before any row is shown, and rows get the masks that are put on as
/// they pass.
/// </summary>
internal sealed class SecuredResults(ConversationState state, ClientRelay relay)
{
    /// <summary>The column that servers add to the rows of cursors.</summary>
    private static readonly byte[] CursorColumn = Encoding.Unicode.GetBytes("ROWSTAT");

    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly WireBuffer _name = new();

    /// <summary>Columns were announced: shows them, or nothing of the result when it is not the one that was planned.</summary>
    public void OnColumns(ExpectedAnswer head, ColumnMetadata columns, ReadOnlySpan<byte> token, long start)
    {
        var part = head.Current;
        if (part.Sent is not { OutputNames: { IsEmpty: false } names })
        {
            relay.Pass(token);
            return;
        }

        if (!Compare(columns, part, names, out var isSame))
        {
            head.Exceeded ??= new Denial(
                DenialCase.FeatureNotSupported,
                "the result of this statement under masks or filters is not the one that was planned; try again when the catalog was read");
            relay.Leave(start);
            _gateway.CancelRunning();
        }
        else if (isSame)
        {
            relay.Pass(token);
        }
        else
        {
            relay.Put(start, Renamed(columns, names, token));
        }
    }

    /// <summary>False: other columns, or in another order.</summary>
    /// <param name="isSame">Also the case of all names is that of the statement.</param>
    private bool Compare(ColumnMetadata columns, AnswerPart part, System.Collections.Immutable.ImmutableArray<byte[]> names, out bool isSame)
    {
        isSame = true;
        var count = columns.Count;
        if (count == names.Length + 1 && part.Cursor is not null && columns.NameOf(count - 1).SequenceEqual(CursorColumn))
        {
            count--;
        }

        if (count != names.Length)
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            _name.Clear();
            if (!UnicodeText.TryToUtf8(columns.NameOf(i), _name))
            {
                return false;
            }

            var isThis = _name.Written.SequenceEqual(names[i]);
            isSame &= isThis;
            if (!isThis && !Encoding.UTF8.GetString(_name.Written).Equals(Encoding.UTF8.GetString(names[i]), StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A column of a derived table is called as the table calls it: the client sees what the statement says.</summary>
    private ReadOnlySpan<byte> Renamed(ColumnMetadata columns, System.Collections.Immutable.ImmutableArray<byte[]> names, ReadOnlySpan<byte> token)
    {
        state.Scratch.Clear();
        var at = 0;
        for (var i = 0; i < names.Length; i++)
        {
            ref readonly var column = ref columns.Columns[i];
            state.Scratch.WriteBytes(token[at..(column.NameStart - 1)]);
            state.Scratch.WriteShortText(Encoding.UTF8.GetString(names[i]));
            at = column.End;
        }

        state.Scratch.WriteBytes(token[at..]);
        return state.Scratch.Written;
    }
}
