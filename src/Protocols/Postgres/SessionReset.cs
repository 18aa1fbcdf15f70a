using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>What a used backend connection may still hold of its last client.</summary>
[Flags]
public enum ResetScope
{
    None = 0,
    Cursors = 1,

    /// <summary>SET ROLE and SET SESSION AUTHORIZATION, which RESET ALL leaves alone.</summary>
    Authorization = 2,
    Settings = 4,
    PreparedStatements = 8,
    Listens = 16,
    AdvisoryLocks = 32,
    Plans = 64,
    Sequences = 128,
    TemporaryObjects = 256,
    All = 511,
}

/// <summary>
/// Brings a backend back to the state after its login. DISCARD ALL is the whole and must stand alone; a part of it is one Query of
/// several statements, in the order in which DISCARD ALL does them.
/// </summary>
public static class SessionReset
{
    /// <summary>Query <c>DISCARD ALL</c>; the connection must be outside of a transaction.</summary>
    public static ReadOnlySpan<byte> DiscardAll => "Q\0\0\0\u0010DISCARD ALL\0"u8;

    /// <summary>Query <c>ROLLBACK</c>; a warning, no error, outside of a transaction.</summary>
    public static ReadOnlySpan<byte> Rollback => "Q\0\0\0\u000dROLLBACK\0"u8;

    /// <summary>Writes one Query that resets the given parts; answered by a CommandComplete or row each and one ReadyForQuery.</summary>
    public static void Write(WireBuffer buffer, ResetScope scope)
    {
        if (scope == ResetScope.None)
        {
            return;
        }

        if (scope == ResetScope.All)
        {
            buffer.WriteBytes(DiscardAll);
            return;
        }

        var mark = buffer.Begin((byte)ClientMessageKind.Query);
        for (var bit = 1; bit < (int)ResetScope.All; bit <<= 1)
        {
            if (((int)scope & bit) != 0)
            {
                buffer.WriteBytes(StatementOf((ResetScope)bit));
            }
        }

        buffer.WriteByte(0);
        buffer.End(mark);
    }

    private static ReadOnlySpan<byte> StatementOf(ResetScope part) => part switch
    {
        ResetScope.Cursors => "CLOSE ALL;"u8,
        ResetScope.Authorization => "SET SESSION AUTHORIZATION DEFAULT;RESET ROLE;"u8,
        ResetScope.Settings => "RESET ALL;"u8,
        ResetScope.PreparedStatements => "DEALLOCATE ALL;"u8,
        ResetScope.Listens => "UNLISTEN *;"u8,
        ResetScope.AdvisoryLocks => "SELECT pg_catalog.pg_advisory_unlock_all();"u8,
        ResetScope.Plans => "DISCARD PLANS;"u8,
        ResetScope.Sequences => "DISCARD SEQUENCES;"u8,
        ResetScope.TemporaryObjects => "DISCARD TEMP;"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };
}
