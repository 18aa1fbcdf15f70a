using System.Text;

namespace ProxyDb.Protocols.Tds;

/// <summary>Which code page the narrow texts of a collation are in: of its sort id, else of its language (MS-LCID).</summary>
public static class CollationCodePages
{
    private const int Utf8 = 65001;
    private const int Latin1 = 1252;

    /// <summary>Encodings that refuse what they cannot hold, by code page; filled as they are needed.</summary>
    private static readonly Dictionary<int, Encoding> Readers = [];

    /// <summary>Encodings that write a question mark for what they do not have.</summary>
    private static readonly Dictionary<int, Encoding> Writers = [];

    private static readonly Lock Filling = new();

    /// <summary>0: the language has no code page, only Unicode types.</summary>
    public static int Of(Collation collation)
    {
        if (collation.IsUtf8)
        {
            return Utf8;
        }

        return collation.SortId != 0 ? OfSortId(collation.SortId) : OfLanguage(collation.Lcid & 0xffff);
    }

    /// <summary>Null: no code page, or one that is not known. Encoding and decoding fail for what does not fit.</summary>
    public static Encoding? EncodingOf(Collation collation) =>
        Get(Readers, Of(collation), EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    /// <summary>As <see cref="EncodingOf"/>; a character that the code page does not have is written as a question mark.</summary>
    public static Encoding? WriterOf(Collation collation) =>
        Get(Writers, Of(collation), EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback);

    private static Encoding? Get(Dictionary<int, Encoding> kept, int page, EncoderFallback encoder, DecoderFallback decoder)
    {
        if (page == 0)
        {
            return null;
        }

        lock (Filling)
        {
            if (!kept.TryGetValue(page, out var encoding))
            {
                encoding = page == Utf8
                    ? Encoding.GetEncoding(Utf8, encoder, decoder)
                    : CodePagesEncodingProvider.Instance.GetEncoding(page, encoder, decoder)
                        ?? throw new NotSupportedException($"code page {page} is missing");
                kept.Add(page, encoding);
            }

            return encoding;
        }
    }

    private static int OfSortId(int sortId) => sortId switch
    {
        >= 30 and <= 35 => 437,
        (>= 40 and <= 45) or 49 or (>= 55 and <= 61) => 850,
        (>= 50 and <= 54) or (>= 71 and <= 75) or (>= 183 and <= 186) or (>= 210 and <= 217) => Latin1,
        >= 80 and <= 98 => 1250,
        >= 104 and <= 108 => 1251,
        (>= 112 and <= 114) or (>= 120 and <= 122) or 124 => 1253,
        >= 128 and <= 130 => 1254,
        >= 136 and <= 138 => 1255,
        >= 144 and <= 146 => 1256,
        >= 152 and <= 160 => 1257,
        192 or 193 or 200 => 932,
        194 or 195 or 201 => 949,
        196 or 197 or 202 => 950,
        198 or 199 or 203 => 936,
        >= 204 and <= 206 => 874,
        _ => 0,
    };

    private static int OfLanguage(int language) => language switch
    {
        0 => Latin1,
        0x0405 or 0x040e or 0x0415 or 0x0418 or 0x041a or 0x041b or 0x041c or 0x0424 or 0x0442 or 0x081a or 0x101a or 0x141a or 0x181a => 1250,
        0x0402 or 0x0419 or 0x0422 or 0x0423 or 0x0428 or 0x042f or 0x043f or 0x0440 or 0x0444 or 0x0450 or 0x046d or 0x0485 or 0x082c or
            0x0843 or 0x0850 or 0x0c1a or 0x1c1a or 0x201a => 1251,
        0x0408 => 1253,
        0x041f or 0x042c or 0x0443 => 1254,
        0x040d => 1255,
        0x0401 or 0x0420 or 0x0429 or 0x0480 or 0x048c or 0x0801 or 0x0c01 or 0x1001 or 0x1401 or 0x1801 or 0x1c01 or 0x2001 or 0x2401 or
            0x2801 or 0x2c01 or 0x3001 or 0x3401 or 0x3801 or 0x3c01 or 0x4001 => 1256,
        0x0425 or 0x0426 or 0x0427 or 0x0827 => 1257,
        0x042a => 1258,
        0x041e => 874,
        0x0411 => 932,
        0x0804 or 0x1004 => 936,
        0x0412 => 949,
        0x0404 or 0x0c04 or 0x1404 => 950,
        0x0439 or 0x043a or 0x0445 or 0x0446 or 0x0447 or 0x0448 or 0x0449 or 0x044a or 0x044b or 0x044c or 0x044d or 0x044e or 0x044f or
            0x0451 or 0x0453 or 0x0454 or 0x0457 or 0x045a or 0x045b or 0x0461 or 0x0463 or 0x0465 or 0x0481 or 0x0845 => 0,
        _ => Latin1,
    };
}
