using System.Text;
using ProxyDb.Samples.TdsServer.Sql;
using ProxyDb.Samples.TdsServer.Wire;

namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>Transaction manager requests: begin, commit, roll back, save. Distributed transactions are refused.</summary>
internal static class TransactionRequest
{
    private const int Begin = 5, Commit = 7, Rollback = 8, Save = 9;

    public static string Describe(byte[] bytes, int at)
    {
        var reader = new ByteReader(bytes, at, bytes.Length);
        int type = reader.UInt16();
        return type switch
        {
            Begin => $"BEGIN {reader.Byte()} {Name(reader)}".TrimEnd(),
            Commit => $"COMMIT {Name(reader)}".TrimEnd(),
            Rollback => $"ROLLBACK {Name(reader)}".TrimEnd(),
            Save => $"SAVE {Name(reader)}".TrimEnd(),
            _ => $"REQUEST {type}",
        };
    }

    public static void Run(ByteReader reader, ISqlSession session, IResultSink sink)
    {
        int type = reader.UInt16();
        switch (type)
        {
            case Begin:
                var isolation = reader.Byte();
                session.BeginTransaction(Name(reader), isolation, sink);
                break;
            case Commit:
                session.CommitTransaction(Name(reader), sink);
                BeginAgain(reader, session, sink);
                break;
            case Rollback:
                session.RollbackTransaction(Name(reader), sink);
                BeginAgain(reader, session, sink);
                break;
            case Save:
                session.SaveTransaction(Name(reader), sink);
                break;
            default:
                throw new SqlError(3971, 16, $"The server failed to resume the transaction. Transaction manager request {type} is not supported.");
        }
    }

    private static void BeginAgain(ByteReader reader, ISqlSession session, IResultSink sink)
    {
        if (reader.AtEnd || (reader.Byte() & 1) == 0)
            return;
        var isolation = reader.Byte();
        session.BeginTransaction(Name(reader), isolation, sink);
    }

    private static string Name(ByteReader reader) => reader.AtEnd ? "" : Encoding.Unicode.GetString(reader.Bytes(reader.Byte()));
}
