using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Decisions;

/// <summary>How a mask or filter meets an access.</summary>
internal enum SecuringUse
{
    /// <summary>A masked column is read.</summary>
    Read,

    /// <summary>A masked column is written and the rule does not let that be.</summary>
    Write,

    /// <summary>Columns that nobody knows are read or written: the masked one may be among them.</summary>
    Unknown,

    /// <summary>Rows of a filtered object are touched.</summary>
    Rows,

    /// <summary>A body that nobody can read may touch what is protected.</summary>
    Opaque,

    /// <summary>A tag of the rule names something that is not there any more: nobody knows what it would protect now.</summary>
    Drift,

    /// <summary>A catalog of the server is read that shows what the rule denies.</summary>
    Catalog,
}

/// <summary>A mask or filter with the access it matches, or a rule whose tag has drifted with one that it may protect.</summary>
/// <param name="Access">Null for an opaque body.</param>
internal readonly record struct Securing(Rule Rule, SecuringUse Use, Access? Access);

/// <summary>Finds the masks and filters that a statement comes under, whatever the time (policy-language.md §4).</summary>
internal static class SecuringRules
{
    private const uint RowActions =
        (1u << (int)SqlAction.Select) | (1u << (int)SqlAction.Insert) | (1u << (int)SqlAction.Update) | (1u << (int)SqlAction.Delete)
        | (1u << (int)SqlAction.Truncate) | (1u << (int)SqlAction.Copy) | (1u << (int)SqlAction.Lock) | (1u << (int)SqlAction.Ddl);

    /// <summary>In order of rules, then of accesses.</summary>
    public static void Gather(Rule rule, IEnumerable<AccessRules> accesses, StatementScope scope, ICollection<Securing> found)
    {
        if (Touches.Opaque(rule, scope))
        {
            found.Add(new Securing(rule, SecuringUse.Opaque, null));
        }

        foreach (var access in accesses)
        {
            var use = rule.Effect == RuleEffect.Mask ? OfMask(rule, access.Access, scope) : OfFilter(rule, access.Access, scope);
            if (use is { } met)
            {
                found.Add(new Securing(rule, met, access.Access));
            }
        }
    }

    /// <summary>A rule that protects by a tag which has drifted: the first column of users' tables that it may mean.</summary>
    public static void GatherDrift(Rule rule, IEnumerable<AccessRules> accesses, StatementScope scope, ICollection<Securing> found)
    {
        if (rule.Effect is not (RuleEffect.Deny or RuleEffect.Mask) || scope.Bindings is not { DenyOnDrift: true } bindings
            || rule.Tags is not { } tags || !tags.Any(bindings.IsGone))
        {
            return;
        }

        foreach (var access in accesses)
        {
            if (access.Access.Kind == AccessKind.Column && access.Access.Name.Schema is not ("pg_catalog" or "information_schema")
                && (Touches.Missed(rule, access.Access, scope) & ~RuleKeys.Tags) == RuleKeys.None)
            {
                found.Add(new Securing(rule, SecuringUse.Drift, access.Access));
                return;
            }
        }
    }

    /// <summary>Catalogs of the server whose rows are touched, for a rule with <c>catalog: narrow</c>.</summary>
    public static void GatherCatalogs(Rule rule, IEnumerable<AccessRules> accesses, StatementScope scope, ICollection<Securing> found)
    {
        if (!rule.CatalogNarrow || !Touches.InDatabase(rule, new Access(AccessKind.Object, SqlAction.Select, default), scope))
        {
            return;
        }

        foreach (var access in accesses)
        {
            if (access.Access is { Kind: AccessKind.Object, Name: { Server: null, Schema: "pg_catalog" or "information_schema" } name } read
                && (RowActions >> (int)read.Action & 1) != 0 && (name.Database is null || name.Database == scope.Database)
                && (scope.Bindings?.Narrowing.Hides(rule, name, scope) ?? PostgresCatalogs.Of(name) is not null))
            {
                found.Add(new Securing(rule, SecuringUse.Catalog, read));
            }
        }
    }

    private static SecuringUse? OfMask(Rule rule, in Access access, StatementScope scope)
    {
        if (access.Kind != AccessKind.Column)
        {
            return null;
        }

        var missed = Touches.Missed(rule, access, scope);
        if (access.Action == SqlAction.Select)
        {
            return missed != RuleKeys.None ? null : access.Column == "*" ? SecuringUse.Unknown : SecuringUse.Read;
        }

        // `actions` says whose reads are masked; who is under the mask may not write, whatever the word for it.
        var isWrite = access.Action == SqlAction.Insert
            ? rule.Writes == MaskedWrites.Deny
            : access.Action == SqlAction.Update && rule.Writes != MaskedWrites.Allow;
        return !isWrite || (missed & ~RuleKeys.Actions) != RuleKeys.None ? null : access.Column == "*" ? SecuringUse.Unknown : SecuringUse.Write;
    }

    private static SecuringUse? OfFilter(Rule rule, in Access access, StatementScope scope) =>
        access.Kind == AccessKind.Object && (RowActions >> (int)access.Action & 1) != 0 && HasRows(access.Relation)
        && Touches.Missed(rule, access, scope) == RuleKeys.None
            ? SecuringUse.Rows
            : null;

    private static bool HasRows(RelationKind? kind) =>
        kind is not (RelationKind.Sequence or RelationKind.Routine or RelationKind.Index or RelationKind.CompositeType);
}
