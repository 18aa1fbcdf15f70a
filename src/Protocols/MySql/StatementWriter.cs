using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>Writes answers in the server's place.</summary>
internal static class StatementWriter
{
    public static void WriteRefusal(WireBuffer buffer, byte sequence) =>
        ErrorWriter.Write(buffer, ref sequence, new Denial(DenialCase.FeatureNotSupported, "the command is not supported"));
}
