using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Tests.Sql.MySql;

/// <summary>The tree of an expression as a text: brackets around chains, parentheses around other operators.</summary>
internal static class ExpressionText
{
    public static string Of(MySqlExpression expression) => expression switch
    {
        ColumnReference c => c.Column.Text,
        LiteralExpression { Kind: LiteralKind.String } s => $"'{s.Value}'",
        LiteralExpression l => l.Value,
        LogicalExpression l => $"[{string.Join($" {l.Operator} ", l.Operands.Select(Of))}]",
        OperatorChain c => $"[{Of(c.Operands[0])}{string.Concat(c.Operators.Select((o, i) => Symbol(o) + Of(c.Operands[i + 1])))}]",
        BinaryExpression b => $"({Of(b.Left)} {b.Operator} {Of(b.Right)})",
        UnaryExpression u => $"({u.Operator} {Of(u.Operand)})",
        IsExpression i => $"({Of(i.Operand)} IS {(i.Negated ? "NOT " : "")}{i.Test})",
        BetweenExpression b => $"({Of(b.Operand)} BETWEEN {Of(b.Low)},{Of(b.High)})",
        LikeExpression l => $"({Of(l.Operand)} LIKE {Of(l.Pattern)})",
        CollateExpression c => $"({Of(c.Operand)} COLLATE {c.Collation.Text})",
        RowExpression r => $"({string.Join(',', r.Items.Select(Of))})",
        _ => expression.GetType().Name,
    };

    private static string Symbol(ChainOperator chain) => chain switch
    {
        ChainOperator.BitOr => "|",
        ChainOperator.BitAnd => "&",
        ChainOperator.ShiftLeft => "<<",
        ChainOperator.ShiftRight => ">>",
        ChainOperator.Add => "+",
        ChainOperator.Subtract => "-",
        ChainOperator.Multiply => "*",
        ChainOperator.Divide => "/",
        ChainOperator.BitXor => "^",
        ChainOperator.Concatenate => "||",
        _ => "%",
    };
}
