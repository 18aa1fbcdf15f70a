using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>SQL Server's errors: number, class, state and text.</summary>
internal static class Errors
{
    public static SqlError NotSupported(string what) => new(40517, 16, $"{what} is not supported by the sample server.");

    public static SqlError Overflow(string from, string to) => new(8115, 16, $"Arithmetic overflow error converting {from} to data type {to}.", 2);

    public static SqlError OverflowExpression(string to) => new(8115, 16, $"Arithmetic overflow error converting expression to data type {to}.", 2);

    public static SqlError OverflowOf(long value, string to) => new(220, 16, $"Arithmetic overflow error for data type {to}, value = {value}.", 2);

    public static SqlError Conversion(string from, string text, string to) => new(245, 16, $"Conversion failed when converting the {from} value '{text}' to data type {to}.");

    public static SqlError ConversionOf(string from, string to) => new(8114, 16, $"Error converting data type {from} to {to}.", 5);

    public static SqlError DateConversion() => new(241, 16, "Conversion failed when converting date and/or time from character string.");

    public static SqlError DateRange(string from = "varchar", string to = "datetime") =>
        new(242, 16, $"The conversion of a {from} data type to a {to} data type resulted in an out-of-range value.", 3);

    public static SqlError NoConversion(SqlType from, SqlType to) => new(529, 16, $"Explicit conversion from data type {Name(from)} to {Name(to)} is not allowed.", 2);

    public static SqlError Clash(SqlType a, SqlType b) => new(206, 16, $"Operand type clash: {Name(a)} is incompatible with {Name(b)}", 2);

    public static SqlError InvalidOperands(SqlType a, SqlType b, string what) => new(402, 16, $"The data types {Name(a)} and {Name(b)} are incompatible in the {what} operator.");

    public static SqlError DivideByZero() => new(8134, 16, "Divide by zero error encountered.");

    public static SqlError InvalidObject(string name) => new(208, 16, $"Invalid object name '{name}'.");

    public static SqlError InvalidColumn(string name) => new(207, 16, $"Invalid column name '{name}'.");

    public static SqlError Unbound(string name) => new(4104, 16, $"The multi-part identifier \"{name}\" could not be bound.");

    public static SqlError Ambiguous(string name) => new(209, 16, $"Ambiguous column name '{name}'.");

    public static SqlError NoFunction(string name) => new(195, 15, $"'{name}' is not a recognized built-in function name.", 10);

    public static SqlError NoProcedure(string name) => new(2812, 16, $"Could not find stored procedure '{name}'.", 62);

    public static SqlError UndeclaredVariable(string name) => new(137, 15, $"Must declare the scalar variable \"{name}\".", 2);

    public static SqlError Exists(string name) => new(2714, 16, $"There is already an object named '{name}' in the database.", 6);

    public static SqlError CannotDrop(string kind, string name) => new(3701, 11, $"Cannot drop the {kind} '{name}', because it does not exist or you do not have permission.", 5);

    public static SqlError ArgumentCount(string function, int count) => new(174, 15, $"The {function} function requires {count} argument(s).");

    public static SqlError InvalidArgument(string function, int position, SqlType type) =>
        new(8116, 16, $"Argument data type {Name(type)} is invalid for argument {position} of {function} function.");

    public static SqlError SubqueryRows() => new(512, 16,
        "Subquery returned more than 1 value. This is not permitted when the subquery follows =, !=, <, <= , >, >= or when the subquery is used as an expression.");

    public static string Name(SqlType type) => ReferenceEquals(type, TypeRules.Untyped) ? "NULL" : type.Name switch
    {
        SqlTypeName.Variant => "sql_variant",
        SqlTypeName.RowVersion => "timestamp",
        _ => type.Name.ToString().ToLowerInvariant(),
    };
}
