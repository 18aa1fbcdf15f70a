using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>A character type of a variable: how much of a text it holds.</summary>
/// <param name="Length">In characters.</param>
internal readonly record struct VariableTextType(bool IsNational, int Length)
{
    /// <summary>Null for a type that holds no text.</summary>
    public static VariableTextType? Of(DataTypeReference? type)
    {
        if (type is UserDataTypeReference { Name: { } name } && IsSysname(name))
        {
            return new VariableTextType(true, 128);
        }

        // Fixed ones are padded with blanks, which end no token that the text does not end.
        return type is SqlDataTypeReference { SqlDataTypeOption: var option } known
            ? option switch
            {
                SqlDataTypeOption.NVarChar or SqlDataTypeOption.NChar => new VariableTextType(true, LengthOf(known)),
                SqlDataTypeOption.VarChar or SqlDataTypeOption.Char => new VariableTextType(false, LengthOf(known)),
                _ => null,
            }
            : null;
    }

    /// <summary>Whether the variable holds the text as it is: nothing cut, nothing changed by a code page.</summary>
    public bool Holds(string text) => text.Length <= Length && (IsNational || (CodePageText.IsKept(text) && CodePageText.Size(text) <= Length));

    public static bool IsSysname(SchemaObjectName name) =>
        name is { Count: 1, BaseIdentifier.Value: var word } && word.Equals("sysname", StringComparison.OrdinalIgnoreCase);

    private static int LengthOf(SqlDataTypeReference type) => type.Parameters switch
    {
        [] => 1,
        [MaxLiteral, ..] => int.MaxValue,
        [Literal { Value: var value }, ..] when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) => length,
        _ => 0,
    };
}
