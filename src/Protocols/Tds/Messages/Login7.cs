using System.Runtime.InteropServices;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds.Messages;

/// <summary>LOGIN7 (MS-TDS §2.2.6.4): a fixed part with the places of its texts, then these.</summary>
/// <param name="RequestedVersion">TDSVersion as it stands, little-endian.</param>
/// <param name="PacketSize">0: the server's default.</param>
/// <param name="Flags">OptionFlags1, OptionFlags2, TypeFlags, OptionFlags3.</param>
public sealed record Login7(uint RequestedVersion, uint PacketSize, LoginFlags Flags)
{
    /// <summary>MS-TDS §2.2.6.4: the longest that a server reads.</summary>
    public const int LongestLength = (128 << 10) - 1;

    public uint ClientProgramVersion { get; init; }

    public uint ClientProcessId { get; init; }

    public uint ConnectionId { get; init; }

    public int TimeZone { get; init; }

    public uint Lcid { get; init; }

    public string HostName { get; init; } = "";

    public string UserName { get; init; } = "";

    /// <summary>UTF-16LE, in clear.</summary>
    public ReadOnlyMemory<byte> Password { get; init; }

    public string Application { get; init; } = "";

    public string Server { get; init; } = "";

    /// <summary>The client's library.</summary>
    public string Library { get; init; } = "";

    public string Language { get; init; } = "";

    public string Database { get; init; } = "";

    public byte[] ClientId { get; init; } = new byte[6];

    public byte[] Sspi { get; init; } = [];

    public string AttachedFile { get; init; } = "";

    public bool HasNewPassword { get; init; }

    public IReadOnlyList<Feature> Features { get; init; } = [];

    public TdsVersion Version => TdsVersions.Negotiate(RequestedVersion);

    /// <exception cref="WireFault">Lengths that do not fit.</exception>
    public static Login7 Read(ReadOnlySpan<byte> payload) => Login7Reader.Read(payload);

    /// <summary>Writes the message; the password is only hidden, not encrypted.</summary>
    public void Write(WireBuffer buffer)
    {
        var start = buffer.Length;
        var isWide = Version.IsAtLeast72();
        var at = isWide ? Login7Reader.WideLength : Login7Reader.NarrowLength;
        WriteNumbers(buffer);
        WritePlace(buffer, HostName, ref at);
        WritePlace(buffer, UserName, ref at);
        WritePlace(buffer, Password.Length / 2, Password.Length, ref at);
        WritePlace(buffer, Application, ref at);
        WritePlace(buffer, Server, ref at);
        var hasFeatures = Features.Count > 0;
        WritePlace(buffer, hasFeatures ? 4 : 0, hasFeatures ? 4 : 0, ref at);
        WritePlace(buffer, Library, ref at);
        WritePlace(buffer, Language, ref at);
        WritePlace(buffer, Database, ref at);
        buffer.WriteBytes(ClientId);
        WritePlace(buffer, Sspi.Length, Sspi.Length, ref at);
        WritePlace(buffer, AttachedFile, ref at);
        if (isWide)
        {
            WritePlace(buffer, 0, 0, ref at);
            buffer.WriteUInt32(0);
        }

        WriteTexts(buffer, hasFeatures ? (uint)at : 0);
        Feature.Write(buffer, Features);
        buffer.PatchUInt32(start, (uint)(buffer.Length - start));
    }

    private static void WritePlace(WireBuffer buffer, string text, ref int at) => WritePlace(buffer, text.Length, 2 * text.Length, ref at);

    private static void WritePlace(WireBuffer buffer, int count, int bytes, ref int at)
    {
        buffer.WriteUInt16(at);
        buffer.WriteUInt16(count);
        at += bytes;
    }

    private void WriteNumbers(WireBuffer buffer)
    {
        buffer.WriteUInt32(0);
        buffer.WriteUInt32(RequestedVersion);
        buffer.WriteUInt32(PacketSize);
        buffer.WriteUInt32(ClientProgramVersion);
        buffer.WriteUInt32(ClientProcessId);
        buffer.WriteUInt32(ConnectionId);
        var flags = Flags with { Option3 = (byte)(Features.Count > 0 ? Flags.Option3 | LoginFlags.Extension : Flags.Option3 & ~LoginFlags.Extension) };
        buffer.WriteByte(flags.Option1);
        buffer.WriteByte(flags.Option2);
        buffer.WriteByte(flags.Type);
        buffer.WriteByte(flags.Option3);
        buffer.WriteUInt32((uint)TimeZone);
        buffer.WriteUInt32(Lcid);
    }

    private void WriteTexts(WireBuffer buffer, uint features)
    {
        buffer.WriteUnicode(HostName);
        buffer.WriteUnicode(UserName);
        foreach (var part in Password.Span)
        {
            buffer.WriteByte((byte)(((part << 4) | (part >> 4)) ^ Login7Reader.PasswordMask));
        }

        buffer.WriteUnicode(Application);
        buffer.WriteUnicode(Server);
        if (features > 0)
        {
            buffer.WriteUInt32(features);
        }

        buffer.WriteUnicode(Library);
        buffer.WriteUnicode(Language);
        buffer.WriteUnicode(Database);
        buffer.WriteBytes(Sspi);
        buffer.WriteUnicode(AttachedFile);
    }

    /// <summary>The login without its password, which is overwritten.</summary>
    public Login7 WithoutPassword()
    {
        if (MemoryMarshal.TryGetArray(Password, out var secret))
        {
            secret.AsSpan().Clear();
        }

        return this with { Password = default };
    }

    /// <summary>The password as UTF-8; null: it is no text.</summary>
    public byte[]? PasswordText()
    {
        var units = MemoryMarshal.Cast<byte, char>(Password.Span);
        var text = new byte[3 * units.Length];
        var status = System.Text.Unicode.Utf8.FromUtf16(units, text, out _, out var written, replaceInvalidSequences: false);
        return status == System.Buffers.OperationStatus.Done ? text[..written] : null;
    }
}
