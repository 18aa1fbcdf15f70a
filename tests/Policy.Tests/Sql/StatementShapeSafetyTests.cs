using System.Text;
using System.Text.Json;
using NUnit.Framework;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.Postgres;
using ProxyDb.Policy.Tests.Sql.Postgres;

namespace ProxyDb.Policy.Tests.Sql;

/// <summary>
/// The safety of shapes against the server's grammar: each literal of real texts is replaced by another of its class; where
/// the shape stays the same, the tree must be the same but for that literal, and the literal must stand in a place of the
/// allow-list.
/// </summary>
public sealed class StatementShapeSafetyTests
{
    private const string Number = "731337";
    private const string Words = "zqx31337";

    private static readonly HashSet<string> ListedFunctions = new(StringComparer.Ordinal)
    {
        "lower", "upper", "length", "char_length", "substr", "substring", "lpad", "rpad", "btrim", "ltrim", "rtrim", "replace", "concat",
        "abs", "round", "ceil", "ceiling", "floor", "trunc", "mod", "sign", "to_char", "to_date", "to_timestamp", "to_number", "date_trunc", "date_part",
    };

    [TestCase("postgres.jsonl.gz", 30_000)]
    [TestCase("gotchas.jsonl.gz", 10_000)]
    [TestCase("attacks.jsonl.gz", 10_000)]
    [TestCase("workloads.jsonl.gz", 10_000)]
    public void A_literal_that_is_not_in_the_shape_stands_where_the_allow_list_says(string corpus, int most)
    {
        LibPgQueryProbe.Require();
        var (neutral, texts) = (0, 0);
        foreach (var text in SharedCorpus.Texts(corpus).Where(t => t.Length < 4000).Take(most))
        {
            texts++;
            neutral += Math.Max(0, Check(text));
        }

        TestContext.Out.WriteLine($"{texts} texts, {neutral} neutral literals");
        Assert.That(texts, Is.GreaterThan(0));
    }

    /// <summary>Texts made of pieces that stand at the edges of the rules.</summary>
    [Test]
    public void Random_texts_keep_the_rule()
    {
        LibPgQueryProbe.Require();
        string[] pieces =
        [
            "SELECT", "a", "b", "t.a", "1", "'x'", "=", "<", "+", "-", "*", "AND", "OR", "NOT", "IN", "(", ")", "(", ")", ",", ",", "BETWEEN", "LIKE", "FROM t", "WHERE", "WHERE a =",
            "ORDER BY", "GROUP BY", "LIMIT", "OFFSET", "VALUES (", "CASE WHEN", "THEN", "ELSE", "END", "::regclass", "coalesce(", "lower(", "f(", "IS NULL", "DESC", "RETURNING",
            "UPDATE t SET a =", "INSERT INTO t", "UNION", "SELECT a FROM t", "ANY (", "date", "interval", "[", "]", ".", "AS", "ON", "JOIN t", "OVER (", "ROWS", "VALUES",
        ];
        var random = new Random(20261125);
        var parsed = 0;
        for (var run = 0; run < 150_000; run++)
        {
            var text = new StringBuilder(random.Next(4) switch { 0 => "UPDATE t SET a = ", 1 => "INSERT INTO t VALUES (", 2 => "SELECT a FROM t WHERE a ", _ => "SELECT " });
            for (var piece = random.Next(2, 9); piece > 0; piece--)
            {
                text.Append(' ').Append(pieces[random.Next(pieces.Length)]);
            }

            var sql = text.ToString();
            for (var open = sql.Count(c => c == '(') - sql.Count(c => c == ')'); open > 0; open--)
            {
                sql += ")";
            }

            parsed += Check(sql) >= 0 ? 1 : 0;
        }

        Assert.That(parsed, Is.GreaterThan(500));
    }

