namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Statements about the session: prepared statements, cursors, notifications, DISCARD, LOAD.</summary>
internal sealed class SessionWalker(WalkContext context)
{
    /// <summary>Returns the action and tag, or null when the statement is of another family.</summary>
    public (SqlAction Action, string Kind)? Walk(SyntaxNode node)
    {
        switch (node.Type)
        {
            case "PrepareStmt":
                return Prepare(node);
            case "ExecuteStmt":
                return Execute(node);
            case "DeallocateStmt":
                context.Flag(StatementFlags.Prepare);
                context.Effect(new SessionEffect.Deallocate(node.Text("name")));
                return (SqlAction.None, node["name"].Exists ? "DEALLOCATE" : "DEALLOCATE ALL");
            case "DeclareCursorStmt":
                return Declare(node);
            case "FetchStmt":
                context.Flag(StatementFlags.Cursor);
                context.Effect(new SessionEffect.Fetch(node.Text("portalname") ?? ""));
                return (SqlAction.Select, node.Flag("ismove") ? "MOVE" : "FETCH");
            case "ClosePortalStmt":
                context.Flag(StatementFlags.Cursor);
                context.Effect(new SessionEffect.CloseCursor(node.Text("portalname")));
                return (SqlAction.None, node["portalname"].Exists ? "CLOSE CURSOR" : "CLOSE CURSOR ALL");
            case "ListenStmt":
                context.Setting(SqlAction.Session, "listen");
                context.Effect(new SessionEffect.Listen(node.Text("conditionname") ?? ""));
                return (SqlAction.Session, "LISTEN");
            case "UnlistenStmt":
                context.Effect(new SessionEffect.Unlisten(node.Text("conditionname")));
                return (SqlAction.Session, "UNLISTEN");
            case "NotifyStmt":
                context.Action = SqlAction.Session;
                context.Function(new ObjectName(null, "pg_notify"), -1);
                return (SqlAction.Session, "NOTIFY");
            case "DiscardStmt":
                return Discard(node);
            case "LoadStmt":
                context.Action = SqlAction.Admin;
                context.Server(SqlAction.Admin, "load");
                context.Facility("file_read");
                context.Effect(new SessionEffect.Load(node.Text("filename") ?? ""));
                return (SqlAction.Admin, "LOAD");
            default:
                return null;
        }
    }

    /// <summary>The facts of a statement behind a name; its accesses are this statement's too.</summary>
    public StatementFacts Behind(SyntaxNode query)
    {
        var inner = new WalkContext(context.Environment, context.Source) { Map = context.Map };
        var (action, kind) = inner.Statements.Walk(query);
        if (context.Map is { } map)
        {
            map.Shown = inner.Statements.Output is { } output ? inner.Accesses.Views.Resolve(output) : [];
        }

        foreach (var access in inner.Accesses.Items)
        {
            context.Accesses.Add(access);
        }

        foreach (var unresolved in inner.Unresolved)
        {
            context.NotUnderstood(unresolved);
        }

        context.Flag(inner.Flags);
        context.ParameterCount = Math.Max(context.ParameterCount, inner.ParameterCount);
        context.Action = action;
        return FactsBuilder.Build(inner, action, kind, default, inner.Statements.Output);
    }

    private (SqlAction, string) Prepare(SyntaxNode node)
    {
        node["argtypes"].Skip();
        var name = node.Text("name") ?? "";
        var body = Behind(node["query"]);
        context.Flag(StatementFlags.Prepare);
        context.Environment.Prepared[name] = body;
        context.Effect(new SessionEffect.Prepare(name, body));
        return (body.Action, "PREPARE");
    }

    private (SqlAction, string) Execute(SyntaxNode node)
    {
        var name = node.Text("name") ?? "";
        context.Flag(StatementFlags.Prepare);
        context.Expressions.Walk(node["params"], new Scope(null, null));
        context.Effect(new SessionEffect.Execute(name));
        if (!context.Environment.Prepared.TryGetValue(name, out var body))
        {
            return (SqlAction.Call, "EXECUTE");
        }

        foreach (var access in body.Accesses)
        {
            context.Accesses.Add(access);
        }

        foreach (var effect in body.Effects)
        {
            context.Effect(effect);
        }

        return (body.Action, "EXECUTE");
    }

    private (SqlAction, string) Declare(SyntaxNode node)
    {
        const int holdOption = 0x20;
        var hold = (node.Number("options") & holdOption) != 0;
        var body = Behind(node["query"]);
        foreach (var effect in body.Effects)
        {
            context.Effect(effect);
        }

        context.Flag(StatementFlags.Cursor);
        context.Effect(new SessionEffect.DeclareCursor(node.Text("portalname") ?? "", hold, body));
        return (SqlAction.Select, "DECLARE CURSOR");
    }

    private (SqlAction, string) Discard(SyntaxNode node)
    {
        var what = node.Text("target") switch
        {
            "DISCARD_PLANS" => "plans",
            "DISCARD_SEQUENCES" => "sequences",
            "DISCARD_TEMP" => "temp",
            _ => "all",
        };
        context.Flag(StatementFlags.Session);
        context.Setting(SqlAction.Session, "discard");
        context.Effect(new SessionEffect.Discard(what));
        if (what is "all" or "temp")
        {
            context.Environment.TemporaryInDoubt = true;
        }

        if (what is "all")
        {
            context.Environment.Prepared.Clear();
            new SettingWalker(context).ResetPath();
            context.Environment.StringsConform = false;
        }

        return (SqlAction.Session, "DISCARD " + what.ToUpperInvariant());
    }
}
