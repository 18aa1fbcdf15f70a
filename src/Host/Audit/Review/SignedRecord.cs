using System.Security.Cryptography;
using System.Text.Json;
using ProxyDb.Host.Audit.Sealing;

namespace ProxyDb.Host.Audit.Review;

/// <summary>A file's head as its reader needs it.</summary>
internal sealed record FileHead(string Writer, long Seq, string Chain, bool StartsChain, string? PreviousFile, string? PreviousHash, string KeyId, byte[] PublicKey)
{
    /// <exception cref="FormatException">Not the head of an audit file.</exception>
    public static FileHead Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var record = JsonDocument.Parse(line);
            var root = record.RootElement;
            if (root.GetProperty("event").GetString() != "file")
            {
                throw new FormatException("the first record is not a file's head");
            }

            var previous = root.GetProperty("previous");
            var key = root.GetProperty("key");
            return new FileHead(
                root.GetProperty("writer").GetString()!,
                root.GetProperty("seq").GetInt64(),
                root.GetProperty("chain").GetString()!,
                root.GetProperty("starts_chain").GetBoolean(),
                previous.ValueKind == JsonValueKind.Null ? null : previous.GetProperty("file").GetString(),
                previous.ValueKind == JsonValueKind.Null ? null : previous.GetProperty("hash").GetString(),
                key.GetProperty("id").GetString()!,
                key.GetProperty("public").GetBytesFromBase64());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("the first record is not a file's head", e);
        }
    }
}

/// <summary>The public keys that signatures are checked with: those given, or the ones the files carry.</summary>
internal sealed class VerificationKeys : IDisposable
{
    private readonly Dictionary<string, ECDsa> _keys = [];
    private readonly bool _areGiven;

    /// <param name="pems">Texts of the <c>--key</c> files: public or private keys; none to trust the log's own.</param>
    /// <exception cref="FormatException">A text is not an ECDSA P-256 key.</exception>
    public VerificationKeys(IEnumerable<string> pems)
    {
        foreach (var pem in pems)
        {
            _areGiven = true;
            var key = ECDsa.Create();
            try
            {
                key.ImportFromPem(pem);
                _keys[SigningKey.IdOf(key.ExportSubjectPublicKeyInfo())] = key;
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException)
            {
                key.Dispose();
                throw new FormatException("the key is not an ECDSA P-256 key as PEM", e);
            }
        }
    }

    public bool AreGiven => _areGiven;

    /// <summary>Takes the key a head carries, unless keys were given. Null when the head may use it, else what is wrong.</summary>
    public string? Admit(FileHead head)
    {
        if (SigningKey.IdOf(head.PublicKey) != head.KeyId)
        {
            return "the key's id is not that of the key the file carries";
        }

        if (!_areGiven && !_keys.ContainsKey(head.KeyId))
        {
            var key = ECDsa.Create();
            try
            {
                key.ImportSubjectPublicKeyInfo(head.PublicKey, out _);
                _keys[head.KeyId] = key;
            }
            catch (CryptographicException)
            {
                key.Dispose();
                return "the file carries no usable key";
            }
        }

        return _keys.ContainsKey(head.KeyId) ? null : $"it is signed with key {head.KeyId}, which is none of the keys given";
    }

    /// <summary>Null when the line's signature is of that key, else what is wrong.</summary>
    public string? Check(ReadOnlySpan<byte> line, string keyId)
    {
        var cut = line.LastIndexOf(",\"signature\":\""u8);
        if (cut < 0 || !RecordLine.TryParse(line, out var record))
        {
            return "the record is not signed";
        }

        var text = record.Canonical[(cut + 14)..^1];
        var signature = new byte[text.Length];
        if (System.Buffers.Text.Base64.DecodeFromUtf8(text, signature, out _, out var length) != System.Buffers.OperationStatus.Done)
        {
            return "the signature is not base64";
        }

        byte[] signed = [.. Convert.FromHexString(record.PrevHex), .. line[..cut]];
        return _keys[keyId].VerifyData(signed, signature.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
            ? null
            : $"the signature is not of key {keyId}: the record was not written by the log's writer";
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }
}
