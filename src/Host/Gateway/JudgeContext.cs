using ProxyDb.Host.Backends;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Gateway;

/// <summary>What decides a verdict besides the text. Equal keys share one <see cref="JudgeContext"/> on a loop.</summary>
internal readonly record struct JudgeKey(
    string SearchPath, string DefaultSearchPath, string Role, bool StandardConformingStrings, string TemporaryNames, RuleMatch Match, ICatalogView? Catalog)
{
    /// <summary>MySQL: what else decides how a text is read.</summary>
    public MySqlSession? MySql { get; init; }

    /// <summary>T-SQL: what else decides how a text is read, and the current database.</summary>
    public TSqlSession? TSql { get; init; }

    public string Database { get; init; } = "";

    /// <summary>What names of the policies mean in the catalog.</summary>
    public TagBindings? Bindings { get; init; }
}

/// <summary>
/// Everything that is equal for all sessions with the same namespace, rules and catalog: the verdicts remembered for it. Lives on
/// one loop, so that looking one up takes no lock.
/// </summary>
internal sealed class JudgeContext(JudgeKey key, SqlDialect dialect, AnalysisLimits limits, AnalysisNamespace names, string? currentSchema)
{
    public JudgeKey Key { get; } = key;

    /// <summary>Namespace, role and catalog in one text, for the keys of server-side prepared statements: after DDL they are prepared anew.</summary>
    private readonly string _scope = key.SearchPath + "\0" + key.Role + "\0" + CatalogStamp.Of(key.Catalog) 
        + (key.MySql is { } session ? "\0" + session : "") + (key.TSql is { } batch ? "\0" + key.Database + "\0" + batch : "");
    private string? _scopeOfTemporary;
    private long _scopeVersion;

    /// <param name="temporaryVersion">0 for a session that never had temporary relations.</param>
    public string ScopeFor(long temporaryVersion)
    {
        if (temporaryVersion == 0)
        {
            return _scope;
        }

        if (_scopeOfTemporary is null || _scopeVersion != temporaryVersion)
        {
            (_scopeOfTemporary, _scopeVersion) = (_scope + "\0" + temporaryVersion, temporaryVersion);
        }

        return _scopeOfTemporary;
    }

    public SqlDialect Dialect { get; } = dialect;

    /// <summary>T-SQL: nothing is known of the current database.</summary>
    public bool LacksCatalog { get; } = key is { TSql: not null, Catalog: null };

    /// <summary>What settings are in the dialect.</summary>
    public ISessionSyntax Syntax { get; } = SessionSyntax.Of(dialect);

    public AnalysisLimits Limits { get; } = limits;

    public AnalysisNamespace Names { get; } = names;

    public string? CurrentSchema { get; } = currentSchema;

    /// <summary>By shape: texts that differ in neutral literals only.</summary>
    public TextCache Shapes { get; } = new();

    /// <summary>By exact text: what has no shape but itself, and texts of several statements.</summary>
    public TextCache Texts { get; } = new();

    /// <summary>What is sent in place of texts that are bound to masks and filters.</summary>
    public SecuredTexts Secured { get; } = new();

    public int Count => Shapes.Count + Texts.Count + Secured.Count;
}
