// Records statements until it is killed. A line on standard output stands for the statement's execution by the database: it is
// written after the turn's BeforeSends, as the loop sends, and before the statement is closed.
using System.Text;
using ProxyDb.Host.Audit;

var root = args[0];
var first = int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture);
using var trail = AuditTrail.Start(
    new AuditTrailOptions
    {
        Directory = Path.Combine(root, "audit"),
        SpoolDirectory = Path.Combine(root, "spool"),
        StateDirectory = Path.Combine(root, "state"),
        SpoolSize = AuditTrailOptions.MinimumSpoolSize,
        Loops = 2,
        CheckpointRecords = 50,
        RotateSize = 200_000,
    },
    "victim", TimeProvider.System, Console.Error.WriteLine);

using var output = Console.OpenStandardOutput();
var lanes = new[] { trail.Lane(0), trail.Lane(1) };
var template = new AuditTemplate("select", "5f2c", null, [], [], [], "allow", ["r"], [], "sha256:00");
var sessions = lanes.Select((_, i) => new AuditSession($"s-{i}", "u", "trust", null, "", "l", "127.0.0.1", 1, "c", "d")).ToArray();
for (var n = first; ; n++)
{
    var lane = lanes[n % 2];
    AuditTicket ticket;
    while (!lane.TryOpen(
        new StatementOpening { Session = sessions[n % 2], Template = template, Text = Encoding.ASCII.GetBytes($"SELECT {n}"), Server = "pg:5432" }, out ticket))
    {
        lane.BeforeSends();
        Thread.Sleep(1);
    }

    lane.BeforeSends();
    output.Write(Encoding.ASCII.GetBytes($"{n}\n"));
    lane.Close(ticket, new StatementOutcome { Status = "ok", Rows = 1 });
    lane.BeforeSends();
}
