using System.Buffers.Binary;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>What a word written without quotes is to the guard and to shapes; several may hold.</summary>
[Flags]
internal enum PostgresWord
{
    None = 0,

    /// <summary>Reserved, or reserved except as function or type: never a column.</summary>
    Reserved = 1 << 0,

    /// <summary>An expression starts after it.</summary>
    Boundary = 1 << 1,

    /// <summary>Ends an expression before it.</summary>
    Terminator = 1 << 2,

    /// <summary>A built-in function whose literal arguments are neutral (see <see cref="PostgresWords"/>).</summary>
    ListedFunction = 1 << 3,

    /// <summary>Continues an expression, join tree or set operation without parentheses (gram.y, left-recursive productions).</summary>
    Chain = 1 << 4,
    Like = 1 << 5,
    In = 1 << 6,
    Between = 1 << 7,
    Not = 1 << 8,
    And = 1 << 9,
    Values = 1 << 10,
    Limit = 1 << 11,
    Case = 1 << 12,
    End = 1 << 13,

    /// <summary>First word of a statement whose neutral literals may be replaced.</summary>
    Neutral = 1 << 14,

    /// <summary>First word of a transaction statement: none of its literals is neutral, but others of its text may be.</summary>
    Transaction = 1 << 15,

    /// <summary>NULL, TRUE, FALSE, DEFAULT: a value as it stands.</summary>
    Constant = 1 << 16,
}

/// <summary>
/// The words above, in a table of 16-byte keys. Reserved words are those of pg_get_keywords() of version 15, categories R and T.
/// Listed functions read nothing but their arguments, and no argument names an object, setting, format of code or file.
/// </summary>
internal static class PostgresWords
{
    private const int Size = 1024;

    private static readonly (UInt128 Key, PostgresWord Word)[] Table = Build();

    public static PostgresWord Of(ReadOnlySpan<byte> text, PostgresToken token) =>
        token.Kind == PostgresTokenKind.Identifier ? Of(token.Bytes(text)) : PostgresWord.None;

    public static PostgresWord Of(ReadOnlySpan<byte> word)
    {
        if (word.Length is < 2 or > 17)
        {
            return PostgresWord.None;
        }

        var key = Key(word);
        for (var slot = Slot(key); ; slot = (slot + 1) % Size)
        {
            if (Table[slot].Key == key)
            {
                return Table[slot].Word;
            }

            if (Table[slot].Key == UInt128.Zero)
            {
                return PostgresWord.None;
            }
        }
    }

    /// <summary>The first 16 bytes, ASCII letters in upper case; the length is in it since shorter words are padded with zeros.</summary>
    private static UInt128 Key(ReadOnlySpan<byte> word)
    {
        // Looked up for every word of every text: two loads that overlap where needed, no loop over bytes.
        var length = Math.Min(word.Length, 16);
        ulong low, high = 0;
        if (length >= 8)
        {
            low = BinaryPrimitives.ReadUInt64LittleEndian(word);
            high = length == 8 ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(word[(length - 8)..]) >> (8 * (16 - length));
        }
        else if (length >= 4)
        {
            low = BinaryPrimitives.ReadUInt32LittleEndian(word)
                | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(word[(length - 4)..]) << (8 * (length - 4)));
        }
        else
        {
            low = word[0] | ((ulong)word[length / 2] << (8 * (length / 2))) | ((ulong)word[length - 1] << (8 * (length - 1)));
        }

