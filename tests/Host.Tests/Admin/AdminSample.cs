using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ProxyDb.Host.Admin;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Identity;
using ProxyDb.Host.Telemetry;

namespace ProxyDb.Host.Tests.Admin;

/// <summary>An administration port on loopback, with an operator (oper) and a viewer (view); the password of each is pw-NAME.</summary>
internal sealed class AdminSample : IAsyncDisposable
{
    private AdminSample(string directory) => Directory = directory;

    public string Directory { get; }

    public FakeControl Control { get; } = new();

    public GatewayMetrics Metrics { get; } = new(1);

    public List<AdminCall> Recorded { get; } = [];

    public AdminServer Server { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public string Url { get; private set; } = "";

    public static async Task<AdminSample> StartAsync(bool tls = false, bool publicMetrics = false, bool admins = true)
    {
        var sample = new AdminSample(System.IO.Directory.CreateTempSubdirectory("proxydb-admin-").FullName);
        if (admins)
        {
            UsersFile.Change(sample.In("admins.yaml"), text =>
            {
                text.Set("oper", [new("scram_sha_256", Verifier("pw-oper")), new("roles", "[operator]")]);
                text.Set("view", [new("scram_sha_256", Verifier("pw-view"))]);
            });
        }

        var options = new AdminOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0), UsersFile = sample.In("admins.yaml"), Metrics = new MetricsOptions { Public = publicMetrics },
            Tls = tls ? sample.WriteCertificate() : null,
        };
        sample.Server = await AdminServer.StartAsync(
            options, sample.Control, sample.Metrics, call => { lock (sample.Recorded) { sample.Recorded.Add(call); } },
            NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        sample.Url = $"{(tls ? "https" : "http")}://{sample.Server.Address}";
        sample.Fill();
        sample.Http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true })
        {
            BaseAddress = new Uri(sample.Url),
        };
        return sample;
    }

    public string In(string name) => Path.Combine(Directory, name);

    public Task<HttpResponseMessage> GetAsync(string path, string? admin = null) => SendAsync(HttpMethod.Get, path, admin, null);

    public Task<HttpResponseMessage> PostAsync(string path, string? admin, string type = "application/json") =>
        SendAsync(HttpMethod.Post, path, admin, new StringContent("{}", Encoding.UTF8, type));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    internal static AuthenticationHeaderValue Basic(string name, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(name + ":" + password)));

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? admin, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = admin is null ? null : Basic(admin, "pw-" + admin);
        return await Http.SendAsync(request);
    }

    private static string Verifier(string password) =>
        ScramSecret.Format(ScramSecret.Derive(Encoding.UTF8.GetBytes(password), RandomNumberGenerator.GetBytes(16)));

    private void Fill()
    {
        var time = new DateTimeOffset(2027, 1, 2, 3, 4, 5, TimeSpan.Zero);
        Control.PoolRows =
        [
            new PoolRow("shop", "db", "svc", 3, 2, 3, 1, 0, TimeSpan.FromMilliseconds(1500), "transaction", true,
                ImmutableSortedDictionary<string, int>.Empty.Add("listen", 1)),
        ];
        Control.SessionRows = [new SessionRow("s/1", "kim", "db", "l", "idle", "10.0.0.1:5", "app\u001b[31m", "1.3", null, null, time, 12)];
        Control.ServerRows = [new ServerRow("shop", "db", "svc", "pg-a:5432", "active", 4711, "s/1", time, time)];
    }

    private AdminTlsOptions WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=somewhere else", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(In("tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(In("tls.key"), key.ExportPkcs8PrivateKeyPem());
        return new AdminTlsOptions { CertificateFile = In("tls.crt"), KeyFile = In("tls.key") };
    }
}
