using System.Text;

namespace ProxyDb.Host.Backends;

/// <summary>How names are compared before analysis tells it itself.</summary>
internal sealed class TSqlNames
{
    private static readonly TSqlNames Forgiving = new();

    public static TSqlNames Of(string? _) => Forgiving;

    public string Fold(string name) => name.TrimEnd(' ').Normalize(NormalizationForm.FormKC).ToLowerInvariant();
}
