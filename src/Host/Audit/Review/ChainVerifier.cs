using ProxyDb.Host.Audit.Sealing;

namespace ProxyDb.Host.Audit.Review;

/// <summary>Follows one writer's chain from file to file.</summary>
internal sealed class ChainVerifier(string name, VerificationKeys keys, IReadOnlyList<Anchor> anchors, VerificationReport whole)
{
    private byte[] _hash = new byte[32];
    private string? _chain;
    private string? _lastFile;
    private bool _isLast;
    private Dictionary<long, string> _anchors = [];

    public WriterReport Report { get; private set; } = new(name);

    public Action<long>? Progress { get; init; }

    /// <summary>False when the file breaks the chain.</summary>
    /// <param name="isLast">The writer may be writing it, or may have been killed while it did.</param>
    public bool TryAdd(LogFileName file, bool isLast)
    {
        _isLast = isLast;
        if (isLast && HasNoLine(file))
        {
            whole.Warnings.Add($"`{file.Path}` holds no record yet: it was just made, or its writer was killed then");
            return true;
        }

        FileHead head;
        try
        {
            head = ReadHead(file);
        }
        catch (Exception e) when (e is FormatException or InvalidDataException)
        {
            return Fail(file, 1, null, e is FormatException ? e.Message : "the file is not gzip");
        }

        Report.Files++;
        if (_lastFile is null || head.StartsChain)
        {
            Begin(file, head);
        }
        else if (head.Chain != _chain)
        {
            return Fail(file, 1, head.Seq, "the file is of another chain");
        }
        else if (head.Seq != Report.LastSeq + 1)
        {
            var missing = head.PreviousFile is { } p && p != _lastFile ? $" (file `{p}` is not here)" : $" (at the end of `{_lastFile}`)";
            return Fail(file, 1, head.Seq, Links.Problem(head.Seq, Report.LastSeq, "the file before") + missing);
        }
        else if (head.PreviousFile != _lastFile || head.PreviousHash != Convert.ToHexStringLower(_hash))
        {
            return Fail(file, 1, head.Seq, $"the head names `{head.PreviousFile}` with another last hash than `{_lastFile}` has");
        }

        _lastFile = file.Name;
        return Read(file, head);
    }

    /// <summary>After the last file: anchors that lie beyond its end.</summary>
    public void Finish()
    {
        if (Report.Bad is not null)
        {
            return;
        }

        var beyond = _anchors.Keys.Where(seq => seq > Report.LastSeq).DefaultIfEmpty().Max();
        if (beyond > 0)
        {
            Report.Bad = new BadRecord(_lastFile ?? "", 0, beyond, $"records {Report.LastSeq + 1} to {beyond} are missing: the log's end was cut off behind the anchor");
            return;
        }

        Report.LastAnchor = _anchors.Keys.Where(seq => seq >= Report.FirstSeq).Select(seq => (long?)seq).Max();
        if (Report.Unsigned > 0)
        {
            whole.Warnings.Add($"writer `{Report.Writer}`: {Report.Unsigned} records after the last signed one ({Report.LastSigned}) rest on the chain alone");
        }
    }

    private void Begin(LogFileName file, FileHead head)
    {
        if (_lastFile is null)
        {
            Report = new WriterReport(head.Writer) { Files = 1, FirstSeq = head.Seq };
            _anchors = anchors.Where(a => a.Writer == head.Writer).GroupBy(a => a.Seq).ToDictionary(g => g.Key, g => g.Last().Hash);
            if (!head.StartsChain)
            {
                whole.Warnings.Add($"writer `{head.Writer}`: the log begins with record {head.Seq}; the file before, `{head.PreviousFile}`, is not here");
            }
        }
        else
        {
            whole.Warnings.Add($"writer `{head.Writer}`: a new chain starts in `{file.Name}`; nothing proves that `{_lastFile}` was complete");
        }

        (_chain, Report.LastSeq) = (head.Chain, head.Seq - 1);
        _hash = head.StartsChain ? new byte[32] : TryHash(head.PreviousHash);
    }

    private bool Read(LogFileName file, FileHead head)
    {
        using var blocks = new BlockPipeline(file.Path, head.Writer, _anchors);
        try
        {
            foreach (var (block, bytes) in blocks.Read())
            {
                whole.Bytes += bytes;
                Progress?.Invoke(bytes);
                if (!Link(file, head, block))
                {
                    return false;
                }
            }
        }
        catch (InvalidDataException)
        {
            return Fail(file, 0, null, $"the compressed file is damaged behind record {Report.LastSeq}");
        }

        return true;
    }

    private bool Link(LogFileName file, FileHead head, LogBlock block)
    {
        if (block.HasGoodLines)
        {
            if (block.FirstSeq != Report.LastSeq + 1 || !block.FirstPrev.AsSpan().SequenceEqual(_hash))
            {
                return Fail(file, block.FirstLine, block.FirstSeq, Links.Problem(block.FirstSeq, Report.LastSeq, "the record before"));
            }

            foreach (var signed in block.SignedLines)
            {
                if (Problem(signed, head) is { } problem)
                {
                    return Fail(file, signed.LineNumber, signed.Seq, problem);
                }

                Report.LastSigned = signed.Seq;
            }

            Report.Records += block.Lines;
            (Report.LastSeq, _hash) = (block.LastSeq, block.LastHash);
            Report.LastHash = Convert.ToHexStringLower(_hash);
        }

        if (block.EndsUnfinished && _isLast && Report.Records > 0)
        {
            whole.Warnings.Add($"`{file.Path}` ends in an unfinished line ({block.Fault!.Value.Line}): it is being written, its writer was killed, or it was cut");
            return true;
        }

        return block.Fault is not { } fault || Fail(file, fault.Line, fault.Seq, fault.Problem);
    }

    private string? Problem(LogBlock.Signed signed, FileHead head)
    {
        if (signed.IsHead != (signed.LineNumber == 1))
        {
            return signed.IsHead ? "a file's head stands within a file" : "the file does not start with its head";
        }

        if (signed.IsHead)
        {
            Report.KeyIds.Add(head.KeyId);
        }

        return keys.Admit(head) ?? keys.Check(signed.Line, head.KeyId);
    }

    private bool Fail(LogFileName file, long line, long? seq, string problem)
    {
        Report.Bad = new BadRecord(file.Path, line, seq, problem);
        return false;
    }

    private static FileHead ReadHead(LogFileName file)
    {
        using var lines = new LineReader(LogSource.Open(file.Path));
        return lines.TryRead(out var line) ? FileHead.Parse(line) : throw new FormatException("the file is empty");
    }

    private static bool HasNoLine(LogFileName file)
    {
        using var lines = new LineReader(LogSource.Open(file.Path));
        return !lines.TryRead(out _) || lines.IsUnfinished;
    }

    private static byte[] TryHash(string? hex)
    {
        var hash = new byte[32];
        _ = hex is null ? default : Convert.FromHexString(hex, hash, out _, out _);
        return hash;
    }
}
