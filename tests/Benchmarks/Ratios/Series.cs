using System.Globalization;

namespace ProxyDb.Benchmarks.Ratios;

/// <summary>Values of neighbouring runs: median and the quartiles around it.</summary>
internal sealed class Series(IEnumerable<double> values)
{
    private readonly double[] _sorted = [.. values.Order()];

    public double Median => At(0.5);

    public double Low => At(0.25);

    public double High => At(0.75);

    public IReadOnlyList<double> Values => _sorted;

    /// <summary>Median with the quartiles in brackets.</summary>
    public string Text(int digits) =>
        string.Create(CultureInfo.InvariantCulture, $"{Round(Median, digits)} [{Round(Low, digits)}–{Round(High, digits)}]");

    private static string Round(double value, int digits) => value.ToString("F" + digits, CultureInfo.InvariantCulture);

    private double At(double quantile)
    {
        if (_sorted.Length == 0)
            return double.NaN;
        var position = quantile * (_sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, _sorted.Length - 1);
        return _sorted[below] + ((_sorted[above] - _sorted[below]) * (position - below));
    }
}
