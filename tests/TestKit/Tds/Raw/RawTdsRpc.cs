using ProxyDb.Samples.TdsServer.Sql;
using ProxyDb.Samples.TdsServer.Wire;

namespace ProxyDb.TestKit.Tds.Raw;

/// <summary>Builds one call of an RPC message. With an id the name is not sent.</summary>
public sealed record RawTdsRpc(string Name, int Id = 0)
{
    public const int CursorOpen = 2, CursorPrepare = 3, CursorExecute = 4, CursorPrepExec = 5, CursorUnprepare = 6, CursorFetch = 7, CursorOption = 8, CursorClose = 9,
        ExecuteSql = 10, Prepare = 11, Execute = 12, PrepExec = 13, PrepExecRpc = 14, Unprepare = 15;

    private readonly List<(string Name, SqlType Type, object? Value, byte Status, byte[]? Raw)> _arguments = [];

    public RawTdsRpc(int id)
        : this("", id)
    {
    }

    /// <summary>2 is fNoMetaData.</summary>
    public ushort Flags { get; init; }

    public RawTdsRpc Add(string name, SqlType type, object? value, bool isOutput = false, bool isDefault = false)
    {
        _arguments.Add((name, type, value, (byte)((isOutput ? 1 : 0) | (isDefault ? 2 : 0)), null));
        return this;
    }

    public RawTdsRpc Add(int? value, bool isOutput = false, string name = "") => Add(name, SqlType.Int, value, isOutput);

    /// <summary>As nvarchar, (max) where it is long.</summary>
    public RawTdsRpc Add(string? value, bool isOutput = false, string name = "") =>
        Add(name, SqlType.NVarChar(value is { Length: > 4000 } ? SqlType.Max : Math.Max(1, value?.Length ?? 1)), value, isOutput);

    /// <summary>Type and value as bytes, behind name and status.</summary>
    public RawTdsRpc AddRaw(string name, byte status, byte[] typeAndValue)
    {
        _arguments.Add((name, SqlType.Int, null, status, typeAndValue));
        return this;
    }

    /// <summary><c>sp_executesql</c> by its number.</summary>
    public static RawTdsRpc Sql(string text, string? definition = null)
    {
        var rpc = new RawTdsRpc(ExecuteSql).Add(text);
        return definition is null ? rpc : rpc.Add(definition);
    }

    internal byte[] ToBytes(int rank)
    {
        using var bytes = new MessageBytes();
        var w = bytes.Writer;
        if (Id != 0)
        {
            w.UInt16(0xFFFF);
            w.UInt16(Id);
        }
        else
        {
            w.Text(Name);
        }

        w.UInt16(Flags);
        foreach (var (name, type, value, status, raw) in _arguments)
        {
            w.ShortText(name);
            w.Byte(status);
            if (raw is not null)
            {
                w.Bytes(raw);
                continue;
            }

            var column = new ColumnWriter(type, isNullable: true, rank, hasUtf8: true);
            column.WriteType(w);
            column.WriteValue(w, value, isRow: false);
        }

        return bytes.ToArray();
    }
}
