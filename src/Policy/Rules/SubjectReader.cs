using System.Collections.Immutable;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Policy.Rules;

/// <summary>Reads <c>subjects</c>, <c>except</c> and <c>groups</c>, groups unfolded.</summary>
internal sealed class SubjectReader
{
    private readonly Dictionary<string, DocumentNode> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SubjectSelector> _unfolded = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unfolding = new(StringComparer.Ordinal);

    /// <summary>Notes the groups of one file; they are unfolded when all files are read.</summary>
    public void Define(DocumentNode groups)
    {
        foreach (var (name, keyNode, value) in groups.Entries())
        {
            if (!_groups.TryAdd(name, value))
            {
                keyNode.Error($"the group `{name}` is defined already, in {_groups[name].File}:{_groups[name].Line}");
            }
        }
    }

    /// <summary>Reads every group, so that a fault in one that no rule uses is found too.</summary>
    public void ReadAll()
    {
        foreach (var (name, node) in _groups)
        {
            Group(name, node);
        }
    }

    public SubjectSelector? Read(DocumentNode? node)
    {
        if (node is null)
        {
            return null;
        }

        if (!node.IsMapping)
        {
            return new SubjectSelector.OneOf(Items(node));
        }

        node.RefuseUnknownKeys("all");
        return node.Require("all") is { } all ? new SubjectSelector.AllOf(Items(all)) : null;
    }

    private ImmutableArray<SubjectSelector> Items(DocumentNode list) =>
        [.. list.Each().Select(i => i.IsMapping ? Read(i) : One(i)).OfType<SubjectSelector>()];

    private SubjectSelector? One(DocumentNode node)
    {
        if (node.Text() is not { } text)
        {
            return null;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (kind, name) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        switch (kind)
        {
            case "any" when colon < 0:
                return new SubjectSelector.Anybody();
            case "user" when name.Length > 0:
                return new SubjectSelector.User(new Glob(name));
            case "role" when name.Length > 0:
                return new SubjectSelector.Role(new Glob(name));
            case "group" when name.Length > 0:
                return Group(name, node);
            case "end_user" or "approval":
                node.Error($"the subject `{kind}:` {NodeReading.Later}");
                return null;
            default:
                node.Error($"`{text}` is no subject; write user:NAME, group:NAME, role:NAME or any");
                return null;
        }
    }

    private SubjectSelector? Group(string name, DocumentNode user)
    {
        if (_unfolded.TryGetValue(name, out var known))
        {
            return known;
        }

        if (!_groups.TryGetValue(name, out var members))
        {
            user.Error($"no group `{name}` is defined" + NodeReading.Suggest(name, _groups.Keys));
            return null;
        }

        if (!_unfolding.Add(name))
        {
            user.Error($"the group `{name}` contains itself");
            return null;
        }

        var selector = Read(members) ?? new SubjectSelector.OneOf([]);
        _unfolding.Remove(name);
        _unfolded[name] = selector;
        return selector;
    }
}
