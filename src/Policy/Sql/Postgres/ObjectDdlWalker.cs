using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Catalog.Builtins;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>DDL that works on any kind of object, and DDL on types, operators and the like.</summary>
internal sealed class ObjectDdlWalker(WalkContext context)
{
    private readonly DdlTarget _targets = new(context);

    /// <summary>Returns the command tag, or null when the statement is of another family.</summary>
    public string? Walk(SyntaxNode node)
    {
        switch (node.Type)
        {
            case "DropStmt":
                context.Environment.TemporaryInDoubt = true;
                foreach (var target in node["objects"])
                {
                    _targets.Record(SqlAction.Ddl, node.Text("removeType"), default, target);
                }

                return "DROP " + DdlTarget.Words(node.Text("removeType"));
            case "RenameStmt":
                return Rename(node);
            case "AlterObjectSchemaStmt":
                return SetSchema(node);
            case "AlterOwnerStmt":
                _targets.Record(SqlAction.Ddl, node.Text("objectType"), node["relation"], node["object"]);
                node["newowner"].Skip();
                return "ALTER " + DdlTarget.Words(node.Text("objectType"));
            case "AlterObjectDependsStmt":
                _targets.Record(SqlAction.Ddl, node.Text("objectType"), node["relation"], node["object"]);
                node["extname"].Skip();
                return "ALTER " + DdlTarget.Words(node.Text("objectType"));
            case "CommentStmt":
                _targets.Record(SqlAction.Ddl, node.Text("objtype"), default, node["object"]);
                return "COMMENT";
            case "SecLabelStmt":
                _targets.Record(SqlAction.Ddl, node.Text("objtype"), default, node["object"]);
                return "SECURITY LABEL";
            default:
                return WalkTypes(node) ?? WalkOperators(node);
        }
    }

    private string? WalkTypes(SyntaxNode node)
    {
        switch (node.Type)
        {
            case "DefineStmt":
                return Define(node, "defnames", "CREATE " + DdlTarget.Words(node.Text("kind")));
            case "CompositeTypeStmt":
                _ = _targets.Relation(SqlAction.Ddl, node["typevar"]);
                node.Skip();
                return "CREATE TYPE";
            case "CreateEnumStmt" or "CreateRangeStmt":
                return Define(node, "typeName", "CREATE TYPE");
            case "AlterEnumStmt" or "AlterTypeStmt":
                return Define(node, "typeName", "ALTER TYPE");
            case "CreateDomainStmt":
                _targets.Named(SqlAction.Ddl, ConstantReader.Strings(node["domainname"]), null);
                node["typeName"].Skip();
                node["collClause"].Skip();
                foreach (var constraint in node["constraints"])
                {
                    new TableDefinitionWalker(context).Element(constraint);
                }

                return "CREATE DOMAIN";
            case "AlterDomainStmt":
                _targets.Named(SqlAction.Ddl, ConstantReader.Strings(node["typeName"]), null);
                if (node["def"].Is("Constraint"))
                {
                    new TableDefinitionWalker(context).Element(node["def"]);
                }
                else
                {
                    context.Expressions.Walk(node["def"], TableDefinitionWalker.OwnColumns());
                }

                return "ALTER DOMAIN";
            default:
                return null;
        }
    }

    private string? WalkOperators(SyntaxNode node)
    {
        switch (node.Type)
        {
            case "CreateOpClassStmt":
                return Define(node, "opclassname", "CREATE OPERATOR CLASS");
            case "CreateOpFamilyStmt":
                return Define(node, "opfamilyname", "CREATE OPERATOR FAMILY");
            case "AlterOpFamilyStmt":
                return Define(node, "opfamilyname", "ALTER OPERATOR FAMILY");
            case "AlterOperatorStmt":
                return Define(node["opername"], "objname", "ALTER OPERATOR", node);
            case "AlterTSDictionaryStmt":
                return Define(node, "dictname", "ALTER TEXT SEARCH DICTIONARY");
            case "AlterTSConfigurationStmt":
                return Define(node, "cfgname", "ALTER TEXT SEARCH CONFIGURATION");
            case "AlterCollationStmt":
                return Define(node, "collname", "ALTER COLLATION");
            case "AlterStatsStmt":
                return Define(node, "defnames", "ALTER STATISTICS");
            case "CreateConversionStmt":
                context.Functions.Call(ConstantReader.Strings(node["func_name"]), -1);
                return Define(node, "conversion_name", "CREATE CONVERSION");
            case "CreateCastStmt":
                CastType(node["sourcetype"]);
                CastType(node["targettype"]);

                if (node["func"].Exists)
                {
                    context.Functions.Call(ConstantReader.Strings(node["func"]["objname"]), -1);
                }

                node.Skip();
                return "CREATE CAST";
            default:
                return null;
        }
    }

    /// <summary>A cast belongs to the types of users it joins; the server's own are nobody's.</summary>
    private void CastType(SyntaxNode type)
    {
        var name = ConstantReader.Strings(type["names"]);
        if (name is not ([PostgresBuiltins.CatalogSchema, _]) && !(name is [var single] && PostgresBuiltins.IsType(single)))
        {
            _targets.Named(SqlAction.Ddl, name, null);
        }
    }

    /// <summary>A definition whose options name no relation and run nothing now.</summary>
    private string Define(SyntaxNode node, string nameField, string tag, SyntaxNode whole = default)
    {
        _targets.Named(SqlAction.Ddl, ConstantReader.Strings(node[nameField]), null);
        node.Skip();
        whole.Skip();
        return tag;
    }

    private string Rename(SyntaxNode node)
    {
        var type = node.Text("renameType");
        context.Environment.TemporaryInDoubt = true;
        var newName = node.Text("newname") ?? "";
        if (node["relation"].Exists)
        {
            var old = _targets.Relation(SqlAction.Ddl, node["relation"]);
            if (type is "OBJECT_TABLE" or "OBJECT_VIEW" or "OBJECT_MATVIEW" or "OBJECT_SEQUENCE" or "OBJECT_INDEX" or "OBJECT_FOREIGN_TABLE")
            {
                context.Object(SqlAction.Ddl, old.Name with { Name = newName }, -1, old.Kind);
            }
        }
        else if (node["object"].Exists)
        {
            RenameObject(node, type, newName);
        }
        else
        {
            context.Server(SqlAction.Ddl, node.Text("subname") ?? "");
            context.Server(SqlAction.Ddl, newName);
        }

        return "ALTER " + DdlTarget.Words(type);
    }

    private void RenameObject(SyntaxNode node, string? type, string newName)
    {
        var before = context.Accesses.Items.Count;
        _targets.Record(SqlAction.Ddl, type, default, node["object"]);
        if (type is not ("OBJECT_DOMCONSTRAINT" or "OBJECT_ATTRIBUTE" or "OBJECT_TABCONSTRAINT" or "OBJECT_COLUMN")
            && context.Accesses.Items.Count > before)
        {
            var old = context.Accesses.Items[before];
            context.Accesses.Add(old with { Name = old.Name with { Name = newName } });
        }
    }

    private string SetSchema(SyntaxNode node)
    {
        var type = node.Text("objectType");
        context.Environment.TemporaryInDoubt = true;
        var before = context.Accesses.Items.Count;
        _targets.Record(SqlAction.Ddl, type, node["relation"], node["object"]);
        if (context.Accesses.Items.Count > before && context.Accesses.Items[before] is { Kind: AccessKind.Object } old)
        {
            context.Accesses.Add(old with { Name = old.Name with { Schema = node.Text("newschema") } });
        }

        return "ALTER " + DdlTarget.Words(type);
    }
}
