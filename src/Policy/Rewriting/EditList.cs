using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>
/// Replacements in a text by span, in any order. Two that overlap are a contradiction between mechanisms and refuse the
/// statement; insertions (spans of length zero) at one place are kept in the order they came.
/// </summary>
internal sealed class EditList(string text)
{
    private readonly List<(SourceSpan Span, SecuredText Text, int Order)> _edits = [];

    public string Text => text;

    public bool IsEmpty => _edits.Count == 0;

    public void Replace(SourceSpan span, SecuredText with) => _edits.Add((span, with, _edits.Count));

    public void Replace(SourceSpan span, string with) => Replace(span, new SecuredText(with));

    public void Insert(int at, SecuredText what) => Replace(new SourceSpan(at, 0), what);

    public void Insert(int at, string what) => Insert(at, new SecuredText(what));

    /// <summary>Whether an edit touches the span already.</summary>
    public bool Touches(SourceSpan span) => _edits.Any(e => e.Span.Start < span.End && span.Start < e.Span.End);

    /// <summary>Part of the text with the edits inside it applied; null when edits overlap or reach over the part's ends.</summary>
    public SecuredText? Render(SourceSpan part)
    {
        var inside = _edits
            .Where(e => e.Span.Length == 0 ? e.Span.Start >= part.Start && e.Span.Start <= part.End : e.Span.Start < part.End && part.Start < e.Span.End)
            .OrderBy(static e => e.Span.Start).ThenBy(static e => e.Span.Length > 0).ThenBy(static e => e.Order);
        var result = new SecuredText();
        var position = part.Start;
        foreach (var (span, with, _) in inside)
        {
            if (span.Start < position || span.End > part.End)
            {
                return null;
            }

            result.Append(text.AsSpan(position, span.Start - position)).Append(with);
            position = span.End;
        }

        return result.Append(text.AsSpan(position, part.End - position));
    }

    public SecuredText? Render() => Render(new SourceSpan(0, text.Length));
}
