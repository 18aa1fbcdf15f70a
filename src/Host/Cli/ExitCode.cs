namespace ProxyDb.Host.Cli;

/// <summary>What a command ends with (contracts.md §2).</summary>
internal static class ExitCode
{
    public const int Fine = 0;

    /// <summary>The answer is no: a failed test, a broken chain, a wrong password.</summary>
    public const int No = 1;

    /// <summary>Unusable input: arguments, files, configuration.</summary>
    public const int Unusable = 2;

    /// <summary>Replay found a lost permission.</summary>
    public const int LostPermission = 3;

    /// <summary>A fault of ProxyDb.</summary>
    public const int Internal = 70;
}
