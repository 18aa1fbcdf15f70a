using System.Globalization;
using System.Text;
using ProxyDb.Policy.Rewriting.Masks;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Integration.Tests.Masks;

/// <summary>A type with values at its edges and at random, and the masks it claims to bear.</summary>
public sealed record MaskSample(string Type, string[] Values, MaskTerms[] Masks)
{
    private const int Seed = 20260305;

    private static readonly string[] Alphabet = ["a", "Z", "7", " ", "@", ".", "'", "\\", "한", "é", "𝄞", "-", "\t", "\n"];

    public static IEnumerable<MaskSample> All()
    {
        var random = new Random(Seed);
        foreach (var type in new[] { "text", "character varying(20)", "character varying", "character(9)", "text COLLATE \"C\"", "text COLLATE proxy_ci" })
            yield return new MaskSample(type, Texts(random, type), TextMasks);
        yield return new MaskSample("smallint", Integers(random, 16), WholeMasks);
        yield return new MaskSample("integer", Integers(random, 32), WholeMasks);
        yield return new MaskSample("bigint", Integers(random, 64), [.. WholeMasks, Round(1_000_000_000_000_000_000)]);
        yield return new MaskSample("numeric", Decimals(random, null), DecimalMasks);
        yield return new MaskSample("numeric(12,3)", Decimals(random, (12, 3)), [.. DecimalMasks, Constant("-7.5")]);
        yield return new MaskSample("numeric(30)", Decimals(random, (30, 0)), [Null, Round(3), Round(1_000_000_000_000_000_000_000m)]);
        yield return new MaskSample("real", Floats(random, single: true), FloatMasks);
        yield return new MaskSample("double precision", Floats(random, single: false), FloatMasks);
        yield return new MaskSample("boolean", ["true", "false"], [Null, Constant("true"), Constant("false")]);
        yield return new MaskSample(
            "uuid", [.. Enumerable.Range(0, 20).Select(_ => Guid.NewGuid().ToString())], [Null, Constant("00000000-0000-0000-0000-00000000000a")]);
        yield return new MaskSample("date", Dates(random), [.. DateMasks, Constant("1999-12-31")]);
        yield return new MaskSample("timestamp without time zone", Times(random, ""), [.. DateMasks, Constant("1999-12-31 23:59:59")]);
        yield return new MaskSample("timestamp(0) without time zone", Times(random, ""), DateMasks);
        yield return new MaskSample("timestamp with time zone", Times(random, "+09"), [.. DateMasks, Constant("1999-12-31T23:59:59+09:00")]);
        yield return new MaskSample("timestamp(3) with time zone", Times(random, "-05"), DateMasks);
        yield return new MaskSample("bytea", ["\\x00ff", ""], [Null]);
        yield return new MaskSample("integer[]", ["{1,2}", "{}"], [Null]);
        yield return new MaskSample("jsonb", ["{}", "[1]"], [Null]);
        yield return new MaskSample("interval", ["1 day"], [Null]);
        yield return new MaskSample("public.proxy_mood", ["sad", "happy"], [Null]);
    }

    /// <summary>As the catalog prints it, without the collation that the column is made with.</summary>
    public ColumnType ColumnType => new(Type.Split(" COLLATE")[0]);

    public static MaskTerms Null { get; } = new(MaskKind.Null);

    private static MaskTerms[] TextMasks { get; } =
    [
        Null, Constant("***"), Constant("a'b\\c"), Constant("비공개"), new(MaskKind.Email), Partial(0, 0), Partial(0, 4), Partial(1, 0), Partial(2, 3), Partial(6, 7, "'"),
        Partial(1, 1, "\\"), Partial(1, 1, "○"), Partial(0, 2, "𝄞"),
    ];

    private static MaskTerms[] WholeMasks { get; } = [Null, Constant("-42"), Round(2), Round(7), Round(1000), Round(30000), Round(100000)];

    private static MaskTerms[] DecimalMasks { get; } =
        [Null, Constant("0"), Constant("12.34"), Round(1000), Round(0.5m), Round(0.001m), Round(3), Round(123456789012345678901234567m), Round(0.030m)];

    private static MaskTerms[] FloatMasks { get; } =
        [Null, Constant("0.25"), Constant("123456"), Round(1000), Round(0.1m), Round(0.0000001m), Round(7), Round(79228162514264337593543950335m)];

    private static MaskTerms[] DateMasks { get; } = [Null, new(MaskKind.Date), new(MaskKind.Date) { Date = DatePart.Month }];

    public override string ToString() => Type;

