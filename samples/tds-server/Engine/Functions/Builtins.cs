using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>The built-in functions by name.</summary>
internal static partial class Builtins
{
    private static Dictionary<string, Builtin>? _all;

    // Not in the initializer: the types that other files of this class name come first.
    private static Dictionary<string, Builtin> All => _all ??= Build();

    public static bool Has(string name) => All.ContainsKey(name) || name is "ISNULL" or "CHOOSE" or "CONCAT" or "DATEADD" or "DATEDIFF";

    private static Dictionary<string, Builtin> Build()
    {
        var all = new Dictionary<string, Builtin>(StringComparer.OrdinalIgnoreCase);
        Texts(all);
        Numbers(all);
        Dates(all);
        SystemFunctions(all);
        return all;
    }

    private static void Add(Dictionary<string, Builtin> all, string name, string arguments, Func<IReadOnlyList<Expr>, SqlType> result, Func<FunctionCallFrame, object?> body, bool impure = false,
        bool nullIfNull = true, bool nullable = false) => all[name] = new Builtin(name, arguments, result, FunctionTable.Add(name, body, nullIfNull), impure, nullable);

    private static void Add(Dictionary<string, Builtin> all, string name, string arguments, SqlType result, Func<FunctionCallFrame, object?> body, bool impure = false, bool nullIfNull = true, bool nullable = false) =>
        Add(all, name, arguments, _ => result, body, impure, nullIfNull, nullable);

    public static Expr Translate(Translator translator, string name, IReadOnlyList<Expr> args)
    {
        switch (name)
        {
            case "ISNULL":
                if (args.Count != 2)
                    throw Errors.ArgumentCount("isnull", 2);
                var type = args[0].IsNull ? args[1].Type : args[0].Type;
                return new Expr($"ifnull({Translator.Convert(args[0], type).Text},{Translator.Convert(args[1], type).Text})", type) { IsNullable = args[1].IsNullable };
            case "CHOOSE":
                var items = args.Skip(1).ToList();
                var meet = items.Select(i => i.Type).Aggregate(TypeRules.Meet);
                return new Expr($"(CASE {Translator.Convert(args[0], SqlType.Int).Text}{string.Concat(items.Select((x, i) => $" WHEN {i + 1} THEN {Translator.Convert(x, meet).Text}"))} END)", meet);
            case "CONCAT" or "CONCAT_WS":
                return Concat(name, args);
            case "GROUPING" or "GROUPING_ID":
                throw Errors.NotSupported(name);
        }
        return All.TryGetValue(name, out var builtin) ? builtin.Translate(args) : throw Errors.NoFunction(name.ToLowerInvariant());
    }

    private static Expr Concat(string name, IReadOnlyList<Expr> args)
    {
        if (args.Count < (name == "CONCAT" ? 2 : 3))
            throw new SqlError(189, 15, $"The {name.ToLowerInvariant()} function requires {(name == "CONCAT" ? 2 : 3)} to 254 arguments.");
        var texts = args.Select(Translator.AsText).ToList();
        var unicode = args.Zip(texts).Any(p => p.Second.Type.IsUnicode && !p.First.IsNull);
        var most = unicode ? 4000 : 8000;
        var total = texts.Any(t => t.Type.IsMax) ? -1 : Math.Min(most, Math.Max(1, args.Zip(texts).Sum(p => p.First.IsNull ? 0 : p.Second.Type.Length)));
        var type = new SqlType(unicode ? SqlTypeName.NVarChar : SqlTypeName.VarChar, total);
        if (name == "CONCAT")
            return new Expr($"({string.Join("||", texts.Select(t => $"ifnull({t.Text},'')"))})", type) { IsNullable = false };
        return new Expr(Translator.Call(ConcatWithSeparator, type with { Length = most }, texts), type with { Length = most }) { IsNullable = false };
    }

    private static readonly FunctionBody ConcatWithSeparator = FunctionTable.Add("(concat_ws)", c => string.Join((string?)c.Values[0], c.Values.Skip(1).Where(v => v is not null)), nullIfNull: false);

