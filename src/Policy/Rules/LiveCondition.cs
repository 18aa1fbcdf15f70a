using System.Collections.Immutable;

namespace ProxyDb.Policy.Rules;

/// <summary>What a rule demands of the moment of a decision. Equal conditions are equal values, so that a plan asks each once.</summary>
public abstract record LiveCondition
{
    private LiveCondition()
    {
    }

    public abstract bool Holds(DateTimeOffset now);

    /// <summary><c>time: {inside: …}</c> or <c>{outside: …}</c> in a zone.</summary>
    public sealed record Hours(ImmutableArray<TimeWindow> Windows, bool Inside, TimeZoneInfo Zone) : LiveCondition
    {
        public override bool Holds(DateTimeOffset now)
        {
            var local = now.UtcDateTime + Zone.GetUtcOffset(now);
            var minute = (int)local.TimeOfDay.TotalMinutes;
            foreach (var window in Windows)
            {
                if (window.Contains(local.DayOfWeek, minute))
                {
                    return Inside;
                }
            }

            return !Inside;
        }

        public bool Equals(Hours? other) =>
            other is not null && Inside == other.Inside && Zone.Id == other.Zone.Id && Windows.AsSpan().SequenceEqual(other.Windows.AsSpan());

        public override int GetHashCode() => HashCode.Combine(Windows.Length, Windows.Length > 0 ? Windows[0] : default, Inside, Zone.Id);
    }

    /// <summary><c>valid_from</c> and <c>valid_until</c>: from the first up to, not including, the second.</summary>
    public sealed record Validity(DateTimeOffset? From, DateTimeOffset? Until) : LiveCondition
    {
        public override bool Holds(DateTimeOffset now) => (From is null || now >= From) && (Until is null || now < Until);
    }
}
