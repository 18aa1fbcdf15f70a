using System.Globalization;
using System.Text;
using ProxyDb.Samples.TdsServer.Sql;
using ProxyDb.Samples.TdsServer.Wire;

namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>Decides LOGIN7 and writes the answer, in the order SQL Server has.</summary>
internal sealed class LoginSequence(TdsServer server, ResponseWriter response, Login7Message login)
{
    private const byte SessionRecovery = 1, FederatedAuthentication = 2, Utf8Support = 0x0A;

    /// <summary>The database the session begins in; null: refused, and the answer says why.</summary>
    public string? Check()
    {
        var options = server.Options;
        if (login.UsesWindows || login.Features.Any(f => f.Id == FederatedAuthentication))
            return Refuse(new SqlMessage(18452, 14, "Login failed. The login is from an untrusted domain and cannot be used with Integrated authentication."));
        if (login.ChangesPassword)
            return Refuse(new SqlMessage(18456, 14, $"Login failed for user '{login.User}'."));
        if (!options.Users.TryGetValue(login.User, out var password) || password != login.Password)
            return Refuse(new SqlMessage(18456, 14, $"Login failed for user '{login.User}'."));
        if (login.Features.Any(f => f.Id == SessionRecovery && f.Data.Length > 0))
            return Refuse(new SqlMessage(18456, 14, $"Login failed for user '{login.User}'."));
        var database = login.Database.Length > 0 ? login.Database.Trim('[', ']') : options.DefaultDatabase;
        if (server.Engine.HasDatabase(database))
            return database;
        response.Message(new SqlMessage(4060, 11, $"Cannot open database \"{database}\" requested by the login. The login failed."));
        return Refuse(new SqlMessage(18456, 14, $"Login failed for user '{login.User}'."));
    }

    private string? Refuse(SqlMessage message)
    {
        response.Message(message);
        response.Done(0xFD, DoneCommand.None, null, isError: true);
        return null;
    }

    /// <param name="packetSize">From the next message on.</param>
    public void Accept(string database, uint version, int packetSize)
    {
        var options = server.Options;
        response.EnvironmentText(1, database, "master");
        response.Message(new SqlMessage(5701, 0, $"Changed database context to '{database}'.") { State = 2 });
        Span<byte> collation = [.. BitConverter.GetBytes(Collation.Default.Info), Collation.Default.SortId];
        response.EnvironmentBytes(7, collation, []);
        var language = login.Language.Length > 0 ? login.Language : "us_english";
        response.EnvironmentText(2, language, "");
        response.Message(new SqlMessage(5703, 0, $"Changed language setting to {language}."));
        Acknowledge(version);
        if (options.RouteTo is { } route)
            response.Route(route.Host, route.Port);
        response.EnvironmentText(4, packetSize.ToString(CultureInfo.InvariantCulture), "4096");
        AcknowledgeFeatures();
        response.Done(0xFD, DoneCommand.None, null);
    }

    private void Acknowledge(uint version)
    {
        const string name = "Microsoft SQL Server\0\0";
        var v = server.Options.Version;
        var w = response.Token(0xAD);
        w.UInt16(1 + 4 + 1 + (name.Length * 2) + 4);
        w.Byte(1);
        byte[] order = version switch
        {
            TdsVersion.V80 => [8, 0, 0, 0],
            0x71000000 => [7, 1, 0, 0],
            _ => [(byte)(version >> 24), (byte)(version >> 16), (byte)(version >> 8), (byte)version],
        };
        w.Bytes(order);
        w.ShortText(name);
        w.Byte((byte)v.Major);
        w.Byte((byte)v.Minor);
        w.Byte((byte)(v.Build >> 8));
        w.Byte((byte)v.Build);
    }

    private void AcknowledgeFeatures()
    {
        var acknowledged = login.Features.Where(f => (f.Id == Utf8Support && server.Options.AcksUtf8) || (f.Id == SessionRecovery && server.Options.AcksSessionRecovery)).ToList();
        if (acknowledged.Count == 0)
            return;
        var w = response.Token(0xAE);
        foreach (var (id, _) in acknowledged)
        {
            byte[] data = id == Utf8Support ? [1] : [];
            w.Byte(id);
            w.Int32(data.Length);
            w.Bytes(data);
        }

        w.Byte(0xFF);
    }

    /// <summary>SESSIONSTATE with the name of the database as the one value.</summary>
    public static void WriteState(ResponseWriter response, int sequence, string database)
    {
        var bytes = Encoding.Unicode.GetBytes(database);
        var w = response.Token(0xE4);
        w.Int32(4 + 1 + 1 + 1 + bytes.Length);
        w.Int32(sequence);
        w.Byte(1);
        w.Byte(1);
        w.Byte((byte)bytes.Length);
        w.Bytes(bytes);
    }
}
