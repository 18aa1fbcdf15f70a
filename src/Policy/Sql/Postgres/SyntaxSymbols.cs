using System.Text;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>
/// Names of nodes and fields of raw parse trees, as <c>pg_query.proto</c> of libpg_query 15 lists them. A name that is not here
/// makes a statement incomplete. Found by bytes, so that reading a tree makes no strings for names.
/// </summary>
internal static class SyntaxSymbols
{
    private const string NodeTypes = """
        A_ArrayExpr A_Const A_Expr A_Indices A_Indirection A_Star AccessPriv Alias AlterCollationStmt
        AlterDatabaseRefreshCollStmt AlterDatabaseSetStmt AlterDatabaseStmt AlterDefaultPrivilegesStmt AlterDomainStmt
        AlterEnumStmt AlterEventTrigStmt AlterExtensionContentsStmt AlterExtensionStmt AlterFdwStmt AlterForeignServerStmt
        AlterFunctionStmt AlterObjectDependsStmt AlterObjectSchemaStmt AlterOpFamilyStmt AlterOperatorStmt AlterOwnerStmt
        AlterPolicyStmt AlterPublicationStmt AlterRoleSetStmt AlterRoleStmt AlterSeqStmt AlterStatsStmt
        AlterSubscriptionStmt AlterSystemStmt AlterTSConfigurationStmt AlterTSDictionaryStmt AlterTableCmd
        AlterTableMoveAllStmt AlterTableSpaceOptionsStmt AlterTableStmt AlterTypeStmt AlterUserMappingStmt BitString
        BoolExpr Boolean BooleanTest CTECycleClause CTESearchClause CallStmt CaseExpr CaseWhen CheckPointStmt
        ClosePortalStmt ClusterStmt CoalesceExpr CollateClause ColumnDef ColumnRef CommentStmt CommonTableExpr
        CompositeTypeStmt Constraint ConstraintsSetStmt CopyStmt CreateAmStmt CreateCastStmt CreateConversionStmt
        CreateDomainStmt CreateEnumStmt CreateEventTrigStmt CreateExtensionStmt CreateFdwStmt CreateForeignServerStmt
        CreateForeignTableStmt CreateFunctionStmt CreateOpClassItem CreateOpClassStmt CreateOpFamilyStmt CreatePLangStmt
        CreatePolicyStmt CreatePublicationStmt CreateRangeStmt CreateRoleStmt CreateSchemaStmt CreateSeqStmt
        CreateStatsStmt CreateStmt CreateSubscriptionStmt CreateTableAsStmt CreateTableSpaceStmt CreateTransformStmt
        CreateTrigStmt CreateUserMappingStmt CreatedbStmt CurrentOfExpr DeallocateStmt DeclareCursorStmt DefElem DefineStmt
        DeleteStmt DiscardStmt DoStmt DropOwnedStmt DropRoleStmt DropStmt DropSubscriptionStmt DropTableSpaceStmt
        DropUserMappingStmt DropdbStmt ExecuteStmt ExplainStmt FetchStmt Float FuncCall FunctionParameter GrantRoleStmt
        GrantStmt GroupingFunc GroupingSet ImportForeignSchemaStmt IndexElem IndexStmt InferClause InsertStmt Integer
        IntoClause JoinExpr List ListenStmt LoadStmt LockStmt LockingClause MergeStmt MergeWhenClause MinMaxExpr
        MultiAssignRef NamedArgExpr NotifyStmt NullTest ObjectWithArgs OnConflictClause PLAssignStmt ParamRef
        PartitionBoundSpec PartitionCmd PartitionElem PartitionRangeDatum PartitionSpec PrepareStmt PublicationObjSpec
        PublicationTable RangeFunction RangeSubselect RangeTableFunc RangeTableFuncCol RangeTableSample RangeVar
        ReassignOwnedStmt RefreshMatViewStmt ReindexStmt RenameStmt ReplicaIdentityStmt ResTarget ReturnStmt RoleSpec
        RowExpr RuleStmt SQLValueFunction SecLabelStmt SelectStmt SetToDefault SortBy StatsElem String SubLink
        TableLikeClause TransactionStmt TriggerTransition TruncateStmt TypeCast TypeName UnlistenStmt UpdateStmt
        VacuumRelation VacuumStmt VariableSetStmt VariableShowStmt ViewStmt WindowDef WithClause XmlExpr XmlSerialize
        """;

