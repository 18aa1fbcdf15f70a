using System.Text;
using NUnit.Framework;

namespace ProxyDb.Policy.Tests.Rewriting;

/// <summary>
/// Secured texts in files that read as documentation: rules after <c>@</c>, a statement after <c>&gt;</c>, what becomes of it below:
/// <c>=</c> the secured text, <c>~</c> a mask on the wire, <c>!</c> a refusal. PROXYDB_UPDATE=1 rewrites the answers; review the
/// difference like code.
/// </summary>
public sealed class SecuredCaseTests
{
    [TestCase("references")]
    [TestCase("barriers")]
    [TestCase("views")]
    [TestCase("statements")]
    [TestCase("ways-out")]
    public void Secured_texts_are_as_written(string file)
    {
        var path = Path.Combine(Bank.Folder(), file + ".cases");
        var written = File.ReadAllText(path);
        var actual = Answer(written);
        if (Environment.GetEnvironmentVariable("PROXYDB_UPDATE") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.That(actual, Is.EqualTo(written));
    }

    private static string Answer(string written)
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
                _ = text.Append(line).Append('\n').Append(Answer(line[1..].Trim(), rules)).Append('\n');
            }
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Answer(string sql, string rules)
    {
        var result = Bank.Secure(sql, rules);
        if (result.Statement is not { } statement)
        {
            return $"! {result.Refusal}{(result.Rule is null ? "" : $" [{result.Rule}]")}\n";
        }

        var answer = new StringBuilder("= ").Append(Bank.Abbreviated(Bank.Text(statement, static s => $"{{{s.Attribute}}}"))).Append('\n');
        foreach (var mask in statement.WireMasks)
        {
            _ = answer.Append($"~ output {mask.Ordinal} {mask.Mask.Kind} of {mask.Table}.{mask.Column}\n");
        }

        return answer.ToString();
    }
}
