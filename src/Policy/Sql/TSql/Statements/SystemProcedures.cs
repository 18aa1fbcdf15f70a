using System.Collections.Frozen;
using System.Globalization;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>The server's own procedures, from the list embedded beside this file.</summary>
internal static class SystemProcedures
{
    private static readonly FrozenDictionary<string, SystemProcedure> Exact;

    /// <summary>Beginnings of names, the longest first.</summary>
    private static readonly (string Beginning, SystemProcedure Procedure)[] Beginnings;

    static SystemProcedures()
    {
        var exact = new Dictionary<string, SystemProcedure>(StringComparer.Ordinal);
        var beginnings = new List<(string Beginning, SystemProcedure Procedure)>();
        foreach (var (name, procedure) in Read())
        {
            if (name.EndsWith('*'))
            {
                beginnings.Add((name[..^1], procedure));
            }
            else
            {
                exact.Add(name, procedure);
            }
        }

        Exact = exact.ToFrozenDictionary(StringComparer.Ordinal);
        Beginnings = [.. beginnings.OrderByDescending(static b => b.Beginning.Length)];
    }

    /// <summary>A procedure by its folded name.</summary>
    public static bool TryFind(string name, out SystemProcedure procedure) => Exact.TryGetValue(name, out procedure);

    /// <summary>A procedure by the beginning of its folded name: a family, of which a database may hold routines of its own.</summary>
    public static bool TryFindFamily(string name, out SystemProcedure procedure)
    {
        foreach (var (beginning, family) in Beginnings)
        {
            if (name.StartsWith(beginning, StringComparison.Ordinal))
            {
                procedure = family;
                return true;
            }
        }

        procedure = default;
        return false;
    }

    private static IEnumerable<(string Name, SystemProcedure Procedure)> Read()
    {
        using var stream = typeof(SystemProcedures).Assembly.GetManifestResourceStream("tsql.system-procedures.txt")
            ?? throw new InvalidOperationException("the list of system procedures is not embedded");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var name, var kind, .. var rest] && name[0] != '#')
            {
                yield return (name, Of(Kind(kind), rest));
            }
        }
    }

    private static SystemProcedure Of(SystemProcedureKind kind, string[] words)
    {
        var procedure = new SystemProcedure(kind);
        foreach (var word in words)
        {
            procedure = word.Split('=', 2) switch
            {
                ["facility", var facility] => procedure with { Facility = facility },
                ["argument", var argument] => Argument(procedure, argument),
                _ => throw new InvalidOperationException($"`{word}` in the list of system procedures"),
            };
        }

        return procedure;
    }

    private static SystemProcedure Argument(SystemProcedure procedure, string text)
    {
        var parts = text.Split(':', 2);
        return procedure with { Argument = int.Parse(parts[0], CultureInfo.InvariantCulture), ArgumentNames = parts[1].Split('|') };
    }

    private static SystemProcedureKind Kind(string word) => word switch
    {
        "metadata" => SystemProcedureKind.Metadata,
        "object" => SystemProcedureKind.ObjectMetadata,
        "harmless" => SystemProcedureKind.Harmless,
        "pins" => SystemProcedureKind.Pins,
        "text" => SystemProcedureKind.RunsText,
        "prepares" => SystemProcedureKind.PreparesText,
        "describes" => SystemProcedureKind.DescribesText,
        "dynamic" => SystemProcedureKind.Dynamic,
        "handle" => SystemProcedureKind.Handle,
        "endshandle" => SystemProcedureKind.EndsHandle,
        "maintain" => SystemProcedureKind.Maintenance,
        "definition" => SystemProcedureKind.Definition,
        "rename" => SystemProcedureKind.Rename,
        "property" => SystemProcedureKind.Property,
        "rights" => SystemProcedureKind.Rights,
        "impersonation" => SystemProcedureKind.Impersonation,
        "applock" => SystemProcedureKind.AppLock,
        "xa" => SystemProcedureKind.Xa,
        "remote" => SystemProcedureKind.Remote,
        "administration" => SystemProcedureKind.Administration,
        _ => throw new InvalidOperationException($"`{word}` in the list of system procedures"),
    };
}
