using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>
/// Procedures of the session (<c>#p</c>): like a prepared statement, the body is decided when it is made and again when it is called.
/// </summary>
internal sealed class TemporaryProcedures(WalkContext context)
{
    /// <param name="name">Folded.</param>
    /// <param name="body">Facts of the body.</param>
    public void Made(string name, StatementFacts body)
    {
        context.Flag(StatementFlags.Prepare | StatementFlags.Temp);
        if (context is { BodyDepth: 0, IsDefinition: false } && context.Environment.ControlDepth == 0)
        {
            context.Environment.Procedures[name] = body;
        }
        else if (!context.IsDefinition)
        {
            context.NotUnderstood("a temporary procedure that is made in a branch, string or routine");
        }

        context.Effect(new SessionEffect.Prepare(name, body));
    }

    public void Execute(string name)
    {
        context.Flag(StatementFlags.Prepare | StatementFlags.Procedural);
        context.Effect(new SessionEffect.CallsProcedure());
        if (name.StartsWith("##", StringComparison.Ordinal))
        {
            context.NotUnderstood("a global temporary procedure");
            return;
        }

        if (context.Through || context.IsDefinition)
        {
            context.Flag(StatementFlags.Opaque);
            return;
        }

        context.Effect(new SessionEffect.Execute(name));
        if (!context.Environment.Procedures.TryGetValue(name, out var body))
        {
            return;
        }

        foreach (var access in body.Accesses)
        {
            context.Accesses.Add(access with { Span = default });
        }

        foreach (var effect in body.Effects)
        {
            context.Effect(effect);
        }
    }

    public void Dropped(string name)
    {
        if (!context.IsDefinition)
        {
            _ = context.Environment.Procedures.Remove(name);
            context.Effect(new SessionEffect.Deallocate(name));
        }
    }
}
