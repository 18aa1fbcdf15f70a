namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>
/// LOCAL INFILE request: 0xFB and the name of a file, whose contents the client sends in packets up to an empty one
/// (<see href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_local_infile_request.html"/>).
/// </summary>
public static class LocalInfile
{
    public const byte Header = 0xfb;

    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> payload) => payload[1..];
}
