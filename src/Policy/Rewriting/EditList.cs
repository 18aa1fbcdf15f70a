using System.Collections.Immutable;
using System.Text;
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

    /// <summary>Whether an edit or an insertion falls into the span.</summary>
    public bool TouchesInside(SourceSpan span) => _edits.Any(e => e.Span.Start < span.End && span.Start < e.Span.End + (e.Span.Length == 0 ? 1 : 0));

    /// <summary>Part of the text with the edits inside it applied; null when edits overlap or reach over the part's ends.</summary>
    public SecuredText? Render(SourceSpan part)
    {
        if (Pieces(part) is not { } pieces)
        {
            return null;
        }

        var result = new SecuredText();
        foreach (var (piece, _) in pieces)
        {
            result.Append(piece);
        }

        return result;
    }

    public SecuredText? Render() => Render(new SourceSpan(0, text.Length));

    /// <summary>The whole text with each slot written by the caller, and the ranges of it that edits made; null as for rendering.</summary>
    public (string Text, ImmutableArray<SourceSpan> Edited)? Write(Func<int, string> slot)
    {
        if (Pieces(new SourceSpan(0, text.Length)) is not { } pieces)
        {
            return null;
        }

        var all = new StringBuilder();
        var edited = ImmutableArray.CreateBuilder<SourceSpan>();
        foreach (var (piece, isEdit) in pieces)
        {
            var start = all.Length;
            all.Append(piece.Render(slot));
            if (isEdit)
            {
                edited.Add(new SourceSpan(start, all.Length - start));
            }
        }

        return (all.ToString(), edited.ToImmutable());
    }

    private List<(SecuredText Text, bool IsEdit)>? Pieces(SourceSpan part)
    {
        var inside = _edits
            .Where(e => e.Span.Length == 0 ? e.Span.Start >= part.Start && e.Span.Start <= part.End : e.Span.Start < part.End && part.Start < e.Span.End)
            .OrderBy(static e => e.Span.Start).ThenBy(static e => e.Span.Length > 0).ThenBy(static e => e.Order);
        var pieces = new List<(SecuredText, bool)>();
        var position = part.Start;
        foreach (var (span, with, _) in inside)
        {
            if (span.Start < position || span.End > part.End)
            {
                return null;
            }

            pieces.Add((new SecuredText(text[position..span.Start]), false));
            pieces.Add((with, true));
            position = span.End;
        }

        pieces.Add((new SecuredText(text[position..part.End]), false));
        return pieces;
    }
}
