using System.CommandLine;
using System.Text.Json.Nodes;
using ProxyDb.Host.Admin;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Identity;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Cli;

/// <summary><c>proxydb check --config F [--effective]</c>: every fault of the configuration and the files of users it names.</summary>
public static class CheckCommand
{
    public static Command Create()
    {
        var config = SharedOptions.Config();
        var effective = new Option<bool>("--effective") { Description = "Print the configuration in force: defaults filled in, no secrets." };
        var json = SharedOptions.Json();
        var command = new Command("check", "Check the configuration: all errors at once, with file, line and column.") { config, effective, json };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(config).ToString(), parsed.GetValue(effective), parsed.GetValue(json),
            parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(string file, bool effective, bool json, TextWriter output, TextWriter error)
    {
        var errors = new DocumentErrors();
        var options = ConfigurationLoader.Load(file, ConfigurationLoader.ProcessEnvironment(), errors);
        if (options is not null)
        {
            CheckUsers(options, errors);
        }

        if (json)
        {
            SharedOptions.WriteJson(output, Report(errors, effective ? options : null));
        }
        else
        {
            foreach (var fault in errors.OrderBy(static e => e.File, StringComparer.Ordinal).ThenBy(static e => e.Line).ThenBy(static e => e.Column))
            {
                error.WriteLine(fault);
            }

            output.Write(effective && options is not null ? YamlText.Write(EffectiveOptions.Tree(options)) : "");
            error.WriteLine(Summary(file, errors));
        }

        return errors.Any ? ExitCode.Unusable : ExitCode.Fine;
    }

    private static void CheckUsers(GatewayOptions options, DocumentErrors errors)
    {
        var users = UsersDocument.Load(options.UsersFile, errors, new byte[MockSecret.Length]);
        if (File.Exists(options.Admin.UsersFile))
        {
            AdminsDocument.Load(options.Admin.UsersFile, errors);
        }

        foreach (var cluster in options.Clusters.Values)
        {
            foreach (var user in cluster.Logins.Keys.Where(u => users?.Find(u) is null && users is not null))
            {
                errors.Warn(options.UsersFile, 1, 1, $"cluster `{cluster.Name}` has a login for user `{user}`, whom this file does not know");
            }
        }
    }

    private static JsonObject Report(DocumentErrors errors, GatewayOptions? effective)
    {
        var report = new JsonObject
        {
            ["ok"] = !errors.Any,
            ["errors"] = List(errors.Where(static e => !e.IsWarning)),
            ["warnings"] = List(errors.Where(static e => e.IsWarning)),
        };
        if (effective is not null)
        {
            report["effective"] = EffectiveOptions.Tree(effective);
        }

        return report;
    }

    private static JsonArray List(IEnumerable<DocumentError> errors) => new(
        [.. errors.OrderBy(static e => e.File, StringComparer.Ordinal).ThenBy(static e => e.Line).ThenBy(static e => e.Column)
            .Select(static e => new JsonObject { ["file"] = e.File, ["line"] = e.Line, ["column"] = e.Column, ["message"] = e.Message })]);

    private static string Summary(string file, DocumentErrors errors)
    {
        var faults = errors.Count(static e => !e.IsWarning);
        var warnings = errors.Count - faults;
        var suffix = warnings == 0 ? "" : $", {warnings} {(warnings == 1 ? "warning" : "warnings")}";
        return faults == 0 ? $"{file}: fine{suffix}" : $"{file}: {faults} {(faults == 1 ? "error" : "errors")}{suffix}";
    }
}
