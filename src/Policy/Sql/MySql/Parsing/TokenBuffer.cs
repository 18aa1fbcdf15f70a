using System.Buffers;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>The tokens of a text, in a rented array.</summary>
internal struct TokenBuffer : IDisposable
{
    private MySqlToken[] _tokens;
    private int _count;

    public TokenBuffer(int textLength)
    {
        _tokens = ArrayPool<MySqlToken>.Shared.Rent(Math.Max(64, textLength / 4));
        _count = 0;
    }

    public readonly int Count => _count;

    public readonly MySqlToken[] Tokens => _tokens;

    public void Add(MySqlToken token)
    {
        if (_count == _tokens.Length)
        {
            var larger = ArrayPool<MySqlToken>.Shared.Rent(_count * 2);
            _tokens.AsSpan(0, _count).CopyTo(larger);
            ArrayPool<MySqlToken>.Shared.Return(_tokens);
            _tokens = larger;
        }

        _tokens[_count++] = token;
    }

    public void Dispose()
    {
        if (_tokens is not null)
        {
            ArrayPool<MySqlToken>.Shared.Return(_tokens);
        }

        _tokens = null!;
    }
}
