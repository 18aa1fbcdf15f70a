using System.Buffers.Binary;

namespace ProxyDb.Protocols.Postgres;

/// <summary>Object ids of the types that a client declares in Parse, four bytes each (PostgreSQL manual, 55.7).</summary>
internal static class DeclaredTypes
{
    /// <summary>
    /// No column that can be compared with one of these is converted by something that fails: unspecified, bool, bytea, the integers,
    /// numeric, the strings, uuid, dates and times, and arrays of them. Not among them: the floating types (numeric overflows), oid and
    /// its aliases (bigint is out of range, text is no name of an object).
    /// </summary>
    private static ReadOnlySpan<int> Harmless =>
    [
        0, 16, 17, 21, 23, 20, 1700, 25, 1043, 1042, 705, 2950, 1082, 1083, 1114, 1184,
        1000, 1001, 1005, 1007, 1016, 1231, 1009, 1015, 1014, 2951, 1182, 1183, 1115, 1185,
    ];

    /// <summary>Bit n-1 for the nth parameter that has another type than these; the last bit for all from the 64th on.</summary>
    public static ulong Foreign(ReadOnlySpan<byte> types)
    {
        var foreign = 0UL;
        for (var number = 1; types.Length >= sizeof(int); types = types[sizeof(int)..], number++)
        {
            if (!Harmless.Contains(BinaryPrimitives.ReadInt32BigEndian(types)))
            {
                foreign |= 1UL << Math.Min(number - 1, 63);
            }
        }

        return foreign;
    }
}
