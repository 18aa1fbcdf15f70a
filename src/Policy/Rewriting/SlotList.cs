using System.Collections.Immutable;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Rewriting;

/// <summary>
/// The hidden parameters of a text. The same place of the same filter is one parameter wherever it is written; two places are
/// two even for the same attribute, for the server may infer different types for them.
/// </summary>
internal sealed class SlotList
{
    private readonly Dictionary<(string Filter, int Part), int> _numbers = [];
    private readonly ImmutableArray<AttributeSlot>.Builder _slots = ImmutableArray.CreateBuilder<AttributeSlot>();

    public int Count => _slots.Count;

    public int Of(FilterTerms filter, int part)
    {
        var key = (filter.Text, part);
        if (!_numbers.TryGetValue(key, out var slot))
        {
            _numbers[key] = slot = _slots.Count;
            _slots.Add(new AttributeSlot(filter.Parts[part].Attribute!, filter.Parts[part].IsList));
        }

        return slot;
    }

    public ImmutableArray<AttributeSlot> ToImmutable() => _slots.ToImmutable();
}
