using System.Text;

namespace ProxyDb.Policy.Rules;

/// <summary>The files of <c>policies/</c> that are part of the product.</summary>
public static class EmbeddedPolicies
{
    public const string FloorName = "floor.yaml";

    public const string BaseName = "base.yaml";

    /// <summary>The text of a file, line ends as they are in it.</summary>
    public static string Text(string name)
    {
        using var stream = typeof(EmbeddedPolicies).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the resource `{name}` is missing from this build");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>The lines of a list, without comments and empty ones.</summary>
    internal static IEnumerable<string> Lines(string name) =>
        Text(name).Split('\n').Select(static l => l.Trim()).Where(static l => l.Length > 0 && l[0] != '#');
}
