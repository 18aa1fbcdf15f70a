using System.Text.Json.Nodes;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Cli;

/// <summary>Faults of policy files, as lines and as JSON.</summary>
internal static class PolicyReport
{
    public static void Write(DocumentErrors errors, TextWriter error)
    {
        foreach (var fault in errors)
        {
            error.WriteLine(fault);
        }
    }

    public static JsonObject Json(DocumentErrors errors) => new()
    {
        ["ok"] = !errors.Any,
        ["errors"] = List(errors.Where(static e => !e.IsWarning)),
        ["warnings"] = List(errors.Where(static e => e.IsWarning)),
    };

    /// <summary>Ends a command that needs sound files: prints what is wrong with them.</summary>
    public static int Unusable(DocumentErrors errors, bool json, TextWriter output, TextWriter error)
    {
        if (json)
        {
            SharedOptions.WriteJson(output, Json(errors));
        }
        else
        {
            Write(errors, error);
        }

        return ExitCode.Unusable;
    }

    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(static t => JsonValue.Create(t))]);

    public static string Count(int number, string word) => $"{number} {word}{(number == 1 ? "" : "s")}";

    private static JsonArray List(IEnumerable<DocumentError> errors) => new(
        [.. errors.Select(static e => new JsonObject { ["file"] = e.File, ["line"] = e.Line, ["column"] = e.Column, ["message"] = e.Message })]);
}