    /// <summary>A call in a text: arguments that are words (DATEADD) are taken from the text.</summary>
    public static Expr TranslateCall(Translator translator, FunctionCall f, string name, Scope? scope)
    {
        switch (name)
        {
            case "DATEADD" or "DATEDIFF" or "DATEDIFF_BIG" or "DATEPART" or "DATENAME" or "DATETRUNC":
                if (f.Parameters.Count == 0 || f.Parameters[0] is not ColumnReferenceExpression { MultiPartIdentifier: { Count: 1 } part })
                    throw new SqlError(1023, 15, $"Invalid parameter 1 specified for {name.ToLowerInvariant()}.");
                return DateCall(name, part.Identifiers[0].Value, [.. f.Parameters.Skip(1).Select(p => translator.Scalar(p, scope))]);
            case "TRIM" or "LTRIM" or "RTRIM" when f.Parameters.Count == 2:
                throw Errors.NotSupported($"{name} with characters");
            case "CONVERT" or "CAST":
                throw Errors.NotSupported(name);
            default:
                return Translate(translator, name, [.. f.Parameters.Select(p => translator.Scalar(p, scope))]);
        }
    }

    /// <summary>{fn …} of ODBC and JDBC.</summary>
    public static Expr Odbc(Translator translator, OdbcFunctionCall o, Scope? scope)
    {
        var name = o.Name.Value.ToUpperInvariant() switch
        {
            "LCASE" => "LOWER", "UCASE" => "UPPER", "LENGTH" => "LEN", "NOW" or "CURRENT_TIMESTAMP" => "GETDATE", "USER" => "USER_NAME", "DATABASE" => "DB_NAME", "LOCATE" => "CHARINDEX",
            "IFNULL" => "ISNULL", "CURDATE" or "CURRENT_DATE" => "CURDATE", "MOD" => "MOD", "TRUNCATE" => "TRUNCATE", "REPEAT" => "REPLICATE", var other => other,
        };
        var args = o.Parameters.Select(p => translator.Scalar(p, scope)).ToList();
        return name switch
        {
            "CURDATE" => Translator.Convert(Translate(translator, "GETDATE", []), new SqlType(SqlTypeName.Date)),
            "MOD" => Operators.Binary(BinaryExpressionType.Modulo, args[0], args[1], new Settings()),
            _ => Translate(translator, name, args),
        };
    }

    /// <summary>STRING_SPLIT and other functions of FROM.</summary>
    public static QueryText Table(Translator translator, GlobalFunctionTableReference g, Scope? scope) =>
        TableFunction(g.Name.Value, [.. g.Parameters.Select(p => translator.Scalar(p, scope))]) ?? throw Errors.NotSupported($"{g.Name.Value} in FROM");

    public static QueryText? SystemTable(Translator translator, SchemaObjectFunctionTableReference f, Scope? scope) =>
        TableFunction(f.SchemaObject.BaseIdentifier.Value, [.. f.Parameters.Select(p => translator.Scalar(p, scope))]);

    private static QueryText? TableFunction(string name, List<Expr> args)
    {
        switch (name.ToUpperInvariant())
        {
            case "STRING_SPLIT" when args.Count == 2:
                var text = Translator.AsText(args[0]);
                var split = Translator.Call(SplitFunction, Text, text, Translator.AsText(args[1]));
                return new QueryText($"SELECT value AS o1 FROM json_each({split})", [new OutputColumn("value", text.Type with { Name = text.Type.IsUnicode ? SqlTypeName.NVarChar : SqlTypeName.VarChar })]);
            case "FN_HELPCOLLATIONS":
                var names = new[] { "SQL_Latin1_General_CP1_CI_AS", "Latin1_General_CI_AS", "Latin1_General_CS_AS", "Latin1_General_BIN2", "Korean_Wansung_CI_AS" };
                return new QueryText(string.Join(" UNION ALL ", names.Select(n => $"SELECT '{n}' AS o1,'{n}' AS o2")), [new OutputColumn("name", SqlType.NVarChar(128)), new OutputColumn("description", SqlType.NVarChar(1000))]);
            case "FN_LISTEXTENDEDPROPERTY":
                return new QueryText("SELECT NULL AS o1,NULL AS o2,NULL AS o3,NULL AS o4 WHERE 0", [new OutputColumn("objtype", SqlType.NVarChar(128)), new OutputColumn("objname", SqlType.NVarChar(128)), new OutputColumn("name", SqlType.NVarChar(128)), new OutputColumn("value", new SqlType(SqlTypeName.Variant))]);
            default:
                return null;
        }
    }

    private static readonly SqlType Text = SqlType.NVarChar(-1);

    private static readonly FunctionBody SplitFunction = FunctionTable.Add("(split)", c =>
        System.Text.Json.JsonSerializer.Serialize(c.Text(1).Length == 1 ? c.Text(0).Split(c.Text(1)[0]) : throw new SqlError(214, 16, "Procedure expects parameter 'separator' of type 'nchar(1)/nvarchar(1)'.")));
}
