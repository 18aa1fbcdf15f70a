using System.Collections.Immutable;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>
/// A text rewritten so that its obligations hold. Shared by every subject with the same rules: values of attributes are not in
/// it, but slots that each execution fills.
/// </summary>
public sealed class SecuredStatement
{
    /// <summary>In order; SQL text and slots of attributes.</summary>
    public required ImmutableArray<SecuredPart> Parts { get; init; }

    /// <summary>Attributes in the order of their hidden parameters, each once.</summary>
    public ImmutableArray<AttributeSlot> Slots { get; init; } = [];

    /// <summary>Masks to be put on output columns on the wire, by 0-based ordinal.</summary>
    public ImmutableArray<WireMask> WireMasks { get; init; } = [];

    /// <summary>Names the announced result must have, in order; empty when the statement shows none or they are not known.</summary>
    public ImmutableArray<string> OutputNames { get; init; } = [];

    /// <summary>Values of INSERT and UPDATE that must satisfy a filter, checked at each execution.</summary>
    public ImmutableArray<WriteCheck> WriteChecks { get; init; } = [];

    /// <summary><c>schema.table.column</c> of every mask applied, for the audit.</summary>
    public ImmutableArray<string> Masked { get; init; } = [];

    /// <summary><c>schema.table</c> of every filter applied, for the audit.</summary>
    public ImmutableArray<string> Filtered { get; init; } = [];

    /// <summary>Messages of the server are reduced to code and object names.</summary>
    public bool ReducesDiagnostics { get; init; } = true;

    /// <summary>Highest parameter of the client's own text; hidden ones follow it, and what the client declares beyond.</summary>
    public int ParameterCount { get; init; }
}

/// <summary>SQL text, or (<see cref="Slot"/> ≥ 0) the place of an attribute's value.</summary>
public readonly record struct SecuredPart(string Text, int Slot)
{
    public static SecuredPart Of(string text) => new(text, -1);

    public static SecuredPart At(int slot) => new("", slot);
}

/// <summary>An attribute that the statement compares with.</summary>
/// <param name="IsList">Sent as an array (<c>= ANY ($n)</c>); else it must have exactly one value.</param>
public sealed record AttributeSlot(string Attribute, bool IsList);

/// <summary>A keyed mask of an output column.</summary>
public sealed record WireMask(int Ordinal, MaskTerms Mask, ObjectName Table, string Column);

/// <summary>
/// The value written to a filter's column must be one of the allowed. Judged at each execution by
/// <see cref="WriteCheckJudge"/>: the client binds the value, or the subject's attributes say what is allowed.
/// </summary>
/// <param name="Parameter">1-based parameter of the client; 0 when the text writes <see cref="Literal"/>.</param>
/// <param name="Attribute">The attribute that must hold the value, or null.</param>
/// <param name="Values">The values allowed when there is no attribute.</param>
public sealed record WriteCheck(int Parameter, string Column, string? Attribute, ImmutableArray<string> Values, string Rule)
{
    /// <summary>What the text writes, when <see cref="Parameter"/> is 0.</summary>
    public string? Literal { get; init; }

    /// <summary>The attribute stands in a list; else it must have one value.</summary>
    public bool IsList { get; init; }

    /// <summary>How values of the column's type are told equal.</summary>
    public ComparedType Type { get; init; }
}

/// <summary>A secured statement, or why there is none.</summary>
/// <param name="Refusal">One sentence for the client: what is not supported under which rule, and what to do.</param>
/// <param name="Rule">Id of the rule that asked for it.</param>
public sealed record RewriteResult(SecuredStatement? Statement, string? Refusal, string? Rule)
{
    public static RewriteResult Of(SecuredStatement statement) => new(statement, null, null);

    public static RewriteResult Refused(string refusal, string? rule) => new(null, refusal, rule);
}
