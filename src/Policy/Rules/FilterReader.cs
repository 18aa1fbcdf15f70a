using System.Collections.Immutable;
using System.Text;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Policy.Rules;

/// <summary>
/// Reads <c>where</c>: finds the attributes, has the dialect check what they stand in, and splits the text there. An attribute is
/// only ever a value: it stands where a parameter could stand.
/// </summary>
internal static class FilterReader
{
    private const string Open = "{{";

    private const string Close = "}}";

    private const string Namespace = "user.";

    private const int MaxLength = 8_000;

    /// <summary>Null, and an error, when there is no usable condition.</summary>
    public static FilterTerms? Read(DocumentNode rule)
    {
        if (rule.Get("where") is not { } node)
        {
            rule.Error("`effect: filter` needs `where`, the condition that the visible rows meet");
            return null;
        }

        if (node.Text() is not { } text)
        {
            return null;
        }

        if (text.Length > MaxLength || text.AsSpan().IndexOf('\0') >= 0)
        {
            node.Error($"a condition has at most {MaxLength} characters, and no NUL among them");
            return null;
        }

        if (Attributes(node, text) is not { } found)
        {
            return null;
        }

        return Read(node, text, found);
    }

    /// <summary>
    /// A condition of one dialect is enough: which databases a rule is for shows when a statement is secured. Of several faults the one of
    /// the dialect is told that the text looks written for.
    /// </summary>
    private static FilterTerms? Read(DocumentNode node, string text, List<Attribute> found)
    {
        var postgres = Check(PostgresFilterSyntax.Instance, text, found);
        var mySql = Check(MySqlFilterSyntax.Instance, text, found);
        var tSql = Check(TSqlFilterSyntax.Instance, text, found);
        if (postgres.Fault is { } && mySql.Fault is { } && tSql.Fault is { })
        {
            var told = text.Contains('`', StringComparison.Ordinal) ? mySql : text.Contains('[', StringComparison.Ordinal) ? tSql : postgres;
            node.ErrorAt(told.Offset, told.Fault!);
            return null;
        }

        var lists = postgres.Fault is null ? postgres.Lists : mySql.Fault is null ? mySql.Lists : tSql.Lists;
        return new FilterTerms(text, Split(text, found, lists))
        {
            Columns = postgres.Columns,
            PostgresFault = postgres.Fault,
            MySql = new FilterReading(mySql.Fault, mySql.Columns),
            TSql = new FilterReading(tSql.Fault, tSql.Columns),
        };
    }

    private static FilterCheck Check(IFilterSyntax syntax, string text, List<Attribute> found) =>
        syntax.Check(Marked(text, found, syntax), [.. found.Select(static a => a.Start)]);

    private static List<Attribute>? Attributes(DocumentNode node, string text)
    {
        var found = new List<Attribute>();
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf(Open, at, StringComparison.Ordinal);
            var stray = text.IndexOf(Close, at, StringComparison.Ordinal);
            if (stray >= 0 && (open < 0 || stray < open))
            {
                node.ErrorAt(stray, "`}}` without `{{` before it; an attribute is written {{user.NAME}}");
                return null;
            }

            if (open < 0)
            {
                break;
            }

            if (stray < 0)
            {
                node.ErrorAt(open, "`{{` without `}}` after it; an attribute is written {{user.NAME}}");
                return null;
            }

            if (Name(text[(open + Open.Length)..stray], out var fault) is not { } name)
            {
                node.ErrorAt(open, fault);
                return null;
            }

            var end = stray + Close.Length;
            if ((open > 0 && Joins(text[open - 1])) || (end < text.Length && Joins(text[end])))
            {
                node.ErrorAt(open, "an attribute is a value, so it cannot stand inside a literal or be joined to a word; write it without quotes");
                return null;
            }

            found.Add(new Attribute(open, end - open, name));
            at = end;
        }

        return found;
    }

    private static bool Joins(char c) => char.IsLetterOrDigit(c) || c is '_' or '$' or '\'' or '"';

    private static string? Name(string inner, out string fault)
    {
        var text = inner.Trim();
        fault = "";
        if (!text.StartsWith(Namespace, StringComparison.Ordinal))
        {
            fault = $"`{{{{{text}}}}}` is not known; only attributes of the subject can stand there, as in {{{{user.branches}}}}";
            return null;
        }

        var name = text[Namespace.Length..];
        if (name.Length is 0 or > 100 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            fault = $"`{name}` is no name of an attribute; use letters, digits, `_` and `-`";
            return null;
        }

        return name;
    }

    /// <summary>The text with a parameter in the place of each attribute, of the same length.</summary>
    private static string Marked(string text, List<Attribute> attributes, IFilterSyntax syntax)
    {
        var marked = new StringBuilder(text);
        for (var i = 0; i < attributes.Count; i++)
        {
            var (start, length, _) = attributes[i];
            marked.Remove(start, length).Insert(start, syntax.Parameter(i + 1).PadRight(length));
        }

        return marked.ToString();
    }

    private static ImmutableArray<FilterPart> Split(string text, List<Attribute> attributes, ImmutableArray<bool> lists)
    {
        var parts = ImmutableArray.CreateBuilder<FilterPart>();
        var at = 0;
        for (var i = 0; i < attributes.Count; i++)
        {
            var (start, length, name) = attributes[i];
            if (start > at)
            {
                parts.Add(new FilterPart(text[at..start], null));
            }

            parts.Add(new FilterPart(null, name, lists[i]));
            at = start + length;
        }

        if (at < text.Length)
        {
            parts.Add(new FilterPart(text[at..], null));
        }

        return parts.ToImmutable();
    }

    private sealed record Attribute(int Start, int Length, string Name);
}
