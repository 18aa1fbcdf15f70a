using System.Buffers.Binary;
using System.Text;

namespace ProxyDb.TestKit.Postgres.Raw;

/// <summary>Frontend messages of protocol 3.0 as bytes, written independently of the product's own writers.</summary>
public static class ClientMessage
{
    public const int ProtocolVersion = 196608;
    public static readonly byte[] SslRequest = Untyped(Int32(80877103));
    public static readonly byte[] GssEncRequest = Untyped(Int32(80877104));
    public static readonly byte[] Sync = Typed('S');
    public static readonly byte[] Flush = Typed('H');
    public static readonly byte[] Terminate = Typed('X');
    public static readonly byte[] CopyDone = Typed('c');

    public static byte[] Startup(int version, params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var body = new List<byte>(Int32(version));
        foreach (var (name, value) in parameters)
        {
            body.AddRange(Text(name));
            body.AddRange(Text(value));
        }

        body.Add(0);
        return Untyped([.. body]);
    }

    public static byte[] CancelRequest(int processId, int secret) => Untyped([.. Int32(80877102), .. Int32(processId), .. Int32(secret)]);

    public static byte[] Query(string sql) => Typed('Q', Text(sql));

    public static byte[] Password(ReadOnlySpan<byte> body) => Typed('p', [.. body]);

    public static byte[] Parse(string name, string sql, params int[] parameterTypes) =>
        Typed('P', [.. Text(name), .. Text(sql), .. Int16(parameterTypes.Length), .. parameterTypes.SelectMany(Int32)]);

    /// <summary>Bind with text parameters; <paramref name="binaryResults"/> asks for all columns in binary.</summary>
    public static byte[] Bind(string portal, string statement, bool binaryResults = false, params string?[] values)
    {
        var parameters = values.SelectMany(v => v is null ? Int32(-1) : Value(Encoding.UTF8.GetBytes(v)));
        return Typed('B', [.. Text(portal), .. Text(statement), .. Int16(0), .. Int16(values.Length), .. parameters, .. ResultFormat(binaryResults)]);
    }

    /// <summary>Bind with binary parameters.</summary>
    public static byte[] BindBinary(string portal, string statement, bool binaryResults, params byte[][] values) =>
        Typed('B', [.. Text(portal), .. Text(statement), .. Int16(1), .. Int16(1), .. Int16(values.Length), .. values.SelectMany(Value), .. ResultFormat(binaryResults)]);

    public static byte[] DescribeStatement(string name) => Typed('D', [(byte)'S', .. Text(name)]);

    public static byte[] DescribePortal(string name) => Typed('D', [(byte)'P', .. Text(name)]);

    public static byte[] Execute(string portal = "", int maxRows = 0) => Typed('E', [.. Text(portal), .. Int32(maxRows)]);

    public static byte[] CloseStatement(string name) => Typed('C', [(byte)'S', .. Text(name)]);

    public static byte[] ClosePortal(string name) => Typed('C', [(byte)'P', .. Text(name)]);

    public static byte[] CopyData(ReadOnlySpan<byte> data) => Typed('d', [.. data]);

    public static byte[] CopyFail(string reason) => Typed('f', Text(reason));

    /// <summary>A message with any kind byte and body.</summary>
    public static byte[] Typed(char kind, params byte[] body) => [(byte)kind, .. Int32(body.Length + 4), .. body];

    /// <summary>Parse, Bind, Describe, Execute of the unnamed statement and portal; no Sync.</summary>
    public static byte[] Extended(string sql, bool binaryResults = false, params string?[] values) =>
        [.. Parse("", sql), .. Bind("", "", binaryResults, values), .. DescribePortal(""), .. Execute()];

    public static byte[] Join(params ReadOnlySpan<byte[]> messages)
    {
        var all = new List<byte>();
        foreach (var message in messages)
            all.AddRange(message);
        return [.. all];
    }

    public static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    public static byte[] Int32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Int16(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteInt16BigEndian(bytes, (short)value);
        return bytes;
    }

    private static byte[] Value(byte[] value) => [.. Int32(value.Length), .. value];

    private static byte[] ResultFormat(bool binary) => binary ? [.. Int16(1), .. Int16(1)] : Int16(0);

    private static byte[] Untyped(byte[] body) => [.. Int32(body.Length + 4), .. body];
}
