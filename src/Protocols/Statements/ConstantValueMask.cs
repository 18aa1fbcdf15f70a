using System.Text;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Statements;

/// <summary><c>null</c>: no value.</summary>
internal sealed class NullValueMask : ValueMask
{
    public override bool Bears(ValueKind kind, int size, int maxLength) => true;

    public override bool Reads => false;

    public override void Apply(ref NeutralValue value, WireBuffer scratch) => value.IsNull = true;
}

/// <summary><c>constant</c>: one value for all, for NULL too, which would tell that there is none.</summary>
internal sealed class ConstantValueMask(string text) : ValueMask
{
    private readonly byte[] _text = Encoding.UTF8.GetBytes(text);

    public override bool Bears(ValueKind kind, int size, int maxLength) => kind != ValueKind.Other;

    public override bool Reads => false;

    public override void Apply(ref NeutralValue value, WireBuffer scratch)
    {
        value.IsNull = false;
        value.IsLiteral = true;
        value.Text = _text;
    }
}
