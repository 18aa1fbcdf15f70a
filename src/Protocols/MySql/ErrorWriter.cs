using System.Globalization;
using System.Text;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>Says a denial or a fault in MySQL's words: an ERR packet with code, SQLSTATE and message.</summary>
public static class ErrorWriter
{
    /// <summary>Longest message, in UTF-16 units; MYSQL_ERRMSG_SIZE is 512 bytes, but clients take what comes.</summary>
    private const int TextLength = 4096;

    private const int SqlStateLength = 5;

    /// <summary>Writes one ERR packet.</summary>
    /// <param name="sequence">Its sequence id; afterwards that of the next packet.</param>
    public static void Write(WireBuffer buffer, ref byte sequence, Denial denial) =>
        Write(buffer, ref sequence, denial, Encoding.ASCII.GetBytes(SqlStateOf(CodeOf(denial))));

    /// <summary>Writes one ERR packet in place of the greeting or before the client has answered it: there it has no SQLSTATE.</summary>
    public static void WriteEarly(WireBuffer buffer, ref byte sequence, Denial denial) => Write(buffer, ref sequence, denial, default);

    /// <summary>The server's code of a denial (contracts.md §6).</summary>
    public static string CodeOf(Denial denial) => denial.Code switch
    {
        { Length: < SqlStateLength } code => code,

        // The gateway speaks of these by their SQLSTATE: a broken character, a lost backend.
        "22021" => "1300",
        "08006" => "1053",
        _ => CodeOf(denial.Case),
    };

    private static string CodeOf(DenialCase @case) => @case switch
    {
        DenialCase.Syntax => "1064",
        DenialCase.Policy or DenialCase.ApprovalNeeded or DenialCase.NotUnderstood or DenialCase.TooLargeOrDeep or DenialCase.ReservedName => "1142",
        DenialCase.LoginRefused => "1045",
        DenialCase.NoBackend => "1203",
        DenialCase.NoBackendAtLogin => "1040",
        DenialCase.UnknownDatabase => "1049",
        DenialCase.DatabaseRefused => "1044",
        DenialCase.Encoding => "1300",
        DenialCase.LimitReached => "1226",
        DenialCase.Timeout => "3024",
        DenialCase.Cancelled => "1317",
        DenialCase.OutcomeUnknown => "1180",
        DenialCase.Shutdown => "1053",
        DenialCase.ProtocolViolation => "1835",
        DenialCase.FeatureNotSupported => "1235",
        DenialCase.TransactionIdle => "4031",
        _ => "1105",
    };

    /// <summary>The SQLSTATE that the server has for one of its codes, of those that ProxyDb says itself.</summary>
    public static string SqlStateOf(string code) => code switch
    {
        "1040" or "1251" => "08004",
        "1043" or "1047" or "1053" or "1153" or "1156" or "1158" or "1159" => "08S01",
        "1045" => "28000",
        "1046" => "3D000",
        "1044" or "1049" or "1064" or "1065" or "1102" or "1103" or "1115" or "1142" or "1143" or "1148" or "1203" or "1226" or
            "1227" or "1231" or "1235" or "1305" or "1370" or "1461" => "42000",
        "1146" => "42S02",
        "1054" => "42S22",
        "1317" or "1927" => "70100",
        _ => "HY000",
    };

    /// <summary>Whether the connection ends with this denial.</summary>
    public static bool IsFatal(Denial denial) =>
        denial.IsFatal || denial.Case is DenialCase.LoginRefused or DenialCase.NoBackendAtLogin or DenialCase.Shutdown;

    private static void Write(WireBuffer buffer, ref byte sequence, Denial denial, ReadOnlySpan<byte> state)
    {
        var text = string.IsNullOrEmpty(denial.Hint) ? denial.Message : $"{denial.Message}; {denial.Hint}";
        var mark = FrameWriter.Begin(buffer);
        ErrPacket.Write(
            buffer, NumberOf(CodeOf(denial)), state, Encoding.UTF8.GetBytes(PrintableText.From(text, TextLength)));
        FrameWriter.End(buffer, mark, ref sequence);
    }

    private static int NumberOf(string code) =>
        ushort.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1105;
}
