using System.Collections.Immutable;
using ProxyDb.Host.Audit;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rewriting;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Gateway;

/// <summary>Puts facts and a decision into the audit's words.</summary>
internal static class AuditTemplates
{
    public static AuditTemplate[] For(JudgedStatement judged, Decision decision)
    {
        if (judged.Statements.IsEmpty)
        {
            return [Of(EmptyQuery, decision, judged.Context)];
        }

        ImmutableArray<StatementFacts> statements = judged.IsOne ? [MergedFacts.Of(judged.Statements)] : judged.Statements;
        var templates = new AuditTemplate[statements.Length];
        for (var i = 0; i < templates.Length; i++)
        {
            var template = Of(statements[i], decision, judged.Context, judged.RedactedText);
            templates[i] = decision.Verdict == Verdict.Allow && judged.Form is { Statement: var secured }
                ? template with { Masked = secured.Masked, MaskedTags = TagsOf(judged, secured), Filtered = secured.Filtered }
                : template;
        }

        return templates;
    }

    private static ImmutableArray<string> TagsOf(JudgedStatement judged, SecuredStatement secured)
    {
        var (tags, database) = (judged.Context.Key.Match.Set.Tags, judged.Context.Key.Match.Database);
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var mask in judged.Form!.Obligations.Masks.Where(m => secured.Masked.Contains($"{m.Table}.{m.Column}")))
        {
            var before = found.Count;
            found.AddRange(tags.Where(t => t.Columns.MayCover(mask.Table, mask.Column, database)).Select(static t => t.Name));
            if (found.Count == before)
            {
                found.Add("none");
            }
        }

        return found.ToImmutable();
    }

    /// <summary>For a text that has no facts.</summary>
    public static AuditTemplate Unparsed(Decision decision, JudgeContext context) => Of(UnparsedText, decision, context);

    private static StatementFacts EmptyQuery { get; } = new() { Action = SqlAction.None, Kind = "" };

    private static StatementFacts UnparsedText { get; } = new() { Action = SqlAction.None, Kind = "unparsed" };

    private static AuditTemplate Of(StatementFacts facts, Decision decision, JudgeContext context, string? redacted = null)
    {
        var tables = new SortedSet<string>(StringComparer.Ordinal);
        var columns = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var access in facts.Accesses)
        {
            if (access.Kind == AccessKind.Object)
            {
                tables.Add(access.Name.ToString());
            }
            else if (access.Kind == AccessKind.Column)
            {
                tables.Add(access.Name.ToString());
                columns.Add(access.Name + "." + access.Column);
            }
        }

        // Literals next to tagged columns are personal data: only the normalised text is kept.
        var normalized = decision.Tags.IsEmpty ? redacted : facts.NormalizedText;
        return new AuditTemplate(
            facts.Kind == "unparsed" ? "unparsed" : ToWord(facts.Action), facts.Shape, normalized, [.. tables], [.. columns], decision.Tags,
            decision.Verdict == Verdict.Allow ? "allow" : "deny", decision.Rules, decision.Shadow, context.Key.Match.Set.Version);
    }

    private static string ToWord(SqlAction action) => action.ToString().ToLowerInvariant();
}
