using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>
/// Bind ('B'): String portal, String statement, Int16 count and Int16 each of parameter formats, Int16 count of parameters with
/// Int32 length (-1: NULL) and bytes each, Int16 count and Int16 each of result formats. Counts are only held against the bytes
/// that are there: whether they fit the statement is the server's to say, in its own words.
/// </summary>
public readonly ref struct BindMessage
{
    private BindMessage(ReadOnlySpan<byte> portal, ReadOnlySpan<byte> statement, ReadOnlySpan<byte> rest)
    {
        Portal = portal;
        Statement = statement;
        Rest = rest;
    }

    public ReadOnlySpan<byte> Portal { get; }

    public ReadOnlySpan<byte> Statement { get; }

    /// <summary>All behind the two names, as it stands on the wire.</summary>
    public ReadOnlySpan<byte> Rest { get; }

    /// <summary>Parameter formats as they stand on the wire, two bytes each: none (all text), one for all, or one each.</summary>
    public ReadOnlySpan<byte> ParameterFormats { get; private init; }

    public int ParameterCount { get; private init; }

    /// <summary>Lengths and values of the parameters as they stand on the wire.</summary>
    public ReadOnlySpan<byte> ParameterBytes { get; private init; }

    /// <summary>Result formats as they stand on the wire, two bytes each.</summary>
    public ReadOnlySpan<byte> ResultFormats { get; private init; }

    public static BindMessage Read(ReadOnlySpan<byte> payload, WireLimits? limits = null)
    {
        limits ??= WireLimits.Default;
        var reader = new WireReader(payload);
        var portal = MessageName.Read(ref reader, limits);
        var statement = MessageName.Read(ref reader, limits);
        var rest = reader.Rest;
        var parameterFormats = reader.ReadBytes(reader.ReadUInt16() * sizeof(short));
        var count = reader.ReadUInt16();
        var parameters = reader.Rest;
        for (var i = 0; i < count; i++)
        {
            FieldValue.Skip(ref reader);
        }

        parameters = parameters[..^reader.Remaining];
        var resultFormats = reader.ReadBytes(reader.ReadUInt16() * sizeof(short));
        reader.ExpectEnd("Bind");
        return new BindMessage(portal, statement, rest)
        {
            ParameterFormats = parameterFormats,
            ParameterCount = count,
            ParameterBytes = parameters,
            ResultFormats = resultFormats,
        };
    }

    /// <summary>
    /// Reads the two names of a Bind that is streamed, from the part of its payload that is there. False: they are not complete yet.
    /// </summary>
    /// <param name="namesLength">Bytes of the payload that the names take.</param>
    public static bool TryReadNames(
        ReadOnlySpan<byte> partialPayload,
        WireLimits limits,
        out ReadOnlySpan<byte> portal,
        out ReadOnlySpan<byte> statement,
        out int namesLength)
    {
        portal = default;
        statement = default;
        namesLength = 0;
        var head = partialPayload[..Math.Min(partialPayload.Length, (2 * limits.NameLength) + 2)];
        var first = head.IndexOf((byte)0);
        var second = first < 0 ? -1 : head[(first + 1)..].IndexOf((byte)0);
        if (second < 0)
        {
            if (head.Length - first - 1 > limits.NameLength)
            {
                WireFault.Throw("a statement or portal name that is too long");
            }

            return false;
        }

        var reader = new WireReader(head);
        portal = MessageName.Read(ref reader, limits);
        statement = MessageName.Read(ref reader, limits);
        namesLength = first + second + 2;
        return true;
    }

    /// <summary>The parameters in order.</summary>
    public BindParameterReader ReadParameters() => new(this);

    /// <param name="rest">All behind the two names, as <see cref="Rest"/> gives it.</param>
    public static void Write(WireBuffer buffer, ReadOnlySpan<byte> portal, ReadOnlySpan<byte> statement, ReadOnlySpan<byte> rest)
    {
        var mark = buffer.Begin((byte)ClientMessageKind.Bind);
        FrameWriter.WriteField(buffer, portal);
        FrameWriter.WriteField(buffer, statement);
        buffer.WriteBytes(rest);
        buffer.End(mark);
    }

    /// <summary>Begins a Bind of text parameters: <paramref name="count"/> times <see cref="WriteParameter"/>, then <see cref="EndText"/>.</summary>
    public static int BeginText(WireBuffer buffer, ReadOnlySpan<byte> portal, ReadOnlySpan<byte> statement, int count)
    {
        var mark = buffer.Begin((byte)ClientMessageKind.Bind);
        FrameWriter.WriteField(buffer, portal);
        FrameWriter.WriteField(buffer, statement);
        buffer.WriteInt16(0);
        buffer.WriteInt16(checked((short)count));
        return mark;
    }

    public static void WriteParameter(WireBuffer buffer, ReadOnlySpan<byte> value)
    {
        buffer.WriteInt32(value.Length);
        buffer.WriteBytes(value);
    }

    /// <summary>Ends what <see cref="BeginText"/> began; results come as text.</summary>
    public static void EndText(WireBuffer buffer, int mark)
    {
        buffer.WriteInt16(0);
        buffer.End(mark);
    }
}
