using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;

namespace ProxyDb.Host.Configuration;

/// <summary>
/// The configuration as it is in force, every default filled in, in the form of the file it came from: what it prints can be
/// loaded again. Holds paths of secrets, never their contents, for the records hold no more.
/// </summary>
internal static class EffectiveOptions
{
    private static readonly HashSet<string> Sizes =
        ["Statement", "AnalysedText", "RewrittenRow", "TextLimit", "LocalMax", "Size"];

    public static JsonObject Tree(GatewayOptions options)
    {
        var tree = Mapping(options);
        tree.Insert(0, "proxydb", ConfigurationLoader.Header);
        return tree;
    }

    /// <summary>The keys of a record, in the order of contracts.md.</summary>
    public static IEnumerable<PropertyInfo> Keys(Type record) =>
        record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static p => p.CanWrite && p.GetCustomAttribute<NotAKeyAttribute>() is null);

    /// <summary>A value as it is written in the file.</summary>
    public static JsonNode? Value(PropertyInfo property, object? value) => value switch
    {
        null => property.PropertyType == typeof(TimeSpan?) ? "off" : null,
        bool flag => flag,
        int number => number,
        0L => 0,
        long bytes when Sizes.Contains(property.Name) => Words.OfSize(bytes),
        TimeSpan time => Words.Of(time),
        Enum word => Words.Of(word),
        string text => text,
        AutoNumber or Share or ServerEndpoint or IPEndPoint => Scalar(value),
        IDictionary pairs => Pairs(pairs),
        IEnumerable items => new JsonArray([.. items.Cast<object>().Select(Item)]),
        _ => Mapping(value),
    };

    private static JsonObject Mapping(object record)
    {
        var mapping = new JsonObject();
        foreach (var property in Keys(record.GetType()))
        {
            mapping[Words.Key(property.Name)] = Value(property, property.GetValue(record));
        }

        return mapping;
    }

    private static JsonObject Pairs(IDictionary pairs)
    {
        var mapping = new JsonObject();
        foreach (DictionaryEntry pair in pairs)
        {
            mapping[(string)pair.Key] = Item(pair.Value!);
        }

        return mapping;
    }

    private static JsonNode Item(object item) => item is string or ServerEndpoint ? Scalar(item) : Mapping(item);

    private static JsonNode Scalar(object value) =>
        int.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var number) && value is not string ? number : value.ToString()!;
}
