using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Npgsql;

namespace ProxyDb.Host.Backends;

/// <summary>One row of a catalog query, from whichever connection it was read.</summary>
internal abstract class CatalogRow
{
    public abstract bool IsDBNull(int column);

    public abstract string GetString(int column);

    public abstract short GetInt16(int column);

    public abstract int GetInt32(int column);

    public abstract long GetInt64(int column);

    public abstract bool GetBoolean(int column);

    public abstract char GetChar(int column);

    public abstract uint GetOid(int column);

    public abstract ImmutableArray<string> GetTexts(int column);
}

/// <summary>A row that Npgsql has read over the service login.</summary>
internal sealed class ReaderRow(NpgsqlDataReader reader) : CatalogRow
{
    public override bool IsDBNull(int column) => reader.IsDBNull(column);

    public override string GetString(int column) => reader.GetString(column);

    public override short GetInt16(int column) => reader.GetInt16(column);

    public override int GetInt32(int column) => reader.GetInt32(column);

    public override long GetInt64(int column) => reader.GetInt64(column);

    public override bool GetBoolean(int column) => reader.GetBoolean(column);

    public override char GetChar(int column) => reader.GetChar(column);

    public override uint GetOid(int column) => reader.GetFieldValue<uint>(column);

    public override ImmutableArray<string> GetTexts(int column) => reader.IsDBNull(column) ? [] : [.. reader.GetFieldValue<string[]>(column)];
}

/// <summary>A row in text format, as a session's own lease returns it.</summary>
internal sealed class TextRow(string?[] values) : CatalogRow
{
    public override bool IsDBNull(int column) => values[column] is null;

    public override string GetString(int column) => values[column] ?? throw new InvalidCastException("a null where the catalog has none");

    public override short GetInt16(int column) => short.Parse(GetString(column), CultureInfo.InvariantCulture);

    public override int GetInt32(int column) => int.Parse(GetString(column), CultureInfo.InvariantCulture);

    public override long GetInt64(int column) => long.Parse(GetString(column), CultureInfo.InvariantCulture);

    public override bool GetBoolean(int column) => GetString(column) == "t";

    public override char GetChar(int column) => GetString(column) is [var first, ..] ? first : '\0';

    public override uint GetOid(int column) => uint.Parse(GetString(column), CultureInfo.InvariantCulture);

    public override ImmutableArray<string> GetTexts(int column) => values[column] is { } text ? ReadArray(text) : [];

    /// <summary>A one-dimensional array as array_out prints it: <c>{a,"b c","d\"e"}</c>.</summary>
    internal static ImmutableArray<string> ReadArray(string text)
    {
        var items = ImmutableArray.CreateBuilder<string>();
        var item = new StringBuilder();
        var isQuoted = false;
        for (var i = 1; i < text.Length; i++)
        {
            var c = text[i];
            if (isQuoted && c == '\\')
            {
                item.Append(text[++i]);
            }
            else if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && c is ',' or '}' && !isQuoted)
            {
                if (c == ',' || text.Length > 2)
                {
                    items.Add(item.ToString());
                }

                item.Clear();
            }
            else
            {
                item.Append(c);
            }
        }

        return items.ToImmutable();
    }
}
