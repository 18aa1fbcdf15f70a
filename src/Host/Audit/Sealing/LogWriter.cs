using System.Security.Cryptography;
using System.Text;

namespace ProxyDb.Host.Audit.Sealing;

/// <summary>
/// Gives each record its number and its place in the chain, and gathers lines for <see cref="LogFiles"/>. A record is begun,
/// filled and ended; what was ended is written by <see cref="TryFlush"/> and kept until that succeeds.
/// </summary>
internal sealed class LogWriter
{
    private const int FlushSize = 256 << 10;

    private readonly LineBuffer _line = new(4096);
    private readonly LineBuffer _out = new(FlushSize * 2);
    private readonly LogTime _time;
    private readonly byte[] _head;
    private readonly SigningKey _key;
    private readonly byte[] _hash = new byte[SHA256.HashSizeInBytes];

    public LogWriter(string writer, SigningKey key, LogFiles files, TimeZoneInfo zone)
    {
        (_key, Files, _time) = (key, files, new LogTime(zone));
        var head = new LineBuffer(64);
        _head = head.Raw(",\"writer\":"u8).Text(writer).Raw(",\"event\":"u8).Written.ToArray();
    }

    public LogFiles Files { get; }

    /// <summary>Number of the last record.</summary>
    public long Seq { get; private set; }

    /// <summary>Hash of the last record, hexadecimal.</summary>
    public string Hash => Convert.ToHexStringLower(_hash);

    /// <summary>Records ended since the last checkpoint.</summary>
    public int SinceCheckpoint { get; private set; }

    public bool IsFull => _out.Length >= FlushSize;

    /// <summary>Ended lines that are not in the file yet.</summary>
    public int Buffered => _out.Length;

    public void Continue(long seq, ReadOnlySpan<byte> hash)
    {
        Seq = seq;
        hash.CopyTo(_hash);
    }

    /// <summary>Starts a record: <c>v, seq, writer, event, time</c>. The caller appends the other members and calls <see cref="End"/>.</summary>
    public LineBuffer Begin(ReadOnlySpan<byte> eventName, long utcTicks)
    {
        _line.Clear();
        _line.Raw(_hash).Raw("{\"v\":1,\"seq\":"u8).Number(Seq + 1).Raw(_head).Text(eventName).Raw(",\"time\":"u8);
        _time.Write(_line, utcTicks);
        return _line;
    }

    public void WriteTime(long utcTicks) => _time.Write(_line, utcTicks);

    /// <summary>Closes the record with <c>prev</c> and <c>hash</c>.</summary>
    public void End()
    {
        var prefix = SHA256.HashSizeInBytes;
        _out.Raw(_line.Written[prefix..]).Raw(",\"prev\":\""u8).Hex(_hash);
        SHA256.HashData(_line.Written, _hash);
        _out.Raw("\",\"hash\":\""u8).Hex(_hash).Raw("\"}\n"u8);
        Seq++;
        SinceCheckpoint++;
    }

    /// <summary>A signed record that says how far the spool has been consumed; <paramref name="from"/> as in <see cref="SpoolMarks"/>.</summary>
    public void Checkpoint(long opened, long utcTicks, long from, IEnumerable<LaneReader> lanes)
    {
        var line = Begin("checkpoint"u8, utcTicks).Raw(",\"opened\":"u8).Number(opened)
            .Raw(",\"records\":"u8).Number(SinceCheckpoint).Raw(",\"key_id\":"u8).Text(_key.Id);
        SpoolMarks.Write(line, from, lanes);
        Sign();
        End();
        SinceCheckpoint = 0;
    }

    /// <summary>The signed record every file starts with.</summary>
    /// <param name="lanes">Null when the spool has not been read yet (a start): then the marks of the file before stay in force.</param>
    public void FileHead(LogChain chain, string reason, long opened, long utcTicks, long from, IEnumerable<LaneReader>? lanes)
    {
        var line = Begin("file"u8, utcTicks).Raw(",\"opened\":"u8).Number(opened).Raw(",\"chain\":"u8).Text(chain.Id)
            .Raw(",\"starts_chain\":"u8).Bool(chain.Starts).Raw(",\"reason\":"u8).Text(reason).Raw(",\"previous\":"u8);
        if (chain.PreviousFile is null)
        {
            line.Raw("null"u8);
        }
        else
        {
            line.Raw("{\"file\":"u8).Text(chain.PreviousFile).Raw(",\"hash\":"u8).Text(chain.Starts ? null : Hash).Raw("}"u8);
        }

        line.Raw(",\"key\":{\"id\":"u8).Text(_key.Id).Raw(",\"algorithm\":\"ecdsa-p256-sha256\",\"public\":"u8).Text(_key.Public).Raw("}"u8);
        if (lanes is not null)
        {
            SpoolMarks.Write(line, from, lanes);
        }

        Sign();
        End();
    }

    /// <summary>Writes what was ended; false when the disk refuses, and then everything is kept.</summary>
    public bool TryFlush()
    {
        if (_out.Length > 0 && !Files.TryAppend(_out.Written))
        {
            return false;
        }

        _out.Clear();
        return true;
    }

    /// <summary>Over the previous hash and the record so far: exactly the bytes hashed, without the signature itself.</summary>
    private void Sign()
    {
        var signature = _key.Sign(_line.Written);
        _line.Raw(",\"signature\":\""u8).Raw(Encoding.ASCII.GetBytes(signature)).Raw("\""u8);
    }
}

/// <summary>Where a file stands in its writer's history.</summary>
/// <param name="Id">Names the chain; the same in all its files.</param>
/// <param name="Starts">The file begins a new chain.</param>
/// <param name="PreviousFile">Name of the file before, without <c>.gz</c>; null at the writer's very first.</param>
internal sealed record LogChain(string Id, bool Starts, string? PreviousFile);
