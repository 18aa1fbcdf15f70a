using System.Text.Json;
using System.Xml.Linq;
using YamlDotNet.RepresentationModel;

namespace ProxyDb.Architecture.Tests.Samples;

/// <summary>The data sources for WebLogic: well-formed, consistent with each other, with names that WebLogic knows.</summary>
[TestFixture]
public sealed class WebLogicSampleTests
{
    private const string Folder = "samples/weblogic";
    private static readonly XNamespace Jdbc = "http://xmlns.oracle.com/weblogic/jdbc-data-source";

    private static IEnumerable<string> Descriptors() => Repository.Files("*.xml").Where(f => f.StartsWith(Folder, StringComparison.Ordinal));

    [TestCaseSource(nameof(Descriptors))]
    public void A_descriptor_is_a_JDBC_data_source(string file)
    {
        var root = XDocument.Parse(Repository.Read(file)).Root!;
        Assert.That(root.Name, Is.EqualTo(Jdbc + "jdbc-data-source"));
        Assert.That(file, Does.EndWith("-jdbc.xml"), "WebLogic reads no other names");
        Assert.That(root.Elements().Select(e => e.Name.LocalName), Is.EqualTo(new[]
        {
            "name", "datasource-type", "jdbc-driver-params", "jdbc-connection-pool-params", "jdbc-data-source-params",
        }));
    }

    [TestCaseSource(nameof(Descriptors))]
    public void Its_URL_parses(string file)
    {
        var url = UrlOf(file);
        Assert.That(url, Does.StartWith("jdbc:postgresql://"));
        var parsed = new Uri(url["jdbc:".Length..]);
        Assert.That((parsed.Port, parsed.AbsolutePath), Is.EqualTo((5432, "/shop")));
    }

    [Test]
    public void The_guide_and_the_secret_name_the_same_URLs()
    {
        var guide = Repository.Read($"{Folder}/README.md");
        var secret = Repository.Read($"{Folder}/wdt/secret.example.yaml");
        foreach (var file in Descriptors())
        {
            Assert.That(guide, Does.Contain(UrlOf(file)), file);
            Assert.That(secret, Does.Contain(UrlOf(file)), file);
        }
    }

    [Test]
    public void Descriptor_and_model_say_the_same_of_the_pool()
    {
        var descriptor = XDocument.Parse(Repository.Read($"{Folder}/jdbc/orders-jdbc.xml")).Root!
            .Element(Jdbc + "jdbc-connection-pool-params")!.Elements()
            .ToDictionary(e => Attribute(e.Name.LocalName), e => e.Value);
        var model = Pool().Children.ToDictionary(p => ((YamlScalarNode)p.Key).Value!, p => ((YamlScalarNode)p.Value).Value!);
        Assert.That(descriptor, Is.EquivalentTo(model));
    }

    [Test]
    public void The_guide_gives_a_reason_for_each_setting_of_the_pool()
    {
        var guide = Repository.Read($"{Folder}/README.md");
        var silent = Pool().Children.Keys.Select(k => ((YamlScalarNode)k).Value!).Where(k => !guide.Contains($"`{k}`", StringComparison.Ordinal));
        Assert.That(silent, Is.Empty);
    }

    [Test]
    public void Attributes_of_the_model_are_known_to_WebLogic()
    {
        if (Repository.FindBeside("shared/reference/weblogic-datasource-attributes.json") is not { } catalogue)
        {
            Assert.Ignore("the catalogue of WebLogic's attributes is not beside the project");
            return;
        }

        using var document = JsonDocument.Parse(File.ReadAllText(catalogue));
        var sections = document.RootElement.GetProperty("sections");
        var unknown = new List<string>();
        Compare(sections, "JDBCSystemResource", Map(Model(), "resources", "JDBCSystemResource", "OrderDS"), unknown);
        Assert.That(unknown, Is.Empty);
    }

    private static void Compare(JsonElement sections, string section, YamlMappingNode node, List<string> unknown)
    {
        foreach (var (key, value) in node.Children)
        {
            var name = ((YamlScalarNode)key).Value!;
            if (name == "Properties")
            {
                foreach (var property in ((YamlMappingNode)value).Children.Values)
                {
                    Compare(sections, name, (YamlMappingNode)property, unknown);
                }
            }
            else if (value is YamlMappingNode inner && sections.TryGetProperty(name, out _))
            {
                Compare(sections, name, inner, unknown);
            }
            else if (!sections.GetProperty(section).TryGetProperty(name, out _))
            {
                unknown.Add($"{section}.{name}");
            }
        }
    }

    private static string UrlOf(string file) => XDocument.Parse(Repository.Read(file)).Descendants(Jdbc + "url").Single().Value;

    /// <summary><c>test-table-name</c> as the model writes it: <c>TestTableName</c>.</summary>
    private static string Attribute(string element) =>
        string.Concat(element.Split('-').Select(w => char.ToUpperInvariant(w[0]) + w[1..]));

    private static YamlMappingNode Pool() =>
        Map(Model(), "resources", "JDBCSystemResource", "OrderDS", "JdbcResource", "JDBCConnectionPoolParams");

    private static YamlMappingNode Model()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Repository.Read($"{Folder}/wdt/model.10.datasource.yaml")));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static YamlMappingNode Map(YamlMappingNode node, params string[] path) =>
        path.Aggregate(node, (n, key) => (YamlMappingNode)n.Children[new YamlScalarNode(key)]);
}
