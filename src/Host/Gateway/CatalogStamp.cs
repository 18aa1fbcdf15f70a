using System.Globalization;
using System.Runtime.CompilerServices;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Host.Gateway;

/// <summary>A short name for each catalog seen, so that keys can hold it without keeping the catalog alive.</summary>
internal static class CatalogStamp
{
    private static readonly ConditionalWeakTable<ICatalogView, string> Stamps = [];
    private static long _next;

    public static string Of(ICatalogView? catalog) => catalog is null
        ? ""
        : Stamps.GetValue(catalog, static _ => Interlocked.Increment(ref _next).ToString(CultureInfo.InvariantCulture));
}