    private const string Fields = """
        accessMethod access_method action actions admin_opt agg_distinct agg_filter agg_order agg_star agg_within_group
        agglevelsup alias aliascolnames aliases aliasname all amname amtype arg argType arg_names argisrow argnumber args
        args_unspecified argtypes arrayBounds attlist authrole base behavior boolop booltesttype boolval bound bsval
        casecollid casetype catalogname cfgname chain class_args cmd_name cmds coalescecollid coalescetype colNames
        coldefexpr coldeflist colexpr collClause collOid collation collname colname colnames colno cols columns commandType
        comment compression concurrent condition conditionname conname conninfo constraints constrrel content context
        contype conversion_name cooked_default cooked_expr ctecolcollations ctecolnames ctecoltypes ctecoltypmods
        ctematerialized ctename ctequery cterecursive cterefcount ctes cursor_name cursor_param cvarno cycle_clause
        cycle_col_list cycle_mark_collation cycle_mark_column cycle_mark_default cycle_mark_neop cycle_mark_type
        cycle_mark_typmod cycle_mark_value cycle_path_column database datatype dbname def defaction deferrable deferred
        defexpr definition defname defnames defnamespace defresult dictname dicts direction distinctClause docexpr
        domainname elements endOffset event eventname events excludeOpNames exclusions expr exprs extname fdwname
        fdwoptions fields filename fk_attrs fk_del_action fk_del_set_cols fk_matchtype fk_upd_action for_all_tables
        for_encoding_name for_identity for_ordinality frameOptions fromClause fromsql func func_name func_options
        func_variadic funccall funcexpr funcformat funcname functions fval generated generated_when gid grant_option
        granted_roles grantee_roles grantees grantor groupClause groupDistinct handler_name has_version havingClause
        howMany identity identitySequence identity_type idxcomment idxname if_not_exists including indexElems
        indexIncludingParams indexOid indexParams indexcolname indexname indexspace indirection infer inh inhRelations
        inhcount initdeferred initially_valid inout inputcollid instead into intoClause isDefault isDrop isNatural isNew
        isReset isTable is_default is_from is_from_type is_grant is_local is_no_inherit is_not_null is_procedure is_program
        is_rowsfrom is_select_into is_slice is_vacuumcmd isconstraint ismove isnull items itemtype ival joinCondition
        join_using_alias jointype keys kind label lang larg lateral lexpr lidx limitCount limitOffset limitOption list_type
        listdatums local_schema location lockedRels lockingClause lowerdatums matched mergeWhenClauses method minmaxcollid
        minmaxtype missing_ok mode modulus name named_args names namespaces ncolumns newVal newValIsAfter newValNeighbor
        new_tablespacename newname newowner newrole newschema nnames node nowait nulls_not_distinct nulls_ordering
        nulltesttype num number objargs object objectType objects objfuncargs objname objtype ofTypename oid oldCreateSubid
        oldFirstRelfilenodeSubid oldNode oldVal old_conpfeqop old_pktable_oid oldstyle onCommit onConflictClause oncommit
        op opclass opclassname opclassopts operName opername opfamilyname options orderClause order_family ordering
        ordinality orig_tablespacename outargs over override owner ownerId parameters params partParams partbound
        partitionClause partspec payload pct_type permissive pk_attrs pktable plhandler plinline plname pltrusted
        plvalidator policy_name portalname primary priv_name privileges provider publication pubname pubobjects pubobjtype
        pubtable qual quals query rarg raw_default raw_expr recurse recursive refname refs rel relation relationOid
        relationType relations relname relpersistence rels remainder remote_schema remove removeType renameType repeatable
        replace reset_default_tblspc restart_seqs result returnType returningList returnval rexpr role rolename roles
        roletype row row_format row_typeid rowexpr rtindex rulename savepoint_name schemaElts schemaname
        search_breadth_first search_clause search_col_list search_seq_column selectStmt sequence server_name servername
        servertype setof setstmt skipData skipIfNewValExists skip_validation sortClause sortby_dir sortby_nulls source
        sourceRelation sourcetype sql_body startOffset stat_types stmt stmt_len stmt_location stmt_type stmts storage
        storedtype strategy strength stxcomment stxstattarget subLinkId subLinkType subname subquery subselect subtype sval
        table tableElts tableSpace tableSpaceName table_list tablespacename target targetList targettype targtype testexpr
        tgenabled timing to_encoding_name tokentype tosql transformed transitionRels trigname type typeId typeMod typeName
        typeOid type_name typemod typevar typmod typmods uidx unique upperdatums useOp user usingClause va_cols val vals
        value values valuesLists version view viewQuery waitPolicy whenClause whenclause whereClause where_clause
        windowClause withCheckOption withClause with_check xmloption xpr
        """;

