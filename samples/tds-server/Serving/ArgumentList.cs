using System.Globalization;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>Arguments of a well-known procedure: by name where they have the parameter's, else by position.</summary>
internal sealed class ArgumentList(IReadOnlyList<SqlArgument> arguments, params string[] parameters)
{
    /// <summary>Behind the procedure's own parameters: those of its statement.</summary>
    public IReadOnlyList<SqlArgument> Rest => [.. arguments.Where((a, i) => i >= parameters.Length && !IsOwn(a))];

    private bool IsOwn(SqlArgument argument) =>
        argument.Name.Length > 0 && parameters.Any(p => p.Split('|').Contains(argument.Name, StringComparer.OrdinalIgnoreCase));

    /// <summary>The argument and its number among all; null when it is not there.</summary>
    public (SqlArgument Argument, int Ordinal)? Find(int parameter)
    {
        var names = parameters[parameter].Split('|');
        for (var i = 0; i < arguments.Count; i++)
        {
            if (names.Contains(arguments[i].Name, StringComparer.OrdinalIgnoreCase))
                return (arguments[i], i);
        }

        return parameter < arguments.Count && arguments[parameter].Name.Length == 0 ? (arguments[parameter], parameter) : null;
    }

    public string Text(int parameter) => Find(parameter)?.Argument.Value as string
        ?? throw new SqlError(214, 16, $"Procedure expects parameter '{parameters[parameter].Split('|')[0]}' of type 'ntext/nchar/nvarchar'.", 2);

    public string TextOrEmpty(int parameter) => Find(parameter)?.Argument.Value as string ?? "";

    public int Number(int parameter, int otherwise = 0) =>
        Find(parameter)?.Argument.Value is { } value ? Convert.ToInt32(value, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>Sets what goes back to the client.</summary>
    public void Set(int parameter, int value)
    {
        if (Find(parameter) is not { } found)
            return;
        found.Argument.Type = SqlType.Int;
        found.Argument.Value = value;
    }
}
