using System.Collections.Frozen;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Configuration;

/// <summary>
/// The keys of hash and token masks (<c>masks.keys</c>), read from their files and read again when those change. A file that cannot
/// be used leaves all keys as they were. Nothing here is ever printed.
/// </summary>
internal sealed class MaskKeyRing
{
    /// <summary>Fewer bytes than a key of HMAC-SHA-256 should have.</summary>
    public const int KeyLengthMin = 32;

    private readonly IReadOnlyDictionary<string, string> _files;
    private volatile MaskKeys _current;

    private MaskKeyRing(IReadOnlyDictionary<string, string> files, MaskKeys current) => (_files, _current) = (files, current);

    /// <summary>The keys in force. Another object after each change: what was made with older keys is then to be made again.</summary>
    public MaskKeys Current => _current;

    /// <summary>Files to watch.</summary>
    public IEnumerable<string> Files => _files.Values;

    /// <summary>Null when a file cannot be used; why is in <paramref name="errors"/>.</summary>
    /// <param name="files">Absolute paths by key name.</param>
    public static MaskKeyRing? Load(IReadOnlyDictionary<string, string> files, DocumentErrors errors) =>
        Read(files, errors) is { } keys ? new MaskKeyRing(files, keys) : null;

    /// <summary>True when the files could be used and other keys are in force now.</summary>
    public bool Reload(DocumentErrors errors)
    {
        if (Read(_files, errors) is not { } keys || keys.Holds(_current))
        {
            return false;
        }

        _current = keys;
        return true;
    }

    /// <summary>Null when the file holds a usable key; else what is wrong, without anything of its content.</summary>
    public static string? Fault(string path)
    {
        try
        {
            return SecretFile.Read(path).Length < KeyLengthMin ? $"the key is shorter than {KeyLengthMin} bytes; make one with `openssl rand -hex 32`" : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "the key cannot be read; check the file's owner, mode and size";
        }
    }

    private static MaskKeys? Read(IReadOnlyDictionary<string, string> files, DocumentErrors errors)
    {
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, path) in files)
        {
            if (Fault(path) is { } fault)
            {
                errors.Add(path, 1, 1, $"mask key `{name}`: {fault}");
                return null;
            }

            keys.Add(name, SecretFile.Read(path));
        }

        return new MaskKeys(keys.ToFrozenDictionary(StringComparer.Ordinal));
    }
}

/// <summary>One state of the keys. Immutable.</summary>
internal sealed class MaskKeys(FrozenDictionary<string, byte[]> keys)
{
    /// <summary>The key's bytes, not to be changed; null when there is none of this name.</summary>
    public byte[]? Find(string name) => keys.GetValueOrDefault(name);

    /// <summary>Whether both hold the same keys.</summary>
    public bool Holds(MaskKeys other) =>
        keys.All(k => other.Find(k.Key) is { } key && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(key, k.Value));
}
