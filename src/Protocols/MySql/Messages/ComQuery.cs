using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>
/// COM_QUERY (<see href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query.html"/>): query attributes, where
/// negotiated, then the text.
/// </summary>
public readonly ref struct ComQuery
{
    /// <summary>As sent, from the count of attributes on; empty when attributes are not negotiated.</summary>
    public ReadOnlySpan<byte> Attributes { get; init; }

    public int AttributeCount { get; init; }

    public ReadOnlySpan<byte> Text { get; init; }

    /// <param name="payload">With the command byte.</param>
    public static ComQuery Read(ReadOnlySpan<byte> payload, Capabilities capabilities, WireLimits limits)
    {
        if ((capabilities & Capabilities.QueryAttributes) == 0)
        {
            return new ComQuery { Text = payload[1..] };
        }

        var reader = new PacketReader(payload[1..]);
        var count = reader.ReadCount(limits.Parameters, "query attributes");
        if (reader.ReadLength() != 1)
        {
            WireFault.Throw("a query with other than one set of attributes");
        }

        ParameterBlock.Read(ref reader, count, hasNames: true).SkipValues(ref reader);
        return new ComQuery { Attributes = payload[1..(1 + reader.Position)], AttributeCount = count, Text = reader.Rest };
    }

    /// <summary>Writes the payload.</summary>
    /// <param name="capabilities">Of the connection it is written to.</param>
    /// <param name="attributes">As <see cref="Attributes"/>; left out where the receiver does not know them.</param>
    public static void Write(WireBuffer buffer, Capabilities capabilities, ReadOnlySpan<byte> attributes, ReadOnlySpan<byte> text)
    {
        buffer.WriteByte((byte)ClientMessageKind.Query);
        if ((capabilities & Capabilities.QueryAttributes) != 0)
        {
            buffer.WriteBytes(attributes.IsEmpty ? "\0\u0001"u8 : attributes);
        }

        buffer.WriteBytes(text);
    }
}
