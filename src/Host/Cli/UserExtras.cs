using ProxyDb.Host.Configuration;
using ProxyDb.Host.Identity;

namespace ProxyDb.Host.Cli;

/// <summary>What <c>user add</c> is told beside name and password; keys that are not given stay as they are in the file.</summary>
internal sealed record UserExtras(bool Mysql, bool Native, string[] Roles, string[] Sources, string? ValidUntil)
{
    /// <summary>NAME=VALUE,VALUE each, for the filters of policies.</summary>
    public string[] Attributes { get; init; } = [];

    /// <exception cref="CommandFault">Something the file would not accept; said before a password is asked for.</exception>
    public void Check()
    {
        if (Sources.FirstOrDefault(static s => !UsersDocument.TryNetwork(s, out _)) is { } source)
        {
            throw new CommandFault($"`{source}` is neither an address nor a network such as 10.1.0.0/16");
        }

        _ = AttributeText.Read(Attributes);
        if (ValidUntil is not null && !UsersDocument.TryEnd(ValidUntil, out _))
        {
            throw new CommandFault($"`{ValidUntil}` is no date such as 2027-12-31");
        }
    }

    public IEnumerable<KeyValuePair<string, string>> Values()
    {
        if (Attributes.Length > 0)
        {
            var items = AttributeText.Read(Attributes).Select(static a => $"{YamlText.Scalar(a.Key)}: {Flow([.. a.Value])}");
            yield return new("attributes", "{" + string.Join(", ", items) + "}");
        }

        if (Roles.Length > 0)
        {
            yield return new("roles", Flow(Roles));
        }

        if (Sources.Length > 0)
        {
            yield return new("sources", Flow(Sources));
        }

        if (ValidUntil is not null)
        {
            yield return new("valid_until", ValidUntil);
        }
    }

    private static string Flow(string[] items) => "[" + string.Join(", ", items.Select(YamlText.Scalar)) + "]";
}
