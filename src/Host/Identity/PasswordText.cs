using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace ProxyDb.Host.Identity;

/// <summary>
/// Passwords as SCRAM wants them (SASLprep, RFC 4013). Accepted are characters that SASLprep leaves as they are; for all others
/// clients disagree (some normalise, some send the bytes), so a verifier made of them would fit one driver and not the next.
/// </summary>
internal static class PasswordText
{
    /// <summary>Beyond ASCII: Latin, Greek, Cyrillic, kana, ideographs and Hangul syllables that are their own NFKC form.</summary>
    private static readonly (int First, int Last)[] Inert =
    [
        (0x00A1, 0x00A7), (0x00A9, 0x00A9), (0x00AB, 0x00AC), (0x00AE, 0x00AE), (0x00B0, 0x00B1), (0x00B6, 0x00B7), (0x00BB, 0x00BB),
        (0x00BF, 0x0131), (0x0134, 0x013E), (0x0141, 0x0148), (0x014A, 0x017E), (0x0180, 0x01C3), (0x01CD, 0x01F0), (0x01F4, 0x024F),
        (0x0370, 0x0373), (0x0375, 0x0377), (0x037B, 0x037D), (0x037F, 0x037F), (0x0386, 0x0386), (0x0388, 0x038A), (0x038C, 0x038C),
        (0x038E, 0x03A1), (0x03A3, 0x03CF), (0x03D7, 0x03EF), (0x03F3, 0x03F3), (0x03F6, 0x03F8), (0x03FA, 0x03FF), (0x0400, 0x0482),
        (0x048A, 0x052F), (0x20AC, 0x20AC), (0x3041, 0x3096), (0x309D, 0x309E), (0x30A0, 0x30FE), (0x4E00, 0x9FA5), (0xAC00, 0xD7A3),
    ];

    /// <summary>The bytes to derive keys from, or why there are none; the reason does not show the password.</summary>
    public static bool TryPrepare(string password, out byte[] prepared, [NotNullWhen(false)] out string? fault)
    {
        prepared = [];
        fault = password.Length == 0 ? "the password is empty" : null;
        foreach (var rune in password.EnumerateRunes())
        {
            if (!IsInert(rune.Value))
            {
                fault = "the password holds a character whose form drivers disagree about (U+"
                    + rune.Value.ToString("X4", CultureInfo.InvariantCulture)
                    + "); use ASCII, Latin, Greek, Cyrillic, kana, ideographs or Hangul syllables";
            }
        }

        if (fault is not null)
        {
            return false;
        }

        prepared = Encoding.UTF8.GetBytes(password);
        return true;
    }

    private static bool IsInert(int c) => c is >= 0x20 and < 0x7F || Inert.Any(r => c >= r.First && c <= r.Last);
}
