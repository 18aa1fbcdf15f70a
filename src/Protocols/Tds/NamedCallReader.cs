using System.Globalization;
using System.Runtime.InteropServices;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds.Messages;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Calls of procedures by name: decided as the EXEC they stand for, with the names of parameters and without their values. Only where a
/// system procedure takes a text that it looks into, the text stands there as a literal.
/// </summary>
internal sealed class NamedCallReader(ConversationState state)
{
    private const int NameLength = 128;

    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly ParameterText _text = new();

    /// <param name="literals">How many parameters are texts that analysis has to read, from the first on.</param>
    public JudgeOutcome Plan(
        ReadOnlySpan<byte> body, RpcCall call, ProcedureName name, AnswerPart part, out Denial? denial, int literals = 0)
    {
        var start = state.Texts.Length;
        part.Definition = start..start;
        if (!TryWrite(body, call, name, LooksIntoText(name.Name) ? int.MaxValue : literals))
        {
            denial = new Denial(DenialCase.FeatureNotSupported, "a call whose parameters cannot be looked at; call the procedure by EXEC in a batch");
            return JudgeOutcome.Denied;
        }

        part.Text = start..state.Texts.Length;
        var outcome = _gateway.Judge(StatementUse.Simple, state.TextOf(part), default, out var judged, out denial);
        if (outcome != JudgeOutcome.Allowed)
        {
            return outcome;
        }

        part.Judged = judged;
        part.ForgetsHandles = ProcedureName.Means(name.Name, "sp_reset_connection");
        if (judged!.Sent is not null)
        {
            denial = new Denial(DenialCase.FeatureNotSupported, "a procedure cannot be called by name under masks or filters; call it by EXEC in a batch");
            return JudgeOutcome.Denied;
        }

        return JudgeOutcome.Allowed;
    }

    private bool TryWrite(ReadOnlySpan<byte> body, RpcCall call, in ProcedureName name, int literals)
    {
        var text = state.Texts;
        text.WriteBytes("EXEC "u8);
        name.WriteTo(text);
        for (var i = 0; i < call.Count; i++)
        {
            text.WriteBytes(i == 0 ? " "u8 : ", "u8);
            if (!TryWriteParameter(body, call.Parameters[i], i, i < literals))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryWriteParameter(ReadOnlySpan<byte> body, in RpcParameter parameter, int index, bool isLiteral)
    {
        var text = state.Texts;
        var name = parameter.TextNameIn(body);
        if (!name.IsEmpty)
        {
            if (!IsName(name) || !UnicodeText.TryToUtf8(name, text))
            {
                return false;
            }

            text.WriteBytes(" = "u8);
        }

        if ((parameter.Status & RpcParameterStatus.Default) != 0)
        {
            text.WriteBytes("DEFAULT"u8);
            return true;
        }

        if (isLiteral && (parameter.Type.IsUnicode || parameter.Type.IsNarrowText) && !parameter.IsNull)
        {
            return TryWriteLiteral(body, parameter);
        }

        text.WriteBytes("@p"u8);
        (index + 1).TryFormat(text.GetSpan(11), out var digits, default, CultureInfo.InvariantCulture);
        text.Advance(digits);
        text.WriteBytes(parameter.IsOutput ? " OUTPUT"u8 : default);
        return true;
    }

    private bool TryWriteLiteral(ReadOnlySpan<byte> body, in RpcParameter parameter)
    {
        var text = state.Texts;
        if (!_text.TryRead(parameter, body, out var value))
        {
            return false;
        }

        text.WriteBytes("N'"u8);
        while (true)
        {
            var quote = value.IndexOf('\'');
            if (!UnicodeText.TryToUtf8(quote < 0 ? value : value[..quote], text))
            {
                return false;
            }

            if (quote < 0)
            {
                text.WriteByte((byte)'\'');
                return true;
            }

            text.WriteBytes("''"u8);
            value = value[(quote + 1)..];
        }
    }

    private static bool LooksIntoText(ReadOnlySpan<char> name) =>
        ProcedureName.Means(name, "sp_describe_first_result_set") || ProcedureName.Means(name, "sp_describe_undeclared_parameters")
        || ProcedureName.Means(name, "sp_sqlexec");

    private static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.Length is < 2 or > NameLength || name[0] != '@')
        {
            return false;
        }

        foreach (var character in name[1..])
        {
            if (!char.IsLetterOrDigit(character) && character is not ('_' or '@' or '#' or '$'))
            {
                return false;
            }
        }

        return true;
    }
}
