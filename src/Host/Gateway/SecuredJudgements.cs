using System.Collections.Immutable;
using System.Text;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rewriting;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>Makes the secured form of a judged text: the rewriter's answer, in the client's encoding, as the protocol sends it.</summary>
internal static class SecuredJudgements
{
    /// <summary>Null: refused, and the answer says why and by which rule.</summary>
    public static SecuredAnswer Make(
        JudgedStatement judged, ReadOnlySpan<byte> utf8, Obligations obligations, TextEncoding encoding, ulong foreign,
        ReadOnlySpan<byte> parameterTypes, MaskKeyRing keys)
    {
        var context = judged.Context;
        var text = Encoding.UTF8.GetString(utf8);

        // A verdict is shared by texts of one shape; where things stand in this one only its own facts tell.
        var facts = SqlAnalyzer.Analyze(context.Dialect, text, context.Names, context.Key.Catalog, context.Limits).Statements;
        if (facts.Length != judged.Statements.Length)
        {
            return SecuredAnswer.Refused("the statement was not understood the same way twice", null);
        }

        var names = context.Names with
        {
            ForeignParameters = foreign,
            ParameterTypes = context.Dialect == SqlDialect.TSql ? Encoding.UTF8.GetString(parameterTypes) : "",
        };
        var form = SecuredForm.Make(context.Dialect, text, names, context.Key.Catalog, facts, obligations, out var refusal, out var rule);
        if (form is null)
        {
            return SecuredAnswer.Refused(refusal, rule);
        }

        if ((Unsupported(form.Statement, facts, judged.IsOne) ?? Unmasked(form.Statement, encoding, context.Dialect == SqlDialect.Postgres)) is { } unsupported)
        {
            return SecuredAnswer.Refused(unsupported, RuleOf(obligations));
        }

        if (ValueMasks.Make(context.Dialect, form.Statement.WireMasks, context.Key.Catalog, keys, out var unmasked) is not { } masks)
        {
            return SecuredAnswer.Refused(unmasked!, RuleOf(obligations));
        }

        return Sent(form.Statement, facts, utf8, encoding, masks, context.Dialect == SqlDialect.Postgres) is { } sent
            ? new SecuredAnswer(judged.With(form, sent, encoding), "", null)
            : SecuredAnswer.Refused($"masks and filters of this statement cannot be written in the client encoding `{encoding.Name}`", null);
    }

    /// <summary>The rule that a refusal names when no rule alone has caused it.</summary>
    public static string? RuleOf(Obligations obligations) =>
        !obligations.Filters.IsEmpty ? obligations.Filters[0].Rule
        : obligations.Masks.IsEmpty ? null : obligations.Masks[0].Rules.FirstOrDefault();

    /// <summary>The rule whose filter compares with an attribute.</summary>
    public static string? RuleOf(Obligations obligations, string attribute) =>
        obligations.Filters.FirstOrDefault(f => f.Where.Parts.Any(p => p.Attribute == attribute))?.Rule ?? RuleOf(obligations);

    /// <summary>What the way of a statement to the server cannot carry, whatever the rewriter says.</summary>
    private static string? Unsupported(SecuredStatement statement, ImmutableArray<StatementFacts> facts, bool isBatch)
    {
        var isPlain = (facts.Length == 1 && IsPlain(facts[0])) || (isBatch && HasOneResult(facts));
        if (!statement.WireMasks.IsEmpty && !isPlain)
        {
            return "a keyed mask is put on the rows of a plain statement only; ask for the rows in a statement of their own";
        }

        return !isPlain && statement.WriteChecks.Any(static c => c.Parameter > 0)
            ? "a parameter that is written to a filtered table is checked in a plain statement only; write the value as a literal"
            : null;
    }

    /// <summary>A key is applied to the value's UTF-8: in another encoding equal values would have other tokens.</summary>
    private static string? Unmasked(SecuredStatement statement, TextEncoding encoding, bool isPostgres) =>
        statement.WireMasks.IsEmpty || encoding.IsUtf8
            ? null
            : $"a keyed mask is put on rows in UTF-8 only, and the client encoding is `{encoding.Name}`; "
                + (isPostgres ? "set client_encoding to UTF8" : "use SET NAMES utf8mb4");

    /// <summary>Statements whose message can bring parameters, and whose rows come by themselves.</summary>
    private static bool IsPlain(StatementFacts facts) => facts.Kind is "SELECT" or "INSERT" or "REPLACE" or "UPDATE" or "DELETE" or "MERGE";

    /// <summary>T-SQL: options, variables and writes around the one statement, or none, that answers with rows.</summary>
    private static bool HasOneResult(ImmutableArray<StatementFacts> facts) =>
        facts.Count(static f => f.ReturnsRows) <= 1
        && facts.All(static f => (f.Flags & StatementFlags.Procedural) == 0 && (IsPlain(f) || (!f.ReturnsRows && f.Kind is "SET" or "DECLARE" or "USE")));

    private static SentText? Sent(
        SecuredStatement statement, ImmutableArray<StatementFacts> facts, ReadOnlySpan<byte> utf8, TextEncoding encoding,
        ImmutableArray<OutputMask> masks, bool isPostgres)
    {
        var parts = ImmutableArray.CreateBuilder<SentPart>(statement.Parts.Length);
        foreach (var part in statement.Parts)
        {
            if (encoding.Encode(part.Text) is not { } text)
            {
                return null;
            }

            parts.Add(new SentPart(text, part.Slot));
        }

        var names = ImmutableArray.CreateBuilder<byte[]>(statement.OutputNames.Length);
        foreach (var name in statement.OutputNames)
        {
            names.Add(encoding.Encode(name) ?? []);
        }

        return new SentText
        {
            Parts = parts.MoveToImmutable(),
            // MySQL writes attributes as literals into prepared texts too.
            BindsSlots = isPostgres && facts.Length == 1 && IsPlain(facts[0]),
            SlotCount = statement.Slots.Length,
            ParameterCount = Math.Max(statement.ParameterCount, facts.Max(static f => f.ParameterCount)),
            ClientText = utf8.ToArray(),
            // COPY, DECLARE, PREPARE and their like announce no result columns; a star over a function stands for nobody knows what.
            OutputNames = facts.Length == 1 && IsPlain(facts[0]) && !statement.OutputNames.Contains("*") && names.All(static n => n.Length > 0)
                ? names.ToImmutable()
                : [],
            Masks = masks,
            CheckedParameters = [.. statement.WriteChecks.Select(static c => c.Parameter)],
        };
    }
}

/// <param name="Judged">The secured form of the verdict; null: there is none.</param>
/// <param name="Refusal">Why not, in one sentence.</param>
/// <param name="Rule">The rule that asked for it.</param>
internal sealed record SecuredAnswer(JudgedStatement? Judged, string Refusal, string? Rule)
{
    public static SecuredAnswer Refused(string refusal, string? rule) => new(null, refusal, rule);
}
