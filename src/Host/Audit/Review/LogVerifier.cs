using ProxyDb.Host.Audit.Sealing;

namespace ProxyDb.Host.Audit.Review;

/// <summary>
/// Proves order, completeness and origin of log files over files and restarts, writer by writer, up to the first record that
/// breaks the proof.
/// </summary>
internal sealed class LogVerifier(VerificationKeys keys, IReadOnlyList<Anchor> anchors)
{
    private readonly VerificationReport _report = new();

    /// <summary>Told the bytes of lines checked since the last call.</summary>
    public Action<long>? Progress { get; init; }

    public VerificationReport Verify(IReadOnlyList<LogFileName> files)
    {
        foreach (var writer in files.GroupBy(f => (f.Directory, f.Writer)))
        {
            var chain = new ChainVerifier(writer.Key.Writer, keys, anchors, _report) { Progress = Progress };
            var last = writer.Last();
            foreach (var file in writer)
            {
                if (!chain.TryAdd(file, file == last))
                {
                    break;
                }
            }

            chain.Finish();
            _report.Writers.Add(chain.Report);
        }

        if (!keys.AreGiven)
        {
            _report.Warnings.Add("no `--key` given: signatures were checked with the keys the log itself carries, which proves consistency, not origin");
        }

        return _report;
    }
}
