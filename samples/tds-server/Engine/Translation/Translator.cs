using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Makes text of SQLite from queries and expressions of T-SQL. One for each statement.</summary>
internal sealed partial class Translator(TranslationContext context)
{
    private static readonly FunctionBody Conversion = FunctionTable.Add("(convert)", c =>
        Converter.Convert(c.Values[0], c.Types[0], c.ResultType, c.Session.Settings, c.Values.Length > 1 ? (int)c.Long(1) : -1), nullIfNull: true);

    private static readonly FunctionBody TryConversion = FunctionTable.Add("(try_convert)", c =>
    {
        try
        {
            return Converter.Convert(c.Values[0], c.Types[0], c.ResultType, c.Session.Settings, c.Values.Length > 1 ? (int)c.Long(1) : -1);
        }
        catch (SqlError e) when (e.Details.Number is not (529 or 40517))
        {
            return null;
        }
    });

    private readonly List<string> _parameters = [];
    private readonly List<(Scope Scope, string Name)> _uses = [];
    private TranslationContext _context = context;
    private Dictionary<string, Expr>? _substitutions;
    private int _aliases;
    private int _depth;

    /// <summary>Names of what is bound: @variables, and the values of rows that a change of data gives (<see cref="RowValue"/>).</summary>
    public IReadOnlyList<string> Parameters => _parameters;

    /// <summary>Views of the catalog it reads, which are filled before it runs.</summary>
    public HashSet<(SystemView View, string Database)> SystemViews { get; } = [];

    /// <summary>Tables it reads, for permissions and locks.</summary>
    public HashSet<SqlObject> Objects { get; } = [];

    public bool WantsLock { get; private set; }

    /// <summary>Reads its whole input before a scope ends: it may not be answered row by row while it calls functions that write.</summary>
    public bool CallsFunctions { get; private set; }

    public string Alias() => string.Create(CultureInfo.InvariantCulture, $"s{++_aliases}");

    public string Parameter(string name)
    {
        var at = _parameters.IndexOf(name);
        if (at < 0)
        {
            at = _parameters.Count;
            _parameters.Add(name);
        }
        return string.Create(CultureInfo.InvariantCulture, $"?{at + 1}");
    }

    /// <summary>The parameter of a value of a row: <c>i5</c> is column 5 inserted, <c>d5</c> deleted, <c>q2</c> the second value beside them.</summary>
    public string RowValue(char kind, int number) => Parameter(kind + number.ToString(CultureInfo.InvariantCulture));

