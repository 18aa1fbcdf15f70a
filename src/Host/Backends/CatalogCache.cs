using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Backends;

/// <summary>
/// The last catalog of a database on disk, in the form of a catalog file, so that a restart while the database is down knows
/// its names. One file a database: <c>catalog.cache_file</c>, a hyphen and the database's name with odd characters escaped.
/// </summary>
internal sealed class CatalogCache
{
    public CatalogCache(string clusterFile, string database) => Path = clusterFile + "-" + Uri.EscapeDataString(database);

    public string Path { get; }

    /// <summary>The SHA-256 of what a snapshot says, its version aside.</summary>
    public static string ContentDigest(ImmutableArray<CatalogDatabase> databases) => databases.IsEmpty ? "" : "sha256:"
        + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CatalogWriter.Write(new CatalogSnapshot(databases[0].Dialect, databases)))));

    /// <summary>Null when there is no file, or none that can be used; <paramref name="problem"/> then says why.</summary>
    public CatalogSnapshot? Read(out string? problem)
    {
        problem = null;
        try
        {
            if (!File.Exists(Path))
            {
                return null;
            }

            var errors = new DocumentErrors();
            var snapshot = CatalogReader.Read(Path, File.ReadAllText(Path), errors);
            problem = snapshot is null ? errors[0].ToString() : null;
            return snapshot;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problem = fault.Message;
            return null;
        }
    }

    /// <summary>Written beside and renamed: a reader sees the old file or the new one. Only the owner may read it (routine bodies).</summary>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    public void Write(CatalogSnapshot snapshot)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var written = Path + ".new";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var file = new FileStream(written, options))
        {
            file.Write(Encoding.UTF8.GetBytes(CatalogWriter.Write(snapshot)));
        }

        File.Move(written, Path, overwrite: true);
    }
}
