using NUnit.Framework;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Tests.Rules;

/// <summary>Loads policy texts in tests.</summary>
internal static class PolicyText
{
    public const string Head = "proxydb: policy/v1\n";

    /// <summary>A base that grants nothing, so that a test sees its own rules only.</summary>
    public const string EmptyBase = Head + "rules: []\n";

    /// <summary>The rules, one file, on an empty base.</summary>
    public static PolicySet Set(string rules) => Set(("own.yaml", Head + rules), ("base.yaml", EmptyBase));

    public static PolicySet Set(params (string Name, string Text)[] files)
    {
        var errors = new DocumentErrors();
        var set = PolicyLoader.Load(files.ToDictionary(f => f.Name, f => f.Text), errors);
        Assert.That(errors.Where(e => !e.IsWarning), Is.Empty);
        return set!;
    }

    /// <summary>Everything reported for one file.</summary>
    public static IReadOnlyList<DocumentError> Errors(string text)
    {
        var errors = new DocumentErrors();
        var set = PolicyLoader.Load(new Dictionary<string, string> { ["own.yaml"] = text, ["base.yaml"] = EmptyBase }, errors);
        Assert.That(set is null, Is.EqualTo(errors.Any));
        return errors;
    }
}
