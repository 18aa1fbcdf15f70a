using System.Globalization;
using System.Text.RegularExpressions;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>The built-in types that masks know; every other type bears <c>null</c> only.</summary>
internal enum PostgresTypeCode
{
    Other,
    Text,
    VarChar,

    /// <summary>char(n), and <c>bpchar</c> without a length.</summary>
    Char,
    Int2,
    Int4,
    Int8,
    Numeric,
    Float4,
    Float8,
    Boolean,
    Uuid,
    Date,
    Timestamp,
    TimestampTz,
}

/// <summary>A printed type taken apart.</summary>
/// <param name="Modifiers">n of <c>varchar(n)</c>, p and s of <c>numeric(p,s)</c>, p of <c>timestamp(p)</c>; empty without one.</param>
internal sealed partial record PostgresColumnType(PostgresTypeCode Code, int[] Modifiers)
{
    private static readonly PostgresColumnType Unknown = new(PostgresTypeCode.Other, []);

    private static readonly (PostgresTypeCode Code, string Name, uint Oid, string[] Printed)[] Known =
    [
        (PostgresTypeCode.Text, "text", 25, ["text"]),
        (PostgresTypeCode.VarChar, "varchar", 1043, ["character varying", "varchar"]),
        (PostgresTypeCode.Char, "bpchar", 1042, ["character", "bpchar", "char"]),
        (PostgresTypeCode.Int2, "int2", 21, ["smallint", "int2"]),
        (PostgresTypeCode.Int4, "int4", 23, ["integer", "int4", "int"]),
        (PostgresTypeCode.Int8, "int8", 20, ["bigint", "int8"]),
        (PostgresTypeCode.Numeric, "numeric", 1700, ["numeric", "decimal"]),
        (PostgresTypeCode.Float4, "float4", 700, ["real", "float4"]),
        (PostgresTypeCode.Float8, "float8", 701, ["double precision", "float8"]),
        (PostgresTypeCode.Boolean, "bool", 16, ["boolean", "bool"]),
        (PostgresTypeCode.Uuid, "uuid", 2950, ["uuid"]),
        (PostgresTypeCode.Date, "date", 1082, ["date"]),
        (PostgresTypeCode.Timestamp, "timestamp", 1114, ["timestamp without time zone", "timestamp"]),
        (PostgresTypeCode.TimestampTz, "timestamptz", 1184, ["timestamp with time zone", "timestamptz"]),
    ];

    public bool IsText => Code is PostgresTypeCode.Text or PostgresTypeCode.VarChar or PostgresTypeCode.Char;

    public bool IsInteger => Code is PostgresTypeCode.Int2 or PostgresTypeCode.Int4 or PostgresTypeCode.Int8;

    public bool IsFloat => Code is PostgresTypeCode.Float4 or PostgresTypeCode.Float8;

    public bool IsDate => Code is PostgresTypeCode.Date or PostgresTypeCode.Timestamp or PostgresTypeCode.TimestampTz;

    /// <summary>Most characters of a text type; null when there is no bound.</summary>
    public int? Length => IsText && Modifiers is [var length] ? length : null;

    /// <summary>Decimals of a numeric; null when each value has its own.</summary>
    public int? Scale => Code == PostgresTypeCode.Numeric && Modifiers.Length > 0 ? Modifiers is [_, var scale] ? scale : 0 : null;

    /// <summary>The type as SQL names it whatever the search path is.</summary>
    public string Sql
    {
        get
        {
            var name = "pg_catalog." + Known.First(k => k.Code == Code).Name;
            return Modifiers.Length == 0 ? name : $"{name}({string.Join(",", Modifiers.Select(static m => m.ToString(CultureInfo.InvariantCulture)))})";
        }
    }

    /// <summary>A domain is what stands beneath it, unless a CHECK may stand on it.</summary>
    public static PostgresColumnType Of(ColumnType type) =>
        type.BaseType is { } beneath
            ? type.HasChecks ? Unknown : Parse(beneath, 0)
            : Parse(type.Printed, type.Oid);

    private static PostgresColumnType Parse(string printed, uint oid)
    {
        var match = Shape().Match(printed);
        if (!match.Success)
        {
            return Unknown;
        }

        var name = match.Groups["name"].Value + match.Groups["zone"].Value;
        foreach (var (code, _, known, names) in Known)
        {
            if (names.Contains(name, StringComparer.Ordinal) && (oid == 0 || oid == known))
            {
                int[] modifiers = match.Groups["modifiers"] is { Success: true, Value: var written }
                    ? [.. written.Split(',').Select(static m => int.Parse(m, CultureInfo.InvariantCulture))]
                    : name is "char" or "character" ? [1] : [];
                return new PostgresColumnType(code, modifiers);
            }
        }

        return Unknown;
    }

    [GeneratedRegex(@"^(pg_catalog\.)?(?<name>[a-z][a-z0-9 ]*?) ?(\((?<modifiers>-?\d{1,8}(, ?-?\d{1,8})?)\))?(?<zone> with(out)? time zone)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
