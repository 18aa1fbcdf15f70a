using System.Text;
using NUnit.Framework;

namespace ProxyDb.Policy.Tests.Sql;

/// <summary>
/// A file that reads as documentation: a statement after <c>&gt;</c>, what is said of it below. PROXYDB_UPDATE=1 rewrites the answers;
/// review the difference like code.
/// </summary>
internal static class CaseFile
{
    public static void Check(string path, Func<string, string> answer)
    {
        var written = File.ReadAllText(path);
        var actual = Answer(written, answer);
        if (Environment.GetEnvironmentVariable("PROXYDB_UPDATE") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.That(actual, Is.EqualTo(written));
    }

    private static string Answer(string written, Func<string, string> answer)
    {
        var text = new StringBuilder();
        var statement = new StringBuilder();
        foreach (var line in written.Split('\n'))
        {
            if (line.StartsWith('#'))
            {
                Finish();
                _ = text.Append(line).Append("\n\n");
            }
            else if (line.StartsWith('>'))
            {
                Finish();
                _ = text.Append(line).Append('\n');
                _ = statement.Append(line.AsSpan(1).Trim());
            }
        }

        Finish();
        return text.ToString().TrimEnd('\n') + "\n";

        void Finish()
        {
            if (statement.Length > 0)
            {
                _ = text.Append(answer(statement.ToString())).Append('\n');
                _ = statement.Clear();
            }
        }
    }
}
