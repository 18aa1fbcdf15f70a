using System.Collections.Immutable;
using ProxyDb.Host.Configuration;

namespace ProxyDb.Host.Tests.Configuration;

/// <summary>Every key of the configuration with its default, read from the option records.</summary>
internal static class ConfigurationKeys
{
    public static IEnumerable<(string Key, string? Default)> All() => Of("", typeof(GatewayOptions), new GatewayOptions());

    private static IEnumerable<(string Key, string? Default)> Of(string prefix, Type record, object? defaults)
    {
        foreach (var property in EffectiveOptions.Keys(record))
        {
            var key = prefix + Words.Key(property.Name);
            var value = defaults is null ? null : property.GetValue(defaults);
            var inner = Inner(property.PropertyType, key);
            var leaves = inner is null
                ? [(key, EffectiveOptions.Value(property, value)?.ToString())]
                : Of(inner.Value.Prefix, inner.Value.Record, inner.Value.Record == property.PropertyType && value is not null ? value : Activator.CreateInstance(inner.Value.Record));
            foreach (var leaf in leaves)
            {
                yield return leaf;
            }
        }
    }

    private static (string Prefix, Type Record)? Inner(Type type, string key)
    {
        if (type.Namespace == typeof(GatewayOptions).Namespace && type.IsClass)
        {
            return (key + ".", type);
        }

        var arguments = type.IsGenericType ? type.GetGenericArguments() : [];
        return arguments switch
        {
            [_, { IsClass: true } value] when value.Namespace == typeof(GatewayOptions).Namespace => (key + ".*.", value),
            [{ IsClass: true } item] when item.Namespace == typeof(GatewayOptions).Namespace => (key + "[].", item),
            _ => null,
        };
    }
}
