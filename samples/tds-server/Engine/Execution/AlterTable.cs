using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>ALTER TABLE: columns and constraints. What changes columns makes the table anew and copies its rows.</summary>
internal static class AlterTable
{
    public static void Run(SqlSession session, AlterTableStatement a)
    {
        var table = NameResolution.Find(session.Context, [.. a.SchemaObjectName.Identifiers.Select(i => i.Value)]).Object as TableObject
            ?? throw new SqlError(4902, 16, $"Cannot find the object \"{Names.Text(a.SchemaObjectName)}\" because it does not exist or you do not have permissions.");
        switch (a)
        {
            case AlterTableAddTableElementStatement add:
                Add(session, table, add);
                break;
            case AlterTableDropTableElementStatement drop:
                foreach (var element in drop.AlterTableDropTableElements)
                    table = Drop(session, table, element);
                break;
            case AlterTableAlterColumnStatement alter:
                Alter(session, table, alter);
                break;
            case AlterTableConstraintModificationStatement check:
                var off = check.ConstraintEnforcement == ConstraintEnforcement.NoCheck;
                bool Named(string name) => check.All || check.ConstraintNames.Any(n => Names.Equal(n.Value, name));
                Definitions.Replace(session, table with
                {
                    ForeignKeys = [.. table.ForeignKeys.Select(f => Named(f.Name) ? f with { IsDisabled = off } : f)],
                    Checks = [.. table.Checks.Select(c => Named(c.Name) ? c with { IsDisabled = off } : c)],
                });
                break;
            default:
                throw Errors.NotSupported(a.GetType().Name.Replace("Statement", "", StringComparison.Ordinal));
        }
    }

    private static void Add(SqlSession session, TableObject table, AlterTableAddTableElementStatement add)
    {
        var made = TableBuilder.Of(session, table).Build(add.Definition) with { IsTemporary = table.IsTemporary, Created = table.Created };
        foreach (var column in made.Columns.Where(c => c.Computed is null && table.Columns.All(o => o.Id != c.Id)))
        {
            session.Link.Run($"ALTER TABLE {table.SqliteName} ADD COLUMN {column.SqliteName}{Translator.CollateText(column.Type)}");
            var hasRows = session.Link.Scalar($"SELECT 1 FROM {table.SqliteName} LIMIT 1") is not null;
            var fills = column.Default is not null && (!column.IsNullable || add.Definition.ColumnDefinitions.Any(d => Names.Equal(d.ColumnIdentifier.Value, column.Name) && d.DefaultConstraint?.WithValues == true));
            if (hasRows && !column.IsNullable && column.Default is null && column.Identity is null)
                throw new SqlError(4901, 16, $"ALTER TABLE only allows columns to be added that can contain nulls, or have a DEFAULT definition specified, or the column being added is an identity or timestamp column, or alternatively if none of the previous conditions are satisfied the table must be empty to allow addition of this column. Column '{column.Name}' cannot be added to non-empty table '{table.Name}' because it does not satisfy these conditions.");
            if (fills)
                session.Link.Run($"UPDATE {table.SqliteName} SET {column.SqliteName}=?1", session.Evaluate(column.Default!, column.Type));
            if (hasRows && column.Identity is not null)
                throw Errors.NotSupported("an identity column added to a table with rows");
        }
        foreach (var index in made.Indexes.Where(i => !table.Indexes.Contains(i)))
            TableMaker.Index(session, made, index);
        Definitions.Replace(session, made);
        if (add.ExistingRowsCheckEnforcement != ConstraintEnforcement.NoCheck)
            VerifyRows(session, table, made);
    }

    // New constraints hold for the rows that are there.
    private static void VerifyRows(SqlSession session, TableObject before, TableObject made)
    {
        if (made.ForeignKeys.Count == before.ForeignKeys.Count && made.Checks.Count == before.Checks.Count)
            return;
        var writer = new RowWriter(session, made) { Verb = "ALTER TABLE" };
        var rows = new List<long>();
        using (var statement = session.Link.Prepare($"SELECT rowid FROM {made.SqliteName}"))
        {
            while (statement.Step())
                rows.Add((long)statement.Cell(0)!);
        }
        foreach (var row in rows)
        {
            var cells = writer.Get(row)!;
            writer.Update(row, cells, [.. cells]);
        }
        writer.References.Verify("ALTER TABLE");
    }

