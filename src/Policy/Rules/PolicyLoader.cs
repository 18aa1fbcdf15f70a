using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Policy.Rules;

/// <summary>Turns the texts of a policy directory into a <see cref="PolicySet"/>, or into every error of all of them at once.</summary>
public static class PolicyLoader
{
    private const string Format = "policy/v1";

    /// <summary>
    /// Compiles all files. The embedded floor and base are added; a <c>base.yaml</c> among the files replaces the embedded one,
    /// a <c>floor.yaml</c> must be equal to the embedded one.
    /// </summary>
    /// <param name="files">File name (as errors shall show it) to text, of every YAML file of the directory; cases and catalogs are passed over.</param>
    /// <param name="errors">Receives errors and warnings.</param>
    /// <returns>Null when there is an error; warnings alone do not stop a set.</returns>
    public static PolicySet? Load(IReadOnlyDictionary<string, string> files, DocumentErrors errors)
    {
        var floor = EmbeddedPolicies.Text(EmbeddedPolicies.FloorName);
        foreach (var (name, text) in files)
        {
            if (IsNamed(name, EmbeddedPolicies.FloorName) && !string.Equals(text, floor, StringComparison.Ordinal))
            {
                errors.Add(name, 1, 1, "differs from the floor of this release; remove the file, and open single parts with `overrides_floor`");
            }
        }

        var own = files.Where(static f => !IsNamed(f.Key, EmbeddedPolicies.FloorName)).OrderBy(static f => f.Key, StringComparer.Ordinal).ToList();
        var texts = new List<PolicyText> { new(EmbeddedPolicies.FloorName, floor, IsFloor: true) };
        if (own.FindIndex(static f => IsNamed(f.Key, EmbeddedPolicies.BaseName)) is >= 0 and var at)
        {
            texts.Add(new(own[at].Key, own[at].Value));
            own.RemoveAt(at);
        }
        else
        {
            texts.Add(new(EmbeddedPolicies.BaseName, EmbeddedPolicies.Text(EmbeddedPolicies.BaseName)));
        }

        texts.AddRange(own.Select(static f => new PolicyText(f.Key, f.Value)));
        return Compile(texts, errors);
    }

    /// <summary>The floor and the base alone: nobody may read any data.</summary>
    public static PolicySet LoadBuiltIn()
    {
        var errors = new DocumentErrors();
        return Load(ImmutableDictionary<string, string>.Empty, errors)
            ?? throw new InvalidOperationException("the embedded policies do not load: " + errors[0]);
    }

    private static PolicySet? Compile(List<PolicyText> texts, DocumentErrors errors)
    {
        var before = errors.Count;
        var subjects = new SubjectReader();
        var tags = new TagReader();
        var used = new List<PolicyText>();
        var documents = new List<(DocumentNode Root, bool IsFloor)>();
        foreach (var text in texts)
        {
            if (DocumentNode.Parse(text.Name, text.Text, errors) is { } root && IsPolicy(root))
            {
                documents.Add((root, text.IsFloor));
                used.Add(text);
                root.RefuseUnknownKeys([.. PolicyKeys.File]);
                root.Get("approvals")?.Error($"`approvals` {NodeReading.Later}");
                Section(root, "tags", tags.Define);
                Section(root, "groups", subjects.Define);
            }
        }

        subjects.ReadAll();
        var rules = ReadRules(documents, new RuleReader(subjects, tags));
        CheckOverrides(rules, errors);
        MaskConflicts.Check(rules, errors);
        return errors.Skip(before).Any(static e => !e.IsWarning) ? null : new PolicySet(Version(used), rules, tags.All);
    }

    private static void Section(DocumentNode root, string key, Action<DocumentNode> define)
    {
        if (root.Get(key) is { IsMapping: true } section)
        {
            define(section);
        }
        else
        {
            root.Get(key)?.Error($"`{key}` is a mapping of names");
        }
    }

    /// <summary>Cases and catalogs lie beside the policies; anything else must be a policy.</summary>
    private static bool IsPolicy(DocumentNode root)
    {
        if (root.Require("proxydb") is not { } node || node.Text() is not { } format)
        {
            return false;
        }

        if (format is "cases/v1" or "catalog/v1")
        {
            return false;
        }

        if (format != Format)
        {
            node.Error($"`{format}` is not a format that belongs here; write `proxydb: {Format}`");
        }

        return format == Format;
    }

    private static ImmutableArray<Rule> ReadRules(List<(DocumentNode Root, bool IsFloor)> documents, RuleReader reader)
    {
        var rules = ImmutableArray.CreateBuilder<Rule>();
        var places = new Dictionary<string, Rule>(StringComparer.Ordinal);
        foreach (var (root, isFloor) in documents)
        {
            if (root.Get("rules") is not { } list)
            {
                continue;
            }

            foreach (var node in list.Items())
            {
                if (reader.Read(node, isFloor) is not { } rule)
                {
                    continue;
                }

                if (places.TryGetValue(rule.Id, out var first))
                {
                    node.Get("id")!.Error($"the rule id `{rule.Id}` is used already, in {first.File}:{first.Line}");
                    continue;
                }

                places.Add(rule.Id, rule);
                rules.Add(rule with { Index = rules.Count });
            }
        }

        return rules.ToImmutable();
    }

    private static void CheckOverrides(ImmutableArray<Rule> rules, DocumentErrors errors)
    {
        var floor = rules.Where(static r => r.IsFloor).Select(static r => r.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var rule in rules.Where(static r => r.Effect == RuleEffect.Allow))
        {
            foreach (var id in rule.OverridesFloor)
            {
                if (floor.Contains(id))
                {
                    errors.Warn(rule.File, rule.Line, 1, $"the rule `{rule.Id}` opens the part `{id}` of the floor");
                }
                else
                {
                    errors.Add(rule.File, rule.Line, 1, $"the floor has no rule `{id}`" + NodeReading.Suggest(id, floor));
                }
            }
        }
    }

    private static bool IsNamed(string path, string name) =>
        string.Equals(path[(path.LastIndexOfAny(['/', '\\']) + 1)..], name, StringComparison.Ordinal);

    /// <summary>Names count without their directory, so that two replicas with other mount points agree.</summary>
    private static string Version(List<PolicyText> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts)
        {
            var bytes = Encoding.UTF8.GetBytes(text.Text.ReplaceLineEndings("\n"));
            var name = text.Name[(text.Name.LastIndexOfAny(['/', '\\']) + 1)..];
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{bytes.Length}\n"));
            hash.AppendData(bytes);
        }

        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private sealed record PolicyText(string Name, string Text, bool IsFloor = false);
}
