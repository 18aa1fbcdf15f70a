using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProxyDb.Host.Cli;

/// <summary>The other end of the administration port.</summary>
internal sealed class AdminClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _address;

    /// <param name="trusted">Authorities, or the very certificate, to trust beside the system's; null: the system's alone.</param>
    public AdminClient(Uri address, string user, string password, X509Certificate2Collection? trusted)
    {
        _address = address;
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) };
        if (trusted is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(certificate, errors, trusted);
        }

        _http = new HttpClient(handler) { BaseAddress = new Uri(address, "/admin/v1/"), Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    public async Task<JsonArray> GetAsync(string path, CancellationToken cancel)
    {
        var text = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancel).ConfigureAwait(false);
        return Parse(text) as JsonArray ?? throw new CommandFault($"{_address} does not answer like an administration port");
    }

    public async Task PostAsync(string path, CancellationToken cancel) =>
        await SendAsync(
            new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}", Encoding.UTF8, "application/json") },
            cancel).ConfigureAwait(false);

    public void Dispose() => _http.Dispose();

    private async Task<string> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using (request)
        {
            try
            {
                using var response = await _http.SendAsync(request, cancel).ConfigureAwait(false);
                var text = await response.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
                return response.IsSuccessStatusCode
                    ? text
                    : throw new CommandFault(
                        (string?)Parse(text)?["error"] ?? $"{_address} answered {(int)response.StatusCode}",
                        response.StatusCode == HttpStatusCode.NotFound ? ExitCode.No : ExitCode.Unusable);
            }
            catch (HttpRequestException fault)
            {
                var reason = (fault.InnerException ?? fault).Message.TrimEnd('.');
                throw new CommandFault($"no administration port at {_address}: {char.ToLowerInvariant(reason[0])}{reason[1..]}");
            }
            catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw new CommandFault($"{_address} did not answer in time");
            }
        }
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null; // something else listens there; the caller says so
        }
    }

    /// <summary>The very certificate (whatever name was dialled), or a chain that ends in a trusted one and fits the name.</summary>
    private static bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors, X509Certificate2Collection trusted)
    {
        if (certificate is not X509Certificate2 presented)
        {
            return false;
        }

        if (errors == SslPolicyErrors.None || trusted.Any(t => t.RawDataMemory.Span.SequenceEqual(presented.RawDataMemory.Span)))
        {
            return true;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return (errors & SslPolicyErrors.RemoteCertificateNameMismatch) == 0 && chain.Build(presented);
    }
}
