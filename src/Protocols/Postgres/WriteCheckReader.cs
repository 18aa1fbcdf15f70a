using System.Buffers.Binary;
using System.Buffers.Text;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Postgres;

/// <summary>Values of a Bind that decide whether it may write at all, in the text form of their types.</summary>
internal static class WriteCheckReader
{
    /// <summary>Type oids of pg_type whose binary form is read here.</summary>
    private const uint Int8 = 20, Int2 = 21, Int4 = 23, Text = 25, Name = 19, BpChar = 1042, VarChar = 1043, Uuid = 2950, Bool = 16;

    public static Denial? Refuse(IGatewaySession gateway, BindMessage bind, ClientStatement statement, SentText sent)
    {
        Span<byte> text = stackalloc byte[64];
        for (var i = 0; i < sent.CheckedParameters.Length; i++)
        {
            if (sent.CheckedParameters[i] is var parameter and > 0)
            {
                var isKnown = TryRead(bind, statement, parameter, text, out var value);
                if (!gateway.MayWrite(statement.Judged, i, value, isKnown, statement.Text, out var denial))
                {
                    return denial;
                }
            }
        }

        return null;
    }

    /// <summary>False: NULL, not there, or of a type that is not read here.</summary>
    private static bool TryRead(BindMessage bind, ClientStatement statement, int parameter, Span<byte> text, out ReadOnlySpan<byte> value)
    {
        var reader = bind.ReadParameters();
        value = default;
        var (isNull, isBinary) = (true, false);
        for (var i = 0; i < parameter; i++)
        {
            if (!reader.TryRead(out value, out isNull, out isBinary))
            {
                return false;
            }
        }

        return !isNull && (!isBinary || TryReadBinary(DeclaredType(statement, parameter), ref value, text));
    }

    private static uint DeclaredType(ClientStatement statement, int parameter) =>
        parameter * sizeof(int) <= statement.ParameterTypes.Length
            ? BinaryPrimitives.ReadUInt32BigEndian(statement.ParameterTypes.AsSpan((parameter - 1) * sizeof(int)))
            : 0;

    private static bool TryReadBinary(uint type, ref ReadOnlySpan<byte> value, Span<byte> text)
    {
        switch (type)
        {
            case Text or Name or BpChar or VarChar:
                return true;
            case Int2 when value.Length == 2:
                return TryFormat(BinaryPrimitives.ReadInt16BigEndian(value), ref value, text);
            case Int4 when value.Length == 4:
                return TryFormat(BinaryPrimitives.ReadInt32BigEndian(value), ref value, text);
            case Int8 when value.Length == 8:
                return TryFormat(BinaryPrimitives.ReadInt64BigEndian(value), ref value, text);
            case Uuid when value.Length == 16:
                Utf8Formatter.TryFormat(new Guid(value, bigEndian: true), text, out var length);
                value = text[..length];
                return true;
            case Bool when value.Length == 1:
                value = value[0] != 0 ? "t"u8 : "f"u8;
                return true;
            default:
                return false;
        }
    }

    private static bool TryFormat(long number, ref ReadOnlySpan<byte> value, Span<byte> text)
    {
        Utf8Formatter.TryFormat(number, text, out var length);
        value = text[..length];
        return true;
    }
}
