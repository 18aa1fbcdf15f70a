namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>
/// A parse tree in one array, in the order of the text that the parser wrote. The children of a cell follow it directly, so a
/// subtree is a range. Every object that may hold something of interest carries a visited mark: what a walker has not looked
/// at is found afterwards, so that nothing is skipped in silence.
/// </summary>
internal sealed class SyntaxTree
{
    private Cell[] _cells = new Cell[128];

    public int Count { get; private set; }

    /// <summary>Names of nodes or fields that this library's grammar does not have.</summary>
    public List<string> UnknownNames { get; } = [];

    public SyntaxNode Root => new(this, 0);

    internal ref Cell this[int index] => ref _cells[index];

    internal int Add(Cell cell)
    {
        if (Count == _cells.Length)
        {
            Array.Resize(ref _cells, Count * 2);
        }

        _cells[Count] = cell;
        return Count++;
    }

    internal enum CellKind : byte
    {
        Object,
        Array,
        String,
        Number,
        True,
        False,
    }

    /// <summary>One value. <see cref="End"/> is the index after its last descendant.</summary>
    internal struct Cell
    {
        public CellKind Kind;
        public bool Visited;
        public int End;
        public int Number;

        /// <summary>Field of the parent, null for items and the root.</summary>
        public string? Name;

        /// <summary>Objects: node type where the tree gives one. Strings: the text.</summary>
        public string? Text;
    }
}
