namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>
/// Walks expressions with one explicit stack: chains of operators, casts and subscripts are as long as the guard allows.
/// Recursion happens at subqueries only, whose nesting the guard bounds.
/// </summary>
internal sealed class ExpressionWalker(WalkContext context)
{
    private readonly Stack<SyntaxNode> _pending = new();

    /// <summary>Walks an expression or a list of them; nothing for a missing field.</summary>
    public void Walk(SyntaxNode expression, Scope scope)
    {
        if (!expression.Exists)
        {
            return;
        }

        var floor = _pending.Count;
        _pending.Push(expression);
        while (_pending.Count > floor)
        {
            var node = _pending.Pop();
            if (node.IsArray)
            {
                PushItems(node);
            }
            else
            {
                Step(node, scope);
            }
        }
    }

    private void Step(SyntaxNode node, Scope scope)
    {
        switch (node.Visit().Type)
        {
            case "A_Const" or "SetToDefault" or "A_Star" or "String" or "CurrentOfExpr" or "Integer":
                break;
            case "ColumnRef":
                context.Columns.Resolve(node, scope);
                break;
            case "ParamRef":
                context.ParameterCount = Math.Max(context.ParameterCount, node.Number("number"));
                break;
            case "A_Expr":
                context.Functions.Operators(node);
                Push(node["rexpr"], node["lexpr"]);
                break;
            case "BoolExpr" or "CoalesceExpr" or "MinMaxExpr" or "GroupingFunc" or "RowExpr":
                Push(node["args"]);
                break;
            case "NullTest" or "BooleanTest" or "NamedArgExpr" or "CollateClause":
                Push(node["arg"]);
                break;
            case "List":
                Push(node["items"]);
                break;
            case "FuncCall":
                Call(node, scope);
                break;
            case "TypeCast":
                context.Functions.Cast(node["typeName"], node["arg"]);
                Push(node["arg"]);
                break;
            case "SubLink":
                SubLink(node, scope);
                break;
            case "CaseExpr":
                context.Functions.Operator("=");
                Push(node["defresult"], node["args"], node["arg"]);
                break;
            case "CaseWhen":
                Push(node["result"], node["expr"]);
                break;
            case "SQLValueFunction":
                context.Functions.ValueFunction(node);
                break;
            case "A_ArrayExpr":
                Push(node["elements"]);
                break;
            case "A_Indirection":
                Indirection(node, scope);
                break;
            default:
                StepRare(node);
                break;
        }
    }

    private void StepRare(SyntaxNode node)
    {
        switch (node.Type)
        {
            case "A_Indices":
                Push(node["uidx"], node["lidx"]);
                break;
            case "XmlExpr":
                Push(node["args"], node["named_args"]);
                break;
            case "XmlSerialize":
                context.Functions.Cast(node["typeName"]);
                Push(node["expr"]);
                break;
            case "ResTarget":
                Push(node["indirection"], node["val"]);
                break;
            case "MultiAssignRef":
                // The parser repeats the source of (a, b) = (…) for every column.
                if (node.Number("colno") > 1)
                {
                    node["source"].Skip();
                }
                else
                {
                    Push(node["source"]);
                }

                break;
            case "GroupingSet":
                Push(node["content"]);
                break;
            case "SortBy":
                context.Functions.Operator(node["useOp"]);
                Push(node["node"]);
                break;
            default:
                context.NotUnderstood(node.Type ?? "expression");
                break;
        }
    }

    private void Call(SyntaxNode node, Scope scope)
    {
        context.Functions.Walk(node, scope);
        PushWindow(node["over"]);
        Push(node["agg_filter"], node["agg_order"], node["args"]);
    }

    /// <summary>A window definition: in OVER, and in a WINDOW clause.</summary>
    public void Window(SyntaxNode window, Scope scope)
    {
        window.Visit();
        Walk(window["partitionClause"], scope);
        Walk(window["orderClause"], scope);
        Walk(window["startOffset"], scope);
        Walk(window["endOffset"], scope);
    }

    private void PushWindow(SyntaxNode window)
    {
        window.Visit();
        Push(window["endOffset"], window["startOffset"], window["orderClause"], window["partitionClause"]);
    }

    private void SubLink(SyntaxNode node, Scope scope)
    {
        context.Functions.Operator(node["operName"]);
        if (node.Text("subLinkType") is "ANY_SUBLINK")
        {
            context.Functions.Operator("=");
        }

        var outer = context.Lineage;
        context.Lineage = null;
        var output = context.Queries.Walk(node["subselect"], scope, scope.CommonTables);
        context.Lineage = outer;
        if (node.Text("subLinkType") is "EXISTS_SUBLINK")
        {
            // Only whether there is a row.
        }
        else if (outer is null)
        {
            context.Used(output);
        }
        else
        {
            foreach (var column in output.Columns)
            {
                outer.AddRange(column.From);
            }
        }

        Push(node["testexpr"]);
    }

    /// <summary><c>(row).field</c>: only that column is read when the row is a range item; else fields of a value.</summary>
    private void Indirection(SyntaxNode node, Scope scope)
    {
        var arg = node["arg"];
        var first = node["indirection"].First;
        if (first.Is("String") && ColumnResolver.WholeRow(arg, scope) is { } item)
        {
            arg.Skip();
            var usage = context.Map?.Usage;
            context.Using(ColumnUsage.WholeRow);
            context.Columns.ReadFrom(item, first.Text("sval") ?? "", arg.Location);
            context.Using(usage ?? ColumnUsage.Other);
        }
        else
        {
            FieldFunctions(node["indirection"], arg.Location);
            Push(arg);
        }

        Push(node["indirection"]);
    }

    /// <summary>A field of an unknown composite may be a routine in attribute notation; the catalog says whether it can be.</summary>
    private void FieldFunctions(SyntaxNode indirection, int location)
    {
        foreach (var step in indirection)
        {
            if (step.Is("String") && step.Text("sval") is { } name)
            {
                context.Functions.FieldCall(name, location);
            }
        }
    }

    private void PushItems(SyntaxNode list)
    {
        var first = _pending.Count;
        foreach (var item in list)
        {
            _pending.Push(item);
        }

        Reverse(_pending.Count - first);
    }

    /// <summary>Makes the last pushed nodes come in text order.</summary>
    private void Reverse(int count)
    {
        if (count < 2)
        {
            return;
        }

        var items = new SyntaxNode[count];
        for (var i = 0; i < count; i++)
        {
            items[i] = _pending.Pop();
        }

        foreach (var item in items)
        {
            _pending.Push(item);
        }
    }

    /// <summary>Last argument first: the stack turns them round.</summary>
    private void Push(params ReadOnlySpan<SyntaxNode> nodes)
    {
        foreach (var node in nodes)
        {
            if (node.Exists)
            {
                _pending.Push(node);
            }
        }
    }
}
