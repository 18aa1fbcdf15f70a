using System.Globalization;
using ProxyDb.Protocols.Tds.Messages;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// What of a login changes the form or meaning of answers: version, packet size, options, language, features. A backend is for clients of
/// the same kind. As text: <c>tds=74000004;packet=8000;flags=e0030008;odbc=1;language=us_english;utf8=1</c>, in this order; what is not
/// there is 0.
/// </summary>
internal sealed record BackendVariant(TdsVersion Version, int PacketSize, LoginFlags Flags, string Language, bool IsUtf8)
{
    private const byte Option1Mask = 0xf0;
    private const byte Option2Mask = LoginFlags.LanguageFatal | LoginFlags.Odbc;
    private const byte TypeMask = LoginFlags.OleDb | LoginFlags.ReadOnlyIntent;
    private const byte Option3Mask = LoginFlags.BinaryXml | LoginFlags.UnknownCollations;

    /// <summary>Of the gateway's own connections: as most drivers.</summary>
    public static BackendVariant Own { get; } = new(
        TdsVersion.V74, 8000, new LoginFlags(0xe0, LoginFlags.LanguageFatal | LoginFlags.Odbc, 0, LoginFlags.UnknownCollations), "", true);

    public static BackendVariant Of(Login7 login) => new(
        login.Version, SizeOf(login.PacketSize),
        new LoginFlags(
            (byte)(login.Flags.Option1 & Option1Mask), (byte)(login.Flags.Option2 & Option2Mask), (byte)(login.Flags.Type & TypeMask),
            (byte)(login.Flags.Option3 & Option3Mask)),
        login.Language.ToLowerInvariant(), login.Features.Any(static feature => feature.Id == FeatureId.Utf8Support));

    public static BackendVariant Parse(string text)
    {
        if (text.Length == 0)
        {
            return Own;
        }

        var variant = new BackendVariant(TdsVersion.V74, PacketHeader.LoginPacketSize, default, "", false);
        foreach (var part in text.Split(';'))
        {
            var value = part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..];
            variant = part[..^value.Length] switch
            {
                "tds=" => variant with { Version = TdsVersions.Negotiate(Hex(value)) },
                "packet=" => variant with { PacketSize = int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) },
                "flags=" => variant with { Flags = FlagsOf(Hex(value)) },
                "odbc=" => variant,
                "language=" => variant with { Language = value },
                "utf8=" => variant with { IsUtf8 = value == "1" },
                _ => throw new ArgumentException($"no variant of a backend is `{part}`", nameof(text)),
            };
        }

        return variant;
    }

    public override string ToString()
    {
        var flags = (uint)((Flags.Option1 << 24) | (Flags.Option2 << 16) | (Flags.Type << 8) | Flags.Option3);
        var text = string.Create(CultureInfo.InvariantCulture, $"tds={(uint)Version:x8};packet={PacketSize};flags={flags:x8}");
        text += (Flags.Option2 & LoginFlags.Odbc) != 0 ? ";odbc=1" : "";
        text += Language.Length > 0 ? ";language=" + Language : "";
        return text + (IsUtf8 ? ";utf8=1" : "");
    }

    /// <summary>A language's name may stand in a variant: what it is made of cannot be taken for another part.</summary>
    public static bool CanName(string language) =>
        language.AsSpan().IndexOfAny(";=") < 0 && !language.Any(char.IsControl);

    private static int SizeOf(uint asked) => asked == 0
        ? PacketHeader.LoginPacketSize
        : (int)Math.Clamp(asked, PacketHeader.SmallestPacketSize, PacketHeader.LargestPacketSize);

    private static uint Hex(string text) => uint.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static LoginFlags FlagsOf(uint flags) => new((byte)(flags >> 24), (byte)(flags >> 16), (byte)(flags >> 8), (byte)flags);
}
