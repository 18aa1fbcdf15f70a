using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// An error that speaks of a prepared statement by the name ProxyDb gave it at the server is shown with the name the client gave it.
/// </summary>
internal static class ServerNames
{
    private static ReadOnlySpan<byte> Own => "\"proxydb_"u8;

    /// <param name="payload">Of an ErrorResponse.</param>
    /// <param name="subject">What the failed message was about: a portal or a statement.</param>
    /// <param name="output">Receives the whole message.</param>
    /// <returns>False: no such name is in it, or nobody knows whose it is.</returns>
    public static bool TryRename(ReadOnlySpan<byte> payload, object? subject, WireBuffer output)
    {
        var statement = subject as ClientStatement ?? (subject as Portal)?.Statement;
        if (payload.IndexOf(Own) < 0 || statement is null)
        {
            return false;
        }

        output.Clear();
        var mark = ErrorFields.Begin(output, ServerMessageKind.ErrorResponse);
        var reader = new WireReader(payload);
        while (reader.Remaining > 1)
        {
            var field = (char)reader.ReadByte();
            ErrorFields.WriteField(output, field, Renamed(reader.ReadCString(), statement.Name));
        }

        ErrorFields.End(output, mark);
        return true;
    }

    private static byte[] Renamed(ReadOnlySpan<byte> text, byte[] name)
    {
        var at = text.IndexOf(Own);
        var end = at < 0 ? -1 : text[(at + 1)..].IndexOf((byte)'"');
        return end < 0 ? text.ToArray() : [.. text[..(at + 1)], .. name, .. text[(at + 1 + end)..]];
    }
}
