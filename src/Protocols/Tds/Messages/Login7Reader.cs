using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds.Messages;

/// <summary>Reads LOGIN7. Texts may stand anywhere behind the fixed part; the place of an empty one is not looked at.</summary>
internal static class Login7Reader
{
    /// <summary>Bytes of the fixed part up to 7.1.</summary>
    public const int NarrowLength = 86;

    /// <summary>Bytes of the fixed part from 7.2 on.</summary>
    public const int WideLength = 94;

    public const byte PasswordMask = 0xa5;

    /// <summary>Longest text of a client, in UTF-16 units (MS-TDS §2.2.6.4).</summary>
    public const int LongestText = 128;

    private const int LongestPath = 260;

    public static Login7 Read(ReadOnlySpan<byte> payload)
    {
        var reader = new FieldReader(payload);
        if (payload.Length > Login7.LongestLength || reader.ReadUInt32() != (uint)payload.Length)
        {
            WireFault.Throw("a login whose length is not that of its message");
        }

        var version = reader.ReadUInt32();
        var packetSize = reader.ReadUInt32();
        var program = reader.ReadUInt32();
        var process = reader.ReadUInt32();
        var connection = reader.ReadUInt32();
        var flags = new LoginFlags(reader.ReadByte(), reader.ReadByte(), reader.ReadByte(), reader.ReadByte());
        var zone = reader.ReadInt32();
        var lcid = reader.ReadUInt32();
        var login = new Login7(version, packetSize, flags)
        {
            ClientProgramVersion = program, ClientProcessId = process, ConnectionId = connection, TimeZone = zone, Lcid = lcid,
            HostName = ReadText(payload, ref reader), UserName = ReadText(payload, ref reader), Password = ReadPassword(payload, ref reader),
            Application = ReadText(payload, ref reader), Server = ReadText(payload, ref reader),
        };
        return ReadRest(payload, ref reader, login);
    }

    private static Login7 ReadRest(ReadOnlySpan<byte> payload, ref FieldReader reader, Login7 login)
    {
        var extension = ReadPlace(payload, ref reader, 1, byte.MaxValue);
        var library = ReadText(payload, ref reader);
        var language = ReadText(payload, ref reader);
        var database = ReadText(payload, ref reader);
        var client = reader.ReadBytes(6).ToArray();
        var sspi = ReadPlace(payload, ref reader, 1, ushort.MaxValue);
        var path = ReadText(payload, ref reader, LongestPath);
        var newPassword = login.Version.IsAtLeast72() ? ReadPlace(payload, ref reader, 2, LongestText) : default;
        return login with
        {
            Library = library, Language = language, Database = database, ClientId = client, Sspi = sspi.ToArray(), AttachedFile = path,
            HasNewPassword = !newPassword.IsEmpty || (login.Flags.Option3 & LoginFlags.ChangePassword) != 0,
            Features = (login.Flags.Option3 & LoginFlags.Extension) != 0 ? ReadFeatures(payload, extension) : [],
        };
    }

    private static IReadOnlyList<Feature> ReadFeatures(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> extension)
    {
        if (extension.Length < 4)
        {
            return WireFault.Throw<IReadOnlyList<Feature>>("a login without the features that it announces");
        }

        var place = new FieldReader(extension).ReadUInt32();
        if (place > (uint)payload.Length)
        {
            WireFault.Throw("a login whose features are outside of it");
        }

        return Feature.Read(payload[(int)place..], out _);
    }

    private static string ReadText(ReadOnlySpan<byte> payload, ref FieldReader reader, int most = LongestText) =>
        FieldReader.TextOf(ReadPlace(payload, ref reader, 2, most));

    private static byte[] ReadPassword(ReadOnlySpan<byte> payload, ref FieldReader reader)
    {
        var password = ReadPlace(payload, ref reader, 2, LongestText).ToArray();
        for (var index = 0; index < password.Length; index++)
        {
            var part = password[index] ^ PasswordMask;
            password[index] = (byte)((part << 4) | (part >> 4));
        }

        return password;
    }

    private static ReadOnlySpan<byte> ReadPlace(ReadOnlySpan<byte> payload, ref FieldReader reader, int unit, int most)
    {
        int offset = reader.ReadUInt16();
        int count = reader.ReadUInt16();
        if (count == 0)
        {
            return default;
        }

        if (count > most)
        {
            WireFault.Throw("a login with a field that is too long");
        }

        if (offset + count * unit > payload.Length)
        {
            WireFault.Throw("a login with a field outside of it");
        }

        return payload.Slice(offset, count * unit);
    }
}
