using System.Text;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Fuzz.Postgres;

/// <summary>
/// What each side of whole logins sends, recorded from our own two sides with fixed nonces so that a replay gets to the end.
/// </summary>
public static class LoginSeeds
{
    public static ReadOnlySpan<byte> ClientNonce => "rOprNGfwEbeRWgbNEkqO"u8;

    public static ReadOnlySpan<byte> ServerNonce => "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"u8;

    public static IReadOnlyList<(string Name, byte[] Bytes)> Client { get; } =
    [
        ("scram", Record(tls: false, askPassword: false).Client),
        ("ssl-then-password", Record(tls: true, askPassword: true).Client),
        .. SampleMessages.Startup,
    ];

    public static IReadOnlyList<(string Name, byte[] Bytes)> Server { get; } =
    [
        ("scram", Record(tls: false, askPassword: false).Server),
        ("ssl-then-password", Record(tls: true, askPassword: true).Server),
        ("md5", [(byte)'N', .. SampleOf("authentication-md5"), .. SampleOf("authentication-ok"), .. SampleOf("backend-key-data"), .. "Z\0\0\0\u0005I"u8]),
        ("error", [(byte)'N', .. SampleOf("notice-response"), .. SampleOf("error-response")]),
    ];

    private static byte[] SampleOf(string name) => SampleMessages.Server.First(sample => sample.Name == name).Bytes;

    /// <summary>Lets our two sides log in at each other.</summary>
    private static (byte[] Client, byte[] Server) Record(bool tls, bool askPassword)
    {
        byte[] salt = [1, 2, 3, 4, 5, 6, 7, 8];
        var verifier = ScramSha256.MakeVerifier("pencil"u8, salt, 1);
        var client = new ClientLogin(
            new ClientLoginOptions(tls ? ClientTls.Prefer : ClientTls.Disable, askPassword, WireLimits.Default), ServerNonce.ToArray());
        var options = new ServerLoginOptions("kim", "shop", "pencil"u8.ToArray(), ["scram-sha-256", "password"], false, true, []);
        var server = new ServerLogin(options, new ScramKeyCache(), ClientNonce.ToArray());
        WireBuffer fromServer = new(), fromClient = new(), sentByServer = new(), sentByClient = new();
        server.Start(fromServer);
        var isDone = false;
        while (!isDone)
        {
            sentByClient.WriteBytes(fromServer.Written);
            var step = client.Advance(fromServer.Written, out _, fromClient);
            fromServer.Clear();
            while (step is not LoginStep.NeedMore and not LoginStep.Done and not LoginStep.StartTls)
            {
                Serve(client, step, verifier);
                step = client.Advance([], out _, fromClient);
            }

            if (step == LoginStep.Done)
            {
                client.Complete([new("server_version", "15.0")], new CancelKey(1, 2), fromClient);
            }

            sentByServer.WriteBytes(fromClient.Written);
            isDone = Answer(server, fromClient.Written, fromServer);
            fromClient.Clear();
            if (step == LoginStep.StartTls)
            {
                client.TlsStarted();
            }
        }

        return (sentByClient.Written.ToArray(), sentByServer.Written.ToArray());
    }

    private static void Serve(ClientLogin client, LoginStep step, ScramVerifier verifier)
    {
        if (step == LoginStep.NeedVerifier)
        {
            client.UseVerifier(new PasswordVerifiers(verifier), isMock: false);
        }
        else
        {
            client.Work!.Run();
        }
    }

    private static bool Answer(ServerLogin server, ReadOnlySpan<byte> input, WireBuffer output)
    {
        var step = server.Advance(input, out _, output);
        while (step == LoginStep.NeedWork)
        {
            server.Work!.Run();
            step = server.Advance([], out _, output);
        }

        if (step == LoginStep.StartTls)
        {
            server.TlsStarted(output);
        }

        return step is LoginStep.Done ? true : step is LoginStep.Refused ? throw new InvalidOperationException(server.Failure) : false;
    }
}
