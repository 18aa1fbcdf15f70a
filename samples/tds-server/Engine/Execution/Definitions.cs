using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>CREATE, ALTER and DROP of everything but the columns of tables.</summary>
internal static class Definitions
{
    public static void Run(SqlSession session, TSqlStatement statement)
    {
        if (statement is not (CreateTableStatement or DropTableStatement or TruncateTableStatement or CreateIndexStatement))
            Permissions.RequireDefinition(session, statement.GetType().Name.Replace("Statement", "", StringComparison.Ordinal).ToUpperInvariant());
        switch (statement)
        {
            case CreateTableStatement t:
                CreateTable(session, t);
                break;
            case AlterTableStatement a:
                session.Write(() => AlterTable.Run(session, a));
                session.Sink.Done(DoneCommand.AlterTable, null);
                break;
            case TruncateTableStatement t:
                Truncate(session, t);
                break;
            case CreateIndexStatement i:
                CreateIndex(session, i);
                break;
            case DropIndexStatement d:
                DropIndex(session, d);
                break;
            case ViewStatementBody or ProcedureStatementBodyBase:
                Modules.Define(session, statement);
                session.Sink.Done(DoneCommand.CreateProcedure, null);
                break;
            case DropObjectsStatement d:
                Drop(session, d);
                break;
            case InsertBulkStatement b:
                BulkLoad.Prepare(session, b);
                break;
            default:
                Others(session, statement);
                session.Sink.Done(DoneCommand.None, null);
                break;
        }
    }

    private static void Others(SqlSession session, TSqlStatement statement)
    {
        switch (statement)
        {
            case CreateSchemaStatement s:
                CreateSchema(session, s);
                break;
            case DropSchemaStatement s:
                DropSchema(session, s);
                break;
            case CreateSynonymStatement s:
                session.Write(() =>
                {
                    var (database, schema) = TableMaker.Place(session, s.Name);
                    session.Catalog = session.Catalog.With(new SynonymObject(ServerCatalog.NextId(), database, schema, s.Name.BaseIdentifier.Value, [.. s.ForName.Identifiers.Select(i => i.Value)]));
                });
                break;
            case CreateTypeTableStatement t:
                session.Write(() =>
                {
                    var (database, schema) = TableMaker.Place(session, t.Name);
                    var table = new TableBuilder(session, database, schema, t.Name.BaseIdentifier.Value).Build(t.Definition);
                    session.Catalog = session.Catalog.With(new TableTypeObject(ServerCatalog.NextId(), database, schema, t.Name.BaseIdentifier.Value, t.Definition, table));
                });
                break;
            case DropTypeStatement t:
                session.Write(() => Remove(session, "type", t.Name, t.IsIfExists, o => o is TableTypeObject));
                break;
            case CreateDatabaseStatement d:
                session.Write(() =>
                {
                    if (session.Catalog.Find(d.DatabaseName.Value) is not null)
                        throw new SqlError(1801, 16, $"Database '{d.DatabaseName.Value}' already exists. Choose a different database name.", 3);
                    session.Catalog = session.Catalog.With(new DatabaseObject(session.Catalog.Databases.Values.Max(x => x.Id) + 1, d.DatabaseName.Value));
                });
                break;
            case DropDatabaseStatement d:
                DropDatabases(session, d);
                break;
            case DbccStatement or UpdateStatisticsStatement or CheckpointStatement or ReconfigureStatement or AlterTableConstraintModificationStatement or AlterDatabaseStatement:
                break;
            case KillStatement k:
                var spid = (int)(long)(session.Evaluate(k.Parameter, SqlType.Int) ?? 0L);
                if (spid == session.Info.Spid)
                    throw new SqlError(6104, 16, "Cannot use KILL to kill your own process.");
                if (!session.Info.Kill(spid))
                    throw new SqlError(6106, 16, $"Process ID {spid} is not an active process ID.", 2);
                break;
            default:
                throw Errors.NotSupported(statement.GetType().Name.Replace("Statement", "", StringComparison.Ordinal));
        }
    }

    private static void CreateTable(SqlSession session, CreateTableStatement t)
    {
        var name = t.SchemaObjectName.BaseIdentifier.Value;
        var temporary = name.StartsWith('#');
        if (name.StartsWith("##", StringComparison.Ordinal))
            throw Errors.NotSupported("a global temporary table");
        if (!temporary)
            Permissions.RequireDefinition(session, "CREATE TABLE");
        session.Write(() =>
        {
            var (database, schema) = temporary ? ("tempdb", "dbo") : TableMaker.Place(session, t.SchemaObjectName);
            var table = new TableBuilder(session, database, schema, name).Build(t.Definition);
            if (temporary && table.ForeignKeys.Count > 0)
                table = table with { ForeignKeys = [] };
            TableMaker.Create(session, table with { IsTemporary = temporary });
        }, temporary);
        session.Sink.Done(DoneCommand.CreateTable, null);
    }

