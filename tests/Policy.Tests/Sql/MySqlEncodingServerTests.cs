using System.Globalization;
using System.Text;
using NUnit.Framework;
using ProxyDb.Policy.Sql;
using ProxyDb.TestKit.MySql;

namespace ProxyDb.Policy.Tests.Sql;

/// <summary>The character sets of MySQL against the server's own tables, character by character.</summary>
public sealed class MySqlEncodingServerTests
{
    private static readonly string[] Single =
    [
        "latin1", "latin2", "latin5", "latin7", "cp1250", "cp1251", "cp1256", "cp1257", "cp850", "cp852", "cp866", "greek", "hebrew", "koi8r", "koi8u",
        "tis620", "macroman", "macce",
    ];

    private static readonly string[] Multi = ["big5", "sjis", "cp932", "euckr", "gb2312", "gbk", "ujis", "eucjpms"];

    [Test]
    public void What_we_decode_is_what_the_server_decodes()
    {
        using var server = MariaDbServer.Start(new MariaDbOptions { Sample = false });
        var wrong = new List<string>();
        var same = 0;
        foreach (var set in Single.Concat(Multi))
        {
            var text = server.Sql(Query(set));
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var fields = line.Split('\t', '|');
                var bytes = Convert.FromHexString(fields[0]);
                if (TextEncoding.OfMySql(set).Decode(bytes, out var utf8) is not null)
                {
                    // What we refuse never reaches the server.
                    continue;
                }

                same++;
                if (Convert.ToHexString(utf8 ?? bytes) != fields[1])
                {
                    wrong.Add($"{set} {fields[0]}: {Encoding.UTF8.GetString(utf8!)}, the server says {fields[1]}");
                }
            }
        }

        Assert.That(wrong, Is.Empty, string.Create(CultureInfo.InvariantCulture, $"{wrong.Count} of {same}"));
        Assert.That(same, Is.GreaterThan(50_000));
    }

    /// <summary>A character as sent, in hexadecimal, and what the server makes of it: one line each, by sequence tables.</summary>
    private static string Query(string set) => Multi.Contains(set)
        ? $"SELECT HEX(b), HEX(CONVERT(CONVERT(b USING {set}) USING utf8mb4)) FROM "
            + $"(SELECT UNHEX(CONCAT(HEX(a.seq), HEX(c.seq))) b FROM seq_129_to_254 a, seq_48_to_255 c {Triples(set)}) x"
        : $"SELECT HEX(b), HEX(CONVERT(CONVERT(b USING {set}) USING utf8mb4)) FROM (SELECT UNHEX(HEX(seq)) b FROM seq_128_to_255) x";

    private static string Triples(string set) => set is "ujis" or "eucjpms"
        ? "UNION ALL SELECT UNHEX(CONCAT('8F', HEX(a.seq), HEX(c.seq))) FROM seq_161_to_254 a, seq_161_to_254 c"
        : "";
}
