using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Rules;

/// <summary>
/// A dotted name with globs (policy-language.md §3): <c>*</c> matches within one part, <c>**</c> any number of parts; a part in
/// double quotes is taken as it stands: <c>public."a.b"</c>. Case counts, but where something is denied or protected: names of a server
/// that ignores case come in lower case, and what may be meant is matched.
/// </summary>
public sealed class NamePattern
{
    /// <summary>Any collation that ignores nothing but case, width and kana.</summary>
    private const string CaseInsensitive = "Latin1_General_CI_AS";

    private readonly ImmutableArray<Part> _parts;

    private NamePattern(string text, ImmutableArray<Part> parts)
    {
        Text = text;
        _parts = parts;
        FixedParts = parts.Count(static p => p.Kind != PartKind.AnyParts);
    }

    private enum PartKind
    {
        Literal,
        Glob,
        AnyPart,
        AnyParts,
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>Parts other than <c>**</c>.</summary>
    public int FixedParts { get; }

    public bool HasAnyParts => FixedParts < _parts.Length;

    public bool StartsWithAnyParts => _parts[0].Kind == PartKind.AnyParts;

    /// <summary>The pattern <c>**</c> alone.</summary>
    public bool IsEverything => FixedParts == 0;

    /// <summary>One name, without any glob.</summary>
    public bool IsExact => _parts.All(static p => p.Kind == PartKind.Literal);

    /// <summary>The parts of an exact name; empty for a pattern with globs.</summary>
    public ImmutableArray<string> ExactParts => IsExact ? [.. _parts.Select(static p => p.Text)] : [];

    public static bool TryParse(string text, [NotNullWhen(true)] out NamePattern? pattern, [NotNullWhen(false)] out string? fault)
    {
        pattern = null;
        var parts = ImmutableArray.CreateBuilder<Part>();
        for (var at = 0; ;)
        {
            if (!TryPart(text, ref at, out var part, out fault))
            {
                return false;
            }

            parts.Add(part);
            if (at == text.Length)
            {
                break;
            }

            if (text[at++] != '.')
            {
                fault = $"`{text}` has characters after a quoted part; parts are separated by a dot";
                return false;
            }
        }

        pattern = new NamePattern(text, parts.ToImmutable());
        fault = null;
        return true;
    }

    /// <summary>
    /// Matches the parts of a name. A null part is one that is not known: with <paramref name="possible"/> it may be anything,
    /// without it only a pattern for anything covers it.
    /// </summary>
    public bool Matches(ReadOnlySpan<string?> name, bool possible) => Matches(_parts.AsSpan(), name, possible);

    private static bool Matches(ReadOnlySpan<Part> pattern, ReadOnlySpan<string?> name, bool possible)
    {
        while (pattern.Length > 0)
        {
            if (pattern[0].Kind == PartKind.AnyParts)
            {
                for (var skipped = 0; skipped <= name.Length; skipped++)
                {
                    if (Matches(pattern[1..], name[skipped..], possible))
                    {
                        return true;
                    }
                }

                return false;
            }

            if (name.IsEmpty || !pattern[0].Covers(name[0], possible))
            {
                return false;
            }

            pattern = pattern[1..];
            name = name[1..];
        }

        return name.IsEmpty;
    }

    private static bool TryPart(string text, ref int at, out Part part, [NotNullWhen(false)] out string? fault)
    {
        part = default;
        if (at < text.Length && text[at] == '"')
        {
            return TryQuoted(text, ref at, out part, out fault);
        }

        var dot = text.IndexOf('.', at);
        var word = dot < 0 ? text[at..] : text[at..dot];
        at += word.Length;
        fault = word switch
        {
            "" => $"`{text}` has an empty part",
            "*" or "**" => null,
            _ when word.Contains('"', StringComparison.Ordinal) => $"`{text}`: quote the whole part, as in public.\"a.b\"",
            _ when word.Contains("**", StringComparison.Ordinal) => $"`{text}`: `**` stands alone between dots",
            _ => null,
        };
        var kind = word switch
        {
            "**" => PartKind.AnyParts,
            "*" => PartKind.AnyPart,
            _ => word.Contains('*', StringComparison.Ordinal) ? PartKind.Glob : PartKind.Literal,
        };
        part = new Part(kind, word);
        return fault is null;
    }

    private static bool TryQuoted(string text, ref int at, out Part part, [NotNullWhen(false)] out string? fault)
    {
        var name = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                name.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                name.Append('"');
                at++;
            }
            else
            {
                at++;
                part = new Part(PartKind.Literal, name.ToString());
                fault = name.Length == 0 ? $"`{text}` has an empty part" : null;
                return fault is null;
            }
        }

        part = default;
        fault = $"`{text}` has a quoted part without an end";
        return false;
    }

    private readonly record struct Part(PartKind Kind, string Text)
    {
        /// <summary>As a server that ignores case has it; null where that is the text itself.</summary>
        private string? Folded { get; } = TSqlNames.Of(CaseInsensitive).Fold(Text) is var folded && folded != Text ? folded : null;

        public bool Covers(string? name, bool possible) => Kind switch
        {
            PartKind.AnyPart => true,
            _ when name is null => possible,
            _ => Is(Text, name) || (possible && Folded is not null && Is(Folded, name)),
        };

        private bool Is(string text, string name) => Kind == PartKind.Literal ? string.Equals(text, name, StringComparison.Ordinal) : Glob.Matches(text, name);
    }
}
