using System.Security.Cryptography;
using System.Text;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tests.MySql;

/// <summary>Stored forms of passwords, as the users file holds them.</summary>
internal static class Verifiers
{
    public static string CachingSha2(string password) =>
        "$A$005$" + "abcdefghijklmnopqrst" + CachingSha2Crypt.Crypt(Encoding.UTF8.GetBytes(password), "abcdefghijklmnopqrst"u8, 5000);

#pragma warning disable CA5350 // the protocol's own
    public static string Native(string password) => "*" + Convert.ToHexString(SHA1.HashData(SHA1.HashData(Encoding.UTF8.GetBytes(password))));
#pragma warning restore CA5350
}
