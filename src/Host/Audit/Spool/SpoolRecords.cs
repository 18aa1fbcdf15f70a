using System.Collections.Immutable;

namespace ProxyDb.Host.Audit.Spool;

/// <summary>Encodes each kind of record. <c>…Size</c> is the most bytes it may need, header included.</summary>
internal static class SpoolRecords
{
    public const byte HasActor = 1;

    public const int MaxFields = 64;

    private const int Head = SpoolFormat.RecordHeaderSize + 2;

    public static int StatementSize(in StatementOpening opening, int textLimit) =>
        Head + 24 + SpoolWriter.MaxSize(opening.Server) + SpoolWriter.MaxSize(opening.PinReason) +
        (opening.Actor is { } a ? SpoolWriter.MaxSize(a.Id) + SpoolWriter.MaxSize(a.Source) + SpoolWriter.MaxSize(a.Trust) : 0) +
        StatementText.MaxSize(opening.Text.Length, textLimit);

    public static SpoolWriter Statement(
        Span<byte> target, SpoolRecordKind kind, in StatementOpening opening, long opened, long ticks, int session, int template, int textLimit)
    {
        var writer = new SpoolWriter(target, kind, opening.Actor is null ? (byte)0 : HasActor);
        writer.Int64(opened);
        writer.Int64(ticks);
        writer.Int32(session);
        writer.Int32(template);
        writer.Text(opening.Server);
        writer.Text(opening.PinReason);
        if (opening.Actor is { } actor)
        {
            writer.Text(actor.Id);
            writer.Text(actor.Source);
            writer.Text(actor.Trust);
        }

        if (opening.Text.IsEmpty)
        {
            StatementText.WriteNone(ref writer);
        }
        else
        {
            StatementText.Write(ref writer, opening.Text, textLimit);
        }

        return writer;
    }

    public static void Outcome(ref SpoolWriter writer, in StatementOutcome outcome, long tookMicroseconds)
    {
        writer.Int64(tookMicroseconds);
        writer.Int64(outcome.DatabaseMicroseconds);
        writer.Byte(OutcomeStatus.Parse(outcome.Status));
        var code = outcome.Code[..Math.Min(outcome.Code.Length, 8)];
        writer.Byte((byte)code.Length);
        writer.Raw(code);
        writer.Raw("\0\0\0\0\0\0\0\0"u8[code.Length..]);
        writer.Int64(outcome.Rows);
        writer.Int64(outcome.Affected);
        writer.Int64(outcome.Bytes);
        writer.Byte(outcome.Download ? (byte)1 : (byte)0);
    }

    public static int SessionSize(AuditSession s) =>
        Head + 8 + SpoolWriter.MaxSize(s.Id) + SpoolWriter.MaxSize(s.User) + SpoolWriter.MaxSize(s.Auth) + SpoolWriter.MaxSize(s.Tls) +
        SpoolWriter.MaxSize(s.Application) + SpoolWriter.MaxSize(s.Driver) + SpoolWriter.MaxSize(s.Listener) +
        SpoolWriter.MaxSize(s.ClientAddress) + SpoolWriter.MaxSize(s.Cluster) + SpoolWriter.MaxSize(s.Database);

    public static SpoolWriter Session(Span<byte> target, int number, AuditSession session)
    {
        var writer = new SpoolWriter(target, SpoolRecordKind.Session, 0);
        writer.Int32(number);
        writer.Text(session.Id);
        writer.Text(session.User);
        writer.Text(session.Auth);
        writer.Text(session.Tls);
        writer.Text(session.Application);
        writer.Text(session.Driver);
        writer.Text(session.Listener);
        writer.Text(session.ClientAddress);
        writer.Int32(session.ClientPort);
        writer.Text(session.Cluster);
        writer.Text(session.Database);
        return writer;
    }

