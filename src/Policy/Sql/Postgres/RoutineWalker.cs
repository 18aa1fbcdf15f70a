using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>CREATE and ALTER FUNCTION, CALL, DO: statements about routines and blocks.</summary>
internal sealed class RoutineWalker(WalkContext context)
{
    public (SqlAction Action, string Kind)? Walk(SyntaxNode node)
    {
        switch (node.Type)
        {
            case "CreateFunctionStmt":
                Create(node);
                return (SqlAction.Ddl, node.Flag("is_procedure") ? "CREATE PROCEDURE" : "CREATE FUNCTION");
            case "AlterFunctionStmt":
                context.Action = SqlAction.Ddl;
                new DdlTarget(context).Record(SqlAction.Ddl, node.Text("objtype"), default, node["func"].Is("ObjectWithArgs") ? node["func"] : default);
                Alter(node);
                return (SqlAction.Ddl, "ALTER " + DdlTarget.Words(node.Text("objtype")));
            case "CallStmt":
                Call(node);
                return (SqlAction.Call, "CALL");
            case "DoStmt":
                Do(node);
                return (SqlAction.Call, "DO");
            default:
                return null;
        }
    }

    private void Create(SyntaxNode node)
    {
        context.Action = SqlAction.Ddl;
        context.Flag(StatementFlags.Ddl);
        context.Effect(new SessionEffect.ChangesCatalog());
        context.Object(SqlAction.Ddl, context.Names.Qualify(ConstantReader.Strings(node["funcname"])), -1, RelationKind.Routine);
        node["returnType"].Skip();
        var arguments = ImmutableArray.CreateBuilder<string>();
        foreach (var parameter in node["parameters"])
        {
            if (parameter.Visit().Text("name") is { } name)
            {
                arguments.Add(name);
            }

            parameter["argType"].Skip();
            context.Expressions.Walk(parameter["defexpr"], new Scope(null, null));
        }

        if (node["sql_body"].Exists)
        {
            Options(node["options"]);
            SqlBody(node["sql_body"], arguments.ToImmutable());
        }
        else
        {
            Body(Options(node["options"]), arguments.ToImmutable());
        }
    }

    /// <summary>A body in standard syntax: it is part of this tree.</summary>
    private void SqlBody(SyntaxNode body, ImmutableArray<string> arguments)
    {
        var inner = context.ForBody(context.Source, null, through: false, null, arguments, isDefinition: true);
        var pending = new Stack<SyntaxNode>();
        pending.Push(body);
        while (pending.TryPop(out var node))
        {
            if (node.IsArray || node.Is("List"))
            {
                foreach (var item in node.Is("List") ? node.Visit()["items"] : node)
                {
                    pending.Push(item);
                }
            }
            else if (node.Is("ReturnStmt"))
            {
                inner.Expressions.Walk(node.Visit()["returnval"], new Scope(null, null));
            }
            else if (node.Type is not null)
            {
                _ = inner.Statements.Walk(node);
            }
        }

        inner.Unresolved.ForEach(context.NotUnderstood);
        context.Flag(inner.Flags & ~(StatementFlags.WithoutLimit | StatementFlags.WithoutWhere));
    }

    private void Body((string Language, string? Text, ImmutableArray<string>? Path) options, ImmutableArray<string> arguments)
    {
        if (options is not { Language: "sql", Text: { } text } || !BodyWalker.CreatorBody(context, text, options.Path, arguments))
        {
            context.Flag(StatementFlags.Opaque);
            context.NotUnderstood($"body in language {options.Language}");
        }
    }

    /// <summary>Language, body and search_path of a definition; settings it carries are accesses.</summary>
    private (string Language, string? Text, ImmutableArray<string>? Path) Options(SyntaxNode options)
    {
        var language = "sql";
        string? text = null;
        ImmutableArray<string>? path = null;
        foreach (var option in options)
        {
            switch (option.Visit().Text("defname"))
            {
                case "language":
                    language = NameResolver.Fold(ConstantReader.Scalar(option["arg"], context.Source) ?? "");
                    break;
                case "as":
                    var parts = ConstantReader.Strings(option["arg"]);
                    text = parts.Count == 1 ? parts[0] : null;
                    break;
                case "set":
                    path = Setting(option["arg"]) ?? path;
                    break;
                default:
                    option.Skip();
                    break;
            }

            option["arg"].Skip();
        }

        return (language, text, path);
    }

    /// <summary>SET of a routine: an access to the setting; the new path when it is search_path and constant.</summary>
    private ImmutableArray<string>? Setting(SyntaxNode set)
    {
        var name = NameResolver.Fold(set.Text("name") ?? "all");
        context.Setting(SqlAction.Session, name);
        if (name is not "search_path" || set.Text("kind") is not "VAR_SET_VALUE")
        {
            return null;
        }

        var path = ImmutableArray.CreateBuilder<string>();
        foreach (var item in set["args"])
        {
            path.Add(ConstantReader.Text(item) ?? "");
        }

        return path.ToImmutable();
    }

    private void Alter(SyntaxNode node)
    {
        context.Flag(StatementFlags.Ddl);
        context.Effect(new SessionEffect.ChangesCatalog());
        if (!node["func"].Is("ObjectWithArgs"))
        {
            context.Object(SqlAction.Ddl, context.Names.Qualify(ConstantReader.Strings(node["func"]["objname"])), -1, RelationKind.Routine);
            node["func"].Skip();
        }

        foreach (var action in node["actions"])
        {
            if (action.Text("defname") is "set")
            {
                _ = Setting(action["arg"]);
            }

            action.Skip();
        }
    }

    private void Call(SyntaxNode node)
    {
        context.Action = SqlAction.Call;
        context.Flag(StatementFlags.Procedural);
        var call = node["funccall"].Visit();
        var name = ConstantReader.Strings(call["funcname"]);
        var candidates = new List<(ObjectName Name, ImmutableArray<RoutineDescription> Routines)>(1);
        context.Names.Candidates(name, candidates);
        foreach (var (candidate, routines) in candidates)
        {
            context.Object(SqlAction.Call, candidate, call.Location, RelationKind.Routine);
            if (candidate.Schema is not null)
            {
                context.Functions.RunsUserCode(routines);
            }
        }

        context.Expressions.Walk(call["args"], new Scope(null, null));
        context.Expressions.Walk(node["outargs"], new Scope(null, null));
    }

    private void Do(SyntaxNode node)
    {
        context.Action = SqlAction.Call;
        context.Flag(StatementFlags.Procedural | StatementFlags.Opaque);
        context.Effect(new SessionEffect.RunsUserCode());
        context.RanUnknownCode();
        context.NotUnderstood("DO block");
        node["args"].Skip();
    }
}
