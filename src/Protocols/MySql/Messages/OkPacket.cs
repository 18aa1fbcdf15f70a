using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>
/// OK, and the end of rows in its shape
/// (<see href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_ok_packet.html"/>).
/// </summary>
public readonly ref struct OkPacket
{
    public const byte Header = 0;

    /// <summary>Ends rows under CLIENT_DEPRECATE_EOF.</summary>
    public const byte EndOfRowsHeader = 0xfe;

    public ulong AffectedRows { get; init; }

    public ulong LastInsertId { get; init; }

    public ServerStatus Status { get; init; }

    public ushort Warnings { get; init; }

    /// <summary>Text about the statement (<c>Rows matched: 1  Changed: 1 …</c>); empty for none.</summary>
    public ReadOnlySpan<byte> Info { get; init; }

    /// <summary>Read by <see cref="SessionStateChanges"/>; empty for none.</summary>
    public ReadOnlySpan<byte> StateChanges { get; init; }

    public static OkPacket Read(ReadOnlySpan<byte> payload, Capabilities capabilities)
    {
        var reader = new PacketReader(payload[1..]);
        var affected = reader.ReadLength();
        var insertId = reader.ReadLength();
        var status = (ServerStatus)reader.ReadUInt16();
        var warnings = reader.ReadUInt16();

        // The text has a length whether sessions are tracked or not, whatever the manual says; servers leave out an empty one.
        var info = reader.Remaining > 0 ? reader.ReadString() : default;
        var isTracked = (capabilities & Capabilities.SessionTrack) != 0 && (status & ServerStatus.SessionStateChanged) != 0;
        var changes = isTracked && reader.Remaining > 0 ? reader.ReadString() : default;
        reader.ExpectEnd("an OK packet");
        return new OkPacket
        {
            AffectedRows = affected, LastInsertId = insertId, Status = status, Warnings = warnings, Info = info, StateChanges = changes,
        };
    }

    /// <summary>Writes the payload. State changes are left out for a client that does not track sessions.</summary>
    /// <param name="header"><see cref="Header"/> or <see cref="EndOfRowsHeader"/>.</param>
    public void Write(WireBuffer buffer, byte header, Capabilities capabilities)
    {
        var isTracked = (capabilities & Capabilities.SessionTrack) != 0 && !StateChanges.IsEmpty;
        buffer.WriteByte(header);
        buffer.WriteLength(AffectedRows);
        buffer.WriteLength(LastInsertId);
        buffer.WriteUInt16((ushort)(isTracked ? Status | ServerStatus.SessionStateChanged : Status & ~ServerStatus.SessionStateChanged));
        buffer.WriteUInt16(Warnings);
        if (isTracked || !Info.IsEmpty)
        {
            buffer.WriteString(Info);
        }

        if (isTracked)
        {
            buffer.WriteString(StateChanges);
        }
    }
}
