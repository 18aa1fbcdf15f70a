using System.Buffers;
using System.Text;
using ProxyDb.Policy.Sql.MySql.Parsing;

namespace ProxyDb.Policy.Sql;

/// <summary>
/// Texts that are UTF-8 but for string literals: drivers write values of BLOB columns into them as they are (<c>_binary'…'</c>), and
/// the server takes them. No byte of a broken character is ASCII, so none can pass for a quote or a backslash.
/// </summary>
public static class MySqlBinaryStrings
{
    /// <summary>Stands for each byte that belongs to no character: places in the text stay as they were.</summary>
    private const byte Substitute = (byte)'?';

    /// <summary>The text to be analysed. False: a broken character stands outside of the string literals.</summary>
    /// <param name="text">Not valid as UTF-8.</param>
    /// <param name="utf8">As long as the text.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, MySqlSession session, out byte[] utf8)
    {
        utf8 = text.ToArray();
        var characters = new char[text.Length];
        var broken = new List<int>();
        var count = 0;
        for (var at = 0; at < text.Length;)
        {
            if (Rune.DecodeFromUtf8(text[at..], out var rune, out var length) == OperationStatus.Done)
            {
                count += rune.EncodeToUtf16(characters.AsSpan(count));
                at += length;
                continue;
            }

            for (; length > 0; length--)
            {
                utf8[at++] = Substitute;
                broken.Add(count);
                characters[count++] = (char)Substitute;
            }
        }

        return AreInStrings(characters.AsSpan(0, count), broken, session);
    }

    /// <summary>
    /// Whether a statement means the same whatever its strings say: those of others are settings, texts to be prepared, names of files.
    /// </summary>
    public static bool MayStandIn(StatementFacts facts)
    {
        if (!facts.Complete || facts.Action is not (SqlAction.Select or SqlAction.Insert or SqlAction.Update or SqlAction.Delete or SqlAction.Call)
            || (facts.Flags & (StatementFlags.FileRead | StatementFlags.FileWrite | StatementFlags.DynamicSql | StatementFlags.Prepare)) != 0)
        {
            return false;
        }

        foreach (var effect in facts.Effects)
        {
            if (effect is SessionEffect.Set or SessionEffect.Prepare or SessionEffect.Execute or SessionEffect.Deallocate
                or SessionEffect.LocalFile or SessionEffect.TemporaryObject or SessionEffect.ChangesCatalog or SessionEffect.Kill)
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreInStrings(ReadOnlySpan<char> text, List<int> broken, MySqlSession session)
    {
        var lexer = new MySqlLexer(text, session);
        var next = 0;
        while (next < broken.Count)
        {
            var token = lexer.Next();
            if (token.Kind is MySqlTokenKind.End or MySqlTokenKind.Invalid || lexer.Refusal is not null)
            {
                return false;
            }

            for (; next < broken.Count && broken[next] < token.End; next++)
            {
                if (!token.IsString || broken[next] < token.Start)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
