using System.Text;
using ProxyDb.Host.Backends;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>What a server says of its session's state, and the protocol's own reset of a session.</summary>
internal sealed partial class GatewaySession
{
    public void SettingReported(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        // Parameters of the connection stay those of its login: what its vector lacks has them.
        if (!_lease.IsOwnRunning)
        {
            Effects.Reported(Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(value), _lease.Connection);
        }
    }

    public void StateReported()
    {
        if (!_lease.IsOwnRunning)
        {
            Effects.StateReported();
        }
    }

    public void ResultReported(JudgedText? judged, in LastResult result)
    {
        if (!_lease.IsOwnRunning)
        {
            Effects.ResultReported((JudgedStatement?)judged, result, _lease.Connection, Now);
        }
    }

    public bool ResetSession()
    {
        if (Effects.HoldsFollowers || _lease.IsBusy)
        {
            Client.Pause();
            return false;
        }

        _lease.Reset();
        Effects.Reset();
        return true;
    }
}
