using System.Text;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>What a client's answer to the greeting asks for, told apart: who, where, which character set, which kind of backend.</summary>
internal sealed class ClientIdentity
{
    private const int ApplicationLength = 256;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static ClientIdentity Unknown { get; } = new();

    public string User { get; private init; } = "";

    public string Database { get; private init; } = "";

    public string Application { get; private init; } = "";

    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; private init; } = [];

    /// <summary>Flags that change what the server does, in the order of their names.</summary>
    public string Variant { get; private init; } = "";

    /// <summary>Null when it can be granted.</summary>
    public Denial? Refusal { get; private init; }

    public static ClientIdentity From(HandshakeResponse41 response, Capabilities agreed, string serverVersion)
    {
        if (!TryDecode(response.User, out var user) || !TryDecode(response.Database, out var database))
        {
            return new ClientIdentity { Refusal = new Denial(DenialCase.LoginRefused, "the name of the user or database is not valid UTF-8") };
        }

        var settings = SettingsOf(response.Collation, serverVersion, out var refusal);
        return new ClientIdentity
        {
            User = user, Database = database, Application = AttributeOf(response.Attributes, "program_name"), Settings = settings,
            Variant = BackendVariant.Of(agreed, SessionState.IsMariaDbVersion(serverVersion) ? AttributeOf(response.Attributes, "_client_name") : ""),
            Refusal = refusal,
        };
    }

    private static bool TryDecode(byte[] name, out string text)
    {
        try
        {
            text = StrictUtf8.GetString(name);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }

    private static string AttributeOf(IReadOnlyList<KeyValuePair<string, string>> attributes, string wanted)
    {
        foreach (var (name, value) in attributes)
        {
            if (name == wanted)
            {
                return PrintableText.From(value, ApplicationLength);
            }
        }

        return "";
    }

    /// <summary>The server derives these from the login's collation; an id that it does not know leaves its own defaults.</summary>
    private static List<KeyValuePair<string, string>> SettingsOf(byte id, string version, out Denial? refusal)
    {
        refusal = null;
        var isMariaDb = SessionState.IsMariaDbVersion(version);
        var known = id == CollationNames.Utf8Mb40900AiCi && isMariaDb ? CollationNames.Utf8Mb4GeneralCi : id;
        if (CollationNames.NameOf(known) is not { } collation)
        {
            return [];
        }

        var characters = CollationNames.CharacterSetOf(collation);
        if (characters is "ucs2" or "utf16" or "utf16le" or "utf32")
        {
            refusal = new Denial(DenialCase.LoginRefused, $"Variable 'character_set_client' can't be set to the value of '{characters}'")
            {
                Code = "1231",
            };
        }

        if (characters == "utf8mb3" && !isMariaDb && ServerVersionNumber.Of(version) < 80030)
        {
            (characters, collation) = ("utf8", collation.Replace("utf8mb3", "utf8", StringComparison.Ordinal));
        }

        return
        [
            new("character_set_client", characters), new("character_set_results", characters), new("collation_connection", collation),
        ];
    }
}
