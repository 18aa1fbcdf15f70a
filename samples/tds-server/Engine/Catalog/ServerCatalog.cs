using System.Collections.Immutable;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>A schema; its number is the one of sys.schemas.</summary>
internal sealed record SchemaObject(int Id, string Name, int Owner = 1);

/// <summary>A database: schemas and objects by name. Never changed; a change makes another one.</summary>
internal sealed record DatabaseObject(int Id, string Name)
{
    public static readonly ImmutableDictionary<string, SchemaObject> FirstSchemas = new[]
    {
        new SchemaObject(1, "dbo"), new SchemaObject(2, "guest", 2), new SchemaObject(3, "INFORMATION_SCHEMA", 3), new SchemaObject(4, "sys", 4),
    }.ToImmutableDictionary(s => s.Name, Names.Comparer);

    public DateTime Created { get; init; } = DateTime.UtcNow;

    public Collation Collation { get; init; } = Collation.Default;

    public ImmutableDictionary<string, SchemaObject> Schemas { get; init; } = FirstSchemas;

    public ImmutableDictionary<string, SqlObject> Objects { get; init; } = ImmutableDictionary.Create<string, SqlObject>(Names.Comparer);

    public static string Key(string schema, string name) => schema + "\u0001" + name;

    public SqlObject? Find(string schema, string name) => Objects.GetValueOrDefault(Key(schema, name));

    public DatabaseObject With(SqlObject made) => this with { Objects = Objects.SetItem(Key(made.Schema, made.Name), made) };

    public DatabaseObject Without(SqlObject gone) => this with { Objects = Objects.Remove(Key(gone.Schema, gone.Name)) };
}

/// <summary>All databases at one moment. <see cref="Version"/> changes with each change.</summary>
internal sealed record ServerCatalog(ImmutableDictionary<string, DatabaseObject> Databases)
{
    private static long _versions;
    private static int _ids = 245575913;

    public long Version { get; } = Interlocked.Increment(ref _versions);

    public static int NextId() => Interlocked.Add(ref _ids, 16);

    public DatabaseObject? Find(string database) => Databases.GetValueOrDefault(database);

    public ServerCatalog With(DatabaseObject database) => new(Databases.SetItem(database.Name, database));

    public ServerCatalog With(SqlObject made) => With(Databases[made.Database].With(made));

    public ServerCatalog Without(SqlObject gone) => With(Databases[gone.Database].Without(gone));

    public SqlObject? ById(int id)
    {
        foreach (var database in Databases.Values)
        {
            foreach (var item in database.Objects.Values)
            {
                if (item.Id == id)
                    return item;
            }
        }
        return null;
    }
}
