using System.Runtime.CompilerServices;

namespace ProxyDb.Integration.Tds.Tests.Masking.Matrix;

/// <summary>
/// refusals.txt: what the database of views answers and ProxyDb refuses, one <c>statement policies… - reason</c> for each line. A refusal
/// that is not in it fails the test, and so does an entry that is refused no more. <c>PROXYDB_UPDATE_REFUSALS=1</c> writes it anew.
/// </summary>
internal sealed class RefusalList
{
    private readonly HashSet<(string Id, string Policy)> _listed = [];
    private readonly SortedDictionary<(string Id, string Policy), string> _seen = new();

    public RefusalList()
    {
        foreach (var line in File.ReadAllLines(File_()).Where(l => l.Length > 0 && l[0] != '#'))
        {
            var words = line.Split(" - ", 2)[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var policy in words[1..])
                _listed.Add((words[0], policy));
        }
    }

    public static bool IsUpdate => Environment.GetEnvironmentVariable("PROXYDB_UPDATE_REFUSALS") == "1";

    public IReadOnlySet<(string Id, string Policy)> Listed => _listed;

    public bool Has(string id, string policy) => IsUpdate || _listed.Contains((id, policy));

    public void See(string id, string policy, string reason)
    {
        lock (_seen)
            _seen.TryAdd((id, policy), reason.ReplaceLineEndings(" "));
    }

    public void Write()
    {
        var order = MatrixCase.All.Select((c, i) => (c.Id, i)).ToDictionary();
        var lines = _seen.GroupBy(s => (s.Key.Id, s.Value)).OrderBy(g => order[g.Key.Id])
            .Select(g => $"{g.Key.Id} {string.Join(' ', g.Select(s => s.Key.Policy))} - {g.Key.Value}");
        File.WriteAllLines(File_(), [.. File.ReadAllLines(File_()).TakeWhile(l => l.StartsWith('#')), .. lines]);
    }

    private static string File_([CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "../refusals.txt");
}
