namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Columns, constraints and partition bounds of CREATE TABLE and ALTER TABLE.</summary>
internal sealed class TableDefinitionWalker(WalkContext context)
{
    private readonly DdlTarget _targets = new(context);

    /// <summary>
    /// What a table's own expressions (CHECK, DEFAULT, index expressions) see: its columns, which they do not read out.
    /// </summary>
    public static Scope OwnColumns()
    {
        var scope = new Scope(null, null);
        scope.Items.Add(new HiddenItem(null, [], []));
        return scope;
    }

    /// <summary>The existing table that is defined anew; null for a new one.</summary>
    public Relation? Altered { get; set; }

    /// <summary>CREATE TABLE, and the base of CREATE FOREIGN TABLE.</summary>
    public void Create(SyntaxNode node)
    {
        var relation = context.Names.ResolveNew(node.Visit()["relation"].Visit());
        context.Object(SqlAction.Ddl, relation, node["relation"].Location);
        context.MadeTemporary(relation);

        foreach (var element in node["tableElts"])
        {
            Element(element);
        }

        foreach (var parent in node["inhRelations"])
        {
            _ = _targets.Relation(SqlAction.Ddl, parent);
        }

        foreach (var constraint in node["constraints"])
        {
            Element(constraint);
        }

        node["ofTypename"].Skip();
        node["options"].Skip();
        Bound(node["partbound"]);
        PartitionKey(node["partspec"]);
    }

    /// <summary>The columns as an expression on the table sees them.</summary>
    public Scope Row()
    {
        if (Altered is not { } table)
        {
            return OwnColumns();
        }

        var scope = new Scope(null, null);
        scope.Items.Add(new DefinedItem(table));
        return scope;
    }

    /// <summary>A column, a constraint or LIKE.</summary>
    public void Element(SyntaxNode element)
    {
        switch (element.Visit().Type)
        {
            case "ColumnDef":
                Column(element);
                break;
            case "Constraint":
                Constraint(element);
                break;
            case "TableLikeClause":
                _ = _targets.Relation(SqlAction.Metadata, element["relation"]);
                break;
            default:
                context.NotUnderstood(element.Type ?? "table element");
                break;
        }
    }

    /// <summary>One command of ALTER TABLE.</summary>
    public void Alter(SyntaxNode command)
    {
        var definition = command.Visit()["def"];
        if (command.Text("subtype") is "AT_AlterColumnType")
        {
            Key(command.Text("name"));
        }

        command["newowner"].Skip();
        switch (definition.Type)
        {
            case "ColumnDef" or "Constraint":
                Element(definition);
                break;
            case "RangeVar":
                _ = _targets.Relation(SqlAction.Ddl, definition);
                break;
            case "PartitionCmd":
                _ = _targets.Relation(SqlAction.Ddl, definition.Visit()["name"]);
                Bound(definition["bound"]);
                break;
            case "TypeName" or "ReplicaIdentityStmt" or "DefElem" or "String" or "Integer":
                definition.Skip();
                break;
            case "List":
                definition.Skip();
                break;
            default:
                if (definition.IsArray)
                {
                    // Options only: reloptions, sequence options.
                    definition.Skip();
                }
                else
                {
                    context.Expressions.Walk(definition, Row());
                }

                break;
        }
    }

    public void IndexElements(SyntaxNode elements)
    {
        foreach (var element in elements)
        {
            var expression = element.Visit()["expr"];
            Key(element.Text("name"));
            context.Expressions.Walk(expression, Row());
            element["opclassopts"].Skip();
        }
    }

    public void Bound(SyntaxNode bound)
    {
        if (!bound.Exists)
        {
            return;
        }

        bound.Visit();
        foreach (var list in (ReadOnlySpan<string>)["listdatums", "lowerdatums", "upperdatums"])
        {
            foreach (var datum in bound[list])
            {
                context.Expressions.Walk(datum.Is("PartitionRangeDatum") ? datum.Visit()["value"] : datum, Row());
            }
        }
    }

    private void PartitionKey(SyntaxNode specification)
    {
        foreach (var part in specification.Visit()["partParams"])
        {
            context.Expressions.Walk(part.Visit()["expr"], Row());
        }
    }

    private void Column(SyntaxNode column)
    {
        column["typeName"].Skip();
        column["collClause"].Skip();
        column["fdwoptions"].Skip();
        context.Expressions.Walk(column["raw_default"], Row());
        foreach (var constraint in column["constraints"])
        {
            Constraint(constraint.Visit());
        }
    }

    private void Constraint(SyntaxNode constraint)
    {
        context.Expressions.Walk(constraint["raw_expr"], Row());
        context.Expressions.Walk(constraint["where_clause"], Row());
        constraint["options"].Skip();
        foreach (var list in (ReadOnlySpan<string>)["keys", "fk_attrs", "including"])
        {
            foreach (var key in constraint[list])
            {
                Key(key.Text("sval"));
            }
        }

        if (constraint["pktable"].Exists)
        {
            _ = _targets.Relation(SqlAction.Ddl, constraint["pktable"]);
        }

        foreach (var exclusion in constraint["exclusions"])
        {
            var pair = exclusion.Is("List") ? exclusion.Visit()["items"] : exclusion;
            foreach (var part in pair)
            {
                if (part.Is("IndexElem"))
                {
                    Key(part.Visit().Text("name"));
                    context.Expressions.Walk(part["expr"], Row());
                    part["opclassopts"].Skip();
                }
                else
                {
                    part.Skip();
                }
            }
        }
    }

    /// <summary>A column that the server reads to make or check a key, and whose values its errors show.</summary>
    private void Key(string? column)
    {
        if (Altered is { } table && column is not null)
        {
            new DefinedItem(table).Read(context, column, -1);
        }
    }
}
