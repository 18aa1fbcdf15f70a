using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>
/// The row that a definition on an existing table speaks of (a key, a check, a generated column, a trigger): the server reads its
/// columns for it. Nobody needs an allow for that, but denies and masks of the columns hold.
/// </summary>
internal sealed class DefinedItem(TSqlNames names, Relation table) : RangeItem(names, table.Name.Name)
{
    private readonly TableItem _names = new(names, table, null, default, isRead: true);

    public override ColumnMatch Has(string column) => _names.Has(column) == ColumnMatch.Yes ? ColumnMatch.Yes : ColumnMatch.Hidden;

    public override void Read(WalkContext context, string column, ColumnPlace place) => context.Accesses.Add(
        new Access(AccessKind.Column, SqlAction.Select, table.Name, _names.Canonical(column)) { Through = true, Relation = table.Kind });

    public override void ReadAll(WalkContext context, ColumnPlace place, RowUse use)
    {
        if (table.Description is not { Columns.IsDefaultOrEmpty: false } known)
        {
            context.Accesses.Add(new Access(AccessKind.Column, SqlAction.Select, table.Name, "*") { Through = true, Relation = table.Kind });
            return;
        }

        foreach (var column in known.Columns)
        {
            Read(context, column, place);
        }
    }

    public override void Expand(QueryOutput output) => output.IsKnown = false;
}
