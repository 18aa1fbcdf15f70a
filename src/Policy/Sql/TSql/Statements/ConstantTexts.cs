using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>
/// Texts that expressions are known to have: literals, their concatenations, and variables that hold such a text at this place of a
/// batch. Followed forwards: what a branch assigns is not known behind it, what a loop assigns is not known in it, and behind a label,
/// where jumps end, nothing is.
/// </summary>
internal sealed class ConstantTexts
{
    /// <summary>A longer one may be cut to the size of a type that is not <c>max</c>.</summary>
    private const int MaxComputed = 4000;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _assembled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VariableTextType> _types = new(StringComparer.Ordinal);
    private bool _isStopped;

    /// <summary>How each variable was written first. The server's collation, which is not known here, says whether another way is the same one.</summary>
    private readonly Dictionary<string, string> _spellings = new(StringComparer.Ordinal);

    /// <summary>Forgets everything: control may come from anywhere.</summary>
    public void Forget() => _values.Clear();

    /// <summary>Knows nothing from here on: which statements are carried out is not known.</summary>
    public void Stop()
    {
        _isStopped = true;
        Forget();
    }

    /// <summary>Forgets what a part of the batch may assign.</summary>
    public void Forget(TSqlFragment part)
    {
        if (_values.Count > 0)
        {
            var assigned = new AssignedVariables();
            part.Accept(assigned);
            assigned.Names.ForEach(name => _values.Remove(Key(name)));
        }
    }

    /// <summary>What a statement leaves behind, once it has been walked.</summary>
    public void After(TSqlStatement node)
    {
        switch (node)
        {
            case DeclareVariableStatement declare:
                foreach (var declaration in declare.Declarations)
                {
                    Declare(declaration);
                }

                break;
            case SetVariableStatement { Variable: { } variable, AssignmentKind: var kind, Expression: { } value, Identifier: null }:
                Assign(variable.Name, kind, value);
                break;
            case SelectStatement { QueryExpression: QuerySpecification { FromClause: null, WhereClause: null } query }
                when query.SelectElements is [SelectSetVariable set]:
                Assign(set.Variable.Name, set.AssignmentKind, set.Expression);
                break;
            case LabelStatement:
                Forget();
                break;
            default:
                Forget(node);
                break;
        }
    }

    /// <summary>The text of an expression; null when it is not known.</summary>
    public string? Of(ScalarExpression expression) => expression switch
    {
        StringLiteral literal => Literal(literal),

        // A bare or bracketed word among the arguments of EXECUTE is a text.
        IdentifierLiteral word => word.Value,
        ParenthesisExpression inner => Of(inner.Expression),
        VariableReference variable => _values.GetValueOrDefault(Key(variable.Name)),
        BinaryExpression { BinaryExpressionType: BinaryExpressionType.Add } sum => Sum(sum),
        _ => null,
    };

    /// <summary>Whether a known text comes out of a variable that was put together from pieces.</summary>
    public bool IsAssembled(ScalarExpression expression) => expression switch
    {
        ParenthesisExpression inner => IsAssembled(inner.Expression),
        VariableReference variable => _assembled.Contains(Key(variable.Name)),
        BinaryExpression sum => IsAssembled(sum.FirstExpression) || IsAssembled(sum.SecondExpression),
        _ => false,
    };

    private static bool IsSum(ScalarExpression expression) =>
        expression is ParenthesisExpression inner ? IsSum(inner.Expression) : expression is BinaryExpression;

    /// <summary>The most forgiving folding; a variable that is written in two ways holds nothing known from then on.</summary>
    private string Key(string variable)
    {
        var key = TSqlNames.Of(null).Fold(variable);
        if (!_spellings.TryAdd(key, variable) && !string.Equals(_spellings[key], variable, StringComparison.Ordinal))
        {
            _ = _types.Remove(key);
            _ = _values.Remove(key);
        }

        return key;
    }

    private string? Sum(BinaryExpression sum) =>
        Of(sum.FirstExpression) is { } first && Of(sum.SecondExpression) is { } second && first.Length + second.Length <= MaxComputed
            ? first + second
            : null;

    /// <summary>Without N the text goes through a code page, which makes other characters of some.</summary>
    private static string? Literal(StringLiteral literal) => literal.IsNational || CodePageText.IsKept(literal.Value) ? literal.Value : null;

    private void Declare(DeclareVariableElement declaration)
    {
        var name = Key(declaration.VariableName.Value);
        _ = _values.Remove(name);
        if (VariableTextType.Of(declaration.DataType) is { } type)
        {
            if (string.Equals(_spellings[name], declaration.VariableName.Value, StringComparison.Ordinal))
            {
                _types[name] = type;
            }

            var isAssembled = declaration.Value is { } pieces && (IsSum(pieces) || IsAssembled(pieces));
            Put(name, declaration.Value is { } value ? Of(value) : null, isAssembled);
        }
    }

    private void Assign(string variable, AssignmentKind kind, ScalarExpression value)
    {
        var name = Key(variable);
        var isAssembled = kind != AssignmentKind.Equals || IsSum(value) || IsAssembled(value);
        var text = kind switch
        {
            AssignmentKind.Equals => Of(value),
            AssignmentKind.AddEquals => _values.TryGetValue(name, out var before) && Of(value) is { } more ? before + more : null,
            _ => null,
        };
        Put(name, text, isAssembled);
    }

    private void Put(string name, string? value, bool isAssembled)
    {
        _ = isAssembled ? _assembled.Add(name) : _assembled.Remove(name);
        if (value is not null && !_isStopped && _types.TryGetValue(name, out var type) && type.Holds(value))
        {
            _values[name] = value;
        }
        else
        {
            _ = _values.Remove(name);
        }
    }
}
