using System.Text;
using System.Text.Json;

namespace ProxyDb.Host.Audit.Review;

/// <summary>What <c>audit search</c> looks for: every condition given must hold.</summary>
internal sealed record RecordFilter
{
    public long? Seq { get; init; }

    public string? User { get; init; }

    public string? Table { get; init; }

    public string? Column { get; init; }

    /// <summary><c>allow</c>, <c>deny</c> …</summary>
    public string? Decision { get; init; }

    public string? Rule { get; init; }

    public string? Action { get; init; }

    public string? Session { get; init; }

    public string? SubjectKey { get; init; }

    public string? Event { get; init; }

    /// <summary>Part of the statement's text, letter case ignored.</summary>
    public string? Text { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>Bytes that a matching line must contain: lets most lines go by unparsed.</summary>
    public byte[][] Needles()
    {
        string?[] words = [Seq?.ToString(System.Globalization.CultureInfo.InvariantCulture), User, Decision, Rule, Action, Session, SubjectKey, Event];
        return [.. words.Where(w => w is not null && w.All(c => c is > ' ' and < '\x7F' and not '"' and not '\\')).Select(w => Encoding.ASCII.GetBytes(w!))];
    }

    public bool Matches(JsonElement record) =>
        (Seq is null || (Find(record, "seq") is { ValueKind: JsonValueKind.Number } seq && seq.TryGetInt64(out var number) && number == Seq)) &&
        Is(record, Event, "event") &&
        Is(record, User, "session", "user") &&
        Is(record, Session, "session", "id") &&
        Is(record, Action, "statement", "action") &&
        Is(record, Decision, "decision", "result") &&
        Has(record, Rule, "decision", "rules") &&
        HasName(record, Table, "tables") &&
        HasName(record, Column, "columns") &&
        Has(record, SubjectKey, "subjects", "keys") &&
        HasText(record) &&
        IsInTime(record);

    private bool HasText(JsonElement record) =>
        Text is null || (Find(record, "statement", "text") is { ValueKind: JsonValueKind.String } text &&
            text.GetString()!.Contains(Text, StringComparison.OrdinalIgnoreCase));

    private bool IsInTime(JsonElement record)
    {
        if (Since is null && Until is null)
        {
            return true;
        }

        return Find(record, "time") is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var time) &&
            (Since is null || time >= Since) && (Until is null || time < Until);
    }

    private static bool Is(JsonElement record, string? wanted, params ReadOnlySpan<string> path) =>
        wanted is null || (Find(record, path) is { ValueKind: JsonValueKind.String } value && value.ValueEquals(wanted));

    private static bool Has(JsonElement record, string? wanted, params ReadOnlySpan<string> path) =>
        wanted is null || Items(record, path).Any(item => item == wanted);

    /// <summary>A name is met in full (<c>public.customers</c>) or by its last parts (<c>customers</c>).</summary>
    private static bool HasName(JsonElement record, string? wanted, string list) =>
        wanted is null || Items(record, "statement", list).Any(item => item == wanted || item.EndsWith("." + wanted, StringComparison.Ordinal));

    private static IEnumerable<string> Items(JsonElement record, params ReadOnlySpan<string> path) =>
        Find(record, path) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray().Select(i => i.GetString() ?? "") : [];

    private static JsonElement? Find(JsonElement record, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (record.ValueKind != JsonValueKind.Object || !record.TryGetProperty(name, out record))
            {
                return null;
            }
        }

        return record;
    }
}
