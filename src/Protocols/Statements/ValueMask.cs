using System.Text;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Statements;

/// <summary>
/// Replaces values on their way to the client. The same functions as the masks written in SQL (docs/masks.md): both give the same
/// bytes. Immutable, for any thread; NULL stays NULL but under a constant.
/// </summary>
public abstract class ValueMask
{
    private protected ValueMask()
    {
    }

    /// <summary>NULL, for a value of any type.</summary>
    public static ValueMask Null { get; } = new NullValueMask();

    /// <summary>The first character and the domain of an address.</summary>
    public static ValueMask Email { get; } = new EmailValueMask();

    /// <summary>The first day of the year.</summary>
    public static ValueMask Year { get; } = new DateValueMask(isMonth: false);

    /// <summary>The first day of the month.</summary>
    public static ValueMask Month { get; } = new DateValueMask(isMonth: true);

    /// <param name="text">The value in the text form of the column's type.</param>
    public static ValueMask Constant(string text) => new ConstantValueMask(text);

    /// <param name="with">Stands for each character that is not kept.</param>
    public static ValueMask Partial(int keepFirst, int keepLast, Rune with) => new PartialValueMask(keepFirst, keepLast, with);

    /// <param name="step">Above 0; whole for integers.</param>
    public static ValueMask Round(decimal step) => new RoundValueMask(step);

    /// <summary>Whether values of this kind can be masked.</summary>
    /// <param name="size">Bytes of the type of an integer.</param>
    /// <param name="maxLength">Most characters of a text; 0 without a bound.</param>
    public abstract bool Bears(ValueKind kind, int size, int maxLength);

    /// <summary>Whether the mask looks at the value: if not, its form does not matter.</summary>
    public virtual bool Reads => true;

    /// <summary>The mask of one answer: a keyed one keeps the key that is in force now.</summary>
    public virtual ValueMask Begin() => this;

    /// <summary>Replaces what the value holds.</summary>
    /// <param name="scratch">Empty; what the value's text may then point into.</param>
    public abstract void Apply(ref NeutralValue value, WireBuffer scratch);
}

/// <summary>A mask of one column of an answer.</summary>
/// <param name="Ordinal">0-based place of the column.</param>
public sealed record OutputMask(int Ordinal, ValueMask Mask);
