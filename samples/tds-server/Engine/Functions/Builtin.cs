using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>
/// A built-in function. <paramref name="Arguments"/> says what each argument becomes: t text, n int, b bigint, f float, d date (a text is a datetime2), y binary,
/// * as it is; a last + repeats the one before, ? makes the rest optional.
/// </summary>
internal sealed record Builtin(string Name, string Arguments, Func<IReadOnlyList<Expr>, SqlType> Result, FunctionBody Body, bool IsImpure, bool IsNullable)
{
    public int Least { get; } = Arguments.Contains('?', StringComparison.Ordinal) ? Arguments.IndexOf('?', StringComparison.Ordinal) : Arguments.TrimEnd('+').Length;

    public int Most { get; } = Arguments.EndsWith('+') ? 250 : Arguments.Replace("?", "", StringComparison.Ordinal).Length;

    public Expr Translate(IReadOnlyList<Expr> given)
    {
        if (given.Count < Least || given.Count > Most)
            throw Errors.ArgumentCount(Name.ToLowerInvariant(), Most == 250 ? Least : Most);
        var kinds = Arguments.Replace("?", "", StringComparison.Ordinal).TrimEnd('+');
        var args = given.Select((e, i) => Prepare(e, kinds[Math.Min(i, kinds.Length - 1)], i)).ToList();
        var type = Result(args);
        return new Expr(IsImpure ? Translator.CallImpure(Body, type, args) : Translator.Call(Body, type, args), type) { IsNullable = IsNullable || args.Any(a => a.IsNullable) };
    }

    private Expr Prepare(Expr e, char kind, int i)
    {
        switch (kind)
        {
            case 't':
                return Translator.AsText(e);
            case 'n' or 'b':
                if (TypeRules.IsDate(e.Type) || e.Type.Name == SqlTypeName.UniqueIdentifier)
                    throw Errors.InvalidArgument(Name.ToLowerInvariant(), i + 1, e.Type);
                return Translator.Convert(e, kind == 'n' ? SqlType.Int : SqlType.BigInt);
            case 'f':
                if (TypeRules.IsDate(e.Type) || e.Type.Name == SqlTypeName.UniqueIdentifier)
                    throw Errors.InvalidArgument(Name.ToLowerInvariant(), i + 1, e.Type);
                return Translator.Convert(e, SqlType.Float);
            case 'd':
                return TypeRules.IsDate(e.Type) ? e : Translator.Convert(e, e.Type.IsText ? new SqlType(SqlTypeName.DateTime2, Scale: 7) : SqlType.DateTime);
            case 'y':
                return TypeRules.IsBinary(e.Type) ? e : Translator.Convert(e, SqlType.VarBinary(8000));
            default:
                return e.IsNull ? Translator.Convert(e, SqlType.Int) : e;
        }
    }
}
