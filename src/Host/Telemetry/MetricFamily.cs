using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace ProxyDb.Host.Telemetry;

/// <summary>All series of one metric name. Series are made once for each set of labels and never go away.</summary>
internal sealed class MetricFamily<TSeries>(string name, string type, string help, Func<TSeries> create)
    where TSeries : class
{
    /// <summary>Series above this many share one with the label <c>other</c>: labels come from files, but files grow.</summary>
    private const int MaxSeries = 10_000;

    private readonly ConcurrentDictionary<MetricLabels, TSeries> _series = new();

    public TSeries Series(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var key = MetricLabels.Of(labels);
        if (!_series.ContainsKey(key) && _series.Count >= MaxSeries)
        {
            key = MetricLabels.Of(("other", "true"));
        }

        return _series.GetOrAdd(key, static (_, make) => make(), create);
    }

    public void Write(StringBuilder output, Action<StringBuilder, string, MetricLabels, TSeries> writeSeries)
    {
        PrometheusText.Head(output, name, type, help);
        foreach (var (labels, series) in _series.OrderBy(static s => s.Key.Rendered, StringComparer.Ordinal))
        {
            writeSeries(output, name, labels, series);
        }
    }
}

/// <summary>The text exposition format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static void Head(StringBuilder output, string name, string type, string help)
    {
        output.Append("# HELP ").Append(name).Append(' ')
            .Append(help.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal)).Append('\n');
        output.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    public static void Sample(StringBuilder output, string name, MetricLabels labels, double value) =>
        output.Append(name).Append(labels.Rendered).Append(' ').Append(Number(value)).Append('\n');

    public static void Counter(StringBuilder output, string name, MetricLabels labels, Counter series) =>
        output.Append(name).Append(labels.Rendered).Append(' ').Append(series.Value).Append('\n');

    public static void Histogram(StringBuilder output, string name, MetricLabels labels, Histogram series)
    {
        var count = 0L;
        for (var i = 0; i <= Telemetry.Histogram.Bounds.Length; i++)
        {
            count += series.Bucket(i);
            var bound = i < Telemetry.Histogram.Bounds.Length ? Number(Telemetry.Histogram.Bounds[i]) : "+Inf";
            Sample(output, name + "_bucket", labels.With("le", bound), count);
        }

        Sample(output, name + "_sum", labels, series.SumSeconds);
        Sample(output, name + "_count", labels, count);
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
