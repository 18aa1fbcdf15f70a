using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>+= and its kin.</summary>
internal static class Compound
{
    public static Expr Apply(AssignmentKind kind, Expr old, Expr value, Settings settings) => kind switch
    {
        AssignmentKind.Equals => value,
        AssignmentKind.AddEquals => Operators.Binary(BinaryExpressionType.Add, old, value, settings),
        AssignmentKind.SubtractEquals => Operators.Binary(BinaryExpressionType.Subtract, old, value, settings),
        AssignmentKind.MultiplyEquals => Operators.Binary(BinaryExpressionType.Multiply, old, value, settings),
        AssignmentKind.DivideEquals => Operators.Binary(BinaryExpressionType.Divide, old, value, settings),
        AssignmentKind.ModEquals => Operators.Binary(BinaryExpressionType.Modulo, old, value, settings),
        AssignmentKind.BitwiseAndEquals => Operators.Binary(BinaryExpressionType.BitwiseAnd, old, value, settings),
        AssignmentKind.BitwiseOrEquals => Operators.Binary(BinaryExpressionType.BitwiseOr, old, value, settings),
        _ => Operators.Binary(BinaryExpressionType.BitwiseXor, old, value, settings),
    };
}
