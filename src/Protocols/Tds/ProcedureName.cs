using System.Globalization;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// The name of an RPC: one to four identifiers with points between them, bare, in brackets or in double quotes, and perhaps a number of
/// a group (<c>proc;2</c>). Whatever the spelling, the procedures of <see cref="SystemProcedure"/> are found.
/// </summary>
public readonly ref struct ProcedureName
{
    /// <summary>Longest name of one part, in UTF-16 units (sysname).</summary>
    public const int PartLength = 128;

    private const int MostParts = 4;

    private readonly ReadOnlySpan<char> _text;
    private readonly Parts _parts;

    private ProcedureName(ReadOnlySpan<char> text, Parts parts, int count, int group)
    {
        _text = text;
        _parts = parts;
        (Count, Group) = (count, group);
        Known = FindKnown();
    }

    /// <summary>How many parts there are, empty ones before a point counted.</summary>
    public int Count { get; }

    /// <summary>The number behind a semicolon; 0 for none.</summary>
    public int Group { get; }

    /// <summary>The procedure that the name means, when it has a number of its own.</summary>
    public SystemProcedure Known { get; }

    /// <summary>The part with the database as it is spelled; empty when there is none.</summary>
    public ReadOnlySpan<char> Database => Count >= 3 ? _text[_parts[Count - 3]] : default;

    /// <summary>The last part as it is spelled, with its quotes.</summary>
    public ReadOnlySpan<char> Name => _text[_parts[Count - 1]];

    /// <summary>Reads a name. False: it is none, and could mean to the server what it does not mean here.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out ProcedureName name)
    {
        name = default;
        var parts = default(Parts);
        var at = 0;
        for (var count = 0; count < MostParts;)
        {
            if (!TryReadPart(text, ref at, out var part))
            {
                return false;
            }

            parts[count++] = part;
            SkipBlanks(text, ref at);
            if (at < text.Length && text[at] == '.')
            {
                at++;
                continue;
            }

            if (!TryReadGroup(text, ref at, out var group) || at != text.Length || IsEmpty(text[part]))
            {
                return false;
            }

            name = new ProcedureName(text, parts, count, group);
            return true;
        }

        return false;
    }

    /// <summary>Writes the name in UTF-8 with each part in brackets, as it stands in a text.</summary>
    public void WriteTo(Wire.WireBuffer text)
    {
        for (var i = 0; i < Count; i++)
        {
            if (i > 0)
            {
                text.WriteByte((byte)'.');
            }

            if (_text[_parts[i]] is { IsEmpty: false } part)
            {
                WritePart(text, part);
            }
        }

        if (Group > 0)
        {
            text.WriteByte((byte)';');
            Group.TryFormat(text.GetSpan(11), out var digits, default, CultureInfo.InvariantCulture);
            text.Advance(digits);
        }
    }

    /// <summary>Whether a part as it is spelled means a name, in any case.</summary>
    public static bool Means(ReadOnlySpan<char> part, ReadOnlySpan<char> name)
    {
        Span<char> plain = stackalloc char[PartLength];
        var length = Unquote(part, plain);
        return plain[..length].Equals(name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A server in the name is another one; an own schema may have a procedure of that name of its own.</summary>
    private SystemProcedure FindKnown()
    {
        if (Count == MostParts && !_text[_parts[0]].IsEmpty)
        {
            return SystemProcedure.None;
        }

        if (Count >= 2 && _text[_parts[Count - 2]] is { IsEmpty: false } schema && !Means(schema, "sys") && !Means(schema, "dbo"))
        {
            return SystemProcedure.None;
        }

        Span<char> plain = stackalloc char[PartLength];
        var length = Fold(plain[..Unquote(Name, plain)]);
        return SystemProcedures.Find(plain[..length]);
    }

    /// <summary>
    /// Collations may ignore width, accents, case of any script and characters without a form: what is not ASCII may stand for any letter,
    /// so that no procedure with a number passes for another one.
    /// </summary>
    private static int Fold(Span<char> name)
    {
        var length = 0;
        foreach (var character in name)
        {
            if (char.IsAscii(character))
            {
                name[length++] = character;
            }
            else if (character is >= '\uff01' and <= '\uff5e')
            {
                name[length++] = (char)(character - '\uff01' + '!');
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(character) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format))
            {
                name[length++] = SystemProcedures.AnyLetter;
            }
        }

        return length;
    }

    /// <summary>A part without its quotes and the blanks at its end, which names do not count; returns its length.</summary>
    private static int Unquote(ReadOnlySpan<char> part, Span<char> plain)
    {
        if (part.IsEmpty || part[0] is not ('[' or '"'))
        {
            part.CopyTo(plain);
            return part.Length;
        }

        var close = part[0] == '[' ? ']' : '"';
        var length = 0;
        for (var i = 1; i < part.Length - 1; i++)
        {
            plain[length++] = part[i];
            i += part[i] == close ? 1 : 0;
        }

        return plain[..length].TrimEnd(' ').Length;
    }

    private static void WritePart(Wire.WireBuffer text, ReadOnlySpan<char> part)
    {
        Span<char> plain = stackalloc char[PartLength];
        var name = plain[..Unquote(part, plain)];
        text.WriteByte((byte)'[');
        foreach (var rune in name.EnumerateRunes())
        {
            text.Advance(rune.EncodeToUtf8(text.GetSpan(4)));
            if (rune.Value == ']')
            {
                text.WriteByte((byte)']');
            }
        }

        text.WriteByte((byte)']');
    }

    private static bool IsEmpty(ReadOnlySpan<char> part) => part.IsEmpty;

    private static bool TryReadPart(ReadOnlySpan<char> text, ref int at, out Range part)
    {
        SkipBlanks(text, ref at);
        var start = at;
        part = start..start;
        if (at < text.Length && text[at] is '[' or '"')
        {
            if (!TrySkipQuoted(text, ref at))
            {
                return false;
            }
        }
        else
        {
            while (at < text.Length && IsNamePart(text, at, isFirst: at == start))
            {
                at++;
            }
        }

        part = start..at;
        return IsText(text[part]) && Length(text[part]) <= PartLength;
    }

    private static int Length(ReadOnlySpan<char> part) => part.Length > 0 && part[0] is '[' or '"' ? part.Length - 2 : part.Length;

    private static bool TrySkipQuoted(ReadOnlySpan<char> text, ref int at)
    {
        var close = text[at] == '[' ? ']' : '"';
        var start = at++;
        while (at < text.Length)
        {
            if (text[at++] != close)
            {
                continue;
            }

            if (at == text.Length || text[at] != close)
            {
                return at - start > 2;
            }

            at++;
        }

        return false;
    }

    /// <summary>Half a surrogate pair, a NUL or another control character is no part of a name.</summary>
    private static bool IsText(ReadOnlySpan<char> part)
    {
        for (var i = 0; i < part.Length; i++)
        {
            if (char.IsControl(part[i]) || (char.IsSurrogate(part[i]) && !(i + 1 < part.Length && char.IsSurrogatePair(part[i], part[i + 1]) && ++i > 0)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsNamePart(ReadOnlySpan<char> text, int at, bool isFirst) =>
        char.IsLetter(text[at]) || char.IsSurrogate(text[at]) || text[at] is '_' or '#' || (!isFirst && (char.IsDigit(text[at]) || text[at] is '@' or '$'));

    private static void SkipBlanks(ReadOnlySpan<char> text, ref int at)
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }
    }

    private static bool TryReadGroup(ReadOnlySpan<char> text, ref int at, out int group)
    {
        group = 0;
        if (at == text.Length || text[at] != ';')
        {
            return true;
        }

        at++;
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]) && at - start < 5)
        {
            group = (10 * group) + (text[at++] - '0');
        }

        return group is > 0 and <= short.MaxValue;
    }

    [System.Runtime.CompilerServices.InlineArray(MostParts)]
    private struct Parts
    {
        private Range _first;
    }
}
