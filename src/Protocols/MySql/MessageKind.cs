namespace ProxyDb.Protocols.MySql;

/// <summary>
/// The first byte of a client's command packet
/// (<see href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_command_phase.html"/>).
/// </summary>
public enum ClientMessageKind : byte
{
    Sleep = 0x00,
    Quit = 0x01,
    InitDb = 0x02,
    Query = 0x03,
    FieldList = 0x04,
    CreateDb = 0x05,
    DropDb = 0x06,
    Refresh = 0x07,
    Shutdown = 0x08,
    Statistics = 0x09,
    ProcessInfo = 0x0a,
    Connect = 0x0b,
    ProcessKill = 0x0c,
    Debug = 0x0d,
    Ping = 0x0e,
    Time = 0x0f,
    DelayedInsert = 0x10,
    ChangeUser = 0x11,
    BinlogDump = 0x12,
    TableDump = 0x13,
    ConnectOut = 0x14,
    RegisterSlave = 0x15,
    StmtPrepare = 0x16,
    StmtExecute = 0x17,
    StmtSendLongData = 0x18,
    StmtClose = 0x19,
    StmtReset = 0x1a,
    SetOption = 0x1b,
    StmtFetch = 0x1c,
    Daemon = 0x1d,
    BinlogDumpGtid = 0x1e,
    ResetConnection = 0x1f,
    Clone = 0x20,

    /// <summary>MariaDB.</summary>
    StmtBulkExecute = 0xfa,

    /// <summary>MariaDB.</summary>
    Multi = 0xfe,
}

/// <summary>What a packet of a server is; its first byte alone does not say (<see cref="ServerMessageReader"/>).</summary>
public enum ServerMessageKind
{
    Ok,
    Error,

    /// <summary>EOF, or the OK packet with its header that ends rows under CLIENT_DEPRECATE_EOF.</summary>
    EndOfFile,

    /// <summary>The server asks for the contents of a file of the client's.</summary>
    LocalInfile,

    /// <summary>The head of a result set: the number of its columns.</summary>
    ColumnCount,

    /// <summary>A column or parameter definition.</summary>
    Definition,
    Row,

    /// <summary>COM_STMT_PREPARE_OK.</summary>
    PrepareOk,

    /// <summary>A text without a header (COM_STATISTICS).</summary>
    Text,
}

/// <summary>Where in the answer to a command the next packet of a server stands.</summary>
public enum ServerPhase
{
    /// <summary>The first packet of an answer, or of its next result.</summary>
    Response,

    /// <summary>The first packet of an answer to COM_STMT_PREPARE.</summary>
    PrepareResponse,

    /// <summary>Among column or parameter definitions, whose number is known.</summary>
    Definitions,

    /// <summary>Among rows, or definitions whose number is not known (COM_FIELD_LIST).</summary>
    Rows,
}

/// <summary>What ProxyDb knows and yet refuses.</summary>
public static class MessageKind
{
    /// <summary>
    /// Answered with an error of the server's own kind (1047), the session lives on: replication streams, what has no text to decide, and
    /// what servers themselves no longer know.
    /// </summary>
    public static bool IsRefused(this ClientMessageKind kind) => kind switch
    {
        ClientMessageKind.Quit or ClientMessageKind.InitDb or ClientMessageKind.Query or ClientMessageKind.FieldList or
            ClientMessageKind.Statistics or ClientMessageKind.ProcessKill or ClientMessageKind.Ping or ClientMessageKind.ChangeUser or
            ClientMessageKind.StmtPrepare or ClientMessageKind.StmtExecute or ClientMessageKind.StmtSendLongData or
            ClientMessageKind.StmtClose or ClientMessageKind.StmtReset or ClientMessageKind.SetOption or ClientMessageKind.StmtFetch or
            ClientMessageKind.ResetConnection => false,
        _ => true,
    };
}
