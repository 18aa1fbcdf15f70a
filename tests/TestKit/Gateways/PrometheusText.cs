using System.Globalization;

namespace ProxyDb.TestKit.Gateways;

/// <summary>The samples of a Prometheus text page, by name with labels as written.</summary>
public sealed class PrometheusText
{
    private readonly Dictionary<string, double> _samples = [];

    public IReadOnlyDictionary<string, double> Samples => _samples;

    public static PrometheusText Parse(string text)
    {
        var page = new PrometheusText();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l[0] != '#'))
        {
            var end = line.IndexOf('}', StringComparison.Ordinal) is var brace and >= 0 ? brace + 1 : line.IndexOf(' ', StringComparison.Ordinal);
            var value = line[end..].Trim().Split(' ')[0];
            page._samples[line[..end].Trim()] = value switch
            {
                "+Inf" => double.PositiveInfinity,
                "NaN" => double.NaN,
                _ => double.Parse(value, CultureInfo.InvariantCulture),
            };
        }

        return page;
    }

    /// <summary>Sum of all samples of a metric whose labels contain every given text, such as <c>state="idle"</c>.</summary>
    public double Sum(string metric, params string[] labels) =>
        _samples.Where(s => s.Key == metric || s.Key.StartsWith(metric + "{", StringComparison.Ordinal))
            .Where(s => labels.All(l => s.Key.Contains(l, StringComparison.Ordinal)))
            .Sum(s => s.Value);
}
