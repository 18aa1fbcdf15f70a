using System.Collections.Frozen;
using ProxyDb.Host.Configuration;
using ProxyDb.Policy.Documents;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// The keys of hash and token masks (<c>masks.keys</c>), read from their files and read again when those change. A file that cannot
/// be used leaves all keys as they were. Nothing here is ever printed.
/// </summary>
internal sealed class MaskKeyRing
{
    private readonly IReadOnlyDictionary<string, string> _files;
    private readonly FrozenDictionary<string, MaskKey> _keys;

    private MaskKeyRing(IReadOnlyDictionary<string, string> files, Dictionary<string, byte[]> keys)
    {
        _files = files;
        _keys = keys.ToFrozenDictionary(static k => k.Key, static k => new MaskKey(k.Value), StringComparer.Ordinal);
    }

    /// <summary>Files to watch.</summary>
    public IEnumerable<string> Files => _files.Values;

    /// <summary>Null when there is none of this name.</summary>
    public MaskKey? Find(string name) => _keys.GetValueOrDefault(name);

    /// <summary>Null when a file cannot be used; why is in <paramref name="errors"/>.</summary>
    /// <param name="files">Absolute paths by key name.</param>
    public static MaskKeyRing? Load(IReadOnlyDictionary<string, string> files, DocumentErrors errors) =>
        Read(files, errors) is { } keys ? new MaskKeyRing(files, keys) : null;

    /// <summary>True when the files could be used and a key is another one now. Answers that have begun keep theirs.</summary>
    public bool Reload(DocumentErrors errors)
    {
        var isChanged = false;
        foreach (var (name, bytes) in Read(_files, errors) ?? [])
        {
            if (!_keys[name].Is(bytes))
            {
                _keys[name].Replace(bytes);
                isChanged = true;
            }
        }

        return isChanged;
    }

    private static Dictionary<string, byte[]>? Read(IReadOnlyDictionary<string, string> files, DocumentErrors errors)
    {
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, path) in files)
        {
            if (MaskKeyFile.Read(path, out var fault) is not { } bytes)
            {
                errors.Add(path, 1, 1, $"mask key `{name}`: {fault}");
                return null;
            }

            keys.Add(name, bytes);
        }

        return keys;
    }
}
