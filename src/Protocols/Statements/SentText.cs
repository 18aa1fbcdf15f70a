using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace ProxyDb.Protocols.Statements;

/// <summary>
/// What is sent in place of a client's text: SQL in the client's encoding, with slots that each execution fills. Shared by all who
/// send the same, whatever their values; used on one loop only.
/// </summary>
public sealed class SentText
{
    private byte[]? _numbered;
    private int _numberedFrom;

    public required ImmutableArray<SentPart> Parts { get; init; }

    /// <summary>Slots go as parameters behind the client's own, where the message has parameters; else as literals in the text.</summary>
    public bool BindsSlots { get; init; }

    /// <summary>How many different slots there are.</summary>
    public int SlotCount { get; init; }

    /// <summary>Highest parameter of the client's own text.</summary>
    public int ParameterCount { get; init; }

    /// <summary>The client's own text in UTF-8, for words about names in it.</summary>
    public required byte[] ClientText { get; init; }

    /// <summary>Names that the announced result must have, in order, in the client's encoding; empty: not known.</summary>
    public ImmutableArray<byte[]> OutputNames { get; init; } = [];

    /// <summary>1-based parameters of the client whose values must be looked at before each execution.</summary>
    public ImmutableArray<int> CheckedParameters { get; init; } = [];

    /// <summary>Masks of output columns whose keys no text may carry: put on the rows as they pass.</summary>
    public ImmutableArray<OutputMask> Masks { get; init; } = [];

    /// <summary>How many parameters are hidden from the client.</summary>
    public int HiddenCount => BindsSlots ? SlotCount : 0;

    /// <summary>The text with its slots as parameters; <paramref name="client"/> are the client's own.</summary>
    public byte[] WithParameters(int client)
    {
        if (_numbered is null || _numberedFrom != client)
        {
            var text = new List<byte>();
            foreach (var part in Parts)
            {
                text.AddRange(part.Slot < 0 ? part.Text : Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $" ${client + part.Slot + 1} ")));
            }

            (_numbered, _numberedFrom) = ([.. text], client);
        }

        return _numbered;
    }
}

/// <summary>SQL text, or (<see cref="Slot"/> ≥ 0) the place of a value.</summary>
public readonly record struct SentPart(byte[] Text, int Slot);
