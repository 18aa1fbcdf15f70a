using Microsoft.Win32.SafeHandles;
using ProxyDb.Host.Audit.Sealing;

namespace ProxyDb.Host.Tests.Audit;

/// <summary>Takes the head and the first checkpoint of a log, and then nothing: the spool keeps everything.</summary>
internal sealed class StuckDisk : LogStorage
{
    private int _writes;

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (++_writes > 2)
        {
            throw new IOException("no space left on device");
        }

        base.Write(file, bytes, offset);
    }
}

/// <summary>Has room for so many bytes; writes what fits of the next piece and then refuses, as a real disk does.</summary>
internal sealed class SmallDisk(long room) : LogStorage
{
    private readonly Lock _gate = new();
    private long _room = room;

    public void Free(long bytes)
    {
        lock (_gate)
        {
            _room += bytes;
        }
    }

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        lock (_gate)
        {
            if (bytes.Length > _room)
            {
                base.Write(file, bytes[..(int)_room], offset);
                throw new IOException("no space left on device");
            }

            _room -= bytes.Length;
            base.Write(file, bytes, offset);
        }
    }
}

internal sealed class ManualClock : TimeProvider
{
    private long _ticks = new DateTime(2026, 11, 22, 7, 59, 53, DateTimeKind.Utc).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.CreateCustomTimeZone("Seoul", TimeSpan.FromHours(9), "Seoul", "Seoul");

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
