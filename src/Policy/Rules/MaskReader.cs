using System.Globalization;
using System.Text;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Policy.Rules;

/// <summary>
/// Reads the <c>mask</c> block (policy-language.md §4): one word (<c>null</c>, <c>email</c>, <c>hash</c>, <c>token</c>) or a mapping with
/// one key.
/// </summary>
internal static class MaskReader
{
    /// <summary>More characters than any value a mask is meant for.</summary>
    private const int MaxKept = 1000;

    private const string Forms = "null, constant, partial, email, date, round, hash or token";

    /// <summary>Null, and an error, when there is no usable mask.</summary>
    public static MaskTerms? Read(DocumentNode rule)
    {
        // A YAML null is a mask here, so that the key is looked for by itself.
        var node = rule.Has("mask") ? rule.Entries().First(static e => e.Key == "mask").Value : null;
        if (node is null)
        {
            rule.Error("`effect: mask` needs the key `mask`; write " + Forms);
            return null;
        }

        return node.IsMapping ? OfMapping(node) : OfWord(node);
    }

    private static MaskTerms? OfWord(DocumentNode node)
    {
        switch (node.Text())
        {
            case "null" or "~":
                return new MaskTerms(MaskKind.Null);
            case "email":
                return new MaskTerms(MaskKind.Email);
            case "hash":
                return new MaskTerms(MaskKind.Hash);
            case "token":
                return new MaskTerms(MaskKind.Token);
            case "":
                node.Error("`mask` is empty; write `mask: null` to show nothing, or one of " + Forms);
                return null;
            case "constant" or "partial" or "date" or "round":
                node.Error("this mask needs its value; write it as in {constant: \"-\"}, {partial: {keep_last: 4}}, {date: year}, {round: 1000}");
                return null;
            case { } word:
                node.Error($"`{word}` is no mask; write {Forms}" + NodeReading.Suggest(word, PolicyKeys.Mask));
                return null;
            default:
                return null;
        }
    }

    private static MaskTerms? OfMapping(DocumentNode node)
    {
        node.RefuseUnknownKeys([.. PolicyKeys.Mask]);
        var entries = node.Entries().Where(static e => PolicyKeys.Mask.Contains(e.Key)).ToList();
        if (entries.Count != 1)
        {
            node.Error($"a mask is exactly one of {Forms}");
            return null;
        }

        var (kind, _, value) = entries[0];
        return kind switch
        {
            "null" => Plain(value, MaskKind.Null),
            "email" => Plain(value, MaskKind.Email),
            "constant" => Constant(value),
            "partial" => Partial(value),
            "date" => Date(value),
            "round" => Round(value),
            "hash" => Keyed(value, MaskKind.Hash),
            _ => Keyed(value, MaskKind.Token),
        };
    }

    /// <summary>A mask without terms: <c>true</c>, or nothing.</summary>
    private static MaskTerms? Plain(DocumentNode value, MaskKind kind)
    {
        if (!value.IsNull && value.Flag() != true)
        {
            value.Error($"write `{kind.ToString().ToLowerInvariant()}: true`, or leave the rule out");
            return null;
        }

        return new MaskTerms(kind);
    }

    private static MaskTerms? Constant(DocumentNode value)
    {
        if (value.IsNull)
        {
            value.Error("a constant needs its text; write {constant: \"\"} for an empty text, or `mask: null`");
            return null;
        }

        var text = value.Text();
        if (text is null)
        {
            return null;
        }

        if (text.Length > MaxKept || text.Contains('\0', StringComparison.Ordinal))
        {
            value.Error($"a constant has at most {MaxKept} characters, and no NUL among them");
            return null;
        }

        return new MaskTerms(MaskKind.Constant) { Constant = text };
    }

    private static MaskTerms? Partial(DocumentNode value)
    {
        if (!value.IsMapping)
        {
            value.Error("`partial` is a mapping, as in {keep_first: 3, keep_last: 2, with: \"*\"}");
            return null;
        }

        value.RefuseUnknownKeys([.. PolicyKeys.Partial]);
        var with = value.Get("with")?.Text() ?? "*";
        if (!Rune.TryGetRuneAt(with.Length == 0 ? "\0" : with, 0, out var rune) || rune.Utf16SequenceLength != with.Length || Rune.IsControl(rune))
        {
            value.Get("with")?.Error("`with` is the one character that stands for each that is not kept");
            return null;
        }

        return new MaskTerms(MaskKind.Partial)
        {
            KeepFirst = (int)(value.Get("keep_first")?.Integer(0, MaxKept) ?? 0),
            KeepLast = (int)(value.Get("keep_last")?.Integer(0, MaxKept) ?? 0),
            With = with,
        };
    }

    private static MaskTerms? Date(DocumentNode value) => value.Word("year", "month") switch
    {
        "year" => new MaskTerms(MaskKind.Date) { Date = DatePart.Year },
        "month" => new MaskTerms(MaskKind.Date) { Date = DatePart.Month },
        _ => null,
    };

    private static MaskTerms? Round(DocumentNode value)
    {
        var text = value.Text();
        if (text is not null && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var step) && step > 0)
        {
            return new MaskTerms(MaskKind.Round) { Step = step };
        }

        value.Error($"`{text}` is no step to round to; write a number above 0, as in {{round: 1000}}");
        return null;
    }

    private static MaskTerms? Keyed(DocumentNode value, MaskKind kind)
    {
        if (!value.IsMapping)
        {
            return Plain(value, kind);
        }

        value.RefuseUnknownKeys([.. PolicyKeys.KeyedMask]);
        if (value.Require("key") is not { } node || node.Text() is not { } key)
        {
            return null;
        }

        if (key.Length is 0 or > 100 || !key.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            node.Error($"`{key}` is no name of a key in `masks.keys`; use letters, digits, `-`, `_` and `.`");
            return null;
        }

        return new MaskTerms(kind) { Key = key };
    }
}
