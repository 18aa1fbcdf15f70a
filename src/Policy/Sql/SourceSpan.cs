namespace ProxyDb.Policy.Sql;

/// <summary>A range of the statement text in UTF-16 code units; <c>default</c> when a place is not known.</summary>
public readonly record struct SourceSpan(int Start, int Length)
{
    public int End => Start + Length;
}
