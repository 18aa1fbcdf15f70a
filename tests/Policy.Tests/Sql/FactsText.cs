using System.Text;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Sql;

/// <summary>Facts as text, one line each, for case files that people read.</summary>
internal static class FactsText
{
    public static string Of(AnalysisResult result)
    {
        var text = new StringBuilder();
        if (result.Error is { } error)
        {
            _ = text.Append("error ").Append(error.Code).Append(" at ").Append(error.Position).Append(": ").Append(error.Message).Append('\n');
        }

        foreach (var statement in result.Statements)
        {
            Statement(text, statement);
        }

        return text.ToString();
    }

    private static void Statement(StringBuilder text, StatementFacts facts)
    {
        _ = text.Append(facts.Kind).Append(" = ").Append(Lower(facts.Action.ToString()));
        if (facts.Flags != StatementFlags.None)
        {
            _ = text.Append(" [").Append(Lower(facts.Flags.ToString())).Append(']');
        }

        _ = text.Append('\n');
        foreach (var unresolved in facts.Unresolved)
        {
            _ = text.Append("  not understood: ").Append(unresolved).Append('\n');
        }

        foreach (var group in facts.Accesses.GroupBy(static a => (a.Kind, a.Action, Name: a.Name.ToString(), a.Through, a.IsOperator, a.ByStar, a.ByDefinition)))
        {
            var columns = group.Select(static a => a.Column).OfType<string>().ToList();
            _ = text.Append("  ").Append(group.Key.Through ? "through " : "").Append(group.Key.ByDefinition ? "by definition " : "").Append(group.Key.IsOperator ? "operator " : "")
                .Append(Lower(group.Key.Action.ToString())).Append(' ').Append(Lower(group.Key.Kind.ToString())).Append(' ').Append(group.Key.Name)
                .Append(columns.Count == 0 ? "" : "(" + string.Join(", ", columns) + ")").Append(group.Key.ByStar ? " by star" : "").Append('\n');
        }

        foreach (var output in facts.Outputs.Where(static o => !o.From.IsEmpty))
        {
            _ = text.Append("  output ").Append(output.Name).Append(" from ")
                .AppendJoin(", ", output.From.Select(static s => $"{s.Table}.{s.Column}")).Append(output.Plain is null ? "" : " unchanged").Append('\n');
        }

        foreach (var effect in facts.Effects)
        {
            _ = text.Append("  effect ").Append(Effect(effect)).Append('\n');
        }
    }

    private static string Effect(SessionEffect effect) => effect switch
    {
        SessionEffect.Prepare prepare => $"prepare {prepare.Name} ({prepare.Body.Kind})",
        SessionEffect.DeclareCursor cursor => $"declare {cursor.Name}{(cursor.Hold ? " hold" : "")} ({cursor.Body.Kind})",
        SessionEffect.Set set => $"set {set.Name} = {set.Value ?? "default"}{(set.Scope == SettingScope.Local ? " local" : "")}{(set.IsConstant ? "" : " computed")}",
        _ => Lower(effect.ToString().Replace(" { ", " ", StringComparison.Ordinal).Replace(" }", "", StringComparison.Ordinal)),
    };

    private static string Lower(string text) => text.ToLowerInvariant();
}