    public static MaskTerms Constant(string value) => new(MaskKind.Constant) { Constant = value };

    public static MaskTerms Round(decimal step) => new(MaskKind.Round) { Step = step };

    public static MaskTerms Partial(int first, int last, string with = "*") => new(MaskKind.Partial) { KeepFirst = first, KeepLast = last, With = with };

    private static string[] Texts(Random random, string type)
    {
        var most = type.Contains("(9)", StringComparison.Ordinal) ? 9 : 20;
        string[] edges = ["", " ", "a", "@", "a@", "@b", "a@b", "ab@c.de", "a@b@c.de", "한글@예.kr", "   x   ", "740101-1234567"];
        var made = Enumerable.Range(0, 60).Select(_ =>
        {
            var text = new StringBuilder();
            for (var i = random.Next(most + 1); i > 0; i--)
                text.Append(Alphabet[random.Next(Alphabet.Length)]);
            return text.ToString();
        });
        return [.. edges.Where(e => e.Length <= most).Concat(made)];
    }

    private static string[] Integers(Random random, int bits)
    {
        var most = bits == 64 ? long.MaxValue : (1L << (bits - 1)) - 1;
        return
        [
            .. new[] { 0, 1, -1, 999, 1000, -1000, most, -most - 1, most - 1 }
                .Concat(Enumerable.Range(0, 40).Select(_ => random.NextInt64() >> (64 - bits + random.Next(bits))))
                .Select(n => n.ToString(CultureInfo.InvariantCulture)),
        ];
    }

    private static string[] Decimals(Random random, (int Precision, int Scale)? bounds)
    {
        string[] special = bounds is null
            ? ["Infinity", "-Infinity", "NaN", "0.000", "-0.0001", new('9', 400), "-" + new string('7', 90) + "." + new string('3', 90), "1e-300", "1e2000", "-5e131000"]
            : ["NaN"];
        return [.. special, "0", "1", "-1", "999", "1000", "-1000.0", .. Enumerable.Range(0, 60).Select(_ => Decimal(random, bounds ?? (60, 30)))];
    }

    private static string Decimal(Random random, (int Precision, int Scale) bounds)
    {
        var whole = Digits(random, random.Next(1, bounds.Precision - bounds.Scale + 1));
        var fraction = Digits(random, random.Next(bounds.Scale + 1));
        return (random.Next(2) == 0 ? "-" : "") + whole + (fraction.Length > 0 ? "." + fraction : "");
    }

    private static string Digits(Random random, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(_ => random.Next(3) == 0 ? '0' : (char)('0' + random.Next(10))));

    private static string[] Floats(Random random, bool single)
    {
        string[] edges = single
            ? ["3.4028235e38", "-3.4028235e38", "1e-45", "1e-38"]
            : ["1.7976931348623157e308", "-1.7976931348623157e308", "5e-324", "1e-300", "9007199254740993"];
        var made = Enumerable.Range(0, 80).Select(_ =>
        {
            var value = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, single ? 30 : 60));
            return (single ? (float)value : value).ToString("R", CultureInfo.InvariantCulture);
        });
        return ["NaN", "Infinity", "-Infinity", "0", "-0", "0.1", "-0.3", "999.99", "1000", "123456789", .. edges, .. made];
    }

    private static string[] Dates(Random random) =>
    [
        "infinity", "-infinity", "4714-11-24 BC", "4714-12-31 BC", "4713-01-01 BC", "4713-02-01 BC", "0001-01-01 BC", "0001-12-31", "0044-03-15 BC", "2000-02-29",
        "1900-03-01", "9999-12-31", "10000-01-01", "294275-12-31", "294276-01-01", "294277-05-05", "5874897-12-31",
        .. Enumerable.Range(0, 60).Select(_ => DateOnly.FromDayNumber(random.Next(3_652_059)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
    ];

    private static string[] Times(Random random, string zone) =>
    [
        "infinity", "-infinity", $"4714-11-24 10:00:00{zone} BC", $"4713-01-02 00:00:00{zone} BC", $"0044-03-15 12:34:56.789{zone} BC", $"294276-12-30 23:59:59.999999{zone}",
        $"2000-01-01 00:00:00{zone}", $"1999-12-31 23:59:59.999999{zone}", $"2026-01-01 08:59:59{zone}", $"2026-01-01 09:00:00{zone}",
        .. Enumerable.Range(0, 60).Select(_ =>
            new DateTime(random.NextInt64(DateTime.MaxValue.Ticks)).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) + zone),
    ];
}
