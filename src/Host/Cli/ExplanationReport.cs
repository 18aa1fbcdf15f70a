using System.Text.Json.Nodes;
using ProxyDb.Policy.Cases;
using ProxyDb.Policy.Decisions;

namespace ProxyDb.Host.Cli;

/// <summary>An explanation as text and as JSON.</summary>
internal static class ExplanationReport
{
    public static void Write(Explanation explanation, TextWriter output)
    {
        var (answer, decision) = (explanation.Answer, explanation.Answer.Decision);
        output.WriteLine(answer.Verdict == Verdict.Allow ? "allowed" : $"denied: {answer.Message}");
        Line(output, "hint", decision.Hint);
        Line(output, "rules", string.Join(", ", decision.Rules));
        Line(output, "shadow", string.Join(", ", decision.Shadow));
        Line(output, "not parsed", explanation.Error?.Message);
        WriteSecured(explanation, output);
        foreach (var statement in explanation.Statements)
        {
            output.WriteLine();
            output.WriteLine(statement.Facts.Kind);
            Line(output, "rules for the statement", string.Join(", ", statement.Matched));
            foreach (var access in statement.Accesses)
            {
                Write(access, output);
            }
        }
    }

    /// <summary>Masks with the ways to their columns, filters, and the text that is sent.</summary>
    private static void WriteSecured(Explanation explanation, TextWriter output)
    {
        foreach (var mask in explanation.Masks)
        {
            var where = mask.OnWire ? ", on the wire" : mask.ResultsOnly ? ", in results only: conditions see the value" : "";
            output.WriteLine($"  masked: {mask.Column} ({mask.Mask}{where}) by {string.Join(", ", mask.Rules)}");
            foreach (var path in mask.Paths.Where(p => p != mask.Column))
            {
                output.WriteLine($"    by way of {path}");
            }
        }

        foreach (var filter in explanation.Filters)
        {
            output.WriteLine($"  filtered: {filter.Table} ({filter.Where}) by {filter.Rule}");
        }

        Line(output, "nearly masked or filtered", string.Join(", ", explanation.NearlySecured.Select(static n => $"{n.Rule} ({n.Effect}, but for `{n.Key}`)")));
        Line(output, "sent", explanation.Answer.SecuredText);
    }

    public static JsonObject Json(Explanation explanation, string version) => new()
    {
        ["decision"] = explanation.Answer.Verdict == Verdict.Allow ? "allow" : "deny",
        ["message"] = explanation.Answer.Message,
        ["hint"] = explanation.Answer.Decision.Hint,
        ["rules"] = PolicyReport.Texts(explanation.Answer.Decision.Rules),
        ["shadow"] = PolicyReport.Texts(explanation.Answer.Decision.Shadow),
        ["tags"] = PolicyReport.Texts(explanation.Answer.Decision.Tags),
        ["policy"] = version,
        ["error"] = explanation.Error is { } error
            ? new JsonObject { ["code"] = error.Code, ["position"] = error.Position, ["message"] = error.Message }
            : null,
        ["masked"] = new JsonArray(
        [
            .. explanation.Masks.Select(static m => new JsonObject
            {
                ["column"] = m.Column,
                ["mask"] = m.Mask,
                ["rules"] = PolicyReport.Texts(m.Rules),
                ["paths"] = PolicyReport.Texts(m.Paths),
                ["on_wire"] = m.OnWire,
                ["results_only"] = m.ResultsOnly,
            }),
        ]),
        ["filtered"] = new JsonArray(
            [.. explanation.Filters.Select(static f => new JsonObject { ["table"] = f.Table, ["where"] = f.Where, ["rule"] = f.Rule })]),
        ["nearly_secured"] = new JsonArray(
            [.. explanation.NearlySecured.Select(static n => new JsonObject { ["rule"] = n.Rule, ["effect"] = n.Effect, ["key"] = n.Key })]),
        ["sent"] = explanation.Answer.SecuredText,
        ["statements"] = new JsonArray(
        [
            .. explanation.Statements.Select(static s => new JsonObject
            {
                ["kind"] = s.Facts.Kind,
                ["rules"] = PolicyReport.Texts(s.Matched),
                ["accesses"] = new JsonArray([.. s.Accesses.Select(Json)]),
            }),
        ]),
    };

    private static void Write(AccessExplanation access, TextWriter output)
    {
        var isAllowed = access.LeastChange is null && access.DeniedBy.IsEmpty;
        output.WriteLine($"  {(isAllowed ? "+" : "-")} {access.Description}{(access.Access.Through ? " (beneath)" : "")}");
        Line(output, "    allowed by", string.Join(", ", access.AllowedBy));
        Line(output, "    denied by", string.Join(", ", access.DeniedBy));
        Line(output, "    least change", access.LeastChange);
        Line(output, "    nearly", string.Join(", ", access.Nearly.Select(static n => $"{n.Rule} ({n.Effect}, but for `{n.Key}`)")));
    }

    private static JsonObject Json(AccessExplanation access) => new()
    {
        ["access"] = access.Description,
        ["kind"] = access.Access.Kind.ToString().ToLowerInvariant(),
        ["action"] = access.Access.Action.ToString().ToLowerInvariant(),
        ["name"] = access.Access.Name.ToString(),
        ["column"] = access.Access.Column,
        ["through"] = access.Access.Through,
        ["allowed_by"] = PolicyReport.Texts(access.AllowedBy),
        ["denied_by"] = PolicyReport.Texts(access.DeniedBy),
        ["nearly"] = new JsonArray(
            [.. access.Nearly.Select(static n => new JsonObject { ["rule"] = n.Rule, ["effect"] = n.Effect, ["key"] = n.Key })]),
        ["least_change"] = access.LeastChange,
    };

    private static void Line(TextWriter output, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            output.WriteLine($"  {name}: {text}");
        }
    }
}
