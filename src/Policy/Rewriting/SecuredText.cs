using System.Collections.Immutable;
using System.Text;

namespace ProxyDb.Policy.Rewriting;

/// <summary>SQL under construction: text with slots of attributes in it.</summary>
internal sealed class SecuredText
{
    private readonly ImmutableArray<SecuredPart>.Builder _parts = ImmutableArray.CreateBuilder<SecuredPart>();
    private readonly StringBuilder _text = new();

    public SecuredText()
    {
    }

    public SecuredText(string text) => Append(text);

    public bool IsEmpty => _parts.Count == 0 && _text.Length == 0;

    public SecuredText Append(ReadOnlySpan<char> text)
    {
        _text.Append(text);
        return this;
    }

    public SecuredText Append(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <summary>The place of an attribute's value.</summary>
    public SecuredText AppendSlot(int slot)
    {
        Flush();
        _parts.Add(SecuredPart.At(slot));
        return this;
    }

    public SecuredText Append(SecuredText other)
    {
        foreach (var part in other.Parts())
        {
            _ = part.Slot >= 0 ? AppendSlot(part.Slot) : Append(part.Text);
        }

        return this;
    }

    /// <summary>What was appended so far; neighbouring texts are one part.</summary>
    public ImmutableArray<SecuredPart> Parts()
    {
        Flush();
        return _parts.ToImmutable();
    }

    /// <summary>As one string, each slot written by the caller.</summary>
    public string Render(Func<int, string> slot)
    {
        var all = new StringBuilder();
        foreach (var part in Parts())
        {
            all.Append(part.Slot >= 0 ? slot(part.Slot) : part.Text);
        }

        return all.ToString();
    }

    private void Flush()
    {
        if (_text.Length > 0)
        {
            _parts.Add(SecuredPart.Of(_text.ToString()));
            _text.Clear();
        }
    }
}
