using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using ProxyDb.Policy.Rewriting;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// The attributes of one session's user as statements carry them: each made once, kept until the user or the client's encoding changes.
/// </summary>
internal sealed class SessionAttributes(IWireProtocol protocol, ImmutableDictionary<string, ImmutableArray<string>> values)
{
    private readonly Dictionary<(string Attribute, bool IsList), SlotBytes> _made = [];
    private ImmutableDictionary<string, ImmutableArray<string>> _values = values;
    private TextEncoding _encoding = TextEncoding.Utf8;

    /// <summary>Another object whenever a value may have changed.</summary>
    public object Version { get; private set; } = new();

    /// <summary>One attribute as parameter value and as literal, in the client's encoding.</summary>
    internal sealed record SlotBytes(byte[] Parameter, byte[] Literal);

    /// <summary>The users file was read again.</summary>
    public void Use(ImmutableDictionary<string, ImmutableArray<string>> values)
    {
        if (values.Count != _values.Count || values.Any(v => !_values.TryGetValue(v.Key, out var known) || !known.SequenceEqual(v.Value)))
        {
            _values = values;
            Forget();
        }
    }

    /// <summary>False: the session has no value that could stand there, and <paramref name="reason"/> says why.</summary>
    public bool TryFind(AttributeSlot slot, TextEncoding encoding, [NotNullWhen(true)] out SlotBytes? bytes, out string reason)
    {
        if (!ReferenceEquals(encoding, _encoding))
        {
            _encoding = encoding;
            Forget();
        }

        reason = "";
        if (_made.TryGetValue((slot.Attribute, slot.IsList), out bytes))
        {
            return true;
        }

        if (TextOf(slot, out reason) is not { } text)
        {
            return false;
        }

        var written = slot.IsList ? protocol.ListLiteral(ValuesOf(slot.Attribute)) : protocol.Literal(text);
        if (encoding.Encode(text) is not { } parameter || encoding.Encode(written) is not { } literal)
        {
            reason = $"a value of the attribute `{slot.Attribute}` cannot be written in the client encoding `{encoding.Name}`";
            return false;
        }

        bytes = new SlotBytes(parameter, literal);
        _made.Add((slot.Attribute, slot.IsList), bytes);
        return true;
    }

    public ImmutableDictionary<string, ImmutableArray<string>> Values => _values;

    /// <summary>The values of an attribute; empty when the user has none.</summary>
    public ImmutableArray<string> ValuesOf(string attribute) => _values.GetValueOrDefault(attribute, []);

    private string? TextOf(AttributeSlot slot, out string reason)
    {
        reason = "";
        var values = ValuesOf(slot.Attribute);
        if (values.IsDefaultOrEmpty)
        {
            reason = $"the user has no value for the attribute `{slot.Attribute}`";
        }
        else if (!slot.IsList && values.Length > 1)
        {
            reason = $"the user has several values for the attribute `{slot.Attribute}`, where one is compared with";
        }
        else if (values.Any(static v => v.Any(char.IsControl)))
        {
            reason = $"a value of the attribute `{slot.Attribute}` has a control character";
        }
        else
        {
            return slot.IsList ? protocol.ListText(values) : values[0];
        }

        return null;
    }

    private void Forget()
    {
        _made.Clear();
        Version = new object();
    }
}
