using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Decisions;

/// <summary>A statement with what is needed to hold rules against it.</summary>
/// <param name="CurrentSchema">Where a relation that does not exist would stand; null when unknown.</param>
internal sealed record StatementScope(StatementFacts Facts, string Database, string? CurrentSchema)
{
    /// <summary>Why there are no facts, for a text that could not be parsed.</summary>
    public AnalysisError? Error { get; init; }

    /// <summary>The database login behind the session's backends.</summary>
    public string? ServiceLogin { get; init; }

    /// <summary>What names meant before objects were renamed; null when nothing is known.</summary>
    public TagBindings? Bindings { get; init; }

    /// <summary>Whether patterns may mean the name, or an earlier name of the same object: what denies, masks and filters need.</summary>
    public bool MayCover(NamePatterns patterns, in ObjectName name, string? column) =>
        patterns.MayCover(name, column, Database)
        || (Bindings is { } bindings && name.Server is null
            && bindings.Cover(patterns, name.Database == Database ? name with { Database = null } : name, column));

    /// <summary>
    /// The column an access is to: of an object beneath whose columns nobody told, any; null when it is to no column.
    /// </summary>
    public string? ColumnOf(in Access access) => access.Kind switch
    {
        AccessKind.Column => access.Column,
        AccessKind.Object when access.Through && !ColumnsBeneath.Contains(access.Name) => "*",
        _ => null,
    };

    /// <summary>Objects beneath of which the facts name columns: it is these and no others that are read or written.</summary>
    private HashSet<ObjectName> ColumnsBeneath => _columnsBeneath ??=
        [.. StatementRules.ToDecide(Facts).Where(static a => a is { Kind: AccessKind.Column, Through: true }).Select(static a => a.Name)];

    private HashSet<ObjectName>? _columnsBeneath;

    /// <summary>Whether the statement meets the conditions of a rule that do not change with time.</summary>
    public bool Meets(RuleConditions conditions) =>
        Is(conditions.WithoutWhere, StatementFlags.WithoutWhere)
        && Is(conditions.WithoutLimit, StatementFlags.WithoutLimit)
        && MeetsOtherThanHowWritten(conditions);

    /// <summary>The same without those that a statement beneath this one may meet although this one does not.</summary>
    public bool MeetsOtherThanHowWritten(RuleConditions conditions) =>
        Is(conditions.MultiStatement, StatementFlags.MultiStatement)
        && Is(conditions.DynamicSql, StatementFlags.DynamicSql)
        && (conditions.Shapes.IsEmpty || conditions.Shapes.Contains(Facts.Shape));

    /// <summary>Whether the text itself does this to an object: then its WHERE is the one that counts, also for what lies beneath.</summary>
    public bool DoesDirectly(SqlAction action)
    {
        foreach (var access in Facts.Accesses)
        {
            if (access.Kind == AccessKind.Object && access.Action == action && !access.Through)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the access meets the condition on it alone.</summary>
    public bool Meets(RuleConditions conditions, in Access access) =>
        conditions.ServiceLogin is null || conditions.ServiceLogin == IsOfServiceLogin(access);

    public ObjectName Place(in Access access) =>
        access.Name is { Schema: null, Database: null } && access.Kind is AccessKind.Object or AccessKind.Column
            ? access.Name with { Schema = CurrentSchema }
            : access.Name;

    private bool IsOfServiceLogin(in Access access) =>
        access.Kind == AccessKind.Server
        && access.Action is SqlAction.Dcl or SqlAction.Ddl
        && (access.Name.Name is "current_user" or "session_user" or "current_role" || access.Name.Name == ServiceLogin);

    private bool Is(bool? asked, StatementFlags flag) => asked is null || asked == ((Facts.Flags & flag) != 0);
}
