using System.Collections.Immutable;
using ProxyDb.Policy.Catalog.Builtins;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Calls, operators and casts: every candidate the name may reach is an access (policy-language.md §3, functions).</summary>
internal sealed class FunctionWalker(WalkContext context)
{
    /// <summary>Built-ins that take any row: they can be called in attribute notation on a value of unknown type.</summary>
    private static readonly ImmutableArray<string> RowFunctions =
        ["row_to_json", "to_json", "to_jsonb", "pg_typeof", "pg_column_size", "quote_literal", "quote_nullable", "record_out"];

    private readonly SpecialFunctions _special = new(context);

    /// <summary>A FuncCall; its arguments are left to the expression walker.</summary>
    public void Walk(SyntaxNode call, Scope scope)
    {
        var name = ConstantReader.Strings(call["funcname"]);
        if (name.Count == 0 || (name.Count == 1 && IsProjection(call, name[0], scope)))
        {
            return;
        }

        if (name.Count == 1 && context.Environment.NamespaceLost is { } reason && !context.Through
            && (call["args"].Exists || !PostgresBuiltins.IsFunction(name[0])))
        {
            context.NotUnderstood($"`{name[0]}`: {reason}");
        }

        Call(name, call.Location);
        _special.Walk(call, name[^1]);
    }

    /// <summary>Records a call by name.</summary>
    public void Call(IReadOnlyList<string> name, int location)
    {
        var candidates = new List<(ObjectName Name, ImmutableArray<RoutineDescription> Routines)>(1);
        context.Names.Candidates(name, candidates);
        foreach (var (candidate, routines) in candidates)
        {
            context.Function(candidate, location);
            if (candidate.Schema is not null && !(routines.IsDefaultOrEmpty && ComesWithTheServer(candidate)))
            {
                RunsUserCode(routines);
            }
        }
    }

    /// <summary>Helpers of information_schema that metadata queries call, such as <c>_pg_expandarray</c>.</summary>
    private static bool ComesWithTheServer(in ObjectName function) =>
        function.Schema is PostgresBuiltins.InformationSchema
        && PostgresBuiltins.Schema(PostgresBuiltins.InformationSchema)?.Routine(function.Name) is { IsEmpty: false };

    /// <summary>What a routine outside the built-in schema may do beyond its own access.</summary>
    public void RunsUserCode(ImmutableArray<RoutineDescription> routines)
    {
        context.Effect(new SessionEffect.RunsUserCode());
        if (routines.IsDefaultOrEmpty)
        {
            context.Flag(StatementFlags.Opaque);
            context.RanUnknownCode();
            return;
        }

        foreach (var routine in routines)
        {
            BodyWalker.Routine(context, routine);
        }
    }

    /// <summary><c>(value).name</c> where the value's type is not known.</summary>
    public void FieldCall(string name, int location)
    {
        if (RowFunctions.Contains(name))
        {
            context.Function(new ObjectName(null, name), location);
        }

        foreach (var schema in context.SearchPath)
        {
            if (context.Catalog?.FindRoutines(schema, name) is { IsDefaultOrEmpty: false } routines)
            {
                context.Function(new ObjectName(schema, name), location);
                RunsUserCode(routines);
            }
        }
    }

    /// <summary>The operators an A_Expr uses.</summary>
    public void Operators(SyntaxNode expression)
    {
        switch (expression.Text("kind"))
        {
            case "AEXPR_BETWEEN" or "AEXPR_NOT_BETWEEN" or "AEXPR_BETWEEN_SYM" or "AEXPR_NOT_BETWEEN_SYM":
                Operator(">=");
                Operator("<=");
                break;
            default:
                Operator(expression["name"]);
                break;
        }
    }

    /// <summary>A possibly qualified operator name.</summary>
    public void Operator(SyntaxNode name)
    {
        if (!name.Exists)
        {
            return;
        }

        string? schema = null, symbol = null;
        foreach (var part in name)
        {
            (schema, symbol) = (symbol, part.Text("sval"));
        }

        if (symbol is null)
        {
            return;
        }

        if (schema is null)
        {
            Operator(symbol);
        }
        else if (schema is not PostgresBuiltins.CatalogSchema)
        {
            UserOperator(new ObjectName(schema, symbol));
        }
    }

