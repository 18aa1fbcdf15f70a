using NUnit.Framework;

namespace ProxyDb.Integration.Tds.Tests.Drivers;

/// <summary>Microsoft.Data.SqlClient.</summary>
public sealed class SqlClientTests : DriverProgram
{
    [Test]
    public void Sqlclient_sees_the_same(
        [Values("session", "transaction")] string poolMode, [Values("", "MultipleActiveResultSets=true;Pooling=false", "Packet Size=512")] string more) =>
        AssertSameOutput(poolMode, port => SqlClientTour.Run(port, more));

    [Test]
    public void Sqlclient_sees_the_same_with_tls([Values("Encrypt=false", "Encrypt=true")] string more) =>
        AssertSameOutput(Shared.Gateway("tls-prefer", o => o with { ListenerTls = "prefer" }).Port, port => SqlClientTour.Run(port, more));
}
