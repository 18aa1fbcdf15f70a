using System.Buffers.Binary;
using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Tds.Messages;

namespace ProxyDb.Protocols.Tests.Tds;

/// <summary>Tokens, types and requests in the words of the recordings' decoder, as far as each line goes without values.</summary>
internal static class TokenText
{
    public static string Of(ReadOnlySpan<byte> token, TdsVersion version) => (TokenKind)token[0] switch
    {
        TokenKind.EnvChange => Change(EnvChangeToken.Read(token)),
        TokenKind.Error or TokenKind.Info => Message(MessageToken.Read(token, version)),
        TokenKind.Done or TokenKind.DoneProc or TokenKind.DoneInProc => Done(DoneToken.Read(token, version)),
        TokenKind.ReturnStatus => "RETURNSTATUS " + BinaryPrimitives.ReadInt32LittleEndian(token[1..]),
        TokenKind.LoginAck => Ack(LoginAckToken.Read(token)),
        TokenKind.ReturnValue => ReturnValue(ReturnValueToken.Read(token, version)),
        var kind => kind.ToString().ToUpperInvariant(),
    };

    public static string Of(ColumnMetadata columns)
    {
        var parts = new List<string>();
        for (var column = 0; column < columns.Count; column++)
        {
            var info = columns.Columns[column];
            var name = FieldReader.TextOf(columns.NameOf(column));
            parts.Add($"{(name.Length == 0 ? "(noname)" : name)}:{Of(info.Type)} ut={info.UserType} f={info.Flags:x4}");
        }

        return $"COLMETADATA {columns.Count}: {string.Join("; ", parts)}";
    }

    public static string Of(TypeInfo type) => type.Type switch
    {
        TdsType.IntN => $"intn({type.Size})",
        TdsType.BitN => $"bitn({type.Size})",
        TdsType.FloatN => $"fltn({type.Size})",
        TdsType.MoneyN => $"moneyn({type.Size})",
        TdsType.DateTimeN => $"datetimn({type.Size})",
        TdsType.UniqueIdentifier => $"guid({type.Size})",
        TdsType.DecimalN => $"decimaln({type.Size},{type.Precision},{type.Scale})",
        TdsType.NumericN => $"numericn({type.Size},{type.Precision},{type.Scale})",
        TdsType.Date => "daten",
        TdsType.Time => $"timen({type.Scale})",
        TdsType.DateTime2 => $"datetime2n({type.Scale})",
        TdsType.DateTimeOffset => $"dton({type.Scale})",
        TdsType.VarChar => "bigvarchar" + Sized(type),
        TdsType.Char => "bigchar" + Sized(type),
        TdsType.NVarChar => "nvarchar" + Sized(type),
        TdsType.NChar => "nchar" + Sized(type),
        TdsType.VarBinary => "bigvarbinary" + Sized(type),
        TdsType.Binary => "bigbinary" + Sized(type),
        TdsType.Text => "text" + Sized(type),
        TdsType.NText => "ntext" + Sized(type),
        TdsType.Image => "image" + Sized(type),
        TdsType.Variant => $"sql_variant({type.Size})",
        TdsType.Table => "tvp",
        var other => other.ToString().ToLowerInvariant(),
    };

    private static string Sized(TypeInfo type)
    {
        var size = type.Form == ValueForm.Plp ? "(max)" : $"({type.Size})";
        return type.Type is TdsType.VarBinary or TdsType.Binary or TdsType.Image ? size : $"{size}~{type.Collation}";
    }

    private static string Change(EnvChangeToken change)
    {
        var (name, isText) = change.Kind switch
        {
            EnvChangeKind.Database => ("DB", true),
            EnvChangeKind.Language => ("LANG", true),
            EnvChangeKind.PacketSize => ("PACKETSIZE", true),
            EnvChangeKind.Collation => ("COLLATION", false),
            EnvChangeKind.BeginTransaction => ("BEGIN", false),
            EnvChangeKind.CommitTransaction => ("COMMIT", false),
            EnvChangeKind.RollbackTransaction => ("ROLLBACK", false),
            EnvChangeKind.ResetDone => ("RESETACK", false),
            _ => ("", false),
        };
        return isText
            ? $"ENVCHANGE {(int)change.Kind} {name} new='{FieldReader.TextOf(change.New)}' old='{FieldReader.TextOf(change.Old)}'"
            : $"ENVCHANGE {(int)change.Kind} {name} new={Convert.ToHexStringLower(change.New)} old={Convert.ToHexStringLower(change.Old)}";
    }

    private static string Message(MessageToken message) =>
        $"{message.Kind.ToString().ToUpperInvariant()} {message.Number} state={message.State} class={message.Class} line={message.Line} " +
        $"server='{FieldReader.TextOf(message.Server)}' proc='{FieldReader.TextOf(message.Procedure)}' ";

    private static string Done(DoneToken done)
    {
        var flags = new List<string>();
        foreach (var (flag, name) in new[]
        {
            (DoneStatus.More, "MORE"), (DoneStatus.Error, "ERROR"), (DoneStatus.InTransaction, "INXACT"), (DoneStatus.Count, "COUNT"),
            (DoneStatus.Attention, "ATTN"),
        })
        {
            if ((done.Status & flag) != 0)
            {
                flags.Add(name);
            }
        }

        var status = flags.Count == 0 ? "FINAL" : string.Join('+', flags);
        return $"{done.Kind.ToString().ToUpperInvariant()} {status} cmd={done.Command:x4} rows={done.Rows}";
    }

    private static string Ack(LoginAckToken ack) =>
        $"LOGINACK if=1 tds={ack.AcknowledgedVersion:x8} prog='{ack.Program}' ver={ack.ServerVersion.Major:x2}{ack.ServerVersion.Minor:x2}{ack.ServerVersion.Build:x4}";

    private static string ReturnValue(ReturnValueToken value)
    {
        var text = $"RETURNVALUE ord={value.Ordinal} '{FieldReader.TextOf(value.Name)}' st={value.Status} ut=0 f=0009 {Of(value.Type)}";
        return value.TryGetInt32(out var number) ? $"{text} = {number}" : text;
    }
}
