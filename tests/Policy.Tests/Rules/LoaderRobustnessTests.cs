using NUnit.Framework;
using ProxyDb.Policy.Cases;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Tests.Cases;

namespace ProxyDb.Policy.Tests.Rules;

/// <summary>Whatever stands in the files, the loader answers with errors that have a place, and never throws.</summary>
public class LoaderRobustnessTests
{
    private static readonly string[] Pieces =
        ["[", "]", "{", "}", ":", "- ", "\"", "'", "&a ", "*a", "**", "!x ", "\t", "\0", "null", "~", "[]", "{}", "0", "\n", "é", "|", ">", "<<: "];

    [TestCase("was-readwrite.yaml", 1)]
    [TestCase("base.yaml", 2)]
    [TestCase("was-readwrite.cases.yaml", 3)]
    public void A_damaged_file_gives_errors_and_no_exception(string name, int seed)
    {
        var random = new Random(seed);
        var whole = PolicyFiles.Text(name);
        for (var round = 0; round < 60; round++)
        {
            var text = whole;
            for (var damage = random.Next(1, 4); damage > 0; damage--)
            {
                var at = random.Next(text.Length);
                text = random.Next(3) switch
                {
                    0 => text.Remove(at, Math.Min(random.Next(1, 30), text.Length - at)),
                    1 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                    _ => text[..at] + Pieces[random.Next(Pieces.Length)] + text[Math.Min(at + 1, text.Length)..],
                };
            }

            var errors = new DocumentErrors();
            var isCases = name.EndsWith(".cases.yaml", StringComparison.Ordinal);
            var usable = isCases
                ? CaseReader.Read(name, text, errors) is not null
                : PolicyLoader.Load(new Dictionary<string, string> { [name] = text }, errors) is not null;
            Assert.That(usable, Is.EqualTo(!errors.Any), text);
            Assert.That(errors.All(e => e.Line > 0 && e.Column > 0 && e.File.Length > 0 && !e.Message.EndsWith('.')), string.Join('\n', errors));
        }
    }

    [TestCase("rules:\n  - id: r\n    effect: deny\n    subjects: &x {all: [*x]}\n")]
    [TestCase("groups: &x {a: *x}\n")]
    [TestCase("rules: &x [*x]\n")]
    public void An_alias_to_itself_is_an_error(string text) => Assert.That(PolicyText.Errors(PolicyText.Head + text).Any(e => !e.IsWarning));

    [Test]
    public void A_key_twice_is_an_error_with_its_place()
    {
        var error = PolicyText.Errors(PolicyText.Head + "rules:\n  - id: r\n    effect: deny\n    effect: allow\n").Single();
        Assert.That((error.Line, error.Message), Is.EqualTo((5, "not valid YAML: duplicate key effect")));
    }
}
