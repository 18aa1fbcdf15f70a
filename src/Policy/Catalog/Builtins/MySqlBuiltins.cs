using System.Collections.Frozen;
using System.Globalization;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Catalog.Builtins;

/// <summary>What a built-in function does besides computing.</summary>
public enum BuiltinKind
{
    /// <summary>Nothing: it reads its arguments, the clock, chance.</summary>
    Safe,

    /// <summary>Tells of the session or the server.</summary>
    Session,

    /// <summary>Takes time: SLEEP, BENCHMARK.</summary>
    Delay,

    /// <summary>What the last statement left behind.</summary>
    LastResult,

    /// <summary>User-level locks.</summary>
    Lock,

    /// <summary>Files of the server.</summary>
    File,

    Sequence,

    /// <summary>Positions and waits of replication.</summary>
    Replication,
}

/// <summary>Whether a name is a built-in function of a server.</summary>
public enum BuiltinMatch
{
    No,

    /// <summary>Of some flavour or version, and which one the server is is not known.</summary>
    Possible,
    Yes,
}

/// <summary>
/// The functions that come with MySQL and MariaDB, by name in lower case, from the embedded list: name, first version of MySQL and of
/// MariaDB that has it (0: any, -: none), kind. A name a server has not got is a loadable or stored function there.
/// </summary>
public static class MySqlBuiltins
{
    private static readonly Lazy<FrozenDictionary<string, Builtin>> All = new(Load);

    public static IReadOnlyCollection<string> Functions => All.Value.Keys;

    /// <summary>Whether any server has a function of this name, in lower case.</summary>
    public static bool IsFunction(string name) => All.Value.ContainsKey(name);

    /// <param name="name">In lower case.</param>
    public static BuiltinMatch Match(string name, MySqlServer? server)
    {
        if (!All.Value.TryGetValue(name, out var builtin))
        {
            return BuiltinMatch.No;
        }

        if (server is not { } known)
        {
            return builtin is { MySql: 0, MariaDb: 0 } ? BuiltinMatch.Yes : BuiltinMatch.Possible;
        }

        return known.Number >= (known.IsMariaDb ? builtin.MariaDb : builtin.MySql) ? BuiltinMatch.Yes : BuiltinMatch.No;
    }

    /// <summary><see cref="BuiltinKind.Safe"/> too for a name that is none.</summary>
    public static BuiltinKind KindOf(string name) => All.Value.GetValueOrDefault(name).Kind;

    private static FrozenDictionary<string, Builtin> Load()
    {
        using var stream = typeof(MySqlBuiltins).Assembly.GetManifestResourceStream("mysql-functions.tsv")
            ?? throw new InvalidOperationException("the list of built-ins is not embedded");
        using var reader = new StreamReader(stream);
        var all = new Dictionary<string, Builtin>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split('\t');
            all[fields[0]] = new Builtin(Version(fields[1]), Version(fields[2]), Kind(fields[3]));
        }

        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static int Version(string field) => field == "-" ? int.MaxValue : int.Parse(field, CultureInfo.InvariantCulture);

    private static BuiltinKind Kind(string word) => word switch
    {
        "safe" => BuiltinKind.Safe,
        "session" => BuiltinKind.Session,
        "delay" => BuiltinKind.Delay,
        "last" => BuiltinKind.LastResult,
        "lock" => BuiltinKind.Lock,
        "file" => BuiltinKind.File,
        "sequence" => BuiltinKind.Sequence,
        _ => BuiltinKind.Replication,
    };

    private readonly record struct Builtin(int MySql, int MariaDb, BuiltinKind Kind);
}
