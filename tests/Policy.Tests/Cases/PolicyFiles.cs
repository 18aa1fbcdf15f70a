using NUnit.Framework;

namespace ProxyDb.Policy.Tests.Cases;

/// <summary>The project's own folder <c>policies</c>.</summary>
internal static class PolicyFiles
{
    public static string Folder
    {
        get
        {
            for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "policies", "floor.yaml")))
                {
                    return Path.Combine(folder.FullName, "policies");
                }
            }

            throw new InvalidOperationException("the tests run outside of the project");
        }
    }

    public static string Text(string name) => File.ReadAllText(Path.Combine(Folder, name));

    /// <summary>Every YAML file, by name.</summary>
    public static Dictionary<string, string> All() =>
        Directory.EnumerateFiles(Folder, "*.yaml").ToDictionary(f => Path.GetFileName(f), File.ReadAllText, StringComparer.Ordinal);
}
