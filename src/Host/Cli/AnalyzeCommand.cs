using System.Buffers;
using System.CommandLine;
using System.Text.Json;
using ProxyDb.Policy.Cases;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Cli;

/// <summary><c>proxydb analyze --dialect D [--catalog F]</c>: JSON Lines in, what each statement touches out (contracts.md §3).</summary>
public static class AnalyzeCommand
{
    private const int WriteSize = 64 * 1024;

    public static Command Create()
    {
        var dialect = new Option<string>("--dialect") { Description = "postgres, mysql, mariadb or tsql.", Required = true };
        dialect.AcceptOnlyFromAmong("postgres", "mysql", "mariadb", "tsql");
        var version = new Option<string>("--server-version") { Description = "Version of the server; decides what its comments and keywords mean." };
        var catalog = new Option<FileInfo>("--catalog") { Description = "Catalog file: tables, columns, views and functions by name." };
        var database = new Option<string>("--default-database") { Description = "Database of lines that name none." };
        var command = new Command("analyze", "Say what SQL touches: JSON Lines with `sql` in, one line of facts out for each.") { dialect, version, catalog, database };
        command.SetAction(parsed =>
        {
            var kind = Dialect(parsed.GetRequiredValue(dialect));
            var known = parsed.GetValue(catalog) is { } file ? Catalog(file.ToString(), kind) : null;
            using var input = Console.OpenStandardInput();
            using var output = Console.OpenStandardOutput();
            var server = kind is SqlDialect.MySql or SqlDialect.MariaDb ? Server(parsed.GetValue(version), kind) : null;
            return Run(new AnalyzeLine(kind, known, parsed.GetValue(database), server), input, output, parsed.InvocationConfiguration.Error);
        });
        return command;
    }

    /// <summary>Answers line by line; 2 when a line is no JSON object with a statement, whose number is named.</summary>
    public static int Run(AnalyzeLine analyze, Stream input, Stream output, TextWriter error)
    {
        var answers = new ArrayBufferWriter<byte>(WriteSize);
        using var writer = new Utf8JsonWriter(answers);
        var number = 0L;
        foreach (var line in Lines(input, () => Flush(answers, output)))
        {
            number++;
            if (line.Span.Trim(" \t\r"u8).IsEmpty)
            {
                continue;
            }

            writer.Reset();
            if (!analyze.TryAnswer(line, writer))
            {
                Flush(answers, output);
                error.WriteLine($"proxydb: line {number} is no JSON object with `sql` or `sql_hex`");
                return ExitCode.Unusable;
            }

            writer.Flush();
            answers.Write("\n"u8);
            if (answers.WrittenCount >= WriteSize)
            {
                Flush(answers, output);
            }
        }

        Flush(answers, output);
        return ExitCode.Fine;
    }

    private static void Flush(ArrayBufferWriter<byte> answers, Stream output)
    {
        if (answers.WrittenCount == 0)
        {
            return;
        }

        output.Write(answers.WrittenSpan);
        output.Flush();
        answers.ResetWrittenCount();
    }

    /// <summary>Lines of any length, without their ends.</summary>
    /// <param name="beforeWaiting">Called before more input is waited for: whoever talks line by line gets the answers.</param>
    private static IEnumerable<ReadOnlyMemory<byte>> Lines(Stream input, Action beforeWaiting)
    {
        var buffer = new byte[WriteSize];
        var (start, end) = (0, 0);
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                yield return buffer.AsMemory(start, length);
                start += length + 1;
                continue;
            }

            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            if (end == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            beforeWaiting();
            var read = input.Read(buffer, end, buffer.Length - end);
            if (read == 0)
            {
                break;
            }

            end += read;
        }

        if (end > start)
        {
            yield return buffer.AsMemory(start, end - start);
        }
    }

    /// <summary>MariaDB counts from 10 on, MySQL below; short versions are filled up.</summary>
    private static MySqlServer? Server(string? version, SqlDialect dialect)
    {
        if (version is null)
        {
            return null;
        }

        var number = version.Split('-')[0];
        var full = version + string.Concat(Enumerable.Repeat(".0", Math.Max(0, 2 - number.Count(static c => c == '.'))));
        if (!MySqlServer.TryParse(full, out var server))
        {
            throw new CommandFault($"--server-version: `{version}` is no version of MySQL or MariaDB, such as 8.4.3 or 10.11.6-MariaDB");
        }

        return server with { IsMariaDb = server.IsMariaDb || server.Number >= 100_000 || (dialect == SqlDialect.MariaDb && server.Number < 50_600) };
    }

    private static SqlDialect Dialect(string word) => word switch
    {
        "mysql" => SqlDialect.MySql,
        "mariadb" => SqlDialect.MariaDb,
        "tsql" => SqlDialect.TSql,
        _ => SqlDialect.Postgres,
    };

    private static CatalogSnapshot Catalog(string file, SqlDialect dialect)
    {
        var errors = new DocumentErrors();
        var catalog = CatalogReader.Read(file, File.ReadAllText(file), errors);
        if (catalog is null)
        {
            throw new CommandFault(string.Join(Environment.NewLine, errors));
        }

        var isSameFamily = catalog.Dialect == dialect
            || (catalog.Dialect is SqlDialect.MySql or SqlDialect.MariaDb && dialect is SqlDialect.MySql or SqlDialect.MariaDb);
        return isSameFamily ? catalog : throw new CommandFault($"{file}: the catalog is of another dialect than --dialect");
    }
}
