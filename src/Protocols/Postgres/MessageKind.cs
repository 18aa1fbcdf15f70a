namespace ProxyDb.Protocols.Postgres;

/// <summary>Codes of the messages a client sends (<see href="https://www.postgresql.org/docs/current/protocol-message-formats.html"/>).</summary>
public enum ClientMessageKind : byte
{
    /// <summary>The messages before the login that carry no code.</summary>
    Startup = 0,
    Bind = (byte)'B',
    Close = (byte)'C',
    CopyData = (byte)'d',
    CopyDone = (byte)'c',
    CopyFail = (byte)'f',
    Describe = (byte)'D',
    Execute = (byte)'E',
    Flush = (byte)'H',
    FunctionCall = (byte)'F',
    Parse = (byte)'P',

    /// <summary>PasswordMessage, SASLInitialResponse, SASLResponse: told apart by the state of the login only.</summary>
    Password = (byte)'p',
    Query = (byte)'Q',
    Sync = (byte)'S',
    Terminate = (byte)'X',
}

/// <summary>Codes of the messages a server sends.</summary>
public enum ServerMessageKind : byte
{
    Authentication = (byte)'R',
    BackendKeyData = (byte)'K',
    BindComplete = (byte)'2',
    CloseComplete = (byte)'3',
    CommandComplete = (byte)'C',
    CopyBothResponse = (byte)'W',
    CopyData = (byte)'d',
    CopyDone = (byte)'c',
    CopyInResponse = (byte)'G',
    CopyOutResponse = (byte)'H',
    DataRow = (byte)'D',
    EmptyQueryResponse = (byte)'I',
    ErrorResponse = (byte)'E',
    FunctionCallResponse = (byte)'V',
    NegotiateProtocolVersion = (byte)'v',
    NoData = (byte)'n',
    NoticeResponse = (byte)'N',
    NotificationResponse = (byte)'A',
    ParameterDescription = (byte)'t',
    ParameterStatus = (byte)'S',
    ParseComplete = (byte)'1',
    PortalSuspended = (byte)'s',
    ReadyForQuery = (byte)'Z',
    RowDescription = (byte)'T',
}

/// <summary>What ProxyDb knows and yet refuses.</summary>
public static class MessageKind
{
    /// <summary>A FunctionCall names its function by oid and has no text to decide: refused with an error (0A000), the session lives on.</summary>
    public static bool IsRefused(this ClientMessageKind kind) => kind == ClientMessageKind.FunctionCall;

    /// <summary>Answers to what is never asked for: replication (CopyBoth) and FunctionCall. They end the backend connection.</summary>
    public static bool IsRefused(this ServerMessageKind kind) =>
        kind is ServerMessageKind.CopyBothResponse or ServerMessageKind.FunctionCallResponse;
}
