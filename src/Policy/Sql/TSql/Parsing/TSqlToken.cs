namespace ProxyDb.Policy.Sql.TSql.Parsing;

/// <summary>A token of a T-SQL text, white space and comments left out.</summary>
/// <param name="Start">In characters.</param>
internal readonly record struct TSqlToken(TSqlTokenKind Kind, int Start, int Length)
{
    public int End => Start + Length;

    public bool IsString => Kind is TSqlTokenKind.String or TSqlTokenKind.NationalString;

    public bool IsNumber => Kind is TSqlTokenKind.Integer or TSqlTokenKind.Decimal or TSqlTokenKind.Float or TSqlTokenKind.Binary or TSqlTokenKind.Money;

    public bool Is(ReadOnlySpan<char> text, string word) =>
        Kind == TSqlTokenKind.Word && Length == word.Length && text.Slice(Start, Length).Equals(word, StringComparison.OrdinalIgnoreCase);
}
