using System.CommandLine;
using ProxyDb.Policy.Cases;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Host.Cli;

/// <summary><c>proxydb policy check DIR [--catalog F]</c>: every error of all files at once.</summary>
internal static class PolicyCheckCommand
{
    public static Command Create()
    {
        var directory = PolicyCommand.Directory();
        var catalog = PolicyCommand.Catalog();
        var json = SharedOptions.Json();
        var command = new Command("check", "Check policies and cases: syntax, names, rules that can never fire.") { directory, catalog, json };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(directory).ToString(), parsed.GetValue(catalog)?.ToString(), parsed.GetValue(json),
            parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(string directory, string? catalogFile, bool json, TextWriter output, TextWriter error)
    {
        var errors = new DocumentErrors();
        var texts = PolicyDirectory.Read(directory, errors);
        var catalog = PolicyDirectory.Catalog(catalogFile, errors);
        var cases = PolicyDirectory.Cases(texts, errors);
        var set = PolicyLoader.Load(texts, errors);
        if (set is not null && catalog is not null)
        {
            CatalogChecks.Check(set, catalog, errors);
        }

        if (errors.Any)
        {
            return PolicyReport.Unusable(errors, json, output, error);
        }

        if (json)
        {
            var report = PolicyReport.Json(errors);
            report["policy"] = set!.Version;
            report["rules"] = set.Rules.Length;
            report["cases"] = cases.Sum(static c => c.Cases.Length);
            SharedOptions.WriteJson(output, report);
        }
        else
        {
            PolicyReport.Write(errors, error);
            output.WriteLine(
                $"{directory}: fine, {PolicyReport.Count(set!.Rules.Count(static r => !r.IsFloor), "rule")} on a floor of "
                + $"{set.Rules.Count(static r => r.IsFloor)}, {PolicyReport.Count(cases.Sum(static c => c.Cases.Length), "case")}, {set.Version}");
        }

        return ExitCode.Fine;
    }
}
