using System.Text;
using NUnit.Framework;
using ProxyDb.Policy.Sql;
using ProxyDb.TestKit.Postgres;

namespace ProxyDb.Policy.Tests.Sql;

/// <summary>The encodings against the server's own conversion tables, character by character.</summary>
public sealed class TextEncodingServerTests
{
    private const string Conversions = """
        CREATE FUNCTION conv(b bytea, e name) RETURNS text LANGUAGE plpgsql AS
          $$ BEGIN RETURN encode(convert_to(convert_from(b, e), 'UTF8'), 'hex'); EXCEPTION WHEN OTHERS THEN RETURN '-'; END $$;
        CREATE FUNCTION bytes(VARIADIC a int[]) RETURNS bytea LANGUAGE sql AS
          $$ SELECT decode(string_agg(lpad(to_hex(x), 2, '0'), '' ORDER BY i), 'hex') FROM unnest(a) WITH ORDINALITY u(x, i) $$;
        CREATE TABLE single AS SELECT bytes(x) b FROM generate_series(128, 255) x;
        CREATE TABLE double AS SELECT bytes(x, y) b FROM generate_series(128, 255) x, generate_series(48, 255) y;
        CREATE TABLE triple AS SELECT bytes(143, x, y) b FROM generate_series(161, 254) x, generate_series(161, 254) y;
        CREATE TABLE four AS SELECT bytes(x, 48 + (i / 1260) % 10, 129 + (i / 10) % 126, 48 + i % 10) b
          FROM generate_series(129, 254) x, generate_series(0, 12599, 37) i;
        SELECT e, encode(b, 'hex'), conv(b, e) FROM single, unnest('{SJIS,LATIN1,LATIN2,LATIN3,LATIN4,LATIN5,LATIN7,LATIN9,ISO_8859_5,ISO_8859_6,ISO_8859_7,
          ISO_8859_8,KOI8R,KOI8U,WIN866,WIN874,WIN1250,WIN1251,WIN1252,WIN1253,WIN1254,WIN1255,WIN1256,WIN1257,WIN1258}'::name[]) e
        UNION ALL SELECT e, encode(b, 'hex'), conv(b, e) FROM double, unnest('{SJIS,BIG5,GBK,UHC,JOHAB,GB18030,EUC_JP,EUC_KR,EUC_CN}'::name[]) e
        UNION ALL SELECT 'EUC_JP', encode(b, 'hex'), conv(b, 'EUC_JP') FROM triple
        UNION ALL SELECT 'GB18030', encode(b, 'hex'), conv(b, 'GB18030') FROM four;
        """;

    [Test]
    public void What_we_decode_is_what_the_server_decodes()
    {
        using var server = PostgresServer.Start();
        server.Psql("CREATE DATABASE u ENCODING 'UTF8' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
        var wrong = new List<string>();
        var same = 0;
        foreach (var line in server.Psql(Conversions, "u").Split('\n'))
        {
            var fields = line.Split('|');
            if (fields[2] == "-")
            {
                // What the server refuses never reaches its scanner.
                continue;
            }

            if (TextEncoding.Of(fields[0]).Decode(Convert.FromHexString(fields[1]), out var utf8) is null)
            {
                same++;
                if (Convert.ToHexStringLower(utf8!) != fields[2])
                {
                    wrong.Add($"{fields[0]} {fields[1]}: {Encoding.UTF8.GetString(utf8!)}, the server says {fields[2]}");
                }
            }
        }

        Assert.That(wrong, Is.Empty);
        Assert.That(same, Is.GreaterThan(100_000));
    }
}
