using System.CommandLine;
using System.Text.Json.Nodes;
using ProxyDb.Policy.Cases;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Host.Cli;

/// <summary><c>proxydb policy test DIR</c>: runs the cases beside the policies. Exit code 1 when one fails.</summary>
internal static class PolicyTestCommand
{
    public static Command Create()
    {
        var directory = PolicyCommand.Directory();
        var catalog = PolicyCommand.Catalog();
        var json = SharedOptions.Json();
        var command = new Command("test", "Run the cases beside the policies.") { directory, catalog, json };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(directory).ToString(), parsed.GetValue(catalog)?.ToString(), parsed.GetValue(json),
            parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(string directory, string? catalogFile, bool json, TextWriter output, TextWriter error)
    {
        var errors = new DocumentErrors();
        var texts = PolicyDirectory.Read(directory, errors);
        var files = PolicyDirectory.Cases(texts, errors);
        var set = PolicyLoader.Load(texts, errors);
        var given = PolicyDirectory.Catalog(catalogFile, errors);
        var catalogs = files.ToDictionary(static f => f.Name, f => given ?? Beside(f, texts, errors), StringComparer.Ordinal);
        if (set is null || errors.Any)
        {
            return PolicyReport.Unusable(errors, json, output, error);
        }

        var now = DateTimeOffset.UtcNow;
        var results = files.SelectMany(f => f.Cases.Select(c => CaseRunner.Run(c, set, catalogs[f.Name], now))).ToList();
        if (json)
        {
            SharedOptions.WriteJson(output, Json(set, results));
        }
        else
        {
            PolicyReport.Write(errors, error);
            Write(results, output);
        }

        return results.TrueForAll(static r => r.Passed) ? ExitCode.Fine : ExitCode.No;
    }

    /// <summary>The catalog that a cases file names, relative to it.</summary>
    private static CatalogSnapshot? Beside(CaseFile file, IReadOnlyDictionary<string, string> texts, DocumentErrors errors)
    {
        if (file.Catalog is null)
        {
            return null;
        }

        var path = Path.Combine(Path.GetDirectoryName(file.Name) ?? "", file.Catalog);
        if (texts.TryGetValue(path, out var text) || (File.Exists(path) && (text = File.ReadAllText(path)) is not null))
        {
            return CatalogReader.Read(path, text, errors);
        }

        errors.Add(file.Name, 1, 1, $"the catalog `{file.Catalog}` is not there");
        return null;
    }

    private static void Write(List<CaseResult> results, TextWriter output)
    {
        foreach (var result in results)
        {
            output.WriteLine($"{(result.Passed ? "ok  " : "FAIL")} {result.Case.Name}");
            foreach (var failure in result.Failures)
            {
                output.WriteLine($"     {result.Case.File}:{result.Case.Line}: {failure}");
            }
        }

        var failed = results.Count(static r => !r.Passed);
        output.WriteLine($"{results.Count - failed} passed, {failed} failed");
    }

    private static JsonObject Json(PolicySet set, List<CaseResult> results) => new()
    {
        ["ok"] = results.TrueForAll(static r => r.Passed),
        ["policy"] = set.Version,
        ["passed"] = results.Count(static r => r.Passed),
        ["failed"] = results.Count(static r => !r.Passed),
        ["cases"] = new JsonArray(
        [
            .. results.Select(static r => new JsonObject
            {
                ["name"] = r.Case.Name,
                ["file"] = r.Case.File,
                ["line"] = r.Case.Line,
                ["passed"] = r.Passed,
                ["decision"] = r.Answer.Verdict == Verdict.Allow ? "allow" : "deny",
                ["rules"] = PolicyReport.Texts(r.Answer.Decision.Rules),
                ["masked"] = PolicyReport.Texts(r.Answer.Masked),
                ["filtered"] = PolicyReport.Texts(r.Answer.Filtered),
                ["failures"] = PolicyReport.Texts(r.Failures),
            }),
        ]),
    };
}
