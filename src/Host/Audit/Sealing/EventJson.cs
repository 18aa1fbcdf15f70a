using System.Text;
using ProxyDb.Host.Audit.Spool;

namespace ProxyDb.Host.Audit.Sealing;

/// <summary>Records that are not statements: they have the same head, and the session where there is one.</summary>
internal static class EventJson
{
    /// <summary>Members an event's own fields may not pose as.</summary>
    private static readonly HashSet<string> s_reserved =
        ["v", "seq", "writer", "event", "time", "opened", "session", "client", "target", "signature", "key", "key_id", "spool", "prev", "hash"];

    public static void WriteEvent(LogWriter log, ref SpoolReader reader, Func<int, SessionText> registered)
    {
        var (opened, ticks, session) = (reader.Int64(), reader.Int64(), reader.Int32());
        var line = log.Begin(reader.Text(out _), ticks).Raw(",\"opened\":"u8).Number(opened);
        if (session != SpoolWriter.Null)
        {
            var text = registered(session);
            line.Raw(text.Session).Raw(text.Client).Raw(text.TargetHead).Raw("null"u8).Raw(text.TargetDatabase).Raw("null}"u8);
        }

        var used = new HashSet<string>(s_reserved);
        for (var left = reader.Int32(); left > 0; left--)
        {
            var name = Encoding.UTF8.GetString(reader.Text(out _));
            while (!used.Add(name))
            {
                name = "x_" + name;
            }

            line.Raw(","u8).Text(name).Raw(":"u8).Text(reader.Text(out _));
        }

        log.End();
    }

    /// <summary>The first one of a gap says since when, the second one how much.</summary>
    public static void WriteGap(LogWriter log, ref SpoolReader reader)
    {
        var begins = reader.Flags == 1;
        var (opened, ticks, since, lost, refused) = (reader.Int64(), reader.Int64(), reader.Int64(), reader.Int64(), reader.Int64());
        var line = log.Begin("gap"u8, ticks).Raw(",\"opened\":"u8).Number(opened).Raw(",\"reason\":\"spool full\",\"state\":"u8)
            .Raw(begins ? "\"begins\""u8 : "\"ends\""u8).Raw(",\"since\":"u8);
        log.WriteTime(since);
        if (!begins)
        {
            line.Raw(",\"lost\":"u8).Number(lost).Raw(",\"refused\":"u8).Number(refused);
        }

        log.End();
    }

    /// <summary>Committed spool bytes that cannot be read back: an unknown number of records.</summary>
    public static void WriteDamage(LogWriter log, long opened, long ticks, long bytes)
    {
        log.Begin("gap"u8, ticks).Raw(",\"opened\":"u8).Number(opened)
            .Raw(",\"reason\":\"spool damaged\",\"state\":\"ends\",\"bytes\":"u8).Number(bytes);
        log.End();
    }
}
