using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Net;
using ProxyDb.Policy.Cases;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Cli;

/// <summary>
/// <c>proxydb policy explain DIR --user U --sql TEXT</c>: each access, the rules that matched and those that nearly did, the least
/// change that would allow it; masks with the ways to their columns, filters, and the text that is sent.
/// </summary>
internal static class PolicyExplainCommand
{
    public static Command Create()
    {
        var directory = PolicyCommand.Directory();
        var catalog = PolicyCommand.Catalog();
        var json = SharedOptions.Json();
        var sql = new Option<string>("--sql") { Description = "The statement; `-` reads it from standard input.", Required = true };
        var user = new Option<string>("--user") { Description = "Who sends it.", Required = true };
        var roles = new Option<string[]>("--role") { Description = "A role of the user; may be given again." };
        var attributes = new Option<string[]>("--attribute") { Description = "An attribute of the user, such as branches=S01,S02; may be given again." };
        var database = new Option<string>("--database") { Description = "The session's database.", DefaultValueFactory = static _ => "" };
        var path = new Option<string[]>("--search-path") { Description = "A schema of the search path; may be given again. Default: the database's." };
        var listener = new Option<string>("--listener") { Description = "The listener's name.", DefaultValueFactory = static _ => "" };
        var application = new Option<string>("--application") { Description = "What the client claims to be.", DefaultValueFactory = static _ => "" };
        var from = new Option<string?>("--from") { Description = "The client's address." };
        var at = new Option<string?>("--at") { Description = "When, such as 2026-03-02T10:00+09:00. Default: now." };
        var tls = new Option<bool>("--tls") { Description = "The client uses TLS." };
        var command = new Command("explain", "Say why a statement is allowed or denied.")
        {
            directory, catalog, sql, user, roles, attributes, database, path, listener, application, from, at, tls, json,
        };
        command.SetAction(parsed =>
        {
            var subject = new Subject(parsed.GetRequiredValue(user), parsed.GetValue(listener) ?? "", parsed.GetValue(database) ?? "")
            {
                Roles = [.. parsed.GetValue(roles) ?? []],
                Attributes = AttributeText.Read(parsed.GetValue(attributes) ?? []).ToImmutableDictionary(StringComparer.Ordinal),
                Application = parsed.GetValue(application) ?? "",
                Address = Address(parsed.GetValue(from)),
                Tls = parsed.GetValue(tls),
            };
            var text = parsed.GetRequiredValue(sql);
            var question = new PolicyQuestion(subject, SqlDialect.Postgres, text == "-" ? Console.In.ReadToEnd() : text)
            {
                SearchPath = parsed.GetValue(path) is { Length: > 0 } schemas ? [.. schemas] : null,
                At = Moment(parsed.GetValue(at)),
                NeedsAttributes = parsed.GetValue(attributes) is { Length: > 0 },
            };
            return Run(
                parsed.GetRequiredValue(directory).ToString(), parsed.GetValue(catalog)?.ToString(), question, parsed.GetValue(json),
                parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        });
        return command;
    }

    private static int Run(string directory, string? catalogFile, PolicyQuestion question, bool json, TextWriter output, TextWriter error)
    {
        var errors = new DocumentErrors();
        var set = PolicyLoader.Load(PolicyDirectory.Read(directory, errors), errors);
        var catalog = PolicyDirectory.Catalog(catalogFile, errors);
        if (set is null || errors.Any)
        {
            return PolicyReport.Unusable(errors, json, output, error);
        }

        var explanation = question.Explain(set, catalog);
        if (json)
        {
            SharedOptions.WriteJson(output, ExplanationReport.Json(explanation, set.Version));
        }
        else
        {
            ExplanationReport.Write(explanation, output);
        }

        return ExitCode.Fine;
    }

    private static IPAddress? Address(string? text) => text is null
        ? null
        : IPAddress.TryParse(text, out var address) ? address : throw new CommandFault($"`{text}` is no address");

    private static DateTimeOffset Moment(string? text) => text is null
        ? DateTimeOffset.UtcNow
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : throw new CommandFault($"`{text}` is no time; write 2026-03-02T10:00+09:00");
}
