using Microsoft.Extensions.Logging;
using ProxyDb.Host.Configuration;

namespace ProxyDb.Host.Gateway;

/// <summary>Makes the catalog store of a configuration.</summary>
internal static class CatalogStores
{
    public static ICatalogStore Create(GatewayOptions options, ILogger log)
    {
        _ = options;
        _ = log;
        return new NoCatalogs();
    }
}