    /// <summary>An operator found by the search path; exempt when only the built-in one can be meant.</summary>
    public void Operator(string symbol)
    {
        var found = PostgresBuiltins.IsOperator(symbol);
        if (context.Catalog is { } catalog)
        {
            if (catalog.HasOperator(PostgresBuiltins.CatalogSchema, symbol))
            {
                UserOperator(new ObjectName(PostgresBuiltins.CatalogSchema, symbol));
            }

            foreach (var schema in context.SearchPath)
            {
                if (schema is not PostgresBuiltins.CatalogSchema && catalog.HasOperator(schema, symbol))
                {
                    found = true;
                    UserOperator(new ObjectName(schema, symbol));
                }
            }
        }

        if (!found)
        {
            UserOperator(context.Names.Qualify(null, symbol));
        }
    }

    /// <summary>A cast: of a constant to regclass it looks up the object it names.</summary>
    public void Cast(SyntaxNode typeName, SyntaxNode value)
    {
        Cast(typeName);
        if (ConstantReader.Strings(typeName["names"]) is [.., "regclass"] && !typeName["arrayBounds"].Exists
            && ConstantReader.Text(value) is { Length: > 0 } name && !char.IsAsciiDigit(name[0])
            && context.Functions.SequenceName != value.Index)
        {
            context.Object(SqlAction.Metadata, context.Names.ResolveText(name), -1);
        }
    }

    /// <summary>The constant a sequence function was given: it is an access already.</summary>
    public int SequenceName { get; set; } = -1;

    /// <summary>A cast to a type; recorded when it can run code of user schemas.</summary>
    public void Cast(SyntaxNode typeName)
    {
        typeName.Skip();
        if (context.Catalog is not { } catalog)
        {
            return;
        }

        string? schema = null, name = null;
        foreach (var part in typeName["names"])
        {
            (schema, name) = (name, part.Text("sval"));
        }

        if (name is null)
        {
            return;
        }

        var isKnown = PostgresBuiltins.IsType(name);
        foreach (var candidate in schema is null ? context.SearchPath.Add(PostgresBuiltins.CatalogSchema) : [schema])
        {
            isKnown |= catalog.FindType(candidate, name) is not null || catalog.FindRelation(candidate, name) is not null;
            if (catalog.CastRunsUserCode(candidate, name))
            {
                UserOperator(new ObjectName(candidate, name), catalog.CastFunctions(candidate, name));
            }
        }

        if (!isKnown)
        {
            // Made a moment ago by somebody else, it may be a domain whose check runs anything.
            context.Effect(new SessionEffect.RunsUserCode());
        }
    }

    /// <summary>CURRENT_USER and its kin; the clock's are constants to a policy.</summary>
    public void ValueFunction(SyntaxNode node)
    {
        var name = node.Text("op") switch
        {
            "SVFOP_CURRENT_USER" or "SVFOP_USER" or "SVFOP_CURRENT_ROLE" => "current_user",
            "SVFOP_SESSION_USER" => "session_user",
            "SVFOP_CURRENT_CATALOG" => "current_database",
            "SVFOP_CURRENT_SCHEMA" => "current_schema",
            _ => null,
        };
        if (name is not null)
        {
            context.Function(new ObjectName(null, name), node.Location);
        }
    }

    private void UserOperator(ObjectName name) => UserOperator(name, context.Catalog?.OperatorFunctions(name.Schema ?? "", name.Name) ?? []);

    /// <summary>An operator or cast outside the built-in ones runs its function, and so whatever that touches.</summary>
    private void UserOperator(ObjectName name, ImmutableArray<ObjectName> functions)
    {
        context.Function(name, -1, isOperator: true);
        context.Effect(new SessionEffect.RunsUserCode());
        foreach (var function in functions.Where(static f => f.Schema is not PostgresBuiltins.CatalogSchema))
        {
            RunsUserCode(context.Catalog?.FindRoutines(function.Schema ?? "", function.Name) ?? []);
        }
    }

    /// <summary>
    /// <c>name(row)</c> is a cast to a type of that name, or a column of the row, where no function of the name takes a row.
    /// Both need the whole row, which the argument's own walk records.
    /// </summary>
    private bool IsProjection(SyntaxNode call, string name, Scope scope)
    {
        var args = call["args"];
        if (args.ItemCount != 1 || call["over"].Exists || ColumnResolver.WholeRow(args.First, scope) is not { } row)
        {
            return false;
        }

        foreach (var schema in context.SearchPath)
        {
            if (context.Catalog?.FindRoutines(schema, name) is { IsDefaultOrEmpty: false })
            {
                return false;
            }
        }

        if (PostgresBuiltins.IsType(name))
        {
            context.Flag(StatementFlags.Cast);
            return true;
        }

        return !PostgresBuiltins.IsFunction(name) && row.Has(name) == ColumnMatch.Yes;
    }
}
