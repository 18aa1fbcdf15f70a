using Spectre.Console;

namespace ProxyDb.Host.Cli;

/// <summary>Plain tables: aligned columns, no frame, so that they can be read and cut alike.</summary>
internal static class Tables
{
    public static void Write(TextWriter output, IReadOnlyList<string> columns, IEnumerable<string[]> rows)
    {
        var table = new Table().NoBorder();
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column)).NoWrap().PadLeft(0).PadRight(2));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(static cell => new Text(Clean(cell))));
        }

        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = 4096;
        console.Write(table);
        foreach (var line in text.ToString().TrimEnd().Split('\n'))
        {
            output.WriteLine(line.TrimEnd());
        }
    }

    /// <summary>Names come from clients: no control characters reach a terminal.</summary>
    private static string Clean(string cell) => cell.Length == 0 ? "-" : string.Concat(cell.Select(static c => char.IsControl(c) ? '?' : c));
}
