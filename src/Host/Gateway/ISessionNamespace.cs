using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Gateway;

/// <summary>What the settings of one session mean to analysis, in the dialect of its servers.</summary>
internal interface ISessionNamespace
{
    /// <summary>The server tells what its settings have become, whatever computed them.</summary>
    bool IsReporting { get; }

    /// <summary>The database that names without one are of, where a session can change it and they are not its schemas; else null.</summary>
    string? CurrentDatabase(SessionSettings settings) => null;

    /// <summary>What decides a verdict besides the text.</summary>
    /// <param name="temporaryNames">As <see cref="SessionNames.TemporaryText"/>.</param>
    JudgeKey Key(SessionSettings settings, string temporaryNames, RuleMatch match, ICatalogView? catalog);

    /// <summary>The same for the analysis, of a key made a moment ago.</summary>
    AnalysisNamespace Names(in JudgeKey key, ImmutableArray<string> temporaryNames);

    /// <summary>A text with broken characters in string literals, as analysis reads it: see <see cref="MySqlBinaryStrings"/>.</summary>
    bool TryReadBinary(SessionSettings settings, ReadOnlySpan<byte> sent, out byte[] utf8);

    /// <summary>The encoding of the client's texts as it is now.</summary>
    TextEncoding Encoding(SessionSettings settings);
}
