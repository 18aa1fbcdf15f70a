using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Names the objects that DROP, COMMENT, ALTER … OWNER, GRANT and their kin speak of, in all the shapes the grammar has for them.</summary>
internal sealed class DdlTarget(WalkContext context)
{
    /// <summary>The words of an ObjectType as command tags have them.</summary>
    public static string Words(string? objectType) => objectType switch
    {
        "OBJECT_MATVIEW" => "MATERIALIZED VIEW",
        "OBJECT_FOREIGN_SERVER" => "SERVER",
        "OBJECT_FDW" => "FOREIGN DATA WRAPPER",
        "OBJECT_TSCONFIGURATION" => "TEXT SEARCH CONFIGURATION",
        "OBJECT_TSDICTIONARY" => "TEXT SEARCH DICTIONARY",
        "OBJECT_TSPARSER" => "TEXT SEARCH PARSER",
        "OBJECT_TSTEMPLATE" => "TEXT SEARCH TEMPLATE",
        "OBJECT_OPCLASS" => "OPERATOR CLASS",
        "OBJECT_OPFAMILY" => "OPERATOR FAMILY",
        "OBJECT_STATISTIC_EXT" => "STATISTICS",
        "OBJECT_COLUMN" or "OBJECT_TABCONSTRAINT" => "TABLE",
        "OBJECT_ATTRIBUTE" => "TYPE",
        "OBJECT_DOMCONSTRAINT" => "DOMAIN",
        "OBJECT_LARGEOBJECT" => "LARGE OBJECT",
        null => "",
        _ => objectType["OBJECT_".Length..].Replace('_', ' '),
    };

    /// <summary>Records one object that a statement names.</summary>
    /// <param name="relation">The field of RangeVar type some statements use for relations.</param>
    /// <param name="target">The field of any type the others use.</param>
    public void Record(SqlAction action, string? objectType, SyntaxNode relation, SyntaxNode target)
    {
        if (relation.Exists)
        {
            Relation(action, relation);
        }

        if (!target.Exists)
        {
            return;
        }

        switch (target.Visit().Type)
        {
            case "RangeVar":
                Relation(action, target);
                break;
            case "String":
                context.Server(action, target.Text("sval") ?? "");
                break;
            case "Integer" or "Float":
                context.Server(action, "largeobject");
                break;
            case "ObjectWithArgs":
                WithArguments(action, objectType, target);
                break;
            case "TypeName":
                Named(action, ConstantReader.Strings(target["names"]), null);
                target.Skip();
                break;
            case "List":
                Listed(action, objectType, target);
                break;
            default:
                context.NotUnderstood(target.Type ?? "object name");
                break;
        }
    }

    public Relation Relation(SqlAction action, SyntaxNode rangeVar)
    {
        rangeVar.Skip();
        var relation = context.Names.Resolve(rangeVar);
        context.Object(action, relation, rangeVar.Location);
        return relation;
    }

    /// <summary>A name in a schema that is no relation.</summary>
    public void Named(SqlAction action, IReadOnlyList<string> name, RelationKind? kind) =>
        context.Object(action, context.Names.Qualify(name), -1, kind);

    /// <summary>A relation by a list of names.</summary>
    public void Resolved(SqlAction action, List<string> parts)
    {
        var relation = parts.Count switch
        {
            1 => context.Names.Resolve(null, null, parts[0]),
            2 => context.Names.Resolve(null, parts[0], parts[1]),
            _ => context.Names.Resolve(parts[^3], parts[^2], parts[^1]),
        };
        context.Object(action, relation, -1);
    }

    private void WithArguments(SqlAction action, string? objectType, SyntaxNode target)
    {
        var name = ConstantReader.Strings(target["objname"]);
        target.Skip();
        Named(action, name, objectType is "OBJECT_OPERATOR" ? null : RelationKind.Routine);
    }

    private void Listed(SqlAction action, string? objectType, SyntaxNode list)
    {
        var items = list["items"];
        if (items.First.Is("TypeName"))
        {
            // CAST (a AS b), and constraints of a domain.
            foreach (var item in items)
            {
                if (item.Is("TypeName"))
                {
                    Named(action, ConstantReader.Strings(item["names"]), null);
                }

                item.Skip();
            }

            return;
        }

        var parts = ConstantReader.Strings(items);
        list.Skip();
        switch (objectType)
        {
            case "OBJECT_TRIGGER" or "OBJECT_RULE" or "OBJECT_POLICY" or "OBJECT_TABCONSTRAINT" or "OBJECT_COLUMN" when parts.Count > 1:
                Resolved(action, parts[..^1]);
                break;
            case "OBJECT_OPCLASS" or "OBJECT_OPFAMILY" when parts.Count > 1:
                Named(action, parts[1..], null);
                break;
            case "OBJECT_TRANSFORM":
                context.Server(action, string.Join(' ', parts));
                break;
            case "OBJECT_TABLE" or "OBJECT_VIEW" or "OBJECT_MATVIEW" or "OBJECT_SEQUENCE" or "OBJECT_INDEX" or "OBJECT_FOREIGN_TABLE":
                Resolved(action, parts);
                break;
            default:
                Named(action, parts, null);
                break;
        }
    }
}
