using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.Postgres.Mapping;

/// <summary>What is being gathered about one reference.</summary>
internal sealed class MappedReference(TextTokens tokens, SyntaxNode rangeVar, Relation relation, ReferenceRole role, int query)
{
    private readonly RelationSpans _spans = new(tokens, rangeVar);
    private readonly List<ColumnUse> _uses = [];
    private readonly List<string> _used = [];
    private readonly List<string> _system = [];

    public int Location { get; } = rangeVar.Location;

    public int Query { get; } = query;

    public Relation Relation { get; } = relation;

    public bool NeedsAllColumns { get; set; }

    public bool IsLocked { get; set; }

    public bool IsNullable { get; set; }

    private bool UsesWholeRow { get; set; }

    /// <summary>Whether the place was understood: the name's text is where the tree says.</summary>
    public bool IsFound => _spans.Name.Length > 0;

    public SourceSpan Name => _spans.Name;

    /// <param name="token">Where the use is written, −1 when it is not.</param>
    public void Use(string column, int token, ColumnUsage usage)
    {
        var span = default(SourceSpan);
        var qualifier = default(SourceSpan);
        if (token >= 0)
        {
            var end = tokens.EndOfName(token, out var last);
            (span, qualifier) = (tokens.Span(token, end), tokens.Span(token, last));
            qualifier = last > token ? qualifier : default;
        }

        UsesWholeRow |= usage == ColumnUsage.WholeRow;
        var use = new ColumnUse(column, span, qualifier, usage);
        if (!_uses.Contains(use))
        {
            _uses.Add(use);
        }

        if (column == "*")
        {
            NeedsAllColumns = true;
        }
        else if (TableItem.IsSystemColumn(column) && !Columns.Contains(column))
        {
            AddOnce(_system, column);
        }
        else if (usage != ColumnUsage.Assigned)
        {
            AddOnce(_used, column);
        }
    }

    public RelationReference Build()
    {
        var alias = rangeVar["alias"];
        return new RelationReference
        {
            Name = Relation.Name,
            Kind = Relation.Kind,
            Role = role,
            Query = Query,
            NameSpan = _spans.Name,
            RelationSpan = _spans.Relation,
            IsOnly = !rangeVar.Flag("inh"),
            Alias = alias.Text("aliasname"),
            AliasSpan = _spans.Alias,
            ColumnAliases = alias["colnames"].Exists ? [.. ConstantReader.Strings(alias["colnames"])] : [],
            SampleSpan = _spans.Sample,
            TableKeyword = _spans.TableKeyword,
            Columns = Columns,
            UsedColumns = Used(),
            NeedsAllColumns = NeedsAllColumns,
            SystemColumns = [.. _system],
            UsesWholeRow = UsesWholeRow,
            Uses = [.. _uses],
            IsLocked = IsLocked,
            IsNullable = IsNullable,
        };
    }

    private ImmutableArray<string> Columns => Relation.Description?.Columns is { IsDefault: false } known ? known : [];

    /// <summary>In the relation's own order where it is known.</summary>
    private ImmutableArray<string> Used()
    {
        if (Columns.IsEmpty)
        {
            return [.. _used];
        }

        return NeedsAllColumns ? Columns : [.. Columns.Where(_used.Contains), .. _used.Where(name => !Columns.Contains(name))];
    }

    private static void AddOnce(List<string> list, string name)
    {
        if (!list.Contains(name))
        {
            list.Add(name);
        }
    }
}
