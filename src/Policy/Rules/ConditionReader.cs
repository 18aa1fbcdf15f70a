using System.Collections.Immutable;
using System.Globalization;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Policy.Rules;

/// <summary>Reads <c>conditions</c>, <c>valid_from</c> and <c>valid_until</c>.</summary>
internal static class ConditionReader
{
    private static readonly string[] MomentForms =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    public static RuleConditions Read(DocumentNode? node)
    {
        if (node is null)
        {
            return RuleConditions.None;
        }

        if (!node.IsMapping)
        {
            node.Error("`conditions` is a mapping, as in {without_where: true}");
            return RuleConditions.None;
        }

        node.RefuseUnknownKeys([.. PolicyKeys.Conditions]);
        node.RefuseLater(PolicyKeys.LaterConditions);
        return new RuleConditions
        {
            WithoutWhere = node.Get("without_where")?.Flag(),
            WithoutLimit = node.Get("without_limit")?.Flag(),
            MultiStatement = node.Get("multi_statement")?.Flag(),
            DynamicSql = node.Get("dynamic_sql")?.Flag(),
            Tls = node.Get("tls")?.Flag(),
            ServiceLogin = node.Get("service_login")?.Flag(),
            Shapes = node.Get("shape") is { } shapes ? [.. shapes.Each().Select(static s => s.Text()).OfType<string>()] : [],
        };
    }

    /// <summary>What must hold when the decision is made.</summary>
    public static ImmutableArray<LiveCondition> ReadLive(DocumentNode rule)
    {
        var all = ImmutableArray.CreateBuilder<LiveCondition>();
        if (rule.Get("conditions") is { IsMapping: true } conditions && conditions.Get("time") is { } time && Hours(time) is { } hours)
        {
            all.Add(hours);
        }

        var from = Moment(rule.Get("valid_from"), endOfDay: false);
        var until = Moment(rule.Get("valid_until"), endOfDay: true);
        if (from is not null || until is not null)
        {
            all.Add(new LiveCondition.Validity(from, until));
        }

        return all.ToImmutable();
    }

    private static LiveCondition.Hours? Hours(DocumentNode time)
    {
        if (!time.IsMapping)
        {
            time.Error("`time` is a mapping, as in {outside: \"Mon-Fri 09:00-19:00\", zone: Asia/Seoul}");
            return null;
        }

        time.RefuseUnknownKeys([.. PolicyKeys.Time]);
        var inside = time.Get("inside");
        var outside = time.Get("outside");
        if (inside is null == outside is null)
        {
            time.Error("`time` needs either `inside` or `outside`");
            return null;
        }

        var windows = ImmutableArray.CreateBuilder<TimeWindow>();
        foreach (var item in (inside ?? outside)!.Each())
        {
            if (item.Text() is not { } text)
            {
                continue;
            }

            if (TimeWindow.TryParse(text, out var window))
            {
                windows.Add(window);
            }
            else
            {
                item.Error($"`{text}` is not a time of the week; write days, hours or both: `Mon-Fri 09:00-19:00`");
            }
        }

        return Zone(time) is { } zone ? new LiveCondition.Hours(windows.ToImmutable(), inside is not null, zone) : null;
    }

    private static TimeZoneInfo? Zone(DocumentNode time)
    {
        if (time.Get("zone") is not { } node)
        {
            time.Warn("no `zone` is written, so the hours are taken as UTC; write `zone: Asia/Seoul` or `zone: UTC`");
            return TimeZoneInfo.Utc;
        }

        if (node.Text() is not { } name)
        {
            return null;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return zone;
        }

        node.Error($"the time zone `{name}` is not known here; write a name such as Asia/Seoul, and have tzdata installed");
        return null;
    }

    private static DateTimeOffset? Moment(DocumentNode? node, bool endOfDay)
    {
        if (node?.Text() is not { } text)
        {
            return null;
        }

        if (!DateTimeOffset.TryParseExact(text, MomentForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            node.Error($"`{text}` is not a date; write 2027-12-31 or 2027-12-31T18:00+09:00");
            return null;
        }

        // A plain date is a day in UTC; `valid_until` includes it.
        return endOfDay && text.Length == 10 ? moment.AddDays(1) : moment;
    }
}
