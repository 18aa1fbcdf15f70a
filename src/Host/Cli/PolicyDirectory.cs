using System.Text;
using ProxyDb.Policy.Cases;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Cli;

/// <summary>The YAML files of a policy directory. In Kubernetes they are links into <c>..data</c>, which is itself passed over.</summary>
public static class PolicyDirectory
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Path to text, of every <c>*.yaml</c> and <c>*.yml</c> right in the directory; hidden files are passed over.</summary>
    public static IReadOnlyDictionary<string, string> Read(string directory, DocumentErrors errors)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(directory))
        {
            var name = Path.GetFileName(path);
            if (name.StartsWith('.') || Path.GetExtension(name) is not (".yaml" or ".yml"))
            {
                continue;
            }

            try
            {
                texts.Add(path, StrictUtf8.GetString(File.ReadAllBytes(path)));
            }
            catch (DecoderFallbackException)
            {
                errors.Add(path, 1, 1, "the file is not valid UTF-8; save it as UTF-8");
            }
        }

        return texts;
    }

    /// <summary>The cases files among the texts.</summary>
    internal static IReadOnlyList<CaseFile> Cases(IReadOnlyDictionary<string, string> texts, DocumentErrors errors) =>
        [.. texts.Where(static t => CaseReader.IsCaseFile(t.Value)).Select(t => CaseReader.Read(t.Key, t.Value, errors)).OfType<CaseFile>()];

    /// <summary>Reads a catalog file; null for no path, or when it has errors.</summary>
    internal static CatalogSnapshot? Catalog(string? path, DocumentErrors errors) =>
        path is null ? null : CatalogReader.Read(path, File.ReadAllText(path), errors);
}
