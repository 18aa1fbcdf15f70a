using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Fuzz.Postgres;

/// <summary>Reads a message and writes it again from what was read: both must be the same bytes, for the formats are canonical.</summary>
public static class MessageRewriter
{
    public static void RewriteClient(ClientMessageKind kind, ReadOnlySpan<byte> payload, WireBuffer buffer)
    {
        switch (kind)
        {
            case ClientMessageKind.Query:
                QueryMessage.Write(buffer, QueryMessage.Read(payload).Text);
                break;
            case ClientMessageKind.Parse:
                var parse = ParseMessage.Read(payload);
                ParseMessage.Write(buffer, parse.Name, parse.Text, parse.ParameterTypes);
                break;
            case ClientMessageKind.Bind:
                var bind = BindMessage.Read(payload);
                BindMessage.Write(buffer, bind.Portal, bind.Statement, bind.Rest);
                break;
            case ClientMessageKind.Describe:
                var describe = DescribeMessage.Read(payload);
                DescribeMessage.Write(buffer, describe.Target, describe.Name);
                break;
            case ClientMessageKind.Close:
                var close = CloseMessage.Read(payload);
                CloseMessage.Write(buffer, close.Target, close.Name);
                break;
            case ClientMessageKind.Execute:
                var execute = ExecuteMessage.Read(payload);
                ExecuteMessage.Write(buffer, execute.Portal, execute.MaxRows);
                break;
            case ClientMessageKind.CopyFail:
                CopyFailMessage.Write(buffer, CopyFailMessage.Read(payload).Reason);
                break;
            default:
                FrameWriter.Write(buffer, (byte)kind, payload);
                break;
        }
    }

    public static void RewriteServer(ServerMessageKind kind, ReadOnlySpan<byte> payload, WireBuffer buffer)
    {
        switch (kind)
        {
            case ServerMessageKind.Authentication:
                var authentication = AuthenticationMessage.Read(payload);
                AuthenticationMessage.Write(buffer, authentication.Kind, authentication.Data);
                break;
            case ServerMessageKind.BackendKeyData:
                var key = BackendKeyDataMessage.Read(payload);
                BackendKeyDataMessage.Write(buffer, key.ProcessId, key.Secret);
                break;
            case ServerMessageKind.ParameterStatus:
                var parameter = ParameterStatusMessage.Read(payload);
                ParameterStatusMessage.Write(buffer, parameter.Name, parameter.Value);
                break;
            case ServerMessageKind.ReadyForQuery:
                ReadyForQueryMessage.Write(buffer, ReadyForQueryMessage.Read(payload).Status);
                break;
            case ServerMessageKind.CommandComplete:
                CommandCompleteMessage.Write(buffer, CommandCompleteMessage.Read(payload).Tag);
                break;
            case ServerMessageKind.RowDescription:
                RewriteRowDescription(RowDescriptionMessage.Read(payload), buffer);
                break;
            case ServerMessageKind.DataRow:
                RewriteDataRow(payload, buffer);
                break;
            case ServerMessageKind.ParameterDescription:
                ParameterDescriptionMessage.Write(buffer, ParameterDescriptionMessage.Read(payload).Types);
                break;
            case ServerMessageKind.NotificationResponse:
                var notification = NotificationResponseMessage.Read(payload);
                NotificationResponseMessage.Write(buffer, notification.ProcessId, notification.Channel, notification.Text);
                break;
            case ServerMessageKind.CopyInResponse or ServerMessageKind.CopyOutResponse:
                var copy = CopyResponseMessage.Read(payload);
                CopyResponseMessage.Write(buffer, kind, copy.IsBinary, copy.ColumnFormats);
                break;
            default:
                FrameWriter.Write(buffer, (byte)kind, payload);
                break;
        }
    }

    private static void RewriteRowDescription(RowDescriptionMessage message, WireBuffer buffer)
    {
        var mark = RowDescriptionMessage.Begin(buffer, message.Count);
        while (message.TryReadColumn(out var column))
        {
            RowDescriptionMessage.WriteColumn(buffer, column);
        }

        buffer.End(mark);
    }

    /// <summary>NULL may be written in one way only; the reader takes nothing else.</summary>
    private static void RewriteDataRow(ReadOnlySpan<byte> payload, WireBuffer buffer)
    {
        var row = DataRowMessage.Read(payload);
        var mark = DataRowMessage.Begin(buffer, row.Count);
        while (row.TryReadValue(out var value, out var isNull))
        {
            if (isNull)
            {
                DataRowMessage.WriteNull(buffer);
            }
            else
            {
                DataRowMessage.WriteValue(buffer, value);
            }
        }

        buffer.End(mark);
    }
}
