using NUnit.Framework;
using ProxyDb.Host.Gateway;
using ProxyDb.Policy.Documents;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Host.Tests.Gateway;

/// <summary>Keys of masks come from files and change with them, and a bad file changes nothing.</summary>
public sealed class MaskKeyRingTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    private TemporaryDirectory _files = null!;

    [SetUp]
    public void Prepare() => _files = new TemporaryDirectory("mask-keys");

    [TearDown]
    public void Clean() => _files.Dispose();

    [Test]
    public void A_key_is_the_file_without_one_newline()
    {
        File.WriteAllText(_files["k"], Key + "\n");
        var ring = Load(out var errors)!;
        Assert.That(errors, Is.Empty);
        Assert.That(ring.Find("default")!.Is(Bytes(Key)), Is.True);
        Assert.That(ring.Find("Default"), Is.Null);
        Assert.That(ring.Files, Is.EqualTo(new[] { _files["k"] }));
    }

    [TestCase("s3cret-x")]
    [TestCase("0123456789abcdef0123456789abcde\n")]
    public void A_short_key_is_refused_and_not_shown(string content)
    {
        File.WriteAllText(_files["k"], content);
        Assert.That(Load(out var errors), Is.Null);
        Assert.That(errors.Single().ToString(), Does.Contain("shorter than 32 bytes").And.Contain("`default`").And.Not.Contain(content.Trim()));
    }

    [Test]
    public void A_missing_file_is_refused()
    {
        Assert.That(Load(out var errors), Is.Null);
        Assert.That(errors.Single().ToString(), Does.Contain("cannot be read"));
    }

    [Test]
    public void A_changed_file_gives_other_keys_and_a_bad_one_leaves_what_was()
    {
        File.WriteAllText(_files["k"], Key);
        var ring = Load(out _)!;
        Assert.That(ring.Reload(new DocumentErrors()), Is.False, "the same content");

        File.WriteAllText(_files["k"], Key + Key);
        Assert.That(ring.Reload(new DocumentErrors()), Is.True);
        Assert.That(ring.Find("default")!.Is(Bytes(Key + Key)), Is.True);

        File.WriteAllText(_files["k"], "short");
        var errors = new DocumentErrors();
        Assert.That(ring.Reload(errors), Is.False);
        Assert.That(errors.Any, Is.True);
        Assert.That(ring.Find("default")!.Is(Bytes(Key + Key)), Is.True);
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private MaskKeyRing? Load(out DocumentErrors errors)
    {
        errors = new DocumentErrors();
        return MaskKeyRing.Load(new Dictionary<string, string> { ["default"] = _files["k"] }, errors);
    }
}
