using System.CommandLine;
using Npgsql;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Gateway;
using ProxyDb.Host.Network;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Cli;

/// <summary><c>proxydb catalog dump --config F --cluster C [--database D]</c>: a catalog file from a live cluster.</summary>
public static class CatalogCommand
{
    public static Command Create()
    {
        var config = SharedOptions.Config();
        var cluster = new Option<string>("--cluster") { Description = "A cluster of the configuration.", Required = true };
        var database = new Option<string[]>("--database") { Description = "Only this database; may be given several times. Default: all the login may connect to." };
        var dump = new Command("dump", "Write what the live catalog knows as a catalog file (YAML) to standard output.") { config, cluster, database };
        dump.SetAction((parsed, cancel) => DumpAsync(
            parsed.GetRequiredValue(config).ToString(),
            parsed.GetRequiredValue(cluster),
            parsed.GetValue(database) ?? [],
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            cancel));
        return new Command("catalog", "What ProxyDb knows of the databases behind it.") { dump };
    }

    private static async Task<int> DumpAsync(string file, string name, string[] databases, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        var cluster = Cluster(file, name, error);
        if (cluster.Protocol != DatabaseProtocol.Postgres)
        {
            await DumpServerAsync(cluster, databases, output, error, cancel).ConfigureAwait(false);
            return ExitCode.Fine;
        }

        var read = new List<CatalogDatabase>();
        foreach (var database in databases.Length > 0 ? databases : await DatabasesAsync(cluster, cancel).ConfigureAwait(false))
        {
            read.Add(await ReadAsync(cluster, database, error, cancel).ConfigureAwait(false));
        }

        await output.WriteAsync(CatalogWriter.Write(new CatalogSnapshot(SqlDialect.Postgres, read))).ConfigureAwait(false);
        return ExitCode.Fine;
    }

    /// <summary>MySQL and SQL Server: all databases come with one read.</summary>
    private static async Task DumpServerAsync(ClusterOptions cluster, string[] databases, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        using var loop = EventLoops.Create(OperatingSystem.IsLinux() ? "epoll" : "sockets", 1)[0];
        loop.Faulted += (_, fault) => error.WriteLine("proxydb: " + fault.Message);
        loop.Start();
        try
        {
            var reading = CatalogReading.Alone(cluster, ProtocolCatalog.Create(cluster.Protocol), loop);
            await using ICatalogFeed feed = cluster.Protocol == DatabaseProtocol.Mysql ? new MySqlCatalogFeed(reading) : new TSqlCatalogFeed(reading);
            var loaded = await feed.LoadAsync(null, cancel).ConfigureAwait(false);
            foreach (var power in loaded.Powers)
            {
                await error.WriteLineAsync($"proxydb: warning: the login `{cluster.Login.User}` has {power}; give it plain rights")
                    .ConfigureAwait(false);
            }

            var snapshot = feed.Dialect == SqlDialect.TSql ? Databases(loaded, databases) : Schemas(loaded, databases);
            await output.WriteAsync(CatalogWriter.Write(snapshot)).ConfigureAwait(false);
        }
        catch (BackendFault fault)
        {
            throw new CommandFault($"cluster `{cluster.Name}` cannot be read: {fault.Message}", ExitCode.No);
        }
        finally
        {
            loop.Stop();
        }
    }

    private static CatalogSnapshot Schemas(LoadedCatalog loaded, string[] databases)
    {
        var schemas = loaded.Database.Schemas.Where(s => databases.Length == 0 || databases.Contains(s.Name, StringComparer.Ordinal));
        var wanted = new CatalogDatabase(CatalogSnapshot.WholeServer, loaded.Database.Dialect, schemas, []);
        return new CatalogSnapshot(wanted.Dialect, [wanted]);
    }

    private static CatalogSnapshot Databases(LoadedCatalog loaded, string[] databases)
    {
        var names = databases.Select(TSqlCatalogRows.DatabaseName).ToHashSet(StringComparer.Ordinal);
        return new CatalogSnapshot(SqlDialect.TSql, loaded.Databases.Where(d => names.Count == 0 || names.Contains(d.Name)));
    }

    private static ClusterOptions Cluster(string file, string name, TextWriter error)
    {
        var errors = new DocumentErrors();
        var options = ConfigurationLoader.Load(file, ConfigurationLoader.ProcessEnvironment(), errors);
        if (options is null)
        {
            foreach (var fault in errors.Where(static e => !e.IsWarning))
            {
                error.WriteLine(fault);
            }

            throw new CommandFault($"the configuration `{file}` cannot be used");
        }

        return options.Clusters.TryGetValue(name, out var cluster)
            ? cluster
            : throw new CommandFault($"the configuration has no cluster `{name}`; it has {string.Join(", ", options.Clusters.Keys)}");
    }

    /// <summary>By way of the maintenance database, or the one named like the login.</summary>
    private static async Task<IReadOnlyList<string>> DatabasesAsync(ClusterOptions cluster, CancellationToken cancel)
    {
        try
        {
            await using var source = CatalogConnector.Create(cluster, "postgres");
            return await CatalogLoader.DatabasesAsync(source, cancel).ConfigureAwait(false);
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new CommandFault("the login cannot connect to database `postgres` to list the others; name them with --database");
        }
        catch (NpgsqlException fault)
        {
            throw Unreachable(cluster, fault);
        }
    }

    private static async Task<CatalogDatabase> ReadAsync(ClusterOptions cluster, string database, TextWriter error, CancellationToken cancel)
    {
        try
        {
            await using var source = CatalogConnector.Create(cluster, database);
            var loaded = await CatalogLoader.LoadAsync(source, database, cancel).ConfigureAwait(false);
            foreach (var power in loaded.Powers)
            {
                await error.WriteLineAsync($"proxydb: warning: in database `{database}` the login `{cluster.Login.User}` is {power}; give it a plain role").ConfigureAwait(false);
            }

            return loaded.Database;
        }
        catch (NpgsqlException fault)
        {
            throw Unreachable(cluster, fault);
        }
    }

    private static CommandFault Unreachable(ClusterOptions cluster, NpgsqlException fault) =>
        new($"cluster `{cluster.Name}` cannot be read: {CatalogConnector.Describe(fault)}", ExitCode.No);
}
