using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>The text a fragment was parsed from.</summary>
internal static class Scripts
{
    public static string Text(TSqlFragment fragment) =>
        fragment.FirstTokenIndex < 0 ? "" : string.Concat(fragment.ScriptTokenStream.Skip(fragment.FirstTokenIndex).Take(fragment.LastTokenIndex - fragment.FirstTokenIndex + 1).Select(t => t.Text));
}
