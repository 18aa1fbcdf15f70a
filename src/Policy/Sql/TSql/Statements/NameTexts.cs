using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>Names of objects in texts: arguments of system procedures, variables that EXECUTE takes.</summary>
internal static class NameTexts
{
    private const int MaxLength = 4 * 258;

    /// <summary>Null when the text is no name of one to four parts, read as QUOTED_IDENTIFIER ON does.</summary>
    public static SchemaObjectName? Parse(string text)
    {
        if (text.Length is 0 or > MaxLength)
        {
            return null;
        }

        using var reader = new StringReader(text);
        var name = new TSql150Parser(initialQuotedIdentifiers: true).ParseSchemaObjectName(reader, out var errors);
        return errors.Count == 0 && name is { BaseIdentifier.Value.Length: > 0 } ? name : null;
    }
}
