namespace ProxyDb.Integration.Tests.Oracles;

/// <summary>Makes the two databases at first use.</summary>
internal static class Twins
{
    private static readonly Lock Gate = new();
    private static bool _made;

    /// <summary>The structure is made once and copied, so that both have the same object ids.</summary>
    public static void Make()
    {
        lock (Gate)
        {
            if (_made)
                return;
            Shared.Database.Psql($"DROP DATABASE IF EXISTS {TwinSchema.Left}; ");
            Shared.Database.Psql($"DROP DATABASE IF EXISTS {TwinSchema.Right}; ");
            Shared.Database.Psql($"CREATE DATABASE {TwinSchema.Left}");
            Shared.Database.Psql(TwinSchema.Structure, TwinSchema.Left);
            Shared.Database.Psql($"CREATE DATABASE {TwinSchema.Right} TEMPLATE {TwinSchema.Left}");
            foreach (var twin in (string[])[TwinSchema.Left, TwinSchema.Right])
            {
                Shared.Database.Psql($"GRANT CREATE, TEMPORARY ON DATABASE {twin} TO app");
                Shared.Database.Psql(TwinSchema.Data(twin), twin);
            }

            _made = true;
        }
    }
}
