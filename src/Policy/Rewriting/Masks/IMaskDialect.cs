using System.Diagnostics.CodeAnalysis;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>How one dialect writes masks as expressions.</summary>
public interface IMaskDialect
{
    /// <summary>
    /// Writes the expression that stands for a column. It has the column's type, modifier and collation, raises no error on any value,
    /// and is closed in itself: it may stand wherever the column may. Names in it are qualified, for the client chooses the search path.
    /// Keyed masks are never written here: no key stands in SQL text.
    /// </summary>
    /// <param name="columnSql">The column as the text may name it there (<c>c.resident_no</c>): a plain reference, for it is repeated.</param>
    /// <param name="refusal">When false: one sentence that names column, type, mask and what the type can bear.</param>
    bool TryWrite(
        MaskTerms mask, ColumnType type, string columnSql, [NotNullWhen(true)] out string? sql, [NotNullWhen(false)] out string? refusal);

    /// <summary>As <see cref="TryWrite"/>, for <c>token</c> in a database where the supplied function is installed, which knows the key.</summary>
    bool TryWriteToken(
        MaskTerms mask, ColumnType type, string columnSql, [NotNullWhen(true)] out string? sql, [NotNullWhen(false)] out string? refusal);

    /// <summary>The value of a <c>constant</c> that passes <see cref="Check"/>, in the server's own text form.</summary>
    string Constant(MaskTerms mask, ColumnType type);

    /// <summary>Null when a column of the type can bear the mask (keyed ones on the wire); else why not, the column left out.</summary>
    string? Check(MaskTerms mask, ColumnType type);
}
