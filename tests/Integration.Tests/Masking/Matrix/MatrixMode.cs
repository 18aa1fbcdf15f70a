namespace ProxyDb.Integration.Tests.Masking.Matrix;

/// <summary>How statements are sent and results asked for.</summary>
public enum MatrixMode
{
    RawSimple,
    RawText,
    RawBinary,
    NpgsqlBinary,
    NpgsqlText,
    JdbcSimple,
    JdbcText,
    JdbcBinary,
}
