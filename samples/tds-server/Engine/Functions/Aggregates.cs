using System.Numerics;
using System.Text;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>SUM and AVG of decimals: arguments are type of the values, type of the result, value.</summary>
internal static class WideSum
{
    private sealed class State
    {
        public BigInteger Sum;
        public long Count;
        public SqlType Type = SqlType.Int;
        public SqlType Result = SqlType.Int;
    }

    public static object? Step(object? state, object?[] args)
    {
        var s = (State?)state ?? new State { Type = TypeTable.Get((long)args[0]!), Result = TypeTable.Get((long)args[1]!) };
        if (args[2] is { } cell)
        {
            s.Sum += Cells.Decode(cell, s.Type) is Dec d ? d.Unscaled : (long)cell;
            s.Count++;
        }
        return s;
    }

    public static object? End(object? state)
    {
        if (state is not State { Count: > 0 } s)
            return null;
        return Cells.Encode(new Dec(s.Sum, TypeRules.ScaleOf(s.Type)).Fit(TypeRules.AsDecimal(s.Result).Precision, TypeRules.ScaleOf(s.Result), "numeric"), s.Result);
    }

    public static object? EndAverage(object? state)
    {
        if (state is not State { Count: > 0 } s)
            return null;
        var scale = TypeRules.ScaleOf(s.Result);
        var sum = new Dec(s.Sum, TypeRules.ScaleOf(s.Type)).ToScale(scale).Unscaled;
        return Cells.Encode(new Dec(TypeRules.IsMoney(s.Result) ? Dec.Round(sum, s.Count) : BigInteger.Divide(sum, s.Count), scale), s.Result);
    }
}

/// <summary>STRING_AGG: value, separator, then direction and key for each element of WITHIN GROUP.</summary>
internal static class StringAggregate
{
    private sealed class State
    {
        public readonly List<object?[]> Rows = [];
    }

    public static object? Step(object? state, object?[] args)
    {
        var s = (State?)state ?? new State();
        if (args[0] is not null)
            s.Rows.Add(args);
        return s;
    }

    public static object? End(object? state)
    {
        if (state is not State { Rows.Count: > 0 } s)
            return null;
        var rows = s.Rows;
        if (rows[0].Length > 2)
            rows = [.. rows.Order(Comparer<object?[]>.Create(Compare))];
        var text = new StringBuilder();
        foreach (var row in rows)
            text.Append(text.Length == 0 && ReferenceEquals(row, rows[0]) ? "" : (string?)row[1]).Append((string)row[0]!);
        return text.ToString();
    }

    private static int Compare(object?[] a, object?[] b)
    {
        for (var i = 2; i + 1 < a.Length; i += 2)
        {
            var order = (a[i + 1], b[i + 1]) switch
            {
                (null, null) => 0,
                (null, _) => -1,
                (_, null) => 1,
                (string x, string y) => Collations.Compare(x, y, true, false),
                (long x, long y) => x.CompareTo(y),
                (double x, double y) => x.CompareTo(y),
                (byte[] x, byte[] y) => x.AsSpan().SequenceCompareTo(y),
                _ => 0,
            };
            if (order != 0)
                return (long)a[i]! == 0 ? order : -order;
        }
        return 0;
    }
}

/// <summary>STDEV, STDEVP, VAR, VARP: first argument is which one.</summary>
internal static class Deviation
{
    private sealed class State
    {
        public long Kind;
        public long Count;
        public double Mean;
        public double Squares;
    }

    public static object? Step(object? state, object?[] args)
    {
        var s = (State?)state ?? new State { Kind = (long)args[0]! };
        if (args[1] is { } cell)
        {
            var value = cell is long l ? l : (double)cell;
            s.Count++;
            var delta = value - s.Mean;
            s.Mean += delta / s.Count;
            s.Squares += delta * (value - s.Mean);
        }
        return s;
    }

    public static object? End(object? state)
    {
        if (state is not State s)
            return null;
        var sample = s.Kind is 0 or 2;
        if (s.Count == 0 || (sample && s.Count == 1))
            return null;
        var variance = s.Squares / (sample ? s.Count - 1 : s.Count);
        return s.Kind < 2 ? Math.Sqrt(variance) : variance;
    }
}

/// <summary>CHECKSUM_AGG.</summary>
internal static class ChecksumAggregate
{
    public static object? Step(object? state, object?[] args) => args[0] is long l ? ((long?)state ?? 0) ^ l : state;

    public static object? End(object? state) => state;
}

/// <summary>The value of a scalar subquery: error 512 with a second row.</summary>
internal static class SingleRow
{
    private sealed record State(object? Value);

    public static object? Step(object? state, object?[] args) => state is null ? new State(args[0]) : throw Errors.SubqueryRows();

    public static object? End(object? state) => (state as State)?.Value;
}
