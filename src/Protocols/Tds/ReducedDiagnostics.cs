using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Errors of a secured statement, reduced to number, state, class and the names of objects: the server's words may quote values that masks
/// and filters hide, and the text they were put into.
/// </summary>
internal static class ReducedDiagnostics
{
    /// <summary>Appends an ERROR token in place of the server's.</summary>
    /// <param name="client">The client's own text in UTF-8; empty when it is not at hand.</param>
    public static void Write(WireBuffer buffer, SessionState session, ReadOnlySpan<byte> token, ReadOnlySpan<byte> client)
    {
        var error = MessageToken.Read(token, session.Version);
        MessageToken.Write(
            buffer, session.Version, error.Kind, error.Number, error.State, error.Class,
            DiagnosticTexts.Of(error.Number, FieldReader.TextOf(error.Text), client), session.ServerName);
    }
}
