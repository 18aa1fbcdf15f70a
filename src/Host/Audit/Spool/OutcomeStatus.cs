namespace ProxyDb.Host.Audit.Spool;

/// <summary>The words of <c>result.status</c> as one byte. Values are on disk: never renumber.</summary>
internal static class OutcomeStatus
{
    private static readonly string[] s_words = ["ok", "error", "denied", "cancelled", "lost", "skipped", "unknown"];

    public const byte Unknown = 6;

    /// <exception cref="ArgumentException">Not a word of the contract.</exception>
    public static byte Parse(string word)
    {
        for (byte i = 0; i < s_words.Length; i++)
        {
            if (ReferenceEquals(s_words[i], word) || s_words[i] == word)
            {
                return i;
            }
        }

        throw new ArgumentException($"`{word}` is not a status of an audit record", nameof(word));
    }

    public static string Word(byte value) => value < s_words.Length ? s_words[value] : s_words[Unknown];
}