    /// <summary>Texts that are no names but come often: enumeration members.</summary>
    private const string Texts = """
        LIMIT_OPTION_DEFAULT LIMIT_OPTION_COUNT SETOP_NONE SETOP_UNION SETOP_INTERSECT SETOP_EXCEPT AEXPR_OP AEXPR_IN AEXPR_LIKE
        AEXPR_ILIKE AEXPR_BETWEEN AEXPR_DISTINCT AEXPR_OP_ANY AEXPR_OP_ALL AEXPR_NULLIF AND_EXPR OR_EXPR NOT_EXPR p t JOIN_INNER
        JOIN_LEFT JOIN_RIGHT JOIN_FULL SORTBY_DEFAULT SORTBY_ASC SORTBY_DESC SORTBY_NULLS_DEFAULT COERCE_EXPLICIT_CALL
        COERCE_SQL_SYNTAX COERCE_IMPLICIT_CAST pg_catalog IS_NULL IS_NOT_NULL EXISTS_SUBLINK ANY_SUBLINK EXPR_SUBLINK ARRAY_SUBLINK
        DEFELEM_UNSPEC = < > <= >= <> + - * / || ~~ count sum max min avg int4 int8 text varchar numeric timestamp date bool id
        OVERRIDING_NOT_SET OVERRIDING_KIND_UNDEFINED ONCONFLICT_NOTHING ONCONFLICT_UPDATE CTEMaterializeDefault
        """;

    private static readonly Dictionary<int, string> ByHash = [];
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal);

    static SyntaxSymbols()
    {
        foreach (var word in Split(NodeTypes).Concat(Split(Fields)))
        {
            _ = Names.Add(word);
            _ = ByHash.TryAdd(Hash(Encoding.UTF8.GetBytes(word)), string.Intern(word));
        }

        foreach (var word in Split(Texts))
        {
            _ = ByHash.TryAdd(Hash(Encoding.UTF8.GetBytes(word)), string.Intern(word));
        }
    }

    /// <summary>The known node or field name these bytes spell, or null.</summary>
    public static string? Find(ReadOnlySpan<byte> name)
    {
        if (ByHash.TryGetValue(Hash(name), out var word) && Equal(word, name))
        {
            return Names.Contains(word) ? word : null;
        }

        // Two known names with one hash: rare enough to be looked up the slow way.
        return Names.TryGetValue(Encoding.UTF8.GetString(name), out var found) ? string.Intern(found) : null;
    }

    /// <summary>The text these bytes spell, a shared string when it is a frequent one.</summary>
    public static string FindOrMake(ReadOnlySpan<byte> text) =>
        text.Length <= 32 && ByHash.TryGetValue(Hash(text), out var word) && Equal(word, text) ? word : Encoding.UTF8.GetString(text);

    private static string[] Split(string words) =>
        words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    private static int Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = unchecked((int)2166136261);
        foreach (var b in bytes)
        {
            hash = unchecked((hash ^ b) * 16777619);
        }

        return hash;
    }

    private static bool Equal(string word, ReadOnlySpan<byte> bytes)
    {
        if (word.Length != bytes.Length)
        {
            return false;
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            if (word[i] != bytes[i])
            {
                return false;
            }
        }

        return true;
    }
}
