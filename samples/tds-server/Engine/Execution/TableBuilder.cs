using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Reads the definition of a table, or what ALTER TABLE adds to it.</summary>
internal sealed class TableBuilder(SqlSession session, string database, string schema, string name)
{
    private readonly List<ColumnObject> _columns = [];
    private readonly List<IndexObject> _indexes = [];
    private readonly List<ForeignKey> _foreignKeys = [];
    private readonly List<CheckConstraint> _checks = [];
    private int _id = ServerCatalog.NextId();
    private int _next = 1;

    public static TableBuilder Of(SqlSession session, TableObject table)
    {
        var builder = new TableBuilder(session, table.Database, table.Schema, table.Name) { _id = table.Id, _next = table.NextColumn };
        builder._columns.AddRange(table.Columns);
        builder._indexes.AddRange(table.Indexes);
        builder._foreignKeys.AddRange(table.ForeignKeys);
        builder._checks.AddRange(table.Checks);
        return builder;
    }

    public TableObject Build(TableDefinition definition)
    {
        foreach (var column in definition.ColumnDefinitions)
            Column(column);
        foreach (var constraint in definition.TableConstraints)
            Constraint(constraint, null);
        foreach (var index in definition.Indexes)
            AddIndex(index.Name.Value, index.Columns.Select(c => (c.Column.MultiPartIdentifier.Identifiers[^1].Value, c.SortOrder == SortOrder.Descending)), index.Unique, false, false, false);
        return new TableObject(_id, database, schema, name, [.. _columns]) { NextColumn = _next, Indexes = [.. _indexes], ForeignKeys = [.. _foreignKeys], Checks = [.. _checks] };
    }

    private void Column(ColumnDefinition d)
    {
        var title = d.ColumnIdentifier.Value;
        if (_columns.Exists(c => Names.Equal(c.Name, title)))
            throw new SqlError(2705, 16, $"Column names in each table must be unique. Column name '{title}' in table '{name}' is specified more than once.", 3);
        if (d.ComputedColumnExpression is { } computed)
        {
            var type = new Translator(session.Context).TypeIn(computed, _columns, name);
            _columns.Add(new ColumnObject(_next++, title, type.Type, type.IsNullable) { Computed = computed, ComputedText = "(" + Scripts.Text(computed) + ")", IsPersisted = d.IsPersisted });
            return;
        }
        var collation = d.Collation is { } collate ? Collation.Find(collate.Value) ?? throw new SqlError(448, 16, $"Invalid collation '{collate.Value}'.") : null;
        if (d.DataType is null)
            throw new SqlError(173, 15, $"The definition for column '{title}' must include a data type.");
        var isRowVersion = DataTypes.Of(d.DataType, 1, collation).Name == SqlTypeName.RowVersion;
        var nullable = d.Constraints.OfType<NullableConstraintDefinition>().FirstOrDefault()?.Nullable;
        var identity = d.IdentityOptions is { } i ? (Seed(i.IdentitySeed), Seed(i.IdentityIncrement)) : ((long, long)?)null;
        var isPrimary = d.Constraints.OfType<UniqueConstraintDefinition>().Any(u => u.IsPrimaryKey);
        if (isPrimary && nullable == true)
            throw new SqlError(8111, 16, $"Cannot define PRIMARY KEY constraint on nullable column in table '{name}'.");
        _columns.Add(new ColumnObject(_next++, title, DataTypes.Of(d.DataType, 1, collation), nullable ?? !(isPrimary || identity is not null || isRowVersion)) { Identity = identity });
        if (d.DefaultConstraint is { } value)
            Default(value, title);
        foreach (var constraint in d.Constraints)
            Constraint(constraint, title);
        if (d.Index is { } index)
            AddIndex(index.Name.Value, [(title, false)], index.Unique, false, false, false);
    }

    private long Seed(ScalarExpression? e) => e is null ? 1 : (long)session.Evaluate(e, SqlType.BigInt)!;

    private void Default(DefaultConstraintDefinition d, string column)
    {
        var at = At(column);
        _columns[at] = _columns[at] with { Default = d.Expression, DefaultText = "(" + Scripts.Text(d.Expression) + ")", DefaultName = d.ConstraintIdentifier?.Value ?? Generated("DF", column), DefaultId = ServerCatalog.NextId() };
    }

    private int At(string column) => _columns.FindIndex(c => Names.Equal(c.Name, column)) is >= 0 and var at ? at
        : throw new SqlError(1911, 16, $"Column name '{column}' does not exist in the target table or view.");

