using System.Globalization;
using System.Text;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>Values of a call that decide whether it may write at all, in the text form of their types.</summary>
internal static class WriteCheckReader
{
    /// <summary>Longest text of an integer.</summary>
    private const int DigitsMax = 20;

    public static Denial? Refuse(ConversationState state, AnswerPart part, RpcCall call, ReadOnlySpan<byte> body)
    {
        var checks = part.Sent!.CheckedParameters;
        var definition = Encoding.UTF8.GetString(state.DefinitionOf(part));
        var text = new ParameterText();
        var value = new WireBuffer();
        for (var i = 0; i < checks.Length; i++)
        {
            if (checks[i] > 0)
            {
                value.Clear();
                var isKnown = TryRead(definition, call, body, checks[i], text, value);
                if (!state.Gateway.MayWrite(part.Judged!, i, value.Written, isKnown, state.TextOf(part), out var denial))
                {
                    return denial;
                }
            }
        }

        return null;
    }

    /// <summary>False: NULL, not there, or of a type that is not read here.</summary>
    private static bool TryRead(
        string definition, RpcCall call, ReadOnlySpan<byte> body, int number, ParameterText text, WireBuffer value)
    {
        var parameters = new ParameterDefinition(definition);
        for (var i = 0; i < number; i++)
        {
            if (!parameters.TryNext())
            {
                return false;
            }
        }

        var place = call.Find(body, parameters.Name);
        place = place >= 0 ? place : call.Procedure.ValuesAt() + number - 1;
        if (place >= call.Count
            || (call.Parameters[place].TextNameIn(body) is { IsEmpty: false } name && !name.Equals(parameters.Name, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        ref readonly var parameter = ref call.Parameters[place];
        if (parameter.TryReadInteger(body, out var integer))
        {
            integer.TryFormat(value.GetSpan(DigitsMax), out var digits, default, CultureInfo.InvariantCulture);
            value.Advance(digits);
            return true;
        }

        return text.TryRead(parameter, body, out var characters) && UnicodeText.TryToUtf8(characters, value);
    }
}
