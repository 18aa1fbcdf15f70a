using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace ProxyDb.Host.Cli;

/// <summary><c>proxydb admin …</c>: asks a running gateway over its administration port.</summary>
public static class AdminCommand
{
    public static Command Create()
    {
        var connection = new AdminConnectionOptions();
        var command = new Command("admin", "See and steer a running gateway.")
        {
            Show("pools", "Pools: clients, servers, waits, pinned sessions.", connection, PoolColumns),
            Show("sessions", "Client sessions and the server each holds.", connection, SessionColumns),
            Show("servers", "Connections to database servers.", connection, ServerColumns),
            Do("pause", "CLUSTER", "Give out no more connections of a cluster; statements wait.", "clusters", connection),
            Do("resume", "CLUSTER", "End a pause.", "clusters", connection),
            Do("kill", "SESSION", "End one client session.", "sessions", connection),
            Drain(connection),
        };
        foreach (var option in connection.All)
        {
            command.Add(option);
        }

        return command;
    }

    private static readonly string[] PoolColumns =
    [
        "cluster", "database", "user", "cl_active", "cl_waiting", "sv_active", "sv_idle", "sv_login", "maxwait", "maxwait_us", "pool_mode",
        "paused", "pinned",
    ];

    private static readonly string[] SessionColumns =
    [
        "id", "user", "database", "listener", "state", "client", "application", "tls", "server", "pin_reason", "since", "statements",
    ];

    private static readonly string[] ServerColumns =
        ["cluster", "database", "user", "server", "state", "process_id", "session", "since", "last_used"];

    private static Command Show(string name, string description, AdminConnectionOptions connection, string[] columns)
    {
        var json = SharedOptions.Json();
        var command = new Command(name, description) { json };
        command.SetAction(async (parsed, cancel) =>
        {
            using var client = connection.Connect(parsed);
            var rows = await client.GetAsync(name, cancel).ConfigureAwait(false);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                SharedOptions.WriteJson(output, rows);
            }
            else
            {
                Tables.Write(output, columns, rows.Select(row => columns.Select(c => Cell(row![c])).ToArray()));
            }

            return ExitCode.Fine;
        });
        return command;
    }

    private static Command Do(string name, string argument, string description, string collection, AdminConnectionOptions connection)
    {
        var target = new Argument<string>(argument);
        var json = SharedOptions.Json();
        var command = new Command(name, description) { target, json };
        command.SetAction(async (parsed, cancel) =>
        {
            using var client = connection.Connect(parsed);
            var what = parsed.GetRequiredValue(target);
            await client.PostAsync($"{collection}/{Uri.EscapeDataString(what)}/{name}", cancel).ConfigureAwait(false);
            Done(parsed, parsed.GetValue(json), $"{name} {what}: done");
            return ExitCode.Fine;
        });
        return command;
    }

    private static Command Drain(AdminConnectionOptions connection)
    {
        var json = SharedOptions.Json();
        var command = new Command("drain", "End the gateway as SIGTERM does: sessions at safe points, then the process.") { json };
        command.SetAction(async (parsed, cancel) =>
        {
            using var client = connection.Connect(parsed);
            await client.PostAsync("drain", cancel).ConfigureAwait(false);
            Done(parsed, parsed.GetValue(json), "drain: begun");
            return ExitCode.Fine;
        });
        return command;
    }

    private static void Done(ParseResult parsed, bool json, string text)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (json)
        {
            SharedOptions.WriteJson(output, new JsonObject { ["done"] = true });
        }
        else
        {
            output.WriteLine(text);
        }
    }

    private static string Cell(JsonNode? value) => value switch
    {
        null => "",
        JsonObject reasons => string.Join(' ', reasons.Select(static r => $"{r.Key}={r.Value}")),
        JsonValue flag when flag.TryGetValue<bool>(out var isTrue) => isTrue ? "yes" : "no",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