    private string Generated(string kind, string column = "") =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}__{name[..Math.Min(9, name.Length)]}__{(column.Length == 0 ? "" : column[..Math.Min(5, column.Length)] + "__")}{ServerCatalog.NextId():X8}");

    private void Constraint(ConstraintDefinition constraint, string? column)
    {
        switch (constraint)
        {
            case NullableConstraintDefinition:
                break;
            case UniqueConstraintDefinition u:
                Key(u, column);
                break;
            case DefaultConstraintDefinition d:
                Default(d, d.Column?.Value ?? column!);
                break;
            case CheckConstraintDefinition c:
                _checks.Add(new CheckConstraint(ServerCatalog.NextId(), c.ConstraintIdentifier?.Value ?? Generated("CK", column ?? ""), c.CheckCondition, "(" + Scripts.Text(c.CheckCondition) + ")"));
                break;
            case ForeignKeyConstraintDefinition f:
                Reference(f, column);
                break;
            default:
                throw Errors.NotSupported(constraint.GetType().Name);
        }
    }

    private void Key(UniqueConstraintDefinition u, string? column)
    {
        if (u.IsPrimaryKey && _indexes.Exists(i => i.IsPrimary))
            throw new SqlError(1779, 16, $"Table '{name}' already has a primary key defined on it.", 0);
        var columns = u.Columns.Count == 0 ? [(column!, false)] : u.Columns.Select(c => (c.Column.MultiPartIdentifier.Identifiers[^1].Value, c.SortOrder == SortOrder.Descending)).ToList();
        if (u.IsPrimaryKey)
        {
            foreach (var (key, _) in columns)
                _columns[At(key)] = _columns[At(key)] with { IsNullable = false };
        }
        AddIndex(u.ConstraintIdentifier?.Value ?? Generated(u.IsPrimaryKey ? "PK" : "UQ"), columns, true, u.IsPrimaryKey, true, u.Clustered ?? u.IsPrimaryKey);
    }

    public IndexObject AddIndex(string title, IEnumerable<(string Name, bool Descending)> columns, bool unique, bool primary, bool constraint, bool clustered)
    {
        if (_indexes.Exists(i => Names.Equal(i.Name, title)))
            throw new SqlError(1913, 16, $"The operation failed because an index or statistics with name '{title}' already exists on table '{schema}.{name}'.");
        var number = clustered ? 1 : Math.Max(2, _indexes.Select(i => i.Id).DefaultIfEmpty(1).Max() + 1);
        var index = new IndexObject(number, title, [.. columns.Select(c => new KeyColumn(_columns[At(c.Name)].Id, c.Descending))], unique)
        {
            IsPrimary = primary, IsConstraint = constraint, IsClustered = clustered, ObjectId = constraint ? ServerCatalog.NextId() : 0,
        };
        _indexes.Add(index);
        return index;
    }

    public TableObject Replace(IndexObject old, IndexObject made)
    {
        _indexes[_indexes.IndexOf(old)] = made;
        return Build(new TableDefinition());
    }

    private void Reference(ForeignKeyConstraintDefinition f, string? column)
    {
        List<string> columns = f.Columns.Count == 0 ? [column!] : [.. f.Columns.Select(c => c.Value)];
        var found = NameResolution.Find(session.Context with { Database = database }, [.. f.ReferenceTableName.Identifiers.Select(i => i.Value)]).Object as TableObject;
        if (found is null && Names.Equal(f.ReferenceTableName.BaseIdentifier.Value, name))
            found = Build(new TableDefinition());
        var parent = found ?? throw new SqlError(1767, 16, $"Foreign key '{f.ConstraintIdentifier?.Value}' references invalid table '{Names.Text(f.ReferenceTableName)}'.", 0);
        var parents = f.ReferencedTableColumns.Count > 0 ? f.ReferencedTableColumns.Select(c => parent.Find(c.Value)?.Id ?? throw Errors.InvalidColumn(c.Value)).ToList()
            : parent.Indexes.FirstOrDefault(i => i.IsPrimary)?.Columns.Select(c => c.Column).ToList() ?? throw new SqlError(1773, 16, "Foreign key has implicit reference to object which does not have a primary key defined on it.", 0);
        if (!parent.Indexes.Any(i => i.IsUnique && i.Columns.Select(c => c.Column).Order().SequenceEqual(parents.Order())))
            throw new SqlError(1776, 16, $"There are no primary or candidate keys in the referenced table '{Names.Text(f.ReferenceTableName)}' that match the referencing column list in the foreign key '{f.ConstraintIdentifier?.Value}'.", 0);
        _foreignKeys.Add(new ForeignKey(ServerCatalog.NextId(), f.ConstraintIdentifier?.Value ?? Generated("FK", columns[0]), [.. columns.Select(c => _columns[At(c)].Id)], parent.Id, parents)
        {
            OnDelete = f.DeleteAction, OnUpdate = f.UpdateAction,
        });
    }
}
