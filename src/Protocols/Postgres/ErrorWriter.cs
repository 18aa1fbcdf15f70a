using System.Globalization;
using System.Text;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>Says a denial or a fault in PostgreSQL's words: an ErrorResponse with SQLSTATE, severity, message, hint and position.</summary>
public static class ErrorWriter
{
    /// <summary>Longest message or hint, in UTF-16 units; the rest is cut.</summary>
    private const int TextLength = 4096;

    /// <summary>Writes one ErrorResponse; the ReadyForQuery behind it is the caller's.</summary>
    public static void Write(WireBuffer buffer, Denial denial)
    {
        var severity = IsFatal(denial) ? "FATAL"u8 : "ERROR"u8;
        var mark = ErrorFields.Begin(buffer, ServerMessageKind.ErrorResponse);
        ErrorFields.WriteField(buffer, 'S', severity);
        ErrorFields.WriteField(buffer, 'V', severity);
        WriteText(buffer, 'C', CodeOf(denial));
        WriteText(buffer, 'M', denial.Message);
        if (!string.IsNullOrEmpty(denial.Hint))
        {
            WriteText(buffer, 'H', denial.Hint);
        }

        if (denial.Position > 0)
        {
            WriteText(buffer, 'P', denial.Position.ToString(CultureInfo.InvariantCulture));
        }

        ErrorFields.End(buffer, mark);
    }

    /// <summary>Writes the last message to a client that sent malformed bytes.</summary>
    public static void Write(WireBuffer buffer, WireFault fault) =>
        Write(buffer, new Denial(DenialCase.ProtocolViolation, fault.Message) { IsFatal = true });

    /// <summary>SQLSTATE of a denial (contracts.md §6).</summary>
    public static string CodeOf(Denial denial) => denial.Code ?? denial.Case switch
    {
        DenialCase.Syntax => "42601",
        DenialCase.Encoding => "22021",
        DenialCase.Policy or DenialCase.ApprovalNeeded or DenialCase.NotUnderstood => "42501",
        DenialCase.TooLargeOrDeep => "54001",
        DenialCase.LoginRefused => "28P01",
        DenialCase.NoBackend => "53300",
        DenialCase.NoBackendAtLogin => "57P03",
        DenialCase.UnknownDatabase => "3D000",
        DenialCase.DatabaseRefused => "42501",
        DenialCase.ReservedName => "42939",
        DenialCase.LimitReached => "54000",
        DenialCase.Timeout or DenialCase.Cancelled => "57014",
        DenialCase.OutcomeUnknown => "08007",
        DenialCase.Shutdown => "57P01",
        DenialCase.ProtocolViolation => "08P01",
        DenialCase.FeatureNotSupported => "0A000",
        DenialCase.TransactionAborted => "25P02",
        DenialCase.TransactionIdle => "25P03",
        _ => "XX000",
    };

    /// <summary>Whether the connection ends with this denial.</summary>
    public static bool IsFatal(Denial denial) =>
        denial.IsFatal || denial.Case is DenialCase.LoginRefused or DenialCase.NoBackendAtLogin or DenialCase.Shutdown;

    private static void WriteText(WireBuffer buffer, char field, string text) =>
        ErrorFields.WriteField(buffer, field, Encoding.UTF8.GetBytes(PrintableText.From(text, TextLength)));
}