    public static int TemplateSize(AuditTemplate t, int textLimit, int listLimit) =>
        Head + 4 + SpoolWriter.MaxSize(t.Action) + SpoolWriter.MaxSize(t.Shape) + SpoolWriter.MaxSize(t.Decision) + SpoolWriter.MaxSize(t.Policy) +
        StatementText.MaxSize((t.NormalizedText?.Length ?? 0) * 3, textLimit) + Math.Min(listLimit,
        ListSize(t.Tables) + ListSize(t.Columns) + ListSize(t.Tags) + ListSize(t.Rules) + ListSize(t.Shadow) + ListSize(t.Masked) + ListSize(t.Filtered));

    /// <summary>Lists longer than the limit, in bytes over all of them, end in an item that counts what was left out.</summary>
    public static SpoolWriter Template(Span<byte> target, int number, AuditTemplate template, int textLimit, int listLimit)
    {
        var writer = new SpoolWriter(target, SpoolRecordKind.Template, 0);
        writer.Int32(number);
        writer.Text(template.Action);
        writer.Text(template.Shape);
        writer.Text(template.Decision);
        writer.Text(template.Policy);
        StatementText.Write(ref writer, template.NormalizedText, textLimit);
        var room = listLimit - 7 * 64;
        List(ref writer, template.Rules, ref room);
        List(ref writer, template.Tables, ref room);
        List(ref writer, template.Tags, ref room);
        List(ref writer, template.Masked, ref room);
        List(ref writer, template.Filtered, ref room);
        List(ref writer, template.Shadow, ref room);
        List(ref writer, template.Columns, ref room);
        return writer;
    }

    public static int EventSize(AuditEvent e, int limit)
    {
        var size = 0;
        foreach (var (name, value) in e.Fields.IsDefault ? [] : e.Fields)
        {
            size += SpoolWriter.MaxSize(name) + SpoolWriter.MaxSize(value);
        }

        return Head + 24 + SpoolWriter.MaxSize(e.Event) + Math.Min(size, limit + MaxFields * 8);
    }

    /// <summary>At most <see cref="MaxFields"/> fields, of at most so many bytes together; the last ones are cut.</summary>
    public static SpoolWriter Event(Span<byte> target, AuditEvent record, long opened, long ticks, int session, int limit)
    {
        var fields = record.Fields.IsDefault ? [] : record.Fields;
        var writer = new SpoolWriter(target, SpoolRecordKind.Event, 0);
        writer.Int64(opened);
        writer.Int64(ticks);
        writer.Int32(session);
        writer.Text(record.Event);
        var count = Math.Min(fields.Length, MaxFields);
        writer.Int32(count);
        var end = writer.Length + limit + count * 8;
        for (var i = 0; i < count; i++)
        {
            writer.Text(fields[i].Key, Room(end, writer.Length, count - i, fields[i].Key));
            writer.Text(fields[i].Value, Room(end, writer.Length, count - i, fields[i].Value));
        }

        return writer;
    }

    public static void Gap(Span<byte> target, bool begins, long opened, long ticks, long since, long lost, long refused)
    {
        var writer = new SpoolWriter(target, SpoolRecordKind.Gap, begins ? (byte)1 : (byte)0);
        writer.Int64(opened);
        writer.Int64(ticks);
        writer.Int64(since);
        writer.Int64(lost);
        writer.Int64(refused);
    }

    private static int Room(int end, int position, int fieldsLeft, string value) =>
        Math.Clamp(end - position - fieldsLeft * 8, 0, value.Length * 3);

    private static int ListSize(ImmutableArray<string> items)
    {
        var size = 4;
        foreach (var item in items.IsDefault ? [] : items)
        {
            size += SpoolWriter.MaxSize(item);
        }

        return size;
    }

    private static void List(ref SpoolWriter writer, ImmutableArray<string> list, ref int room)
    {
        var items = list.IsDefault ? [] : list;
        var count = 0;
        while (count < items.Length && room >= SpoolWriter.MaxSize(items[count]))
        {
            room -= SpoolWriter.MaxSize(items[count++]);
        }

        writer.Int32(count == items.Length ? count : count + 1);
        for (var i = 0; i < count; i++)
        {
            writer.Text(items[i]);
        }

        if (count < items.Length)
        {
            writer.Text($"… and {items.Length - count} more");
        }
    }
}
