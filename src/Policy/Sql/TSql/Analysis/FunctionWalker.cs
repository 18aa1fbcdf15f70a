using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Catalog.Builtins;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>
/// Calls. A scalar function of users always has its schema; what has none is the server's own. Methods of XML, spatial and hierarchy
/// values look like functions of a schema: what stands before the last dot decides.
/// </summary>
internal sealed class FunctionWalker(WalkContext context)
{
    public void Walk(FunctionCall call, Scope scope)
    {
        context.Saw(call);
        switch (call.CallTarget)
        {
            case null:
                BuiltIn(call.FunctionName, call.Parameters.Count);
                break;
            case MultiPartIdentifierCallTarget target:
                context.Saw(target);
                Dotted([.. target.MultiPartIdentifier.Identifiers], call, scope);
                break;
            case ExpressionCallTarget target:
                context.Saw(target);
                context.Expressions.Walk(target.Expression, scope);
                Method(call.FunctionName);
                break;
            case UserDefinedTypeCallTarget target:
                context.Saw(target);
                OfType(target.SchemaObjectName, call.FunctionName);
                break;
            default:
                context.NotUnderstood(call.CallTarget.GetType().Name);
                break;
        }

        Arguments(call, scope);
    }

    public void Parameterless(ParameterlessCall call)
    {
        context.Saw(call);
        context.ValueRead(isPlain: false);
        context.Function(
            new ObjectName(null, call.ParameterlessCallType switch
            {
                ParameterlessCallType.User => "user",
                ParameterlessCallType.CurrentUser => "current_user",
                ParameterlessCallType.SessionUser => "session_user",
                ParameterlessCallType.SystemUser => "system_user",
                _ => "current_timestamp",
            }),
            WalkContext.Span(call));
    }

    public void NextValue(NextValueForExpression node, Scope scope)
    {
        context.Flag(StatementFlags.Sequence);
        var relation = context.Names.Resolve(node.SequenceName);
        context.Object(SqlAction.Update, relation.Name, WalkContext.Span(node.SequenceName), RelationKind.Sequence);
        context.Map?.AddUnmapped(relation.Name, relation.Kind, "a sequence", WalkContext.Span(node.SequenceName));
        context.Expressions.Window(node.OverClause, scope);
        context.ValueRead(isPlain: false);
    }

    /// <summary><c>{fn name(…)}</c></summary>
    public void Odbc(OdbcFunctionCall call, Scope scope)
    {
        context.Saw(call);
        context.Function(new ObjectName(null, Lower(call.Name)), WalkContext.Span(call.Name));
        context.Expressions.WalkAll(call.Parameters, scope);
        context.ValueRead(isPlain: false);
    }

    /// <summary><c>$PARTITION.f(…)</c>: the number of a partition.</summary>
    public void Partition(PartitionFunctionCall call, Scope scope)
    {
        context.Saw(call);
        context.Function(new ObjectName("$partition", context.Fold(call.FunctionName)), WalkContext.Span(call));
        context.Expressions.WalkAll(call.Parameters, scope);
        context.ValueRead(isPlain: false);
    }

    /// <summary>A property of a spatial value, or of a type.</summary>
    public void Property(UserDefinedTypePropertyAccess access, Scope scope)
    {
        context.Saw(access);
        context.ValueRead(isPlain: false);
        if (access.CallTarget is not null)
        {
            context.Saw(access.CallTarget);
        }

        switch (access.CallTarget)
        {
            case MultiPartIdentifierCallTarget target:
                context.Columns.Resolve([.. target.MultiPartIdentifier.Identifiers], scope);
                break;
            case ExpressionCallTarget target:
                context.Expressions.Walk(target.Expression, scope);
                break;
            case UserDefinedTypeCallTarget target:
                OfType(target.SchemaObjectName, access.PropertyName);
                break;
            default:
                context.NotUnderstood(access.GetType().Name);
                break;
        }
    }

    /// <summary>The aggregate of PIVOT.</summary>
    public void Aggregate(IReadOnlyList<Identifier> parts)
    {
        if (parts.Count == 1)
        {
            BuiltIn(parts[0], 1);
        }
        else
        {
            User(Named(parts), new SourceSpan(parts[0].StartOffset, parts[^1].StartOffset + parts[^1].FragmentLength - parts[0].StartOffset));
        }
    }

    /// <summary>A function in FROM; what it yields when its body is known to be one query.</summary>
    public QueryOutput? Table(ObjectName name, ImmutableArray<RoutineDescription> routines, SourceSpan span)
    {
        if (routines.IsEmpty && name is { Schema: null, Database: null, Server: null } && TSqlBuiltins.IsFunction(name.Name.ToLowerInvariant()))
        {
            context.Function(new ObjectName(null, name.Name.ToLowerInvariant()), span);
            return null;
        }

        context.Function(name, span);
        context.Map?.AddUnmapped(name, RelationKind.Routine, "a function", span);
        if (name.Schema is "sys" || name.Server is not null)
        {
            return null;
        }

        return RunsUserCode(routines);
    }

    /// <summary>What a routine of users may do beyond its own access; what its one query yields, where it is one.</summary>
    public QueryOutput? RunsUserCode(ImmutableArray<RoutineDescription> routines)
    {
        context.Effect(new SessionEffect.RunsUserCode());
        if (routines.IsDefaultOrEmpty)
        {
            context.Flag(StatementFlags.Opaque);
            return null;
        }

        QueryOutput? output = null;
        foreach (var routine in routines)
        {
            output = BodyWalker.Routine(context, routine);
        }

        return output;
    }