    private static TableObject Table(SqlSession session, SchemaObjectName name, int error = 4902) =>
        NameResolution.Find(session.Context, [.. name.Identifiers.Select(i => i.Value)]).Object as TableObject
            ?? throw new SqlError(error, 16, error == 4701 ? $"Cannot find the object \"{Names.Text(name)}\" because it does not exist or you do not have permissions." : $"Cannot find the object \"{Names.Text(name)}\" because it does not exist or you do not have permissions.");

    private static void Truncate(SqlSession session, TruncateTableStatement t)
    {
        var table = Table(session, t.TableName, 4701);
        Permissions.Require(session, table, "ALTER");
        if (session.Catalog.Databases.Values.SelectMany(d => d.Objects.Values).OfType<TableObject>().Any(x => x.Id != table.Id && x.ForeignKeys.Any(f => f.Parent == table.Id)))
            throw new SqlError(4712, 16, $"Cannot truncate table '{Names.Text(t.TableName)}' because it is being referenced by a FOREIGN KEY constraint.");
        session.Write(() =>
        {
            session.Link.Run($"DELETE FROM {table.SqliteName}");
            session.Engine.ResetIdentity(table.Id, null);
        }, table.IsTemporary);
        session.Sink.Done(DoneCommand.None, null);
    }

    private static void CreateIndex(SqlSession session, CreateIndexStatement i)
    {
        var table = Table(session, i.OnName, 1088);
        if (!table.IsTemporary)
            Permissions.RequireDefinition(session, "CREATE INDEX");
        session.Write(() =>
        {
            var builder = TableBuilder.Of(session, table);
            var index = builder.AddIndex(i.Name.Value, i.Columns.Select(c => (c.Column.MultiPartIdentifier.Identifiers[^1].Value, c.SortOrder == SortOrder.Descending)), i.Unique, false, false, i.Clustered == true);
            var full = index with
            {
                Included = [.. i.IncludeColumns.Select(c => table.Find(c.MultiPartIdentifier.Identifiers[^1].Value)?.Id ?? throw Errors.InvalidColumn(c.MultiPartIdentifier.Identifiers[^1].Value))],
                Filter = i.FilterPredicate,
                FilterText = i.FilterPredicate is null ? "" : "(" + Scripts.Text(i.FilterPredicate) + ")",
            };
            Replace(session, builder.Replace(index, full) with { IsTemporary = table.IsTemporary, Created = table.Created });
            TableMaker.Index(session, table, full);
        }, table.IsTemporary);
        session.Sink.Done(DoneCommand.CreateIndex, null);
    }

    public static void Replace(SqlSession session, TableObject table)
    {
        if (table.IsTemporary)
            session.AddTemporary(table);
        else
            session.Catalog = session.Catalog.With(table);
    }

    private static void DropIndex(SqlSession session, DropIndexStatement d)
    {
        foreach (var clause in d.DropIndexClauses)
        {
            if (clause is not DropIndexClause c)
                throw Errors.NotSupported("DROP INDEX table.index");
            var table = Table(session, c.Object);
            var index = table.Indexes.FirstOrDefault(i => Names.Equal(i.Name, c.Index.Value));
            if (index is null && d.IsIfExists)
                continue;
            if (index is null)
                throw Errors.CannotDrop("index", $"{Names.Text(c.Object)}.{c.Index.Value}");
            if (index.IsConstraint)
                throw new SqlError(3723, 16, $"An explicit DROP INDEX is not allowed on index '{table.Name}.{index.Name}'. It is being used for {(index.IsPrimary ? "PRIMARY" : "UNIQUE")} KEY constraint enforcement.", 4);
            session.Write(() =>
            {
                session.Link.Run($"DROP INDEX IF EXISTS {TableMaker.IndexName(table, index)}");
                Replace(session, table with { Indexes = [.. table.Indexes.Where(i => i != index)] });
            }, table.IsTemporary);
        }
        session.Sink.Done(DoneCommand.None, null);
    }

