using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Conversions of INSERT, UPDATE and SET: what is not made by itself, and what is too long.</summary>
internal static class AssignmentRules
{
    public static Expr Convert(Expr e, SqlType to)
    {
        if (!e.IsNull && !IsImplicit(e.Type, to))
        {
            throw new SqlError(257, 16, $"Implicit conversion from data type {Errors.Name(e.Type)} to {Errors.Name(to)} is not allowed. Use the CONVERT function to run this query.", 3);
        }
        return Translator.Convert(e, to);
    }

    private static bool IsImplicit(SqlType from, SqlType to)
    {
        if (from.Name == SqlTypeName.Variant && to.Name != SqlTypeName.Variant)
            return false;
        if (TypeRules.IsBinary(to) && (from.IsText || TypeRules.IsApproximate(from)))
            return from.Name == SqlTypeName.Text;
        if (TypeRules.IsDate(from) && TypeRules.IsNumber(to))
            return false;
        return !(TypeRules.IsBinary(from) && to.Name is SqlTypeName.NText or SqlTypeName.Text);
    }

    /// <summary>The type cells are read in before a row is written: texts and binaries whole, so that their length can be told.</summary>
    public static SqlType Reading(SqlType type) => type.Name switch
    {
        SqlTypeName.Char or SqlTypeName.VarChar => type with { Name = SqlTypeName.VarChar, Length = SqlType.Max },
        SqlTypeName.NChar or SqlTypeName.NVarChar => type with { Name = SqlTypeName.NVarChar, Length = SqlType.Max },
        SqlTypeName.Binary or SqlTypeName.VarBinary => SqlType.VarBinary(SqlType.Max),
        _ => type,
    };

    /// <summary>A cell of <see cref="Reading"/> as the column keeps it.</summary>
    public static object? Fit(object? cell, ColumnObject column, TableObject table)
    {
        switch (cell)
        {
            case string text when column.Type.IsText && !column.Type.IsMax && !TypeRules.IsLob(column.Type):
                var size = column.Type.IsUnicode ? text.Length : column.Type.EffectiveCollation.Encoding.GetByteCount(text);
                if (size > column.Type.Length && text.TrimEnd(' ').Length > 0 && Exceeds(text.TrimEnd(' '), column.Type))
                    throw Truncated(text, column, table);
                return Converter.FitText(text, column.Type, column.Type);
            case byte[] bytes when column.Type.Name is SqlTypeName.Binary or SqlTypeName.VarBinary && !column.Type.IsMax:
                if (bytes.Length > column.Type.Length)
                    throw Truncated("", column, table);
                return Converter.Convert(bytes, SqlType.VarBinary(-1), column.Type, new Settings());
            default:
                return cell;
        }
    }

    private static bool Exceeds(string text, SqlType type) => (type.IsUnicode ? text.Length : type.EffectiveCollation.Encoding.GetByteCount(text)) > type.Length;

    private static SqlError Truncated(string text, ColumnObject column, TableObject table) => new(2628, 16,
        $"String or binary data would be truncated in table '{(table.IsTemporary ? "tempdb" : table.Database)}.{table.Schema}.{table.Name}', column '{column.Name}'. Truncated value: '{text[..Math.Min(text.Length, Math.Max(0, column.Type.Length))]}'.");
}
