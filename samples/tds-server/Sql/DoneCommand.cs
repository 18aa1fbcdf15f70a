namespace ProxyDb.Samples.TdsServer.Sql;

/// <summary>CurCmd of DONE, DONEPROC and DONEINPROC.</summary>
public enum DoneCommand : ushort
{
    None = 0,
    Select = 0xC1,
    SelectInto = 0xC2,
    Insert = 0xC3,
    Delete = 0xC4,
    Update = 0xC5,
    CreateTable = 0xC6,
    DropTable = 0xC7,
    CreateIndex = 0xC8,
    OpenCursor = 0xC9,
    CreateProcedure = 0xDE,
    Rollback = 0xD2,
    SaveTransaction = 0xD3,
    BeginTransaction = 0xD4,
    Commit = 0xD5,
    AlterTable = 0xD8,
    Execute = 0xE0,
    BulkInsert = 0xF0,
    Set = 0xF9,
    Attention = 0xFD,
    Merge = 0x117,
}
