namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>A place in a <see cref="SyntaxTree"/>, or none (<c>default</c>): fields that are not written have their default value.</summary>
internal readonly struct SyntaxNode(SyntaxTree tree, int index)
{
    private readonly SyntaxTree? _tree = tree;
    private readonly int _index = index;

    public bool Exists => _tree is not null;

    public int Index => _index;

    public SyntaxTree Tree => _tree!;

    /// <summary>Type of a node, null for lists, scalars and fields whose type the grammar fixes.</summary>
    public string? Type => _tree is not null && _tree[_index].Kind == SyntaxTree.CellKind.Object ? _tree[_index].Text : null;

    public bool IsArray => _tree is not null && _tree[_index].Kind == SyntaxTree.CellKind.Array;

    public bool IsObject => _tree is not null && _tree[_index].Kind == SyntaxTree.CellKind.Object;

    /// <summary>The text of a string value.</summary>
    public string? Value => _tree is not null && _tree[_index].Kind == SyntaxTree.CellKind.String ? _tree[_index].Text : null;

    /// <summary>Byte offset in the parsed text, −1 when unknown; the parser leaves out a zero.</summary>
    public int Location => this["location"] is { Exists: true } place ? place._tree![place._index].Number : 0;

    public SyntaxNode this[string field]
    {
        get
        {
            if (_tree is null)
            {
                return default;
            }

            var end = _tree[_index].End;
            for (var child = _index + 1; child < end; child = _tree[child].End)
            {
                if (ReferenceEquals(_tree[child].Name, field) || string.Equals(_tree[child].Name, field, StringComparison.Ordinal))
                {
                    return new SyntaxNode(_tree, child);
                }
            }

            return default;
        }
    }

    /// <summary>Whether this is a node of the type.</summary>
    public bool Is(string type) => string.Equals(Type, type, StringComparison.Ordinal);

    /// <summary>Items of a list, or values of an object's fields; nothing for a missing field.</summary>
    public ChildEnumerator GetEnumerator() => new(_tree, _index);

    public int ItemCount
    {
        get
        {
            var count = 0;
            foreach (var _ in this)
            {
                count++;
            }

            return count;
        }
    }

    public SyntaxNode First
    {
        get
        {
            foreach (var item in this)
            {
                return item;
            }

            return default;
        }
    }

    public string? Text(string field) => this[field].Value;

    public int Number(string field) => this[field] is { Exists: true } node ? node._tree![node._index].Number : 0;

    public bool Flag(string field) =>
        this[field] is { Exists: true } node && node._tree![node._index].Kind == SyntaxTree.CellKind.True;

    /// <summary>Marks this node as looked at.</summary>
    public SyntaxNode Visit()
    {
        if (_tree is not null)
        {
            _tree[_index].Visited = true;
        }

        return this;
    }

    /// <summary>Marks the whole subtree as looked at: it holds nothing that could reach an object.</summary>
    public void Skip()
    {
        if (_tree is null)
        {
            return;
        }

        for (var i = _index; i < _tree[_index].End; i++)
        {
            _tree[i].Visited = true;
        }
    }

    /// <summary>Walks children without allocating.</summary>
    public struct ChildEnumerator
    {
        private readonly SyntaxTree? _tree;
        private readonly int _end;
        private int _next;

        internal ChildEnumerator(SyntaxTree? tree, int index)
        {
            _tree = tree;
            _end = tree is null ? 0 : tree[index].End;
            _next = index + 1;
            Current = default;
        }

        public SyntaxNode Current { get; private set; }

        public bool MoveNext()
        {
            if (_tree is null || _next >= _end)
            {
                return false;
            }

            Current = new SyntaxNode(_tree, _next);
            _next = _tree[_next].End;
            return true;
        }
    }
}
