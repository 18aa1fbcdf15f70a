using System.Globalization;
using ProxyDb.Samples.TdsServer.Engine;
using ProxyDb.Samples.TdsServer.Serving;

var options = new TdsServerOptions { KeepsRequests = false };
var users = new Dictionary<string, string>();
var databases = new List<string>();
var scripts = new List<string>();
var isVerbose = false;
for (var i = 0; i < args.Length; i++)
{
    string Value() => i + 1 < args.Length ? args[++i] : throw new ArgumentException($"{args[i]} needs a value");
    switch (args[i])
    {
        case "--port": options = options with { Port = int.Parse(Value(), CultureInfo.InvariantCulture) }; break;
        case "--user":
            var pair = Value().Split(':', 2);
            users[pair[0]] = pair[^1];
            break;
        case "--database": databases.Add(Value()); break;
        case "--encryption": options = options with { Encryption = Enum.Parse<EncryptionMode>(Value(), ignoreCase: true) }; break;
        case "--script": scripts.Add(Value()); break;
        case "--verbose": isVerbose = true; break;
        default:
            Console.Error.WriteLine("usage: ProxyDb.Samples.TdsServer [--port N] [--user NAME:PASSWORD]… [--database NAME]… [--script FILE]… [--encryption optional|required|notsupported|strict] [--verbose]");
            return 2;
    }
}

if (users.Count > 0)
    options = options with { Users = users };
if (databases.Count > 0)
    options = options with { DefaultDatabase = databases[0] };
using var engine = new SqlEngine(databases);
foreach (var script in scripts)
    Script.Run(engine, options.DefaultDatabase, File.ReadAllText(script));
using var server = new TdsServer(options with { KeepsRequests = isVerbose }, engine);
Console.WriteLine($"listening on 127.0.0.1:{server.Port}");
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
AppDomain.CurrentDomain.ProcessExit += (_, _) => stop.Cancel();
while (!stop.IsCancellationRequested)
{
    stop.Token.WaitHandle.WaitOne(isVerbose ? 200 : Timeout.Infinite);
    while (server.Received.TryDequeue(out var request))
        Console.WriteLine($"{request.Spid} {request}");
}

return 0;
