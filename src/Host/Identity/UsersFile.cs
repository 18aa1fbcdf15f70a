using System.Security.Cryptography;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Identity;

/// <summary>Changes a users file on disk: whole or not at all, mode 0600 when it is new, and only into something that can be read.</summary>
internal static class UsersFile
{
    /// <summary>Applies a change to the text; makes the file when it is missing.</summary>
    /// <exception cref="FormatException">The file is faulty, or cannot be changed in place; the message says where.</exception>
    public static void Change(string file, Action<UsersText> change)
    {
        var before = File.Exists(file) ? File.ReadAllText(file) : null;
        if (before is not null)
        {
            Check(file, before, "is faulty and was not changed");
        }

        var text = new UsersText(before ?? UsersText.Empty(Convert.ToBase64String(RandomNumberGenerator.GetBytes(MockSecret.Length))));
        change(text);
        Check(file, text.ToString(), "would become faulty and was not changed");
        Replace(file, text.ToString());
    }

    private static void Check(string file, string text, string fault)
    {
        var errors = new DocumentErrors();
        UsersDocument.Parse(file, text, errors, []);
        if (errors.FirstOrDefault(static e => !e.IsWarning) is { } first)
        {
            throw new FormatException($"{file} {fault}: line {first.Line}: {first.Message}");
        }
    }

    /// <summary>Written beside the file and renamed, so that a gateway that reads it now sees the old or the new text.</summary>
    private static void Replace(string file, string text)
    {
        var target = (File.Exists(file) ? File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(file);
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var mode = File.Exists(target) ? File.GetUnixFileMode(target) : Private;
        var draft = target + "." + RandomNumberGenerator.GetHexString(8, lowercase: true) + ".new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Private };
        try
        {
            using (var writer = new StreamWriter(draft, options))
            {
                writer.Write(text);
                writer.Flush();
                ((FileStream)writer.BaseStream).Flush(flushToDisk: true);
            }

            File.SetUnixFileMode(draft, mode);
            File.Move(draft, target, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }
}
