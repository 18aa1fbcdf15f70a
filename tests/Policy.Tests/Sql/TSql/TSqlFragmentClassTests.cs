using Microsoft.SqlServer.TransactSql.ScriptDom;
using NUnit.Framework;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Tests.Sql.TSql;

/// <summary>
/// Every class of ScriptDom's tree that can name an object, hold a table or an expression, or run something is one that must have been
/// seen (<see cref="UnvisitedFragments"/>), or stands here with the reason why it need not: a version that brings a new one fails here.
/// </summary>
public sealed class TSqlFragmentClassTests
{
    /// <summary>Members of these types name something; the name of a collation names nothing that is decided.</summary>
    private static readonly Type[] Names =
    [
        typeof(MultiPartIdentifier), typeof(Identifier), typeof(IdentifierOrValueExpression), typeof(IdentifierOrScalarExpression),
    ];

    /// <summary>All that is derived from these must have been seen, whatever it is called.</summary>
    private static readonly Type[] Guarded =
    [
        typeof(TSqlStatement), typeof(TableReference), typeof(QueryExpression), typeof(SchemaObjectName), typeof(DataModificationSpecification),
        typeof(ExecutableEntity), typeof(CallTarget), typeof(ForClause), typeof(InsertSource), typeof(SelectElement),
    ];

    /// <summary>By reason, classes that need not have been seen themselves.</summary>
    private static readonly Dictionary<string, string> Others = new()
    {
        ["expression made of expressions, which are walked or found by themselves"] =
            "AtTimeZoneCall BinaryExpression BooleanBinaryExpression BooleanComparisonExpression BooleanIsNullExpression "
            + "BooleanNotExpression BooleanParenthesisExpression BooleanTernaryExpression CastCall CoalesceExpression ConvertCall "
            + "ExistsPredicate IIfCall InPredicate LeftFunctionCall LikePredicate NullIfExpression ParenthesisExpression ParseCall "
            + "RightFunctionCall SearchedCaseExpression SimpleCaseExpression SubqueryComparisonPredicate TSEqualCall TryCastCall "
            + "TryConvertCall TryParseCall UnaryExpression",
        ["constant or keyword"] =
            "BinaryLiteral DefaultLiteral ExtractFromExpression IdentifierLiteral IdentityFunctionCall IntegerLiteral MaxLiteral "
            + "MoneyLiteral NullLiteral NumericLiteral OdbcConvertSpecification OdbcLiteral RealLiteral StringLiteral",
        ["made by programs, never by the parser"] =
            "BooleanExpressionSnippet ScalarExpressionSnippet",
        ["part of MATCH, which counts as a whole"] =
            "GraphMatchCompositeExpression GraphMatchExpression GraphMatchLastNodePredicate GraphMatchNodeExpression "
            + "GraphMatchRecursivePredicate GraphRecursiveMatchQuantifier",
        ["part of an event session's definition, which is an act on the server"] =
            "EventDeclarationCompareFunctionParameter EventDeclarationSetParameter EventSessionObjectName SourceDeclaration",
        ["name on its own, of which the fragment around it decides what it means"] =
            "IdentifierOrScalarExpression IdentifierOrValueExpression MultiPartIdentifier",
        ["part of what a statement of its own executes"] =
            "ExecuteSpecification",
        ["column, constraint, index or option of a definition, whose statement names the object"] =
            "AlterTableDropTableElement BackwardsCompatibleDropIndexClause CheckConstraintDefinition ColumnDefinition "
            + "ColumnDefinitionBase ColumnEncryptionKeyNameParameter DefaultConstraintDefinition DropAlterFullTextIndexAction "
            + "DropIndexClause ExternalDataSourceLiteralOrIdentifierOption ExternalTableLiteralOrIdentifierOption "
            + "ExternalTableShardedDistributionPolicy FederationScheme FileGroupOrPartitionScheme FileStreamOnDropIndexOption "
            + "FileStreamOnTableOption FileTableCollateFileNameTableOption FileTableConstraintNameTableOption "
            + "ForeignKeyConstraintDefinition FullTextCatalogAndFileGroup FullTextIndexColumn FullTextStopListAction "
            + "GraphConnectionConstraintDefinition LocationOption NullableConstraintDefinition SearchPropertyListFullTextIndexOption "
            + "SelectiveXmlIndexPromotedPath StopListFullTextIndexOption SystemTimePeriodDefinition TableHashDistributionPolicy "
            + "TablePartitionOption UniqueConstraintDefinition ViewHashDistributionPolicy",
        ["part of a routine's, assembly's or type's definition"] =
            "AssemblyName DeclareTableVariableBody DeclareVariableElement IdentifierAtomicBlockOption MethodSpecifier "
            + "ProcedureParameter UpdateCall XmlNamespacesAliasElement",
        ["option of a database, server, file or device, whose statement is an act on it"] =
            "BrokerPriorityParameter ColumnMasterKeyNameParameter ContractMessage DatabaseConfigurationSetOption DeviceInfo "
            + "DiskStatementOption FileGroupDefinition GenericConfigurationOption HadrAvailabilityGroupDatabaseOption "
            + "IdentifierDatabaseOption MaxDopConfigurationOption NameFileDeclarationOption OnOffPrimaryConfigurationOption "
            + "RemoteDataArchiveDbCredentialSetting ServiceContract",
        ["key, certificate, login, role or user of a definition or grant, whose statement is an act on it"] =
            "AddMemberAlterRoleAction ApplicationRoleOption AssemblyEncryptionSource AsymmetricKeyCreateLoginSource "
            + "AuthenticationPayloadOption CertificateCreateLoginSource CryptoMechanism DropMemberAlterRoleAction "
            + "IdentifierPrincipalOption Permission Privilege80 PrivilegeSecurityElement80 ProviderEncryptionSource "
            + "RenameAlterRoleAction SecurityPrincipal SecurityTargetObject SecurityTargetObjectName SecurityUserClause80 "
            + "UserLoginOption UserRemoteServiceBindingOption",
        ["part of COPY, which is refused as a whole or named by its table"] =
            "CopyColumnOption SingleValueTypeCopyOption",
        ["cursor or index, by a name that is no object's"] =
            "CursorId ForceSeekTableHint IndexTableHint",
    };

