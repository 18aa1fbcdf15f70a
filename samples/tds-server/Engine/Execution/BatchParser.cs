using System.Collections.Concurrent;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Texts to statements, remembered.</summary>
internal static class BatchParser
{
    private static readonly ConcurrentDictionary<(string Text, string Definition, bool Quoted), StatementList> Known = new();
    private static readonly ConcurrentDictionary<string, IReadOnlyList<ProcedureParameter>> Definitions = new(StringComparer.Ordinal);

    /// <param name="definition">Statements of one text with other parameters are other statements: translations are kept with them.</param>
    public static StatementList Parse(string text, string definition, bool quotedIdentifier)
    {
        var key = (text, definition, quotedIdentifier);
        if (Known.TryGetValue(key, out var known))
            return known;
        var list = new StatementList();
        if (text.Length > 0)
        {
            var fragment = new TSql150Parser(quotedIdentifier).Parse(new StringReader(text), out var errors);
            if (errors.Count > 0)
                throw Error(errors[0]);
            foreach (var batch in ((TSqlScript)fragment).Batches)
            {
                foreach (var statement in batch.Statements)
                    list.Statements.Add(statement);
            }
        }
        if (Known.Count > 4000)
            Known.Clear();
        return Known.GetOrAdd(key, list);
    }

    public static IReadOnlyList<ProcedureParameter> Parameters(string definition)
    {
        if (definition.AsSpan().Trim().IsEmpty)
            return [];
        return Definitions.GetOrAdd(definition, d =>
        {
            var fragment = new TSql150Parser(true).Parse(new StringReader($"CREATE PROCEDURE p {d} AS RETURN"), out var errors);
            if (errors.Count > 0)
                throw Error(errors[0]);
            return [.. ((CreateProcedureStatement)((TSqlScript)fragment).Batches[0].Statements[0]).Parameters];
        });
    }

    public static TSqlFragment Expression(string text)
    {
        var fragment = new TSql150Parser(true).ParseExpression(new StringReader(text), out var errors);
        return errors.Count > 0 ? throw Error(errors[0]) : fragment;
    }

    private static SqlError Error(ParseError error)
    {
        var text = error.Message.StartsWith("Incorrect syntax near ", StringComparison.Ordinal) ? error.Message.TrimEnd('.') + "." : error.Message;
        return new SqlError(new SqlMessage(error.Number is 46010 or > 46000 ? 102 : error.Number, 15, text) { Line = error.Line });
    }
}
