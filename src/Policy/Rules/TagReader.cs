using System.Collections.Immutable;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Policy.Rules;

/// <summary>Reads <c>tags</c>: the definitions of a file, and the names in a rule.</summary>
internal sealed class TagReader
{
    private const string ColumnForm = "schema.table.column or database.schema.table.column";

    private readonly Dictionary<string, (Tag Tag, DocumentNode Place)> _tags = new(StringComparer.Ordinal);

    /// <summary>Tags in order of their names.</summary>
    public ImmutableArray<Tag> All => [.. _tags.Values.Select(static t => t.Tag).OrderBy(static t => t.Name, StringComparer.Ordinal)];

    public void Define(DocumentNode tags)
    {
        foreach (var (name, keyNode, value) in tags.Entries())
        {
            if (!NamePattern.TryParse(name, out var parsed, out _) || !parsed.IsExact)
            {
                keyNode.Error($"`{name}` is no name for a tag; use words separated by dots, as in pii.email");
            }
            else if (value.Patterns(3, 5, ColumnForm) is { } columns
                && !_tags.TryAdd(name, (new Tag(name, columns) { File = keyNode.File, Line = keyNode.Line }, keyNode)))
            {
                keyNode.Error($"the tag `{name}` is defined already, in {_tags[name].Place.File}:{_tags[name].Place.Line}");
            }
        }
    }

    /// <summary>The tags a rule names, globs unfolded; null when the key is absent.</summary>
    public ImmutableArray<Tag>? Read(DocumentNode? node)
    {
        if (node is null)
        {
            return null;
        }

        var found = new SortedDictionary<string, Tag>(StringComparer.Ordinal);
        foreach (var item in node.Each())
        {
            if (item.Text() is not { } text)
            {
                continue;
            }

            if (!NamePattern.TryParse(text, out var pattern, out var fault))
            {
                item.Error(fault);
                continue;
            }

            var count = 0;
            foreach (var (name, (tag, _)) in _tags)
            {
                if (pattern.Matches(name.Split('.'), possible: false))
                {
                    found[name] = tag;
                    count++;
                }
            }

            if (count == 0)
            {
                Missing(item, text, pattern.IsExact);
            }
        }

        return [.. found.Values];
    }

    private void Missing(DocumentNode item, string text, bool exact)
    {
        if (exact)
        {
            item.Error($"no tag `{text}` is defined" + NodeReading.Suggest(text, _tags.Keys));
        }
        else
        {
            item.Warn($"no tag matches `{text}`");
        }
    }
}
