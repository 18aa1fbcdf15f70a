using NUnit.Framework;

namespace ProxyDb.Integration.MySql.Tests.Drivers;

/// <summary>Oracle's connector for .NET.</summary>
public sealed class MySqlDataTests : DriverProgram
{
    [Test]
    public void Mysql_data_sees_the_same([Values("session", "transaction")] string poolMode, [Values("", "IgnorePrepare=false;UseCompression=true")] string more) =>
        AssertSameOutput(poolMode, port => MySqlDataTour.Run(port, more));
}
