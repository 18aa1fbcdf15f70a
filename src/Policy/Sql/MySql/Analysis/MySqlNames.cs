namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>
/// How the server compares names: those of columns, aliases, routines and variables by the lower case of <c>utf8mb3_general_ci</c>
/// (my_casefold of strings/ctype-utf8.c), whatever <c>lower_case_table_names</c> says of tables.
/// </summary>
internal static class MySqlNames
{
    /// <summary>The name in the form the server compares: the Kelvin sign is a k, the dotted I an i.</summary>
    public static string Fold(string name)
    {
        foreach (var c in name)
        {
            if (Fold(c) != c)
            {
                return string.Create(name.Length, name, static (span, source) =>
                {
                    for (var i = 0; i < span.Length; i++)
                    {
                        span[i] = Fold(source[i]);
                    }
                });
            }
        }

        return name;
    }

    public static bool AreSame(string a, string b)
    {
        if (a.Length != b.Length)
        {
            return false;
        }

        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] != b[i] && Fold(a[i]) != Fold(b[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the server may take one for the other in a hash of many columns, which goes by letters without their accents.</summary>
    public static bool IsAscii(string name) => System.Text.Ascii.IsValid(name);

    private static char Fold(char c) => c switch
    {
        <= '\x7f' => c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c,
        '\u0130' => 'i',
        _ => char.ToLowerInvariant(c),
    };
}
