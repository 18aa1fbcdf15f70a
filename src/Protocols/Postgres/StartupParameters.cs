using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>What a StartupMessage asks for, told apart: who, where, which settings, which protocol options.</summary>
internal sealed class StartupParameters
{
    /// <summary>PostgreSQL's NAMEDATALEN − 1 is 63; names of extensions' settings have two parts.</summary>
    private const int SettingNameLength = 128;

    private const int ApplicationLength = 256;

    private readonly List<KeyValuePair<string, string>> _settings = [];
    private readonly List<string> _protocolOptions = [];

    public string User { get; private set; } = "";

    public string Database { get; private set; } = "";

    public string Application { get; private set; } = "";

    /// <summary>In the order in which the server applies them: those of <c>options</c> first. Names in lower case.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings => _settings;

    /// <summary>Names beginning with <c>_pq_.</c>: none is known.</summary>
    public IReadOnlyList<string> ProtocolOptions => _protocolOptions;

    /// <summary>Null when the start-up message can be granted.</summary>
    public Denial? Refusal { get; private set; }

    public static StartupParameters From(StartupMessage message)
    {
        var parameters = new StartupParameters();
        parameters.Refusal = parameters.Take(message.ReadParameters());
        return parameters;
    }

    private Denial? Take(List<KeyValuePair<string, string>> pairs)
    {
        string? user = null, database = null, options = null;
        var others = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in pairs)
        {
            switch (name)
            {
                case "user":
                    TakeOnce(ref user, value);
                    break;
                case "database":
                    TakeOnce(ref database, value);
                    break;
                case "options":
                    TakeOnce(ref options, value);
                    break;
                case "replication" when !IsOff(value):
                    return Refuse(DenialCase.FeatureNotSupported, "replication connections are not supported, connect to the server itself");
                case "replication":
                    break;
                default:
                    if (name.StartsWith("_pq_.", StringComparison.Ordinal))
                    {
                        _protocolOptions.Add(name);
                    }
                    else
                    {
                        others.Add(new(name, value));
                    }

                    break;
            }
        }

        if (string.IsNullOrEmpty(user))
        {
            return Refuse(DenialCase.LoginRefused, "the start-up message names no user", "28000");
        }

        User = user;
        Database = string.IsNullOrEmpty(database) ? user : database;
        return TakeSettings(options, others);
    }

    private Denial? TakeSettings(string? options, List<KeyValuePair<string, string>> others)
    {
        var all = new List<KeyValuePair<string, string>>();
        if (options is not null && StartupOptions.Unfold(options, all) is { } why)
        {
            return Refuse(DenialCase.FeatureNotSupported, why);
        }

        all.AddRange(others);
        foreach (var (name, value) in all)
        {
            if (!IsSettingName(name))
            {
                return Refuse(DenialCase.FeatureNotSupported, "a start-up parameter is not the name of a setting", "42704");
            }

            var folded = name.ToLowerInvariant();
            _settings.Add(new(folded, value));
            if (folded == "application_name")
            {
                Application = PrintableText.From(value, ApplicationLength);
            }
        }

        return null;
    }

    /// <summary>Twice the same key is two readings of one login: the server takes the last, others the first.</summary>
    private static void TakeOnce(ref string? field, string value)
    {
        if (field is not null)
        {
            WireFault.Throw("a start-up message that gives a parameter twice");
        }

        field = value;
    }

    private static bool IsOff(string value) => value.ToLowerInvariant() is "false" or "f" or "off" or "no" or "n" or "0";

    /// <summary>Identifiers of letters, digits, <c>_</c> and <c>$</c>, parted by dots (valid_custom_variable_name).</summary>
    private static bool IsSettingName(string name)
    {
        if (name.Length is 0 or > SettingNameLength)
        {
            return false;
        }

        var isStart = true;
        foreach (var c in name)
        {
            if (c == '.')
            {
                if (isStart)
                {
                    return false;
                }

                isStart = true;
                continue;
            }

            if (!char.IsAsciiLetter(c) && c != '_' && (isStart || (!char.IsAsciiDigit(c) && c != '$')))
            {
                return false;
            }

            isStart = false;
        }

        return !isStart;
    }

    private static Denial Refuse(DenialCase @case, string message, string? code = null) => new(@case, message) { Code = code, IsFatal = true };
}
