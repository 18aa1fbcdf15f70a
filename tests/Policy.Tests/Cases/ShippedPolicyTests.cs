using NUnit.Framework;
using ProxyDb.Policy.Cases;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Tests.Cases;

/// <summary>The policies that come with the product do what their cases say.</summary>
public class ShippedPolicyTests
{
    private static IEnumerable<TestCaseData> AllCases()
    {
        foreach (var (name, text) in PolicyFiles.All().Where(f => CaseReader.IsCaseFile(f.Value)))
        {
            foreach (var test in CaseReader.Read(name, text, [])!.Cases)
            {
                yield return new TestCaseData(name, test.Name);
            }
        }
    }

    [TestCaseSource(nameof(AllCases))]
    public void A_case_beside_the_policies_holds(string file, string name)
    {
        var errors = new DocumentErrors();
        var files = PolicyFiles.All();
        var set = PolicyLoader.Load(files, errors);
        var cases = CaseReader.Read(file, files[file], errors);
        var catalog = cases?.Catalog is { } catalogFile ? CatalogReader.Read(catalogFile, files[catalogFile], errors) : null;
        Assert.That(errors, Is.Empty);
        var result = CaseRunner.Run(cases!.Cases.Single(c => c.Name == name), set!, catalog, new DateTimeOffset(2026, 3, 2, 3, 0, 0, TimeSpan.Zero));
        Assert.That(result.Failures, Is.Empty);
    }

    [Test]
    public void Every_ready_made_policy_has_its_cases()
    {
        var files = PolicyFiles.All();
        foreach (var name in files.Keys.Where(n => n != "floor.yaml" && !n.EndsWith(".cases.yaml", StringComparison.Ordinal) && !n.EndsWith(".catalog.yaml", StringComparison.Ordinal)))
        {
            Assert.That(files.Keys, Does.Contain(Path.ChangeExtension(name, ".cases.yaml")));
        }
    }

    [Test]
    public void The_embedded_files_are_those_of_the_folder()
    {
        Assert.That(EmbeddedPolicies.Text("floor.yaml"), Is.EqualTo(PolicyFiles.Text("floor.yaml")));
        Assert.That(EmbeddedPolicies.Text("base.yaml"), Is.EqualTo(PolicyFiles.Text("base.yaml")));
    }
}