    private static TableObject Drop(SqlSession session, TableObject table, AlterTableDropTableElement element)
    {
        var name = element.Name.Value;
        var isColumn = element.TableElementType == TableElementType.Column || (element.TableElementType == TableElementType.NotSpecified && table.Find(name) is not null && table.Indexes.All(i => !Names.Equal(i.Name, name)));
        var made = isColumn ? DropColumn(session, table, name) : DropConstraint(session, table, name);
        if (made is null && !element.IsIfExists)
            throw isColumn ? new SqlError(4924, 16, $"ALTER TABLE DROP COLUMN failed because column '{name}' does not exist in table '{table.Name}'.") : new SqlError(3728, 16, $"'{name}' is not a constraint.");
        if (made is null)
            return table;
        Definitions.Replace(session, made);
        return made;
    }

    private static TableObject? DropColumn(SqlSession session, TableObject table, string name)
    {
        if (table.Find(name) is not { } column)
            return null;
        var uses = table.Indexes.Where(i => i.Columns.Any(c => c.Column == column.Id)).Select(i => i.Name).Concat(table.ForeignKeys.Where(f => f.Columns.Contains(column.Id)).Select(f => f.Name));
        if (column.Default is not null)
            uses = uses.Append(column.DefaultName);
        if (uses.FirstOrDefault() is { } used)
            throw new SqlError(5074, 16, $"The object '{used}' is dependent on column '{name}'.");
        if (column.Computed is null)
            session.Link.Run($"ALTER TABLE {table.SqliteName} DROP COLUMN {column.SqliteName}");
        return table with { Columns = [.. table.Columns.Where(c => c != column)] };
    }

    private static TableObject? DropConstraint(SqlSession session, TableObject table, string name)
    {
        if (table.Indexes.FirstOrDefault(i => i.IsConstraint && Names.Equal(i.Name, name)) is { } index)
        {
            session.Link.Run($"DROP INDEX IF EXISTS {TableMaker.IndexName(table, index)}");
            return table with { Indexes = [.. table.Indexes.Where(i => i != index)] };
        }
        if (table.ForeignKeys.FirstOrDefault(f => Names.Equal(f.Name, name)) is { } key)
            return table with { ForeignKeys = [.. table.ForeignKeys.Where(f => f != key)] };
        if (table.Checks.FirstOrDefault(c => Names.Equal(c.Name, name)) is { } check)
            return table with { Checks = [.. table.Checks.Where(c => c != check)] };
        return table.Columns.FirstOrDefault(c => c.Default is not null && Names.Equal(c.DefaultName, name)) is { } column
            ? table with { Columns = [.. table.Columns.Select(c => c == column ? c with { Default = null, DefaultName = "", DefaultText = "" } : c)] } : null;
    }

    private static void Alter(SqlSession session, TableObject table, AlterTableAlterColumnStatement alter)
    {
        var column = table.Find(alter.ColumnIdentifier.Value) ?? throw new SqlError(4924, 16, $"ALTER TABLE ALTER COLUMN failed because column '{alter.ColumnIdentifier.Value}' does not exist in table '{table.Name}'.");
        var collation = alter.Collation is { } c ? Collation.Find(c.Value) : column.Type.Collation;
        var type = DataTypes.Of(alter.DataType, 1, collation);
        var nullable = alter.AlterTableAlterColumnOption switch { AlterTableAlterColumnOption.NotNull => false, AlterTableAlterColumnOption.Null => true, _ => true };
        var changed = column with { Type = type, IsNullable = nullable };
        var made = table with { Columns = [.. table.Columns.Select(x => x == column ? changed : x)] };
        var reading = AssignmentRules.Reading(type);
        var rows = new List<(long, object?)>();
        using (var statement = session.Link.Prepare($"SELECT rowid,{column.SqliteName} FROM {table.SqliteName}"))
        {
            while (statement.Step())
                rows.Add(((long)statement.Cell(0)!, statement.Cell(1)));
        }
        foreach (var (row, cell) in rows)
        {
            if (cell is null && !nullable)
                throw new SqlError(515, 16, $"Cannot insert the value NULL into column '{column.Name}', table '{table.FullName}'; column does not allow nulls. UPDATE fails.", 2);
            var value = Cells.Encode(Converter.Convert(Cells.Decode(cell, column.Type), column.Type, reading, session.Settings), reading);
            session.Link.Run($"UPDATE {table.SqliteName} SET {column.SqliteName}=?1 WHERE rowid=?2", AssignmentRules.Fit(value, changed, made), row);
        }
        Definitions.Replace(session, made);
    }
}
