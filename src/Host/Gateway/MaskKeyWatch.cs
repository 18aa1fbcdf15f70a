using ProxyDb.Host.Audit;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Telemetry;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Gateway;

/// <summary>Puts changed keys of masks in force, and records that it did or why it did not.</summary>
internal sealed class MaskKeyWatch : IDisposable
{
    private readonly GatewayRuntime _runtime;
    private readonly List<FileWatch> _files;

    public MaskKeyWatch(GatewayRuntime runtime)
    {
        _runtime = runtime;
        _files =
        [
            .. runtime.MaskKeys.Files.Distinct(StringComparer.Ordinal).Select(f => new FileWatch(f, Reload, TimeProvider.System, runtime.Log)),
        ];
    }

    public void Dispose()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }

    private void Reload()
    {
        var errors = new DocumentErrors();
        if (_runtime.MaskKeys.Reload(errors))
        {
            _runtime.Log.Reloaded("the keys of masks");
            Record("loaded");
        }
        else if (errors.Any)
        {
            _runtime.Log.ReloadRefused("the keys of masks", errors[0].ToString());
            Record("refused");
        }
    }

    private void Record(string result) =>
        _runtime.Audit.TryRecord(new AuditEvent(
            "config", null, [new KeyValuePair<string, string>("what", "mask keys"), new KeyValuePair<string, string>("result", result)]));
}