    /// <summary>The number of neutral literals, or -1 for a text that does not parse.</summary>
    private static int Check(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var key = StatementShapeTests.Key(text);
        if (key is null)
        {
            return 0;
        }

        var neutral = 0;
        string? tree = null;
        foreach (var token in Literals(bytes))
        {
            var replacement = token.Kind == PostgresTokenKind.Integer ? Number : $"'{Words}'";
            var changed = Encoding.UTF8.GetString(bytes[..token.Start]) + replacement + Encoding.UTF8.GetString(bytes[token.End..]);
            if (StatementShapeTests.Key(changed) != key)
            {
                continue;
            }

            tree ??= LibPgQueryProbe.Tree(bytes);
            if (tree is null)
            {
                Assert.That(LibPgQueryProbe.Tree(Encoding.UTF8.GetBytes(changed)), Is.Null, $"parses only with another literal: {text}");
                return -1;
            }

            neutral++;
            var other = LibPgQueryProbe.Tree(Encoding.UTF8.GetBytes(changed));
            Assert.That(other, Is.Not.Null, $"does not parse with another literal: {changed}");
            Compare(JsonDocument.Parse(tree).RootElement, JsonDocument.Parse(other!).RootElement, [], changed);
        }

        return tree is null && neutral == 0 && LibPgQueryProbe.Tree(bytes) is null ? -1 : neutral;
    }

    private static List<PostgresToken> Literals(byte[] text)
    {
        var literals = new List<PostgresToken>();
        var lexer = new PostgresLexer(text);
        while (lexer.Next(out var token))
        {
            if (token.Kind is PostgresTokenKind.String || (token.Kind == PostgresTokenKind.Integer && PostgresLiteral.Integer(token.Bytes(text)) == LiteralClass.Int4))
            {
                literals.Add(token);
            }
        }

        return literals;
    }

    /// <summary>Equal but for places and for constants; a constant that differs must be where the list allows it.</summary>
    private static void Compare(JsonElement one, JsonElement other, List<(string Name, JsonElement Node)> path, string text)
    {
        if (path.Count > 0 && path[^1].Name is "location" or "stmt_location" or "stmt_len" or "version")
        {
            return;
        }

        if (path.Count > 0 && path[^1].Name == "A_Const")
        {
            if (WithoutPlace(one) != WithoutPlace(other))
            {
                Assert.That(IsAllowed(path), Is.True, $"{string.Join('/', path.Select(p => p.Name))}: {text}");
            }

            return;
        }

        Assert.That(other.ValueKind, Is.EqualTo(one.ValueKind), text);
        switch (one.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.That(other.EnumerateObject().Select(p => p.Name), Is.EqualTo(one.EnumerateObject().Select(p => p.Name)), text);
                foreach (var property in one.EnumerateObject())
                {
                    Compare(property.Value, other.GetProperty(property.Name), [.. path, (property.Name, one)], text);
                }

                break;
            case JsonValueKind.Array:
                Assert.That(other.GetArrayLength(), Is.EqualTo(one.GetArrayLength()), text);
                for (var i = 0; i < one.GetArrayLength(); i++)
                {
                    Compare(one[i], other[i], [.. path, ("[]", one)], text);
                }

                break;
            default:
                Assert.That(other.GetRawText(), Is.EqualTo(one.GetRawText()), text);
                break;
        }
    }

    private static string WithoutPlace(JsonElement constant) => string.Join(',', constant.EnumerateObject().Where(p => p.Name != "location").Select(p => p.ToString()));

    /// <summary>The members from the constant outwards.</summary>
    private static bool IsAllowed(List<(string Name, JsonElement Node)> path)
    {
        var at = path.Count - 2;
        var place = path[at].Name;
        if (place is "limitCount" or "limitOffset")
        {
            return true;
        }

        if (place is "rexpr")
        {
            return true;
        }

        // An item of a list: [] under items of a List, args of a function or expression.
        while (at > 0 && path[at].Name is "[]" or "items" or "List")
        {
            at--;
        }

        return path[at].Name switch
        {
            "valuesLists" or "rexpr" => true,
            "val" => path.Exists(p => p.Name is "UpdateStmt" or "onConflictClause" or "MergeWhenClause"),
            // SET a = 'x' AND b: the first operand of the item's value.
            "args" when path[at - 1].Name == "BoolExpr" => path.Exists(p => p.Name is "UpdateStmt" or "onConflictClause" or "MergeWhenClause"),
            "args" => path[at - 1].Name is "CoalesceExpr" or "MinMaxExpr" || (path[at - 1].Name == "FuncCall" && IsListed(path[at].Node)),
            "values" => path[at - 1].Name == "MergeWhenClause",
            "lexpr" => path[at].Node.TryGetProperty("kind", out var kind) && kind.GetString() == "AEXPR_NULLIF",
            _ => false,
        };
    }

    private static bool IsListed(JsonElement call) =>
        call.GetProperty("funcname").EnumerateArray().Select(n => n.GetProperty("String").GetProperty("sval").GetString()!).ToArray() is [var name] && ListedFunctions.Contains(name);
}
