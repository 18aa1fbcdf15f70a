using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds;

/// <summary>Requests in the words of the recordings' decoder, and written anew from what was read of them.</summary>
internal static class RequestText
{
    public static void Add(List<string> lines, MessageKind kind, ReadOnlySpan<byte> payload, TdsVersion version)
    {
        if (kind == MessageKind.Attention)
        {
            lines.Add("ATTENTION");
            return;
        }

        var headers = AllHeaders.Read(payload, version);
        var body = payload[headers.Length..];
        var transaction = version.IsAtLeast72() ? $"tx={Hex(headers.Transaction)},n=1" : "";
        switch (kind)
        {
            case MessageKind.SqlBatch:
                lines.Add($"BATCH {transaction} [{body.Length / 2} chars] ");
                break;
            case MessageKind.TransactionManager:
                var request = TransactionRequest.Read(body);
                lines.Add($"TM {transaction} {request.Kind.ToString().ToUpperInvariant()} ");
                break;
            default:
                AddRpcs(lines, body, version, transaction);
                break;
        }
    }

    /// <summary>The payload, put together from its parts.</summary>
    public static byte[] Rewrite(MessageKind kind, ReadOnlySpan<byte> payload, TdsVersion version)
    {
        var buffer = new WireBuffer();
        if (kind == MessageKind.Attention)
        {
            return [];
        }

        var headers = AllHeaders.Read(payload, version);
        if (headers.Length is 0 or AllHeaders.WrittenLength)
        {
            AllHeaders.Write(buffer, version, headers.Transaction);
        }
        else
        {
            buffer.WriteBytes(payload[..headers.Length]);
        }

        var body = payload[headers.Length..];
        if (kind == MessageKind.Rpc)
        {
            RewriteRpcs(buffer, body, version);
        }
        else
        {
            buffer.WriteBytes(body);
        }

        return buffer.Written.ToArray();
    }

    private static string Hex(ulong descriptor) => Convert.ToHexStringLower(BitConverter.GetBytes(descriptor));

    private static void AddRpcs(List<string> lines, ReadOnlySpan<byte> body, TdsVersion version, string transaction)
    {
        var reader = new RpcReader(body, version);
        var isFirst = true;
        while (reader.MoveNext())
        {
            if (!isFirst)
            {
                lines.Add("-- separator ");
            }

            isFirst = false;
            var name = reader.ProcId > 0 ? $"#{reader.ProcId} " : FieldReader.TextOf(reader.Name) + " ";
            lines.Add($"RPC {transaction} {name}");
            while (reader.MoveNextParameter())
            {
                var parameter = reader.Parameter;
                var known = FieldReader.TextOf(reader.NameOf(parameter));
                lines.Add($"{(known.Length == 0 ? "(unnamed)" : known)} st={(int)parameter.Status:x2} {TokenText.Of(parameter.Type)}");
            }
        }
    }

    private static void RewriteRpcs(WireBuffer buffer, ReadOnlySpan<byte> body, TdsVersion version)
    {
        var reader = new RpcReader(body, version);
        while (reader.MoveNext())
        {
            if (reader.ProcId > 0)
            {
                buffer.WriteUInt16(0xffff);
                buffer.WriteUInt16(reader.ProcId);
            }
            else
            {
                buffer.WriteText(FieldReader.TextOf(reader.Name));
            }

            buffer.WriteUInt16((int)reader.Flags);
            while (reader.MoveNextParameter())
            {
                var parameter = reader.Parameter;
                buffer.WriteShortText(FieldReader.TextOf(reader.NameOf(parameter)));
                buffer.WriteByte((byte)parameter.Status);
                buffer.WriteBytes(reader.TypeOf(parameter));
                buffer.WriteBytes(reader.ValueOf(parameter));
            }

            if (reader.HasSeparator)
            {
                buffer.WriteByte(version.IsAtLeast72() ? reader.IsNotExecuted ? (byte)0xfe : (byte)0xff : (byte)0x80);
            }
        }
    }
}
