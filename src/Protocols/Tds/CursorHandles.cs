using System.Diagnostics.CodeAnalysis;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>A text that a client has opened a cursor on, or has prepared for cursors: what stands behind its handle at the server.</summary>
internal sealed class ClientCursor(JudgedText judged, byte[] text, byte[] definition)
{
    public JudgedText Judged = judged;

    /// <summary>The client's text in UTF-8.</summary>
    public byte[] Text { get; } = text;

    public byte[] Definition { get; } = definition;

    /// <summary>The server's own handle: cursors keep their backend.</summary>
    public int Handle { get; set; }

    /// <summary>What was sent in place of the text when it was opened.</summary>
    public SentText? Sent { get; init; }

    public long OpenedAt { get; init; }

    /// <summary>Of the values that a secured text was sent with (<see cref="IGatewaySession.SlotVersion"/>).</summary>
    public required object SlotVersion { get; init; }

    /// <summary>Columns of its rows as they were announced when it was opened: fetches may leave them out.</summary>
    public ColumnMetadata Columns { get; } = new();

    /// <summary>Open audit record, 0 for none.</summary>
    public long Ticket { get; set; }

    public long Rows { get; set; }

    public long Bytes { get; set; }

    public long Ticks { get; set; }
}

/// <summary>Open cursors and texts prepared for cursors of one client, by the server's handles. While there is one, the lease is kept.</summary>
internal sealed class CursorHandles
{
    private readonly Dictionary<int, ClientCursor> _open = [];
    private readonly Dictionary<int, ClientCursor> _prepared = [];

    public int Count => _open.Count + _prepared.Count;

    public IEnumerable<ClientCursor> Open => _open.Values;

    public bool TryGetOpen(long handle, [NotNullWhen(true)] out ClientCursor? cursor)
    {
        cursor = null;
        return handle == (int)handle && _open.TryGetValue((int)handle, out cursor);
    }

    public bool TryGetPrepared(long handle, [NotNullWhen(true)] out ClientCursor? cursor)
    {
        cursor = null;
        return handle == (int)handle && _prepared.TryGetValue((int)handle, out cursor);
    }

    /// <summary>The server has opened it; what it has called so before is closed there.</summary>
    /// <returns>The one that had the handle before, if any.</returns>
    public ClientCursor? AddOpen(int handle, ClientCursor cursor)
    {
        _open.Remove(handle, out var former);
        cursor.Handle = handle;
        _open.Add(handle, cursor);
        return former;
    }

    public void AddPrepared(int handle, ClientCursor cursor) => _prepared[handle] = cursor;

    public void ClearOpen() => _open.Clear();

    public void RemoveOpen(int handle) => _open.Remove(handle);

    public void RemovePrepared(long handle)
    {
        if (handle == (int)handle)
        {
            _prepared.Remove((int)handle);
        }
    }

    public void Clear()
    {
        _open.Clear();
        _prepared.Clear();
    }
}
