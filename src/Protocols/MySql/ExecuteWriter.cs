using System.Buffers.Binary;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// Writes COM_STMT_EXECUTE for a backend. A client sends the types of its parameters once; a statement at another server, or one that
/// another client has executed meanwhile, gets them again. Query attributes go where the backend knows them.
/// </summary>
internal sealed class ExecuteWriter(ConversationState state)
{
    private const int TypeLength = 2;

    /// <summary>Types of the statement's own parameters, two bytes each; the client's array is kept while they stay the same.</summary>
    public static byte[] TypesOf(ParameterBlock block, ClientStatement statement)
    {
        var count = statement.ParameterCount;
        if (!block.HasNames)
        {
            return statement.Types is { } last && block.Types.SequenceEqual(last) ? last : block.Types.ToArray();
        }

        var types = new byte[count * TypeLength];
        var reader = new PacketReader(block.Types);
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(types.AsSpan(i * TypeLength), reader.ReadUInt16());
            reader.ReadString();
        }

        return statement.Types is { } kept && kept.AsSpan().SequenceEqual(types) ? kept : types;
    }

    /// <summary>Puts the command into the payload. False: it would have to be cut into packets anew while it is passed on.</summary>
    /// <param name="length">Length of the client's first packet, when not all of the command is there; 0: it is.</param>
    /// <param name="sequence">Of the last packet: the client's, afterwards the one sent.</param>
    public bool TryWrite(
        ClientStatement statement, ServerStatement server, ComStmtExecute execute, ParameterBlock block, int length, ref byte sequence)
    {
        var buffer = state.Payload;
        buffer.Clear();
        var toNames = (state.BackendCapabilities & Capabilities.QueryAttributes) != 0;
        var addsTypes = !block.BindsTypes && statement.ParameterCount > 0 && !Holds(server, statement);
        var isVerbatim = !addsTypes && toNames == state.Session.Has(Capabilities.QueryAttributes);
        if (length == 0)
        {
            byte first = 0;
            var mark = FrameWriter.Begin(buffer);
            WriteBody(statement, server, execute, block, isVerbatim, toNames);
            FrameWriter.End(buffer, mark, ref first);
            sequence = (byte)(first - 1);
        }
        else
        {
            // All that a part can gain is the types.
            var added = addsTypes ? statement.Types!.Length : 0;
            if (added > 0 && length + added >= FrameReader.LongestPacket)
            {
                return false;
            }

            FrameWriter.WriteHeader(buffer, length + added, 0);
            WriteBody(statement, server, execute, block, isVerbatim, toNames: false);
        }

        if (block.BindsTypes || addsTypes)
        {
            server.Types = statement.Types;
        }

        return true;
    }

    /// <summary>COM_STMT_SEND_LONG_DATA under the server's id.</summary>
    /// <param name="raw">As it came, with headers; all of it, or what is there of its first packet.</param>
    public static void WriteLongData(WireBuffer buffer, uint id, ReadOnlySpan<byte> raw)
    {
        const int IdAt = FrameReader.HeaderLength + 1;
        buffer.Clear();
        buffer.WriteBytes(raw);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.WrittenSpan[IdAt..], id);
    }

    private static bool Holds(ServerStatement server, ClientStatement statement) =>
        ReferenceEquals(server.Types, statement.Types) || (server.Types is { } types && types.AsSpan().SequenceEqual(statement.Types));

    private void WriteBody(
        ClientStatement statement, ServerStatement server, ComStmtExecute execute, ParameterBlock block, bool isVerbatim, bool toNames)
    {
        var buffer = state.Payload;
        if (isVerbatim)
        {
            ComStmtExecute.WriteHead(buffer, server.Id, execute.Flags);
            buffer.WriteBytes(execute.Rest);
            return;
        }

        // Attributes of an execution are dropped where the two sides do not both know them.
        ComStmtExecute.WriteHead(buffer, server.Id, (byte)(execute.Flags & ComStmtExecute.CursorMask));
        var count = statement.ParameterCount;
        if (count == 0)
        {
            return;
        }

        buffer.WriteBytes(block.NullBitmap[..((count + 7) / 8)]);
        buffer.WriteByte(1);
        for (var i = 0; i < count; i++)
        {
            buffer.WriteBytes(statement.Types.AsSpan(i * TypeLength, TypeLength));
            if (toNames)
            {
                buffer.WriteByte(0);
            }
        }

        buffer.WriteBytes(block.Count > count ? ValuesOf(block, statement) : block.Rest);
    }

    /// <summary>The values of the statement's own parameters, without those of attributes behind them.</summary>
    private static ReadOnlySpan<byte> ValuesOf(ParameterBlock block, ClientStatement statement)
    {
        var reader = new PacketReader(block.Rest);
        for (var i = 0; i < statement.ParameterCount; i++)
        {
            if (!block.IsNull(i) && statement.LongData?[i] != true)
            {
                BinaryValue.Read(ref reader, (FieldType)statement.Types![i * TypeLength]);
            }
        }

        return block.Rest[..reader.Position];
    }
}
