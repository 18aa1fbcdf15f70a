using System.Globalization;
using System.Text.RegularExpressions;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Conversations;

/// <summary>Tokens of a server as the lines of a conversation file, under the names of the protocol's documentation.</summary>
internal sealed partial class AnswerLines(HandleNumbers handles)
{
    /// <param name="handlesBack">How many of the first values that come back are handles.</param>
    public IEnumerable<string> Of(TdsAnswer answer, int handlesBack)
    {
        foreach (var token in answer.Tokens)
            yield return token is TdsReturnValue { Value: int handle } back && handlesBack-- > 0 ? $"RETURNVALUE {back.Name} handle = {handles.Name(handle)}" : LineText.Of(Known().Replace(Line(token), m => handles.NameIfKnown(m.Value)));
    }

    [GeneratedRegex(@"(?<=with handle )\d+")]
    private static partial Regex Known();

    private static string Line(TdsToken token) => token switch
    {
        // Types and names are what matters here; every byte of them is what the matrix compares.
        TdsColumns { Columns: { } columns } => "COLMETADATA " + string.Join(", ", columns.Select(c => $"{c.Name}:{c.Type}")),
        TdsDone done => $"{done.Kind switch { 0xFD => "DONE", 0xFE => "DONEPROC", _ => "DONEINPROC" }}{Status(done.Status)} {done.Command:X}{(done.HasCount ? Count(done.Count) : "")}",
        _ => token.ToString()!,
    };

    private static string Count(long count) => " rows " + count.ToString(CultureInfo.InvariantCulture);

    private static string Status(int status) =>
        ((status & 1) != 0 ? " more" : "") + ((status & 2) != 0 ? " error" : "") + ((status & 4) != 0 ? " in-transaction" : "") + ((status & 0x20) != 0 ? " attention" : "");
}
