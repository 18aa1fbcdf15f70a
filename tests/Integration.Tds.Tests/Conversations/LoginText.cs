using System.Globalization;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Conversations;

/// <summary>The words behind <c>C&gt; Login</c>: <c>tds=74000004 packet=8000 tls=full database=d language=Deutsch user=app password=wrong utf8</c>.</summary>
internal static class LoginText
{
    public static RawTdsLogin Read(int port, string words)
    {
        var login = new RawTdsLogin(port);
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var value = word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..];
            login = word.Split('=')[0] switch
            {
                "tds" => login with { Version = uint.Parse(value, NumberStyles.HexNumber, CultureInfo.InvariantCulture) },
                "packet" => login with { PacketSize = int.Parse(value, CultureInfo.InvariantCulture) },
                "tls" => login with { Encryption = value switch { "none" => 2, "login" => 0, _ => 1 } },
                "no-prelogin" => login with { Encryption = null },
                "strict" => login with { IsStrict = true },
                "database" => login with { Database = value },
                "language" => login with { Language = value },
                "user" => login with { User = value, Password = value + "-secret" },
                "password" => login with { Password = value },
                "utf8" => login with { Features = [(0x0A, [1])] },
                "mars" => login with { AsksMars = true },
                _ => throw new FormatException($"a login has no word `{word}`"),
            };
        }

        return login;
    }
}
