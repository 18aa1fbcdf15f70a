using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Arguments of a call and parameters of what is called.</summary>
internal static class Arguments
{
    public static ParameterDefinition Define(TranslationContext context, ProcedureParameter p)
    {
        if (p.DataType is UserDataTypeReference { Name: { } name } && NameResolution.Find(context, [.. name.Identifiers.Select(i => i.Value)]).Object is TableTypeObject type)
            return new ParameterDefinition(p.VariableName.Value, new SqlType(SqlTypeName.Table), false, null) { IsReadOnly = true, TableType = type };
        if (p.DataType is SqlDataTypeReference { SqlDataTypeOption: SqlDataTypeOption.Cursor })
            throw Errors.NotSupported("a cursor as a parameter");
        return new ParameterDefinition(p.VariableName.Value, DataTypes.Of(p.DataType), p.Modifier == ParameterModifier.Output, p.Value);
    }

    /// <summary>Puts arguments of a client into the variables of a frame.</summary>
    public static void Bind(SqlSession session, Frame frame, IReadOnlyList<ParameterDefinition> parameters, IReadOnlyList<SqlArgument> arguments, string procedure)
    {
        foreach (var argument in arguments.Where(a => a.Name.Length > 0))
        {
            if (!parameters.Any(p => p.Name.Equals(argument.Name, StringComparison.OrdinalIgnoreCase)))
                throw new SqlError(8145, 16, $"{argument.Name} is not a parameter for procedure {procedure}.", 2);
        }
        if (arguments.Count > parameters.Count)
            throw new SqlError(8144, 16, $"Procedure or function {procedure} has too many arguments specified.", 2);
        for (var i = 0; i < parameters.Count; i++)
        {
            var parameter = parameters[i];
            var argument = Find(arguments, parameter.Name, i);
            if (parameter.TableType is { } type)
            {
                BindTable(session, frame, parameter.Name, type, argument?.Value as SqlTable);
                continue;
            }
            frame.Variables[parameter.Name] = new VariableSlot(parameter.Type) { Cell = Value(session, parameter, argument, procedure) };
        }
    }

    private static SqlArgument? Find(IReadOnlyList<SqlArgument> arguments, string name, int position) =>
        arguments.FirstOrDefault(a => a.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? (position < arguments.Count && arguments[position].Name.Length == 0 ? arguments[position] : null);

    private static object? Value(SqlSession session, ParameterDefinition parameter, SqlArgument? argument, string procedure)
    {
        if (argument is not null && !argument.IsDefault)
            return Cells.Encode(Converter.Convert(Cells.OfClient(argument.Value), argument.Type, parameter.Type, session.Settings), parameter.Type);
        if (parameter.Default is { } value)
            return session.Evaluate(value, parameter.Type);
        if (procedure == "sp_executesql")
            throw new SqlError(8178, 16, $"The parameterized query expects the parameter '{parameter.Name}', which was not supplied.");
        throw new SqlError(201, 16, $"Procedure or function '{procedure}' expects parameter '{parameter.Name}', which was not supplied.", 4);
    }

    public static void BindTable(SqlSession session, Frame frame, string name, TableTypeObject type, SqlTable? given)
    {
        var table = TableMaker.MakeTemporary(session, name, type.Definition, type.Database, "@");
        frame.Tables[name] = table;
        session.Link.Run(TableMaker.Sql(table));
        if (given is null)
            return;
        var writer = new RowWriter(session, table);
        foreach (var row in given.Rows)
        {
            var cells = new object?[table.Columns.Count];
            for (var i = 0; i < Math.Min(row.Length, cells.Length); i++)
            {
                var reading = AssignmentRules.Reading(table.Columns[i].Type);
                cells[i] = Cells.Encode(Converter.Convert(Cells.OfClient(row[i]), given.Columns[i].Type, reading, session.Settings), reading);
            }
            writer.Insert(cells);
        }
    }

    /// <summary>OUTPUT parameters into the arguments they came from.</summary>
    public static void GiveBack(Frame frame, IEnumerable<(string Name, bool IsOutput)> parameters, IReadOnlyList<SqlArgument> arguments)
    {
        var position = -1;
        foreach (var (name, isOutput) in parameters)
        {
            position++;
            if (!isOutput || Find(arguments, name, position) is not { IsOutput: true } argument || !frame.Variables.TryGetValue(name, out var slot))
                continue;
            argument.Type = slot.Type;
            argument.Value = Cells.ToClient(slot.Cell, slot.Type);
        }
    }
}
