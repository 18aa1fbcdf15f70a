using System.Globalization;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.TestKit.Tds.Raw;

/// <summary>A token of an answer.</summary>
/// <param name="Kind">Its first byte.</param>
public abstract record TdsToken(byte Kind);

/// <summary>COLMETADATA; <paramref name="Columns"/> is null for the count 0xFFFF.</summary>
public sealed record TdsColumns(IReadOnlyList<SqlColumn>? Columns, IReadOnlyList<byte> TypeBytes, IReadOnlyList<int> Flags) : TdsToken(0x81)
{
    public override string ToString() => Columns is null
        ? "COLMETADATA none"
        : $"COLMETADATA {string.Join(", ", Columns.Select((c, i) => $"{c.Name} {c.Type} {TypeBytes[i]:X2} {Flags[i]:X}{(c.Type.IsText ? $" {c.Type.EffectiveCollation.Info:X8}.{c.Type.EffectiveCollation.SortId}" : "")}"))}";
}

/// <summary>ROW or NBCROW.</summary>
public sealed record TdsRow(byte Kind, IReadOnlyList<object?> Values) : TdsToken(Kind)
{
    public IReadOnlyList<string?> Texts => [.. Values.Select(TdsText.Of)];

    public override string ToString() => $"{(Kind == 0xD1 ? "ROW" : "NBCROW")} {string.Join(" | ", Texts.Select(t => t ?? "NULL"))}";
}

/// <summary>DONE, DONEPROC, DONEINPROC.</summary>
public sealed record TdsDone(byte Kind, int Status, int Command, long Count) : TdsToken(Kind)
{
    public bool HasMore => (Status & 1) != 0;

    public bool IsError => (Status & 2) != 0;

    public bool HasCount => (Status & 0x10) != 0;

    public bool IsAttention => (Status & 0x20) != 0;

    public override string ToString() => $"{Kind switch { 0xFD => "DONE", 0xFE => "DONEPROC", _ => "DONEINPROC" }} {Status:X} {Command:X}{(HasCount ? $" {Count.ToString(CultureInfo.InvariantCulture)}" : "")}";
}

/// <summary>ERROR or INFO.</summary>
public sealed record TdsMessage(byte Kind, int Number, byte State, byte Class, string Text, string Server, string Procedure, int Line) : TdsToken(Kind)
{
    public bool IsError => Kind == 0xAA;

    public override string ToString() => $"{(IsError ? "ERROR" : "INFO")} {Number} {State} {Class} line {Line} {Procedure} {Text}";
}

/// <summary>ENVCHANGE; values as text where the type has texts, else as hexadecimal digits.</summary>
public sealed record TdsEnvironment(byte Type, string New, string Old, byte[] Bytes) : TdsToken(0xE3)
{
    public override string ToString() => Type is 8 or 9 or 10 or 11 or 17 ? $"ENVCHANGE {Type}" : $"ENVCHANGE {Type} '{New}' '{Old}'";
}

public sealed record TdsReturnStatus(int Status) : TdsToken(0x79)
{
    public override string ToString() => $"RETURNSTATUS {Status}";
}

public sealed record TdsReturnValue(int Ordinal, string Name, SqlType Type, object? Value) : TdsToken(0xAC)
{
    public override string ToString() => $"RETURNVALUE {Name} {Type} = {TdsText.Of(Value) ?? "NULL"}";
}

public sealed record TdsLoginAck(byte[] Version, string Program, byte[] ProgramVersion) : TdsToken(0xAD)
{
    public override string ToString() => $"LOGINACK {Convert.ToHexString(Version)} {Program.TrimEnd('\0')} {Convert.ToHexString(ProgramVersion)}";
}

public sealed record TdsFeatureAck(IReadOnlyList<(byte Id, byte[] Data)> Features) : TdsToken(0xAE)
{
    public override string ToString() => $"FEATUREEXTACK {string.Join(", ", Features.Select(f => $"{f.Id:X2} {Convert.ToHexString(f.Data)}"))}";
}

/// <summary>ORDER, TABNAME, COLINFO, SESSIONSTATE and others, by their bytes.</summary>
public sealed record TdsOther(byte Kind, byte[] Bytes) : TdsToken(Kind)
{
    public override string ToString() => $"{Kind:X2} {Convert.ToHexString(Bytes)}";
}
