using System.Text.Json;

namespace ProxyDb.Benchmarks.Ratios;

/// <summary>The rows of the table, printed as Markdown and written as JSON.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly List<object> _json = [];
    private readonly List<string[]> _rows = [];

    /// <summary>A row of ratios against one peer.</summary>
    public void Ratio(string scenario, string contender, string peer, string what, Series ratios, string absolute)
    {
        _rows.Add([scenario, contender, $"{what} ÷ {peer}", ratios.Text(2), absolute]);
        _json.Add(new { scenario, contender, peer, what, median = ratios.Median, low = ratios.Low, high = ratios.High, values = ratios.Values });
    }

    /// <summary>A row of a value that stands by itself.</summary>
    public void Value(string scenario, string contender, string what, Series values, int digits, string unit)
    {
        _rows.Add([scenario, contender, what, "", $"{values.Text(digits)} {unit}"]);
        _json.Add(new { scenario, contender, what, unit, median = values.Median, low = values.Low, high = values.High, values = values.Values });
    }

    /// <summary>A row that says what could not be measured.</summary>
    public void Failed(string scenario, string contender, string what)
    {
        _rows.Add([scenario, contender, what, "", ""]);
        _json.Add(new { scenario, contender, what, failed = true });
    }

    public void Print(TextWriter output)
    {
        output.WriteLine("| scenario | contender | measured | ratio: median [quartiles] | median, not comparable between runs |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (var row in _rows)
            output.WriteLine($"| {string.Join(" | ", row)} |");
    }

    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, JsonSerializer.Serialize(new { date = DateTimeOffset.UtcNow, cores = Environment.ProcessorCount, rows = _json }, Indented));
    }
}
