using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>
/// User variables and system variables. What a user variable is made of is known for the text: a read of it leads to that. In one
/// statement it may be read before it is assigned (the row before did), so reads are marked and followed at the end.
/// </summary>
internal sealed class VariableWalker(WalkContext context)
{
    private const string Prefix = "\0@";

    public static bool IsVariable(in ColumnSource source) => source.Table.Name.StartsWith(Prefix, StringComparison.Ordinal);

    public void Read(UserVariable variable)
    {
        context.ValueRead(isPlain: false);
        context.Lineage?.Add(new ColumnSource(new ObjectName(null, Prefix + MySqlNames.Fold(variable.Name.Text)), ""));
    }

    public void Assign(VariableAssignment assignment, Scope scope)
    {
        var outer = context.Lineage;
        var sources = context.Lineage = [];
        context.Expressions.Walk(assignment.Value, scope);
        context.Lineage = outer;
        outer?.AddRange(sources);
        context.ValueRead(isPlain: false);
        if (outer is null)
        {
            context.Used(sources);
        }

        Assign(assignment.Variable.Name.Text, sources);
    }

    /// <summary>A variable is given a value made of these columns.</summary>
    public void Assign(string variable, IEnumerable<ColumnSource> sources)
    {
        var name = MySqlNames.Fold(variable);
        context.Effect(new SessionEffect.UserVariable(name));
        var known = context.Environment.Variables;
        known[name] = known.TryGetValue(name, out var before) ? [.. before.Union(sources)] : [.. sources.Distinct()];
    }

    /// <summary>Columns, with variables replaced by what they were made of.</summary>
    public static ImmutableArray<ColumnSource> Followed(AnalysisEnvironment environment, ImmutableArray<ColumnSource> sources)
    {
        if (!sources.Any(static source => IsVariable(source)))
        {
            return sources;
        }

        var found = new HashSet<ColumnSource>();
        var pending = new Stack<ColumnSource>(sources);
        while (pending.TryPop(out var source))
        {
            if (found.Add(source) && IsVariable(source)
                && environment.Variables.TryGetValue(source.Table.Name[Prefix.Length..], out var assigned))
            {
                foreach (var next in assigned)
                {
                    pending.Push(next);
                }
            }
        }

        return [.. found.Where(static source => !IsVariable(source))];
    }

    public void Read(SystemVariable variable)
    {
        var name = MySqlNames.Fold(variable.Name.Text);
        switch (name)
        {
            case "last_insert_id" or "identity":
                context.Effect(new SessionEffect.LastResultRead(LastResultKind.InsertId));
                break;
            case "warning_count" or "error_count":
                context.Effect(new SessionEffect.LastResultRead(LastResultKind.Diagnostics));
                break;
            default:
                break;
        }

        context.Setting(SqlAction.Metadata, variable.Prefix is { } prefix ? MySqlNames.Fold(prefix.Text) + "." + name : name, variable.Span);
    }
}
