using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Statements;

/// <summary>A key of masks. It may be replaced while its masks are in use: answers that have begun keep the one before. For any thread.</summary>
public sealed class MaskKey
{
    private volatile State _state;

    /// <param name="bytes">Kept as they are: not to be changed.</param>
    public MaskKey(byte[] bytes)
    {
        _state = new State(bytes);
        Hash = new LiveValueMask(this, isToken: false);
        Token = new LiveValueMask(this, isToken: true);
    }

    /// <summary>HMAC-SHA-256 of the value's text form.</summary>
    public ValueMask Hash { get; }

    /// <summary>The value that <c>proxydb.token</c> gives in the database.</summary>
    public ValueMask Token { get; }

    /// <param name="bytes">Kept as they are: not to be changed.</param>
    public void Replace(byte[] bytes) => _state = new State(bytes);

    /// <summary>Whether the key is made of these bytes; takes the same time whatever they are.</summary>
    public bool Is(ReadOnlySpan<byte> bytes) => System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(_state.Bytes, bytes);

    private sealed class State(byte[] bytes)
    {
        public byte[] Bytes { get; } = bytes;

        public KeyedValueMask Hash { get; } = new(bytes, isToken: false);

        public KeyedValueMask Token { get; } = new(bytes, isToken: true);
    }

    private sealed class LiveValueMask(MaskKey key, bool isToken) : ValueMask
    {
        private KeyedValueMask Current => isToken ? key._state.Token : key._state.Hash;

        public override bool Bears(ValueKind kind, int size, int maxLength) => Current.Bears(kind, size, maxLength);

        public override ValueMask Begin() => Current;

        public override void Apply(ref NeutralValue value, WireBuffer scratch) => Current.Apply(ref value, scratch);
    }
}
