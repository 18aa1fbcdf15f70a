using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting.Targets;

/// <summary>
/// A value that is written to a filter's column: judged now when text and filter give constants, at each execution when the client
/// binds it or attributes say what is allowed, else refused.
/// </summary>
internal static class WrittenValues
{
    /// <param name="value">Null when it is neither a constant nor a parameter.</param>
    /// <returns>False after a refusal.</returns>
    public static bool Check(WriteTarget target, RowFilter filter, FilterConjunct conjunct, string column, ConstantValue? value)
    {
        var context = target.Context;
        var name = $"{target.Reference.Name}.{column}";
        if (!string.Equals(conjunct.Column, column, StringComparison.Ordinal))
        {
            return Refused(target, filter, $"`{name}` cannot be written under a row filter other than column = value or column IN (values)");
        }

        if (value is null or { IsDefault: true } or { Parameter: 0, Text: null })
        {
            return Refused(target, filter, $"the row filter needs the value of `{name}` as a literal or a parameter");
        }

        var check = new WriteCheck(value.Parameter, column, conjunct.Attribute, conjunct.Values, filter.Rule)
        {
            Literal = value.Parameter == 0 ? value.Text : null,
            IsList = conjunct.IsList,
            Type = target.Syntax.Type(target.Column(column)?.Type),
        };
        if (check.Type.Form == ValueForm.Unknown)
        {
            return Refused(target, filter, $"values of the type of `{name}` cannot be compared with its row filter");
        }

        if (value.Parameter > 0 && context.Map.Kind == "PREPARE")
        {
            return Refused(target, filter, $"the row filter needs the value of `{name}`, which PREPARE does not tell; prepare by the protocol");
        }

        if (value.Parameter > 0 || check.Attribute is not null)
        {
            context.WriteChecks.Add(check);
            return true;
        }

        return WriteCheckJudge.Holds(check, "", [])
            || Refused(target, filter, $"the value of `{name}` is outside of the row filter");
    }

    private static bool Refused(WriteTarget target, RowFilter filter, string refusal)
    {
        target.Context.Refuse(refusal, filter.Rule);
        return false;
    }
}
