using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProxyDb.Host.Cli;

/// <summary>Options several commands have, so that they are spelled and explained alike.</summary>
internal static class SharedOptions
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    public static Option<FileInfo> Config() => new("--config") { Description = "The configuration file, proxydb.yaml.", Required = true };

    public static void WriteJson(TextWriter output, JsonNode node) => output.WriteLine(node.ToJsonString(Indented));
}
