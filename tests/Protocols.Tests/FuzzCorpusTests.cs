using ProxyDb.Fuzz;

namespace ProxyDb.Protocols.Tests;

/// <summary>Every committed input of every fuzz target, on every run.</summary>
[TestFixture]
public sealed class FuzzCorpusTests
{
    private static IEnumerable<TestCaseData> Targets() => FuzzTarget.All.Select(target => new TestCaseData(target).SetArgDisplayNames(target.Name));

    [TestCaseSource(nameof(Targets))]
    public void Corpus_of_a_target_is_there_and_harms_nothing(FuzzTarget target)
    {
        var files = Corpus.FilesOf(target.Name);
        Assert.That(files, Is.Not.Empty, $"{target.Name} has no corpus: run tests/Fuzz with `seed`");
        using (Assert.EnterMultipleScope())
        {
            foreach (var file in files)
            {
                var bytes = File.ReadAllBytes(file);
                Assert.That(() => target.Fuzz(bytes), Throws.Nothing, file);
            }
        }
    }

    [TestCaseSource(nameof(Targets))]
    public void Mutations_of_the_corpus_harm_nothing(FuzzTarget target)
    {
        var corpus = Corpus.FilesOf(target.Name).Select(File.ReadAllBytes).ToArray();
        var random = new Random(20261125);
        var mutator = new Mutator(random);
        for (var i = 0; i < 5000; i++)
        {
            var input = mutator.Mutate(corpus[i % corpus.Length], corpus[random.Next(corpus.Length)]);
            Assert.That(() => target.Fuzz(input), Throws.Nothing, $"run {i}: {Convert.ToHexString(input)}");
        }
    }
}
