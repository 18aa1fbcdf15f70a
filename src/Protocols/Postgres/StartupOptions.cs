using System.Text;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// Unfolds the start-up parameter <c>options</c>, a command line: words parted by white space, a backslash takes the next
/// character as it is (pg_split_opts), then <c>-c name=value</c>, <c>-cname=value</c> or <c>--name=value</c>, where a hyphen in the
/// name means an underscore (ParseLongOption).
/// </summary>
internal static class StartupOptions
{
    /// <summary>Appends the settings to <paramref name="settings"/>. Returns null, or why the options are refused.</summary>
    public static string? Unfold(string options, List<KeyValuePair<string, string>> settings)
    {
        var words = Split(options);
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            string assignment;
            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                assignment = word[2..];
            }
            else if (!word.StartsWith("-c", StringComparison.Ordinal))
            {
                return "a start-up option other than `-c name=value` is not supported, set it with `-c`";
            }
            else if (word.Length > 2)
            {
                assignment = word[2..];
            }
            else if (++i < words.Count)
            {
                assignment = words[i];
            }
            else
            {
                return "the start-up option `-c` has no value, write `-c name=value`";
            }

            var equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                return "a start-up option has no value, write `-c name=value`";
            }

            settings.Add(new(assignment[..equals].Replace('-', '_'), assignment[(equals + 1)..]));
        }

        return null;
    }

    private static List<string> Split(string options)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var isInWord = false;
        for (var i = 0; i < options.Length; i++)
        {
            var c = options[i];
            if (c is ' ' or (>= '\t' and <= '\r'))
            {
                if (isInWord)
                {
                    words.Add(word.ToString());
                    word.Clear();
                    isInWord = false;
                }

                continue;
            }

            isInWord = true;
            if (c == '\\')
            {
                // A backslash at the very end stands for nothing, as in the server.
                if (i + 1 < options.Length)
                {
                    word.Append(options[++i]);
                }
            }
            else
            {
                word.Append(c);
            }
        }

        if (isInWord)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
