using System.Globalization;
using System.Text;

namespace ProxyDb.Integration.Tds.Tests.Conversations;

/// <summary>Rows of (int, nvarchar(50)), written <c>1,one;2,two</c>, as a table-valued parameter and as a bulk load.</summary>
internal static class TableBytes
{
    private static readonly byte[] Int = [0x26, 4];
    private static readonly byte[] Text = [0xE7, 100, 0, 0x09, 0x04, 0xD0, 0x00, 0x34];

    /// <summary>TYPE_INFO and value of a <c>dbo.id_list</c>.</summary>
    public static byte[] Parameter(string rows)
    {
        List<byte> bytes = [0xF3, 0, 3, .. Encoding.Unicode.GetBytes("dbo"), 7, .. Encoding.Unicode.GetBytes("id_list"), 2, 0];
        bytes.AddRange([0, 0, 0, 0, 0, 0, .. Int, 0, 0, 0, 0, 0, 1, 0, .. Text, 0, 0]);
        foreach (var row in Rows(rows))
            bytes.AddRange([1, .. row]);
        bytes.Add(0);
        return [.. bytes];
    }

    /// <summary>A bulk load of columns <c>id</c> and <c>label</c> with its DONE.</summary>
    public static byte[] BulkLoad(string rows)
    {
        List<byte> bytes = [0x81, 2, 0];
        bytes.AddRange([0, 0, 0, 0, 8, 0, .. Int, 2, .. Encoding.Unicode.GetBytes("id"), 0, 0, 0, 0, 9, 0, .. Text, 5, .. Encoding.Unicode.GetBytes("label")]);
        foreach (var row in Rows(rows))
            bytes.AddRange([0xD1, .. row]);
        bytes.AddRange([0xFD, .. new byte[12]]);
        return [.. bytes];
    }

    private static IEnumerable<byte[]> Rows(string rows)
    {
        foreach (var row in rows.Split(';'))
        {
            var comma = row.IndexOf(',', StringComparison.Ordinal);
            var text = Encoding.Unicode.GetBytes(row[(comma + 1)..]);
            yield return [4, .. BitConverter.GetBytes(int.Parse(row[..comma], CultureInfo.InvariantCulture)), (byte)text.Length, 0, .. text];
        }
    }
}
