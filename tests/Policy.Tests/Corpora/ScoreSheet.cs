using System.Globalization;
using NUnit.Framework;

namespace ProxyDb.Policy.Tests.Corpora;

/// <summary>
/// The recorded scores, <c>docs/analysis-scores.md</c>. With PROXYDB_UPDATE=1 a run records what it measures; without, a score
/// below the recorded one fails.
/// </summary>
internal static class ScoreSheet
{
    private const string Head = """
        # Scores of the SQL analysis

        Measured by `tests/Policy.Tests/update-scores.sh` over the corpora beside the project (they are no part of it). A test fails when
        a score drops. What each corpus is, and what a full score means, says `docs/analysis.md`.

        | corpus | measure | reached | of |
        | --- | --- | --- | --- |

        """;

    private static readonly Lock Gate = new();

    private static string Path => System.IO.Path.Combine(CorpusFile.ProjectRoot, "docs", "analysis-scores.md");

    /// <summary>Compares with the recorded score, or records it.</summary>
    public static void Check(string corpus, string measure, int reached, int of)
    {
        TestContext.Out.WriteLine($"{corpus}, {measure}: {reached} of {of}");
        lock (Gate)
        {
            var scores = Read();
            var key = (corpus, measure);
            if (Environment.GetEnvironmentVariable("PROXYDB_UPDATE") == "1")
            {
                scores[key] = (reached, of);
                Write(scores);
                return;
            }

            Assert.That(scores, Contains.Key(key), "no score is recorded: run update-scores.sh");
            var (recorded, recordedOf) = scores[key];
            Assert.That(of, Is.EqualTo(recordedOf), "the corpus is another one: run update-scores.sh");
            Assert.That(reached, Is.GreaterThanOrEqualTo(recorded), $"{corpus}, {measure} dropped");
        }
    }

    private static SortedDictionary<(string, string), (int, int)> Read()
    {
        var scores = new SortedDictionary<(string, string), (int, int)>();
        if (!File.Exists(Path))
        {
            return scores;
        }

        foreach (var line in File.ReadLines(Path))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length == 6 && int.TryParse(cells[3], CultureInfo.InvariantCulture, out var reached))
            {
                scores[(cells[1], cells[2])] = (reached, int.Parse(cells[4], CultureInfo.InvariantCulture));
            }
        }

        return scores;
    }

    private static void Write(SortedDictionary<(string Corpus, string Measure), (int Reached, int Of)> scores)
    {
        var lines = scores.Select(static s => $"| {s.Key.Corpus} | {s.Key.Measure} | {s.Value.Reached} | {s.Value.Of} |\n");
        File.WriteAllText(Path, Head + string.Concat(lines));
    }
}
