using System.Text.Json;
using NUnit.Framework;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Tests.Cases;

namespace ProxyDb.Policy.Tests.Rules;

/// <summary>policies/policy.schema.json knows exactly the keys and words that the loader knows.</summary>
public class PolicySchemaTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(PolicyFiles.Text("policy.schema.json")).RootElement;

    private static JsonElement Rule => Schema.GetProperty("$defs").GetProperty("rule").GetProperty("properties");

    private static IEnumerable<string> Keys(JsonElement properties) => properties.EnumerateObject().Select(p => p.Name);

    private static JsonElement Block(string name) => Rule.GetProperty(name).GetProperty("properties");

    [Test]
    public void Keys_are_the_same()
    {
        Assert.That(Keys(Schema.GetProperty("properties")), Is.EquivalentTo(PolicyKeys.File));
        Assert.That(Keys(Rule), Is.EquivalentTo(PolicyKeys.Rule));
        Assert.That(Keys(Block("conditions")), Is.EquivalentTo(PolicyKeys.Conditions));
        Assert.That(Keys(Block("conditions").GetProperty("time").GetProperty("properties")), Is.EquivalentTo(PolicyKeys.Time));
        Assert.That(Keys(Block("limit")), Is.EquivalentTo(PolicyKeys.Limit));
        Assert.That(Keys(Block("audit")), Is.EquivalentTo(PolicyKeys.Audit));
    }

    [Test]
    public void Words_are_the_same()
    {
        static IEnumerable<string?> Words(JsonElement node) => node.GetProperty("enum").EnumerateArray().Select(w => w.GetString());
        Assert.That(Words(Rule.GetProperty("actions").GetProperty("oneOf")[0]), Is.EquivalentTo(ActionSet.Words));
        Assert.That(Words(Rule.GetProperty("effect")), Is.EquivalentTo(PolicyKeys.Effects.Except(PolicyKeys.LaterEffects)));
    }

    [Test]
    public void Keys_whose_feature_has_not_landed_say_so()
    {
        foreach (var key in PolicyKeys.LaterRule)
        {
            Assert.That(Rule.GetProperty(key).GetProperty("description").GetString(), Does.Contain("later release"), key);
        }
    }

    [Test]
    public void Every_key_says_what_it_is_for() =>
        Assert.That(Rule.EnumerateObject().Where(p => !p.Value.TryGetProperty("description", out _)).Select(p => p.Name), Is.Empty);
}
