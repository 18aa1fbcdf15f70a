namespace ProxyDb.Integration.Tds.Tests.Conversations;

/// <summary>Texts within a line.</summary>
internal static class LineText
{
    private const int Shown = 400;

    public static string Of(string text)
    {
        var line = text.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return line.Length <= Shown * 2 ? line : $"{line[..Shown]}… ({line.Length} characters)";
    }

    public static string Unescape(string text) => text.Replace("\\n", "\n", StringComparison.Ordinal);
}
