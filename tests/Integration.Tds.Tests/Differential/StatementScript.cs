using System.Text.RegularExpressions;

namespace ProxyDb.Integration.Tds.Tests.Differential;

/// <summary>
/// A statement list. A statement is ended, on its last line or the next, by <c>\g</c>, <c>\gb</c> (as a batch only) or
/// <c>\with @a int, @b nvarchar(10) = 7, x</c> (not as a batch; values as text, \N for NULL). <c>\refused 229</c> says that the gateway refuses the
/// statement behind it, <c>\moved 229</c> that it may once another session has used the backend; both are documented differences.
/// <c>\error 8134</c> says which error
/// the server itself answers with. <c>\reconnect</c> starts a new session. A line that starts with <c>##</c> is a remark.
/// </summary>
public static partial class StatementScript
{
    public static string Directory => Path.Combine(AppContext.BaseDirectory, "Differential/Statements");

    public static IEnumerable<string> Names =>
        System.IO.Directory.EnumerateFiles(Directory, "*.sql").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    public static List<StatementStep> Load(string name)
    {
        var steps = new List<StatementStep>();
        var sql = new List<string>();
        string? refused = null, moved = null, error = null;
        var number = 0;
        foreach (var line in File.ReadLines(Path.Combine(Directory, name + ".sql")))
        {
            number++;
            if (line.StartsWith("##", StringComparison.Ordinal))
                continue;
            if (line.StartsWith("\\error ", StringComparison.Ordinal))
            {
                error = line[7..].Trim();
                continue;
            }

            if (line.StartsWith("\\refused ", StringComparison.Ordinal) || line.StartsWith("\\moved ", StringComparison.Ordinal))
            {
                (refused, moved) = line[1] == 'r' ? (line[9..].Trim(), moved) : (refused, line[7..].Trim());
                continue;
            }

            if (line.StartsWith('\\') || DirectiveAtEnd().Match(line) is { Success: true })
            {
                var at = line.StartsWith('\\') ? 0 : DirectiveAtEnd().Match(line).Index;
                sql.Add(line[..at]);
                steps.Add(End(line[at..].Trim(), number, string.Join('\n', sql).Trim('\n')) with { RefusedWith = refused, RefusedWhenMoved = moved, Error = error });
                sql.Clear();
                refused = moved = error = null;
                continue;
            }

            sql.Add(line);
        }

        return sql.TrueForAll(string.IsNullOrWhiteSpace) ? steps : throw new FormatException($"the last statement of {name} has no \\g: {string.Join(' ', sql)}");
    }

    private static StatementStep End(string directive, int line, string sql)
    {
        if (directive.StartsWith("\\with ", StringComparison.Ordinal))
        {
            var parts = directive[6..].Split(" = ", 2);
            return new StatementStep(line, sql, parts[0], [.. parts[1].Split(", ").Select(v => v == "\\N" ? null : v)], false, false);
        }

        return directive switch
        {
            "\\g" => new StatementStep(line, sql, "", [], false, false),
            "\\gb" => new StatementStep(line, sql, "", [], true, false),
            "\\reconnect" => new StatementStep(line, "", "", [], false, true),
            _ => throw new FormatException($"line {line}: unknown directive `{directive}`"),
        };
    }

    [GeneratedRegex(@" \\(g|gb|with .*)$")]
    private static partial Regex DirectiveAtEnd();
}
