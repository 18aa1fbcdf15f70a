namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>
/// The row that a definition on an existing table speaks of (an index, a check, a generated column, a new type): the server reads
/// its columns for it. Nobody needs an allow for that, but denies and masks of the columns hold.
/// </summary>
internal sealed class DefinedItem(Relation table) : RangeItem(table.Name.Name)
{
    public override ColumnMatch Has(string column) =>
        table.Description is { Columns.IsDefaultOrEmpty: false } known && known.Columns.Contains(column) ? ColumnMatch.Yes : ColumnMatch.Hidden;

    public override void Read(WalkContext context, string column, int location) => context.Accesses.Add(
        new Access(AccessKind.Column, SqlAction.Select, table.Name, column) { Through = true, Relation = table.Kind });

    public override void ReadAll(WalkContext context, int location, RowUse use)
    {
        if (table.Description is not { Columns.IsDefaultOrEmpty: false } known)
        {
            Read(context, "*", location);
            return;
        }

        foreach (var column in known.Columns)
        {
            Read(context, column, location);
        }
    }

    public override void Expand(QueryOutput output) => output.IsKnown = false;
}