    private static void CreateSchema(SqlSession session, CreateSchemaStatement s)
    {
        session.Write(() =>
        {
            var d = session.CurrentDatabase;
            if (d.Schemas.ContainsKey(s.Name.Value))
                throw Errors.Exists(s.Name.Value);
            session.Catalog = session.Catalog.With(d with { Schemas = d.Schemas.Add(s.Name.Value, new SchemaObject(Math.Max(4, d.Schemas.Values.Max(x => x.Id)) + 1, s.Name.Value)) });
        });
        if (s.StatementList is { Statements.Count: > 0 })
            throw Errors.NotSupported("CREATE SCHEMA with elements");
    }

    private static void DropSchema(SqlSession session, DropSchemaStatement s) => session.Write(() =>
    {
        var d = session.CurrentDatabase;
        var name = s.Schema.BaseIdentifier.Value;
        if (!d.Schemas.ContainsKey(name))
        {
            if (!s.IsIfExists)
                throw new SqlError(15151, 16, $"Cannot drop the schema '{name}', because it does not exist or you do not have permission.");
            return;
        }
        if (d.Objects.Values.FirstOrDefault(o => Names.Equal(o.Schema, name)) is { } used)
            throw new SqlError(3729, 16, $"Cannot drop schema '{name}' because it is being referenced by object '{used.Name}'.");
        session.Catalog = session.Catalog.With(d with { Schemas = d.Schemas.Remove(name) });
    });

    private static void DropDatabases(SqlSession session, DropDatabaseStatement d)
    {
        foreach (var name in d.Databases)
        {
            if (session.Catalog.Find(name.Value) is not { } found)
            {
                if (!d.IsIfExists)
                    throw new SqlError(3701, 11, $"Cannot drop the database '{name.Value}', because it does not exist or you do not have permission.");
                continue;
            }
            if (session.Engine.Sessions.Any(s => Names.Equal(s.Database, found.Name)))
                throw new SqlError(3702, 16, $"Cannot drop database \"{found.Name}\" because it is currently in use.", 3);
            session.Write(() =>
            {
                foreach (var table in found.Objects.Values.OfType<TableObject>())
                    session.Link.Run($"DROP TABLE {table.SqliteName}");
                session.Catalog = new ServerCatalog(session.Catalog.Databases.Remove(found.Name));
            });
        }
    }

    private static void Drop(SqlSession session, DropObjectsStatement d)
    {
        var (kind, fits) = ((string, Func<SqlObject, bool>))(d switch
        {
            DropTableStatement => ("table", o => o is TableObject),
            DropViewStatement => ("view", o => o is ViewObject),
            DropProcedureStatement => ("procedure", o => o is ProcedureObject),
            DropFunctionStatement => ("function", o => o is FunctionObject),
            DropSynonymStatement => ("synonym", o => o is SynonymObject),
            _ => throw Errors.NotSupported(d.GetType().Name.Replace("Statement", "", StringComparison.Ordinal)),
        });
        foreach (var name in d.Objects)
        {
            var title = name.BaseIdentifier.Value;
            if (title.StartsWith('#'))
            {
                if (session.Temporary(title) is null && !d.IsIfExists)
                    throw Errors.CannotDrop(kind, title);
                session.Write(() => session.ForgetTemporary(title), true);
                continue;
            }
            Permissions.RequireDefinition(session, "DROP");
            session.Write(() => Remove(session, kind, name, d.IsIfExists, fits));
        }
        session.Sink.Done(DoneCommand.DropTable, null);
    }

    private static void Remove(SqlSession session, string kind, SchemaObjectName name, bool ifExists, Func<SqlObject, bool> fits)
    {
        var database = name.DatabaseIdentifier?.Value is { Length: > 0 } d ? d : session.Frame.Module?.Database ?? session.Database;
        var db = session.Catalog.Find(database);
        var title = name.BaseIdentifier.Value;
        var found = name.SchemaIdentifier?.Value is { Length: > 0 } schema ? db?.Find(schema, title) : db?.Find(session.DefaultSchema, title) ?? db?.Find("dbo", title);
        if (found is null || !fits(found))
        {
            if (ifExists && found is null)
                return;
            throw found is null ? Errors.CannotDrop(kind, Names.Text(name)) : new SqlError(3705, 16, $"Cannot use DROP {kind.ToUpperInvariant()} with '{Names.Text(name)}' because '{Names.Text(name)}' is a different kind of object.");
        }
        if (found is TableObject table)
        {
            if (db!.Objects.Values.OfType<TableObject>().Any(t => t.Id != table.Id && t.ForeignKeys.Any(f => f.Parent == table.Id)))
                throw new SqlError(3726, 16, $"Could not drop object '{Names.Text(name)}' because it is referenced by a FOREIGN KEY constraint.");
            session.Link.Run($"DROP TABLE {table.SqliteName}");
        }
        session.Catalog = session.Catalog.Without(found);
    }
}
