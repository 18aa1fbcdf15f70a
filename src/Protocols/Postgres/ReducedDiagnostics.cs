using System.Text;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// Errors and notices of a secured statement, reduced to severity, code and the names of objects: the server's words may quote values
/// that masks and filters hide, and the text they were put into. Where a code speaks of a name that the client itself has written, that
/// name is told.
/// </summary>
internal static class ReducedDiagnostics
{
    private static ReadOnlySpan<byte> ObjectFields => "stcdn"u8;

    /// <param name="output">Receives the whole message.</param>
    /// <param name="kind">ErrorResponse or NoticeResponse.</param>
    /// <param name="payload">The server's.</param>
    /// <param name="client">The client's own text in UTF-8; empty when it is not at hand.</param>
    public static void Write(WireBuffer output, ServerMessageKind kind, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> client)
    {
        var fields = ErrorFields.Read(payload);
        output.Clear();
        var mark = ErrorFields.Begin(output, kind);
        foreach (var field in "SVC"u8)
        {
            Copy(output, fields, field);
        }

        var message = kind == ServerMessageKind.NoticeResponse ? DiagnosticTexts.Notice : DiagnosticTexts.Of(fields, client);
        ErrorFields.WriteField(output, 'M', Encoding.UTF8.GetBytes(message));
        foreach (var field in ObjectFields)
        {
            Copy(output, fields, field);
        }

        ErrorFields.End(output, mark);
    }

    private static void Copy(WireBuffer output, ErrorFields fields, byte field)
    {
        if (fields.TryGet(field, out var value))
        {
            ErrorFields.WriteField(output, (char)field, value);
        }
    }
}
