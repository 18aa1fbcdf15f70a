using System.Globalization;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>Says a denial or a fault in the server's words: ERROR with number, class and message (MS-TDS §2.2.7.10), then DONE.</summary>
public static class ErrorWriter
{
    /// <summary>Longest message, in UTF-16 units: RAISERROR's bound.</summary>
    private const int TextLength = 2047;

    /// <summary>Errors of this class and above end the connection, for the clients too.</summary>
    private const int FatalClass = 20;

    /// <summary>The … permission was denied on the object …</summary>
    private const int PermissionDenied = 229;

    /// <summary>The state that the server gives it.</summary>
    private const byte PermissionDeniedState = 5;

    /// <summary>Appends a whole message: ERROR and the DONE that ends an answer.</summary>
    /// <param name="done">DONE for texts and requests without one, DONEPROC for RPCs.</param>
    public static void WriteMessage(WireBuffer buffer, SessionState session, Denial denial, TokenKind done = TokenKind.Done)
    {
        var mark = FrameWriter.Begin(buffer);
        Write(buffer, session, denial);
        new DoneToken(done, DoneStatus.Error, 0, 0).Write(buffer, session.Version);
        FrameWriter.End(buffer, mark, MessageKind.TabularResult, session.PacketSize, PacketStatus.None, session.Spid);
    }

    /// <summary>Appends ERROR.</summary>
    public static void Write(WireBuffer buffer, SessionState session, Denial denial)
    {
        var text = string.IsNullOrEmpty(denial.Hint) ? denial.Message : $"{denial.Message}; {denial.Hint}";
        var number = int.Parse(CodeOf(denial), NumberStyles.None, CultureInfo.InvariantCulture);
        var severity = denial.IsFatal && !IsOfLogin(denial.Case) ? Math.Max(FatalClass, ClassOf(number)) : Math.Min(ClassOf(number), FatalClass - 1);
        MessageToken.Write(
            buffer, session.Version, TokenKind.Error, number, number == PermissionDenied ? PermissionDeniedState : (byte)1, (byte)severity,
            PrintableText.From(text, TextLength), session.ServerName);
    }

    /// <summary>What ends a login has the server's own class: it ends the connection by itself.</summary>
    private static bool IsOfLogin(DenialCase @case) =>
        @case is DenialCase.LoginRefused or DenialCase.NoBackendAtLogin or DenialCase.UnknownDatabase or DenialCase.DatabaseRefused;

    /// <summary>The server's number of a denial (contracts.md §6).</summary>
    public static string CodeOf(Denial denial) => denial.Code switch
    {
        { Length: > 0 and < 5 } code when code.All(char.IsAsciiDigit) => code,
        "16909" or "16916" or "16937" or "18452" or "18456" or "10928" or "40515" or "50000" => denial.Code,

        // The gateway speaks of these by their SQLSTATE: a broken character, a lost backend.
        "22021" => "9803",
        "08006" => "596",
        _ => CodeOf(denial.Case),
    };

    private static string CodeOf(DenialCase @case) => @case switch
    {
        DenialCase.Syntax => "102",
        DenialCase.Policy or DenialCase.ApprovalNeeded or DenialCase.NotUnderstood or DenialCase.TooLargeOrDeep or DenialCase.ReservedName => "229",
        DenialCase.LoginRefused => "18456",
        DenialCase.NoBackend or DenialCase.NoBackendAtLogin or DenialCase.LimitReached => "10928",
        DenialCase.UnknownDatabase => "4060",
        DenialCase.DatabaseRefused => "916",
        DenialCase.Encoding => "9803",
        DenialCase.Timeout or DenialCase.Cancelled => "3617",
        DenialCase.OutcomeUnknown or DenialCase.TransactionIdle => "596",
        DenialCase.Shutdown => "6005",
        DenialCase.ProtocolViolation => "4002",
        DenialCase.TransactionAborted => "3930",
        _ => "50000",
    };

    /// <summary>The class that sys.messages has for a number.</summary>
    private static int ClassOf(int number) => number switch
    {
        102 or 105 or 156 or 170 or 319 => 15,
        PermissionDenied or 916 or 18452 or 18456 => 14,
        4060 => 11,
        596 => 21,
        6005 => 20,
        _ => 16,
    };
}
