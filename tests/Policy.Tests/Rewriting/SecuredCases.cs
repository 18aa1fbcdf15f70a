using System.Text;
using NUnit.Framework;
using ProxyDb.Policy.Rewriting;

namespace ProxyDb.Policy.Tests.Rewriting;

/// <summary>Answers the statements of a file of cases.</summary>
internal static class SecuredCases
{
    /// <param name="secure">Secures a statement under rules by their words.</param>
    /// <param name="abbreviate">Gives masks their short names.</param>
    public static void Check(string path, Func<string, string, RewriteResult> secure, Func<string, string> abbreviate)
    {
        var written = File.ReadAllText(path);
        var actual = Answer(written, (sql, rules) => Answer(secure(sql, rules), abbreviate));
        if (Environment.GetEnvironmentVariable("PROXYDB_UPDATE") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.That(actual, Is.EqualTo(written));
    }

    private static string Answer(string written, Func<string, string, string> answer)
    {
        var text = new StringBuilder();
        var rules = "";
        foreach (var line in written.Split('\n'))
        {
            if (line.StartsWith('#'))
            {
                _ = text.Append(line).Append("\n\n");
            }
            else if (line.StartsWith('@'))
            {
                rules = line[1..].Trim();
                _ = text.Append(line).Append("\n\n");
            }
            else if (line.StartsWith('>'))
            {
                _ = text.Append(line).Append('\n').Append(answer(line[1..].Trim(), rules)).Append('\n');
            }
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Answer(RewriteResult result, Func<string, string> abbreviate)
    {
        if (result.Statement is not { } statement)
        {
            return $"! {result.Refusal}{(result.Rule is null ? "" : $" [{result.Rule}]")}\n";
        }

        var answer = new StringBuilder("= ").Append(abbreviate(Bank.Text(statement, static s => $"{{{s.Attribute}}}"))).Append('\n');
        foreach (var mask in statement.WireMasks)
        {
            _ = answer.Append($"~ output {mask.Ordinal} {mask.Mask.Kind} of {mask.Table}.{mask.Column}\n");
        }

        foreach (var check in statement.WriteChecks)
        {
            _ = answer.Append($"? {(check.Parameter > 0 ? $"parameter {check.Parameter}" : check.Literal)} for {check.Column}\n");
        }

        return answer.ToString();
    }
}
