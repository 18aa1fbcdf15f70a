using ProxyDb.Host.Audit.Spool;

namespace ProxyDb.Host.Audit.Sealing;

/// <summary>A session's share of its records, as JSON, made once per segment.</summary>
/// <param name="Session"><c>,"session":{…}</c>.</param>
/// <param name="Client"><c>,"client":{…}</c>.</param>
/// <param name="TargetHead"><c>,"target":{"cluster":…,"server":</c>.</param>
/// <param name="TargetDatabase"><c>,"database":…,"pinned":</c>.</param>
internal sealed record SessionText(byte[] Session, byte[] Client, byte[] TargetHead, byte[] TargetDatabase)
{
    public static SessionText Missing { get; } = new(
        ",\"session\":null"u8.ToArray(), ",\"client\":null"u8.ToArray(), ",\"target\":{\"cluster\":null,\"server\":"u8.ToArray(), ",\"database\":null,\"pinned\":"u8.ToArray());

    public static SessionText Read(ref SpoolReader reader)
    {
        var line = new LineBuffer(256);
        Member(line.Raw(",\"session\":{\"id\":"u8), ref reader);
        Member(line.Raw(",\"user\":"u8), ref reader);
        Member(line.Raw(",\"auth\":"u8), ref reader);
        Member(line.Raw(",\"tls\":"u8), ref reader);
        Member(line.Raw(",\"application\":"u8), ref reader);
        Member(line.Raw(",\"driver\":"u8), ref reader);
        Member(line.Raw(",\"listener\":"u8), ref reader);
        var session = Take(line.Raw("}"u8));
        Member(line.Raw(",\"client\":{\"address\":"u8), ref reader);
        var client = Take(line.Raw(",\"port\":"u8).Number(reader.Int32()).Raw("}"u8));
        Member(line.Raw(",\"target\":{\"cluster\":"u8), ref reader);
        var head = Take(line.Raw(",\"server\":"u8));
        Member(line.Raw(",\"database\":"u8), ref reader);
        return new SessionText(session, client, head, Take(line.Raw(",\"pinned\":"u8)));
    }

    internal static void Member(LineBuffer line, ref SpoolReader reader)
    {
        var text = reader.Text(out var isNull);
        _ = isNull ? line.Raw("null"u8) : line.Text(text);
    }

    internal static byte[] Take(LineBuffer line)
    {
        var bytes = line.Written.ToArray();
        line.Clear();
        return bytes;
    }
}

/// <summary>A template's share of its records, as JSON, made once per segment.</summary>
/// <param name="Head"><c>,"statement":{"action":…,"shape":…,"text":</c>.</param>
/// <param name="Text">The normalised text with what follows it, up to <c>"tables"</c>.</param>
/// <param name="Lists"><c>,"tables":[…],"columns":[…],"tags":[…]},"decision":{…},"subjects":{…}</c>.</param>
internal sealed record TemplateText(byte[] Head, byte[] Text, byte[] Lists)
{
    public static TemplateText Missing { get; } = new(
        ",\"statement\":{\"action\":null,\"shape\":null,\"text\":"u8.ToArray(),
        "null,\"binds\":[],\"truncated\":true"u8.ToArray(),
        ",\"tables\":[],\"columns\":[],\"tags\":[]},\"decision\":null,\"subjects\":null"u8.ToArray());

    public static TemplateText Read(ref SpoolReader reader)
    {
        var line = new LineBuffer(512);
        SessionText.Member(line.Raw(",\"statement\":{\"action\":"u8), ref reader);
        SessionText.Member(line.Raw(",\"shape\":"u8), ref reader);
        var head = SessionText.Take(line.Raw(",\"text\":"u8));
        var decision = Json(ref reader);
        var policy = Json(ref reader);
        StatementJson.Text(line, StatementText.Read(ref reader));
        var text = SessionText.Take(line);
        var (rules, tables, tags) = (List(ref reader), List(ref reader), List(ref reader));
        var (masked, filtered, shadow, columns) = (List(ref reader), List(ref reader), List(ref reader), List(ref reader));
        line.Raw(",\"tables\":"u8).Raw(tables).Raw(",\"columns\":"u8).Raw(columns).Raw(",\"tags\":"u8).Raw(tags)
            .Raw("},\"decision\":{\"result\":"u8).Raw(decision).Raw(",\"rules\":"u8).Raw(rules).Raw(",\"masked\":"u8).Raw(masked)
            .Raw(",\"filtered\":"u8).Raw(filtered).Raw(",\"shadow\":"u8).Raw(shadow).Raw(",\"approval\":null,\"policy\":"u8).Raw(policy)
            .Raw("},\"subjects\":{\"keys\":[],\"count\":0,\"complete\":false}"u8);
        return new TemplateText(head, text, SessionText.Take(line));
    }

    private static byte[] Json(ref SpoolReader reader)
    {
        var line = new LineBuffer(64);
        SessionText.Member(line, ref reader);
        return line.Written.ToArray();
    }

    private static byte[] List(ref SpoolReader reader)
    {
        var line = new LineBuffer(64);
        line.Raw("["u8);
        for (var left = reader.Int32(); left > 0; left--)
        {
            SessionText.Member(line, ref reader);
            _ = left > 1 ? line.Raw(","u8) : line;
        }

        return line.Raw("]"u8).Written.ToArray();
    }
}
