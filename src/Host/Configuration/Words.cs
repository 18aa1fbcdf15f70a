using System.Globalization;
using System.Text;

namespace ProxyDb.Host.Configuration;

/// <summary>The written form of values: snake_case keys, kebab-case words, durations and sizes with their largest whole unit.</summary>
internal static class Words
{
    private static readonly (string Unit, long Ticks)[] Durations =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("min", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    private static readonly (string Unit, long Bytes)[] Sizes = [("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("B", 1)];

    public static string Key(string property) => Separate(property, '_');

    public static string Of(Enum value) => Separate(value.ToString(), '-');

    public static string[] Of<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(static v => Of(v))];

    public static T Parse<T>(string word)
        where T : struct, Enum => Enum.GetValues<T>().First(v => Of(v) == word);

    public static string Of(TimeSpan value)
    {
        if (value == TimeSpan.Zero)
        {
            return "0s";
        }

        var (unit, ticks) = Durations.First(d => value.Ticks % d.Ticks == 0 || d.Unit == "ms");
        return (value.Ticks / ticks).ToString(CultureInfo.InvariantCulture) + unit;
    }

    public static string OfSize(long bytes)
    {
        var (unit, size) = Sizes.First(s => bytes % s.Bytes == 0);
        return bytes == 0 ? "0" : (bytes / size).ToString(CultureInfo.InvariantCulture) + unit;
    }

    private static string Separate(string name, char separator)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append(separator);
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