    /// <summary>Names of the server's own functions have no case, whatever the collation.</summary>
    public string Lower(Identifier name) => context.Fold(name).ToLowerInvariant();

    private void BuiltIn(Identifier name, int arguments)
    {
        context.ValueRead(isPlain: false);
        var folded = Lower(name);
        context.Function(new ObjectName(null, folded), WalkContext.Span(name));
        switch (TSqlBuiltins.KindOf(folded))
        {
            case BuiltinKind.LastResult:
                context.Variables.LastResult(folded);
                break;
            case BuiltinKind.File:
                context.Facility("file_read");
                context.Flag(StatementFlags.FileRead);
                break;
            default:
                break;
        }

        if (arguments == 0 && !TSqlBuiltins.IsFunction(folded))
        {
            // Newer than the list: what it does is not known.
            context.Flag(StatementFlags.Opaque);
        }
    }

    /// <summary><c>dbo.f()</c>, or a method of a column.</summary>
    private void Dotted(IReadOnlyList<Identifier> before, FunctionCall call, Scope scope)
    {
        context.ValueRead(isPlain: false);
        if (IsMethod(before, call, scope) && (before.Count > 1 || !IsRoutine(before[0], call.FunctionName)))
        {
            context.Columns.Resolve(before, scope);
            return;
        }

        var (found, routines) = context.Names.Routine(Named([.. before, call.FunctionName]));
        if (routines.IsEmpty && context.Columns.Match(before, scope) == ColumnMatch.Yes)
        {
            // A method we do not know, of a column of a type of users.
            context.Columns.Resolve(before, scope);
        }

        var start = before[0].StartOffset;
        User(found, new SourceSpan(start, call.FunctionName.StartOffset + call.FunctionName.FragmentLength - start));
    }

    private bool IsRoutine(Identifier schema, Identifier name) =>
        !context.Names.Routine(new ObjectName(context.Fold(schema), context.Fold(name))).Routines.IsEmpty;

    private bool IsMethod(IReadOnlyList<Identifier> before, FunctionCall call, Scope scope) =>
        TSqlBuiltins.IsMethod(call.FunctionName.Value) && context.Columns.Match(before, scope) is var match
        && (match == ColumnMatch.Yes || (match != ColumnMatch.No && !context.Folding.AreSame(before[^1].Value, "dbo")));

    /// <summary>A method of a value.</summary>
    private void Method(Identifier name)
    {
        context.ValueRead(isPlain: false);
        if (!TSqlBuiltins.IsMethod(name.Value))
        {
            context.Function(new ObjectName(null, context.Fold(name)), WalkContext.Span(name));
            context.Effect(new SessionEffect.RunsUserCode());
            context.Flag(StatementFlags.Opaque);
        }
    }

    /// <summary><c>geography::Point(…)</c>: types of the server are safe to make, those of users run their code.</summary>
    private void OfType(SchemaObjectName type, Identifier member)
    {
        context.ValueRead(isPlain: false);
        context.Saw(type);
        var folded = context.Fold(type.BaseIdentifier);
        var schema = type.SchemaIdentifier is null ? null : context.Fold(type.SchemaIdentifier);
        if (folded is "geography" or "geometry" or "hierarchyid" && schema is null or "sys")
        {
            return;
        }

        context.Function(new ObjectName(schema, folded + "::" + context.Fold(member)), WalkContext.Span(type));
        context.Effect(new SessionEffect.RunsUserCode());
        context.Flag(StatementFlags.Opaque);
    }

    private ObjectName Named(IReadOnlyList<Identifier> parts)
    {
        var name = new SchemaObjectName();
        foreach (var part in parts)
        {
            name.Identifiers.Add(part);
        }

        return context.Names.Qualify(name);
    }

    private void User(ObjectName name, SourceSpan span)
    {
        var (found, routines) = context.Names.Routine(name);
        context.Function(found, span);
        if (found is { Schema: "sys", Database: null, Server: null })
        {
            return;
        }

        _ = RunsUserCode(routines);
        context.Lineage?.AddRange(routines.SelectMany(r => context.Accesses.Views.Routine(r.Name, r.Body ?? "")));
    }

    private void Arguments(FunctionCall call, Scope scope)
    {
        context.ValueRead(isPlain: false);
        if (NamesDatePart(call))
        {
            context.SawAll(call.Parameters[0]);
            context.Expressions.WalkAll([.. call.Parameters.Skip(1)], scope);
        }
        else
        {
            context.Expressions.WalkAll(call.Parameters, scope);
        }

        context.Expressions.Window(call.OverClause, scope);
        context.Expressions.Order(call.WithinGroupClause?.OrderByClause, scope);
    }

    /// <summary><c>DATEADD(day, …)</c>: to the parser the part of a date is a column.</summary>
    public static bool NamesDatePart(FunctionCall call) =>
        call is { CallTarget: null, Parameters: [ColumnReferenceExpression { MultiPartIdentifier.Identifiers.Count: 1 }, ..] }
        && call.FunctionName.Value.ToLowerInvariant() is "dateadd" or "datediff" or "datediff_big" or "datename" or "datepart" or "datetrunc" or "date_bucket";
}
