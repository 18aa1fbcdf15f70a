using System.Collections.Concurrent;
using System.Text;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>The command of a statement from its class: CreateServerAuditStatement is CREATE SERVER AUDIT.</summary>
internal static class CommandNames
{
    private const string Suffix = "Statement";

    private static readonly ConcurrentDictionary<Type, string> Names = new();

    public static string Of(TSqlStatement node) => Names.GetOrAdd(node.GetType(), Words);

    private static string Words(Type type)
    {
        if (type == typeof(GoToStatement))
        {
            return "GOTO";
        }

        var name = type.Name.Replace("FullText", "Fulltext", StringComparison.Ordinal).Replace("ColumnStore", "Columnstore", StringComparison.Ordinal);
        var end = name.LastIndexOf(Suffix, StringComparison.Ordinal);
        var text = new StringBuilder();
        foreach (var letter in end > 0 ? name.AsSpan(0, end) : name)
        {
            _ = text.Append(char.IsUpper(letter) && text.Length > 0 ? " " : "").Append(char.ToUpperInvariant(letter));
        }

        return text.ToString();
    }
}
