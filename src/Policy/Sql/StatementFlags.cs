namespace ProxyDb.Policy.Sql;

/// <summary>Flags of contracts.md §3. The written form is the snake_case of the member's name.</summary>
[Flags]
public enum StatementFlags
{
    None = 0,
    WithoutWhere = 1 << 0,
    WithoutLimit = 1 << 1,
    MultiStatement = 1 << 2,
    DynamicSql = 1 << 3,
    Opaque = 1 << 4,
    Copy = 1 << 5,
    FileRead = 1 << 6,
    FileWrite = 1 << 7,
    Program = 1 << 8,
    Remote = 1 << 9,
    CrossDatabase = 1 << 10,
    Lock = 1 << 11,
    Cursor = 1 << 12,
    Prepare = 1 << 13,
    Session = 1 << 14,
    Ddl = 1 << 15,
    Dcl = 1 << 16,
    Metadata = 1 << 17,
    Procedural = 1 << 18,
    Temp = 1 << 19,
    TableVariable = 1 << 20,
    Sequence = 1 << 21,
    Cast = 1 << 22,
}