    public static string Quote(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    public static string Call(FunctionBody function, SqlType result, params IEnumerable<Expr> args) =>
        CallAs("f", function, result, args);

    /// <summary>A function that depends on more than its arguments.</summary>
    public static string CallImpure(FunctionBody function, SqlType result, params IEnumerable<Expr> args) => CallAs("g", function, result, args);

    private static string CallAs(string name, FunctionBody function, SqlType result, IEnumerable<Expr> args) => string.Create(CultureInfo.InvariantCulture,
        $"{name}({function.Number},{TypeTable.Id(result)}{string.Concat(args.Select(a => string.Create(CultureInfo.InvariantCulture, $",{TypeTable.Id(a.Type)},{a.Text}")))})");

    public static Expr Number(long value) => new(value.ToString(CultureInfo.InvariantCulture), SqlType.Int) { IsNullable = false, Constant = value };

    /// <summary>An expression converted; nothing is written where the cells are the same.</summary>
    public static Expr Convert(Expr e, SqlType to, Expr? style = null, bool isTry = false)
    {
        if (e.IsNull)
            return new Expr("NULL", to);
        if (style is null && (e.Type == to || HasSameCells(e.Type, to)))
            return e with { Type = to, Column = null };
        CheckPossible(e.Type, to);
        var depends = TypeRules.IsDate(to) && e.Type.IsText;
        var function = isTry ? TryConversion : Conversion;
        Expr[] args = style is null ? [e] : [e, Convert(style, SqlType.Int)];
        return new Expr(depends ? CallImpure(function, to, args) : Call(function, to, args), to) { IsNullable = e.IsNullable || isTry, Collation = e.Collation };
    }

    private static void CheckPossible(SqlType from, SqlType to)
    {
        var bad = (TypeRules.IsNumber(from) && !TypeRules.IsInteger(from) && to.Name == SqlTypeName.UniqueIdentifier)
            || (from.Name == SqlTypeName.UniqueIdentifier && TypeRules.IsNumber(to)) || (to.Name == SqlTypeName.UniqueIdentifier && (TypeRules.IsNumber(from) || TypeRules.IsDate(from)))
            || (TypeRules.IsDate(from) && from.Name is not (SqlTypeName.DateTime or SqlTypeName.SmallDateTime) && TypeRules.IsNumber(to))
            || (TypeRules.IsDate(to) && to.Name is not (SqlTypeName.DateTime or SqlTypeName.SmallDateTime) && TypeRules.IsNumber(from));
        if (bad)
            throw Errors.NoConversion(from, to);
    }

    private static bool HasSameCells(SqlType from, SqlType to)
    {
        if (TypeRules.IsInteger(from) && TypeRules.IsInteger(to))
            return to.Name >= from.Name;
        if (TypeRules.IsDecimal(from) && TypeRules.IsDecimal(to))
            return from.Scale == to.Scale && to.Precision >= from.Precision && Cells.IsWide(from) == Cells.IsWide(to);
        if (from.IsText && to.IsText)
        {
            var fits = to.IsMax || TypeRules.IsLob(to) || (!from.IsMax && !TypeRules.IsLob(from) && to.Length >= from.Length);
            var encodes = to.IsUnicode || (!from.IsUnicode && from.EffectiveCollation.CodePage == to.EffectiveCollation.CodePage);
            return fits && encodes && !TypeRules.IsFixedText(to) && from.Name != SqlTypeName.Xml;
        }
        if (TypeRules.IsBinary(from) && TypeRules.IsBinary(to))
            return to.Name is SqlTypeName.VarBinary or SqlTypeName.Image && (to.IsMax || to.Name == SqlTypeName.Image || (!from.IsMax && from.Length <= to.Length && from.Name != SqlTypeName.Image));
        if (from.Name == SqlTypeName.SmallMoney && to.Name == SqlTypeName.Money)
            return true;
        return to.Name == SqlTypeName.DateTime2 && (from.Name is SqlTypeName.Date or SqlTypeName.SmallDateTime || (from.Name == SqlTypeName.DateTime && to.Scale >= 3)
            || (from.Name == SqlTypeName.DateTime2 && to.Scale >= from.Scale));
    }

    /// <summary>Both sides in the type they meet in.</summary>
    public static (Expr Left, Expr Right, SqlType Type) Meet(Expr a, Expr b)
    {
        var type = TypeRules.Meet(a.Type, b.Type);
        if (!a.IsNull && !b.IsNull)
            CheckMeeting(a.Type, b.Type);
        return (Convert(a, type), Convert(b, type), type);
    }

    private static void CheckMeeting(SqlType a, SqlType b)
    {
        var clash = (IsNewDate(a) && TypeRules.IsNumber(b)) || (IsNewDate(b) && TypeRules.IsNumber(a)) || (a.Name == SqlTypeName.UniqueIdentifier && TypeRules.IsNumber(b))
            || (b.Name == SqlTypeName.UniqueIdentifier && TypeRules.IsNumber(a));
        if (clash)
            throw Errors.Clash(a, b);

        static bool IsNewDate(SqlType t) => TypeRules.IsDate(t) && t.Name is not (SqlTypeName.DateTime or SqlTypeName.SmallDateTime);
    }

    /// <summary>The collation texts compare with: one that COLLATE names wins over a column's, that over the database's.</summary>
    public static string CollateText(SqlType type, params ReadOnlySpan<Expr> sides)
    {
        if (!type.IsText && type.Name != SqlTypeName.DateTimeOffset)
            return "";
        Collation? chosen = null;
        foreach (var side in sides)
            chosen ??= side.Collation;
        foreach (var side in sides)
            chosen ??= side.Type.Collation;
        return " COLLATE " + Collations.NameOf(type with { Collation = chosen ?? type.Collation });
    }

    private Expr Deeper(Func<Expr> translate)
    {
        if (++_depth > 400)
            throw new SqlError(8631, 17, "Internal error: Server stack limit has been reached. Please look for potentially deep nesting in your query, and try to simplify it.");
        var made = translate();
        _depth--;
        return made;
    }
}
