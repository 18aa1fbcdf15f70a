using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rules;

/// <summary>The <c>actions</c> of a rule. <paramref name="Named"/> holds what was written, with <c>any</c> counted apart.</summary>
/// <param name="Bits">One bit per <see cref="SqlAction"/>, groups unfolded.</param>
/// <param name="Named">Those written by their own name.</param>
public readonly record struct ActionSet(uint Bits, uint Named)
{
    private const uint Read = (1u << (int)SqlAction.Select) | (1u << (int)SqlAction.Metadata);

    private const uint Write = (1u << (int)SqlAction.Insert) | (1u << (int)SqlAction.Update) | (1u << (int)SqlAction.Delete)
        | (1u << (int)SqlAction.Truncate) | (1u << (int)SqlAction.Copy);

    private const uint Everything = (1u << (int)SqlAction.None) - 1;

    /// <summary>Every word an <c>actions</c> key may hold.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        "select", "insert", "update", "delete", "truncate", "copy", "lock", "call", "metadata", "ddl", "maintain", "dcl",
        "transaction", "session", "admin", "read", "write", "any",
    ];

    public bool Contains(SqlAction action) => (Bits >> (int)action & 1) != 0;

    /// <summary>Written by its own name.</summary>
    public bool Names(SqlAction action) => (Named >> (int)action & 1) != 0;

    /// <summary>Whether an allow with these actions grants an action that has no object: by name, and <c>any</c> transactions only.</summary>
    public bool GrantsServer(SqlAction action) => Names(action) || (action == SqlAction.Transaction && Contains(action));

    /// <summary>Adds a word of <see cref="Words"/>.</summary>
    internal ActionSet With(string word) => word switch
    {
        "read" => this with { Bits = Bits | Read },
        "write" => this with { Bits = Bits | Write },
        "any" => this with { Bits = Bits | Everything },
        _ => Named1(word),
    };

    private ActionSet Named1(string word)
    {
        var bit = 1u << (int)Enum.Parse<SqlAction>(word, ignoreCase: true);
        return new ActionSet(Bits | bit, Named | bit);
    }
}
