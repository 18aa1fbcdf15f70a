using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>Something in FROM that columns can be taken from.</summary>
internal abstract class RangeItem(TSqlNames names, string? alias) : IRangeItem
{
    public string? Alias { get; } = alias;

    protected TSqlNames Names { get; } = names;

    public abstract ColumnMatch Has(string column);

    /// <summary>A reference to one column.</summary>
    public abstract void Read(WalkContext context, string column, ColumnPlace place);

    /// <summary>A reference to every column.</summary>
    public abstract void ReadAll(WalkContext context, ColumnPlace place, RowUse use);

    /// <summary>Adds the columns a star stands for.</summary>
    public abstract void Expand(QueryOutput output);

    /// <summary>The reference of the text that stands behind this item, for a map; below zero when there is none.</summary>
    public virtual int Reference => -1;

    /// <summary>Hints that lock rows or tables reach this item.</summary>
    public virtual void Lock(WalkContext context)
    {
    }

    /// <summary>Whether qualifiers of a column (<c>t</c>, <c>dbo.t</c>, <c>db.dbo.t</c>) mean this item.</summary>
    /// <param name="qualifiers">Outermost first; at least one.</param>
    public virtual bool IsNamed(WalkContext context, IReadOnlyList<Identifier> qualifiers) =>
        qualifiers.Count == 1 && Alias is not null && Names.AreSame(Alias, qualifiers[0].Value);
}