    private static readonly List<TSqlFragment> All =
    [
        .. typeof(TSqlFragment).Assembly.GetExportedTypes().Where(static t => t.IsSubclassOf(typeof(TSqlFragment)) && !t.IsAbstract)
            .Select(static t => (TSqlFragment)Activator.CreateInstance(t)!),
    ];

    [Test]
    public void Every_class_that_names_or_runs_something_must_have_been_seen_or_is_known_not_to_need_it()
    {
        var known = Others.Values.SelectMany(static names => names.Split(' ')).ToHashSet(StringComparer.Ordinal);
        var open = All.Where(static f => Says(f) && !UnvisitedFragments.Counts(f)).Select(static f => f.GetType().Name).ToList();
        Assert.That(open.Where(name => !known.Contains(name)).Order(), Is.Empty, "nobody has thought of these");
        Assert.That(known.Except(open), Is.Empty, "remove these from the list");
    }

    [Test]
    public void All_that_is_derived_from_a_class_of_statements_tables_or_executed_things_must_have_been_seen() =>
        Assert.That(All.Where(static f => Guarded.Any(g => g.IsInstanceOfType(f)) && !UnvisitedFragments.Counts(f)).Select(static f => f.GetType().Name), Is.Empty);

    /// <summary>What holds statements, queries or tables holds what must have been seen itself: no member of these kinds is of another class.</summary>
    [Test]
    public void Members_that_hold_tables_queries_statements_or_object_names_are_typed_as_such()
    {
        var holders = All.SelectMany(static f => f.GetType().GetProperties()).Select(static p => Element(p.PropertyType)).Distinct()
            .Where(static t => typeof(TSqlFragment).IsAssignableFrom(t)).ToList();
        Assert.That(holders, Does.Not.Contain(typeof(TSqlFragment)), "a member that may hold anything");
        Assert.That(holders, Does.Contain(typeof(TableReference)).And.Contain(typeof(QueryExpression)));
    }

    /// <summary>An expression, or what has a name other than an object's: that counts by itself.</summary>
    private static bool Says(TSqlFragment fragment) => fragment is ScalarExpression or BooleanExpression
        || fragment.GetType().GetProperties().Any(static p => p.Name != "Collation" && IsName(Element(p.PropertyType)));

    private static bool IsName(Type type) => type != typeof(SchemaObjectName) && Names.Any(n => n.IsAssignableFrom(type));

    private static Type Element(Type type) => type is { IsGenericType: true } && type.GetGenericArguments() is [var element] ? element : type;
}
