using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Cases;

/// <summary>Reads cases files, <c>proxydb: cases/v1</c>. Every fault is reported with its place.</summary>
public static class CaseReader
{
    public const string Format = "cases/v1";

    private const string Later = "comes with a later release";

    private static readonly string[] Dialects = ["postgres", "mysql", "mariadb", "tsql"];

    /// <summary>Whether a YAML text says that it is a cases file; a text that is no YAML is none.</summary>
    public static bool IsCaseFile(string text) => IsFormat(text, Format);

    internal static bool IsFormat(string text, string format) =>
        DocumentNode.Parse("", text, []) is { } root && root.Get("proxydb") is { IsScalar: true } node && node.Text() == format;

    /// <summary>Null, and errors, when the text is not a usable cases file.</summary>
    public static CaseFile? Read(string file, string text, DocumentErrors errors)
    {
        var before = errors.Count;
        if (DocumentNode.Parse(file, text, errors) is not { } root)
        {
            return null;
        }

        root.RefuseUnknownKeys("proxydb", "catalog", "cases", "labels");
        root.Require("proxydb")?.Word(Format);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var cases = ImmutableArray.CreateBuilder<PolicyCase>();
        foreach (var node in root.Require("cases")?.Items() ?? [])
        {
            if (Case(node) is not { } read)
            {
                continue;
            }

            if (!names.Add(read.Name))
            {
                node.Error($"another case is called `{read.Name}` too");
            }

            cases.Add(read);
        }

        var faulty = errors.Skip(before).Any(static e => !e.IsWarning);
        return faulty ? null : new CaseFile(file, root.Get("catalog")?.Text(), cases.ToImmutable());
    }

    private static PolicyCase? Case(DocumentNode node)
    {
        if (!node.IsMapping)
        {
            node.Error("a case is a mapping with name, subject, sql and expect");
            return null;
        }

        node.RefuseUnknownKeys("name", "subject", "dialect", "database", "search_path", "sql", "expect", "labels");
        var name = node.Require("name")?.Text();
        var sql = node.Require("sql")?.Text();
        var database = node.Get("database")?.Text() ?? "";
        var subject = node.Require("subject") is { } s ? Subject(s, database) : null;
        var expect = node.Require("expect");
        var verdict = expect?.Require("decision")?.Word("allow", "deny");
        if (name is null || sql is null || subject is null || expect is null || verdict is null)
        {
            return null;
        }

        expect.RefuseUnknownKeys("decision", "rules", "shadow", "tags", "message", "masked", "filtered");
        return new PolicyCase
        {
            Name = name,
            File = node.File,
            Line = node.Line,
            Subject = subject,
            At = Moment(node.Get("subject")?.Get("at")),
            Dialect = Dialect(node.Get("dialect")),
            SearchPath = node.Get("search_path") is { } path ? [.. path.Texts()] : null,
            Sql = sql,
            Expected = verdict == "allow" ? Verdict.Allow : Verdict.Deny,
            Rules = Texts(expect.Get("rules")),
            Shadow = Texts(expect.Get("shadow")),
            Tags = expect.Has("tags") ? Texts(expect.Get("tags")) : null,
            Message = expect.Get("message")?.Text(),
            Masked = expect.Has("masked") ? Texts(expect.Get("masked")) : null,
            Filtered = expect.Has("filtered") ? Texts(expect.Get("filtered")) : null,
        };
    }

    private static Subject? Subject(DocumentNode node, string database)
    {
        if (!node.IsMapping)
        {
            node.Error("`subject` is a mapping, as in {user: park}");
            return null;
        }

        node.RefuseUnknownKeys("user", "roles", "attributes", "from", "at", "application", "listener", "tls", "service_login", "approvals");
        RefuseLater(node, "approvals");
        if (node.Require("user")?.Text() is not { } user)
        {
            return null;
        }

        return new Subject(user, node.Get("listener")?.Text() ?? "", database)
        {
            Roles = Texts(node.Get("roles")),
            Attributes = Attributes(node.Get("attributes")),
            Address = Address(node.Get("from")),
            Application = node.Get("application")?.Text() ?? "",
            Tls = node.Get("tls")?.Flag() ?? false,
            ServiceLogin = node.Get("service_login")?.Text(),
        };
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> Attributes(DocumentNode? node) =>
        node is null
            ? ImmutableDictionary<string, ImmutableArray<string>>.Empty
            : node.Entries().ToImmutableDictionary(static e => e.Key, static e => Texts(e.Value), StringComparer.Ordinal);

    private static ImmutableArray<string> Texts(DocumentNode? node) => node is null ? [] : [.. node.Texts()];

    private static IPAddress? Address(DocumentNode? node)
    {
        if (node?.Text() is not { } text)
        {
            return null;
        }

        if (!IPAddress.TryParse(text, out var address))
        {
            node.Error($"`{text}` is no address");
        }

        return address;
    }

    private static DateTimeOffset? Moment(DocumentNode? node)
    {
        if (node?.Text() is not { } text)
        {
            return null;
        }

        string[] forms = ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"];
        if (DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            return moment;
        }

        node.Error($"`{text}` is no time; write 2026-03-02T10:00+09:00");
        return null;
    }

    private static SqlDialect Dialect(DocumentNode? node) => node?.Word(Dialects) switch
    {
        "mysql" => SqlDialect.MySql,
        "mariadb" => SqlDialect.MariaDb,
        "tsql" => SqlDialect.TSql,
        _ => SqlDialect.Postgres,
    };

    private static void RefuseLater(DocumentNode node, string key)
    {
        if (node.Get(key) is { } value && value.Texts().Count > 0)
        {
            value.Error($"`{key}` {Later}");
        }
    }
}