        return new UInt128(Upper(high), Upper(low));
    }

    /// <summary>ASCII letters of eight bytes in upper case; bytes of longer characters stay.</summary>
    private static ulong Upper(ulong bytes)
    {
        const ulong Each = 0x0101_0101_0101_0101;
        var sevenBits = bytes & (0x7F * Each);
        var fromA = sevenBits + ((0x80 - 'a') * Each);
        var afterZ = sevenBits + ((0x7F - 'z') * Each);
        var isLower = ~bytes & (fromA ^ afterZ) & (0x80 * Each);
        return bytes - (isLower >> 2);
    }

    private static int Slot(UInt128 key) => (int)((((ulong)key ^ (ulong)(key >> 64)) * 0x9E3779B97F4A7C15UL) >> 54);

    private static (UInt128, PostgresWord)[] Build()
    {
        var words = new Dictionary<string, PostgresWord>(StringComparer.Ordinal);
        Add(PostgresWord.Reserved, """
            ALL ANALYSE ANALYZE AND ANY ARRAY AS ASC ASYMMETRIC BOTH CASE CAST CHECK COLLATE COLUMN CONSTRAINT CREATE CURRENT_CATALOG CURRENT_DATE
            CURRENT_ROLE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DEFAULT DEFERRABLE DESC DISTINCT DO ELSE END EXCEPT FALSE FETCH FOR FOREIGN
            FROM GRANT GROUP HAVING IN INITIALLY INTERSECT INTO LATERAL LEADING LIMIT LOCALTIME LOCALTIMESTAMP NOT NULL OFFSET ON ONLY OR ORDER
            PLACING PRIMARY REFERENCES RETURNING SELECT SESSION_USER SOME SYMMETRIC TABLE THEN TO TRAILING TRUE UNION UNIQUE USER USING VARIADIC
            WHEN WHERE WINDOW WITH AUTHORIZATION BINARY COLLATION CONCURRENTLY CROSS CURRENT_SCHEMA FREEZE FULL ILIKE INNER IS ISNULL JOIN LEFT
            LIKE NATURAL NOTNULL OUTER OVERLAPS RIGHT SIMILAR TABLESAMPLE VERBOSE
            """);
        Add(PostgresWord.Boundary, "WHERE AND OR NOT ON HAVING WHEN THEN ELSE CASE SELECT RETURNING BY SET DISTINCT ALL");
        Add(PostgresWord.Terminator, """
            AND OR ORDER GROUP HAVING LIMIT OFFSET FOR RETURNING UNION INTERSECT EXCEPT THEN WHEN ELSE END WHERE FROM LEFT RIGHT INNER JOIN FULL
            CROSS NATURAL FETCH WINDOW ON
            """);
        Add(PostgresWord.Chain, """
            AND OR NOT IS ISNULL NOTNULL IN BETWEEN LIKE ILIKE SIMILAR COLLATE AT OVERLAPS OPERATOR JOIN UNION INTERSECT EXCEPT ESCAPE
            """);
        Add(PostgresWord.ListedFunction, """
            COALESCE NULLIF GREATEST LEAST LOWER UPPER LENGTH CHAR_LENGTH SUBSTR SUBSTRING LPAD RPAD BTRIM LTRIM RTRIM REPLACE CONCAT
            ABS ROUND CEIL CEILING FLOOR TRUNC MOD SIGN TO_CHAR TO_DATE TO_TIMESTAMP TO_NUMBER DATE_TRUNC DATE_PART
            """);
        Add(PostgresWord.Like, "LIKE ILIKE");
        Add(PostgresWord.In, "IN");
        Add(PostgresWord.Between, "BETWEEN");
        Add(PostgresWord.Not, "NOT");
        Add(PostgresWord.And, "AND");
        Add(PostgresWord.Values, "VALUES");
        Add(PostgresWord.Limit, "LIMIT OFFSET");
        Add(PostgresWord.Case, "CASE");
        Add(PostgresWord.End, "END");
        Add(PostgresWord.Neutral, "SELECT INSERT UPDATE DELETE WITH VALUES MERGE");
        Add(PostgresWord.Transaction, "BEGIN START COMMIT END ROLLBACK SAVEPOINT RELEASE");
        Add(PostgresWord.Constant, "NULL TRUE FALSE DEFAULT");

        var table = new (UInt128 Key, PostgresWord Word)[Size];
        foreach (var (name, word) in words)
        {
            var key = Key(System.Text.Encoding.ASCII.GetBytes(name));
            var slot = Slot(key);
            while (table[slot].Key != UInt128.Zero)
            {
                slot = (slot + 1) % Size;
            }

            table[slot] = (key, word);
        }

        return table;

        void Add(PostgresWord word, string names)
        {
            foreach (var name in names.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
            {
                words[name] = words.GetValueOrDefault(name) | word;
            }
        }
    }
}
