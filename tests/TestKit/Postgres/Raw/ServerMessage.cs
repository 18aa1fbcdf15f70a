using System.Buffers.Binary;
using System.Text;

namespace ProxyDb.TestKit.Postgres.Raw;

/// <summary>One backend message as it came: kind byte and body without the length.</summary>
public sealed record ServerMessage(char Kind, byte[] Body)
{
    public bool IsError => Kind == 'E';

    public bool IsReady => Kind == 'Z';

    /// <summary>Fields of an ErrorResponse or NoticeResponse by their code letter.</summary>
    public IReadOnlyDictionary<char, string> Fields
    {
        get
        {
            var fields = new Dictionary<char, string>();
            for (var at = 0; at < Body.Length && Body[at] != 0;)
            {
                var code = (char)Body[at++];
                fields[code] = ReadText(Body, ref at);
            }

            return fields;
        }
    }

    /// <summary>SQLSTATE of an error or notice, else empty.</summary>
    public string SqlState => Kind is 'E' or 'N' ? Fields.GetValueOrDefault('C', "") : "";

    /// <summary>The tag of CommandComplete.</summary>
    public string Tag => Encoding.UTF8.GetString(Body.AsSpan(0, Body.Length - 1));

    /// <summary>Values of a DataRow; null for SQL NULL.</summary>
    public byte[]?[] Values
    {
        get
        {
            var values = new byte[]?[BinaryPrimitives.ReadInt16BigEndian(Body)];
            var at = 2;
            for (var i = 0; i < values.Length; i++)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(Body.AsSpan(at));
                at += 4;
                if (length < 0)
                    continue;
                values[i] = Body.AsSpan(at, length).ToArray();
                at += length;
            }

            return values;
        }
    }

    public string?[] TextValues => [.. Values.Select(v => v is null ? null : Encoding.UTF8.GetString(v))];

    public static string ReadText(ReadOnlySpan<byte> body, ref int at)
    {
        var end = body[at..].IndexOf((byte)0);
        var text = Encoding.UTF8.GetString(body.Slice(at, end));
        at += end + 1;
        return text;
    }

    public override string ToString() => Kind switch
    {
        'E' or 'N' => $"{(IsError ? "Error" : "Notice")}({string.Join(' ', Fields.Select(f => $"{f.Key}={f.Value}"))})",
        'C' => $"Complete({Tag})",
        'Z' => $"Ready({(char)Body[0]})",
        'D' => $"Row({string.Join(',', TextValues.Select(v => v ?? "NULL"))})",
        _ => $"{Kind}[{Body.Length}]",
    };
}
