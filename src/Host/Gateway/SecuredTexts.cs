using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// Secured forms by exact text, for all sessions of one <see cref="JudgeContext"/>. A text has one for each of its obligations (a rule
/// may hold at night only) and each encoding it was asked in.
/// </summary>
internal sealed class SecuredTexts
{
    /// <summary>Forms of one text that are kept; more than these are live conditions turning to and fro.</summary>
    private const int FormsMax = 8;

    private readonly TextCache _texts = new();

    public int Count => _texts.Count;

    /// <summary>The form for the very obligations, or null. Equal obligations of another plan count; the form is then made theirs.</summary>
    public JudgedStatement? Find(
        JudgedStatement judged, ReadOnlySpan<byte> utf8, Obligations obligations, TextEncoding encoding, ulong foreign)
    {
        var first = _texts.Find(utf8);
        for (var form = first; form is not null; form = form.NextForm)
        {
            if (ReferenceEquals(form.Form!.Obligations, obligations) && ReferenceEquals(form.Encoding, encoding)
                && form.Form.ForeignParameters == foreign)
            {
                return form;
            }
        }

        for (var form = first; form is not null; form = form.NextForm)
        {
            if (ReferenceEquals(form.Encoding, encoding) && form.Form!.ForeignParameters == foreign && form.Form.For(obligations) is { } same)
            {
                var made = judged.With(same, form.Sent!, encoding);
                Add(utf8, made);
                return made;
            }
        }

        return null;
    }

    public void Add(ReadOnlySpan<byte> utf8, JudgedStatement secured)
    {
        var count = 1;
        var next = _texts.Find(utf8);
        for (var form = next; form is not null; form = form.NextForm)
        {
            count++;
        }

        secured.NextForm = count > FormsMax ? null : next;
        _texts.Add(utf8, secured);
    }
}
