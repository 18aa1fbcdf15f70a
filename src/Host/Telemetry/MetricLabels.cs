using System.Text;

namespace ProxyDb.Host.Telemetry;

/// <summary>Label names and values of one series, rendered once: <c>{listener="shop-pg",state="idle"}</c>.</summary>
public readonly record struct MetricLabels(string Rendered)
{
    public static MetricLabels None { get; } = new("");

    public static MetricLabels Of(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        if (labels.Length == 0)
        {
            return None;
        }

        var text = new StringBuilder("{");
        foreach (var (name, value) in labels)
        {
            text.Append(text.Length == 1 ? "" : ",").Append(name).Append("=\"");
            AppendEscaped(text, value);
            text.Append('"');
        }

        return new MetricLabels(text.Append('}').ToString());
    }

    /// <summary>The same labels and one more, as histograms need (<c>le</c>).</summary>
    public MetricLabels With(string name, string value)
    {
        var one = Of((name, value)).Rendered;
        return new MetricLabels(Rendered.Length == 0 ? one : string.Concat(Rendered.AsSpan(0, Rendered.Length - 1), ",", one.AsSpan(1)));
    }

    /// <summary>Exposition format 0.0.4: backslash, quote and line feed are escaped in label values.</summary>
    private static void AppendEscaped(StringBuilder text, string value)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append(@"\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append(@"\n"),
                _ => text.Append(c),
            };
        }
    }
}
