namespace ProxyDb.Protocols.MySql;

/// <summary>What a version string says: <c>8.0.36</c> is 80036, <c>10.11.6-MariaDB</c> is 101106.</summary>
internal static class ServerVersionNumber
{
    /// <summary>Stands before the version in the greeting of MariaDB 10.</summary>
    public const string ReplicationPrefix = "5.5.5-";

    /// <summary>As <c>@@version</c> says it.</summary>
    public static string Plain(string greeted) =>
        greeted.StartsWith(ReplicationPrefix, StringComparison.Ordinal) && SessionState.IsMariaDbVersion(greeted)
            ? greeted[ReplicationPrefix.Length..]
            : greeted;

    /// <summary>0 for what does not begin with numbers.</summary>
    public static int Of(string greeted)
    {
        var version = Plain(greeted).AsSpan();
        var number = 0;
        for (var part = 0; part < 3; part++)
        {
            var digits = version.IndexOfAnyExceptInRange('0', '9');
            digits = Math.Min(digits < 0 ? version.Length : digits, 3);
            number = (number * 100) + (int.TryParse(version[..digits], out var value) ? Math.Min(value, 99) : 0);
            version = version.Length > digits && version[digits] == '.' ? version[(digits + 1)..] : default;
        }

        return number;
    }
}
