using System.Globalization;

namespace ProxyDb.Policy.Documents;

/// <summary>Durations and sizes as operators write them: a whole number and a unit.</summary>
public static class Units
{
    private static readonly (string Unit, double Milliseconds)[] Durations =
        [("ms", 1), ("s", 1_000), ("min", 60_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    private static readonly (string Unit, long Bytes)[] Sizes =
        [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("B", 1)];

    public static bool TryDuration(string text, out TimeSpan value)
    {
        value = default;
        foreach (var (unit, milliseconds) in Durations)
        {
            if (TryNumber(text, unit, out var number) && number <= TimeSpan.MaxValue.TotalMilliseconds / milliseconds)
            {
                value = TimeSpan.FromMilliseconds(number * milliseconds);
                return true;
            }
        }

        return false;
    }

    public static bool TrySize(string text, out long bytes)
    {
        bytes = 0;
        if (text == "0")
        {
            return true;
        }

        foreach (var (unit, factor) in Sizes)
        {
            if (TryNumber(text, unit, out var number) && number <= long.MaxValue / factor)
            {
                bytes = number * factor;
                return true;
            }
        }

        return false;
    }

    private static bool TryNumber(string text, string unit, out long number)
    {
        number = 0;
        return text.EndsWith(unit, StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
