using System.Globalization;
using System.Text;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>RAISERROR and THROW.</summary>
internal static class Raising
{
    public static void RaiseError(SqlSession session, RaiseErrorStatement r)
    {
        var type = session.TypeOf(r.FirstParameter);
        var number = 50000;
        string text;
        if (TypeRules.IsInteger(type))
        {
            number = (int)(long)session.Evaluate(r.FirstParameter, SqlType.Int)!;
            if (number < 13000)
                throw new SqlError(2732, 16, $"Error number {number} is invalid. The number must be from 13000 through 2147483647 and it cannot be 50000.");
            throw new SqlError(18054, 16, $"Error {number}, severity {session.Evaluate(r.SecondParameter, SqlType.Int)}, state {session.Evaluate(r.ThirdParameter, SqlType.Int)} was raised, but no message with that error number was found in sys.messages. If error is larger than 50000, make sure the user-defined message is added using sp_addmessage.");
        }
        text = session.Text(r.FirstParameter);
        var severity = session.Evaluate(r.SecondParameter, SqlType.Int) is long s ? Math.Max(0, s) : 0;
        var state = session.Evaluate(r.ThirdParameter, SqlType.Int) is long t ? t : 1;
        var values = r.OptionalParameters.Select(p => Cells.Decode(session.Evaluate(p), session.TypeOf(p))).ToList();
        var message = new SqlMessage(number, (byte)Math.Min(severity, 25), Format(text, values)) { State = (byte)Math.Clamp(state, 0, 255) };
        if (severity > 10)
            throw new SqlError(message with { Line = r.StartLine });
        session.LastError = (r.RaiseErrorOptions & RaiseErrorOptions.SetError) != 0 ? number : 0;
        session.Sink.Message(message with { Line = r.StartLine, Procedure = session.Frame.Module?.Name ?? "", Number = severity == 0 ? 50000 : number });
    }

    public static void Throw(SqlSession session, ThrowStatement t)
    {
        if (t.ErrorNumber is null)
        {
            if (session.Caught.Count == 0)
                throw new SqlError(10704, 15, "To rethrow an error, a THROW statement must be used inside a CATCH block. Insert the THROW statement inside a CATCH block, or add error parameters to the THROW statement.");
            throw new SqlError(session.Caught.Peek());
        }
        var number = (int)(long)(session.Evaluate(t.ErrorNumber, SqlType.Int) ?? 0L);
        if (number < 50000)
            throw new SqlError(35100, 16, $"Error number {number} in the THROW statement is outside the valid range. Specify an error number in the valid range of 50000 to 2147483647.");
        throw new SqlError(new SqlMessage(number, 16, session.Text(t.Message)) { State = (byte)(long)(session.Evaluate(t.State, SqlType.TinyInt) ?? 1L), Line = t.StartLine });
    }

    // %d %i %u %s %x %X %o with width and flags, as printf has them.
    private static string Format(string text, List<object?> values)
    {
        var made = new StringBuilder();
        var next = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                made.Append(text[i]);
                continue;
            }
            var start = ++i;
            while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] is '-' or '+' or ' ' or '#' or 'I' or 'l' or 'h' || (text[i] == '6' && text[i + 1] == '4')))
                i++;
            if (i >= text.Length)
                break;
            if (text[i] == '%')
            {
                made.Append('%');
                continue;
            }
            made.Append(One(text[start..i], text[i], next < values.Count ? values[next++] : null));
        }
        return made.ToString();
    }

    private static string One(string flags, char kind, object? value)
    {
        var text = value switch
        {
            null => "(null)",
            long l => kind switch { 'x' => l.ToString("x", CultureInfo.InvariantCulture), 'X' => l.ToString("X", CultureInfo.InvariantCulture), 'o' => Convert.ToString(l, 8), _ => l.ToString(CultureInfo.InvariantCulture) },
            string s when kind == 's' => s,
            _ => throw new SqlError(2786, 16, "The data type of substitution parameter 1 does not match the expected type of the format specification."),
        };
        var width = new string([.. flags.Where(char.IsAsciiDigit)]);
        if (width.Length == 0 || width == "64")
            return text;
        var size = int.Parse(width, CultureInfo.InvariantCulture);
        return flags.StartsWith('-') ? text.PadRight(size) : flags.StartsWith('0') ? text.PadLeft(size, '0') : text.PadLeft(size);
    }
}
