namespace ProxyDb.Integration.MySql.Tests.Masking.Matrix;

/// <summary>How statements are sent and results asked for.</summary>
public enum MatrixMode
{
    /// <summary>COM_QUERY.</summary>
    Text,

    /// <summary>COM_STMT_PREPARE and COM_STMT_EXECUTE.</summary>
    Binary,

    /// <summary>COM_STMT_EXECUTE with a cursor, and COM_STMT_FETCH.</summary>
    Cursor,

    /// <summary>COM_QUERY of a text with other statements before and behind.</summary>
    MultiStatement,
}
