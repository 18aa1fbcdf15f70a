using System.Text;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Fuzz.Postgres;

/// <summary>The decoders of the PostgreSQL protocol. Only WireFault may leave them, and they never take more than they were given.</summary>
public static class PostgresTargets
{
    private static readonly byte[] Salt = [1, 2, 3, 4, 5, 6, 7, 8];
    private static readonly ScramVerifier Verifier = ScramSha256.MakeVerifier("pencil"u8, Salt, 1);

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("postgres-client-messages", ClientMessages, () => SampleMessages.Client),
        new("postgres-server-messages", ServerMessages, () => SampleMessages.Server),
        new("postgres-startup", Startup, () => SampleMessages.Startup),
        new("postgres-startup-options", Options, OptionSeeds),
        new("postgres-client-login", ClientLogins, () => LoginSeeds.Client),
        new("postgres-server-login", ServerLogins, () => LoginSeeds.Server),
        ConversationTarget.Target,
    ];

    public static void ClientMessages(ReadOnlySpan<byte> input)
    {
        var rest = input;
        var buffer = new WireBuffer();
        try
        {
            while (ClientMessageReader.TryRead(rest, WireLimits.Default, out var kind, out var frame))
            {
                buffer.Clear();
                ClientMessageReader.Check(kind, frame.Payload, WireLimits.Default);
                CheckStreamedBind(kind, frame.Payload);
                MessageRewriter.RewriteClient(kind, frame.Payload, buffer);
                FuzzFailure.Unless(buffer.Written.SequenceEqual(frame.Raw), $"{kind}: written otherwise than read");
                rest = rest[frame.Raw.Length..];
            }
        }
        catch (WireFault)
        {
        }
    }

    public static void ServerMessages(ReadOnlySpan<byte> input)
    {
        var rest = input;
        var buffer = new WireBuffer();
        try
        {
            while (ServerMessageReader.TryRead(rest, WireLimits.Default, out var kind, out var frame))
            {
                buffer.Clear();
                ServerMessageReader.Check(kind, frame.Payload);
                MessageRewriter.RewriteServer(kind, frame.Payload, buffer);
                FuzzFailure.Unless(buffer.Written.SequenceEqual(frame.Raw), $"{kind}: written otherwise than read");
                CheckViews(kind, frame.Payload);
                rest = rest[frame.Raw.Length..];
            }
        }
        catch (WireFault)
        {
        }
    }

    public static void Startup(ReadOnlySpan<byte> input)
    {
        try
        {
            if (!FrameReader.TryReadStartup(input, WireLimits.Default, out var frame))
            {
                return;
            }

            switch (StartupRequest.ReadKind(frame.Payload))
            {
                case StartupRequestKind.Startup:
                    CheckStartup(StartupMessage.Read(frame.Payload));
                    break;
                case StartupRequestKind.Cancel:
                    StartupRequest.TryReadCancel(frame.Payload, out _, out _);
                    break;
            }
        }
        catch (WireFault)
        {
        }
    }

    public static void Options(ReadOnlySpan<byte> input)
    {
        var settings = new List<KeyValuePair<string, string>>();
        var text = Encoding.UTF8.GetString(input);
        var why = StartupOptions.Unfold(text, settings);
        FuzzFailure.Unless(why is null || why.Length > 0, "a refusal without a reason");
        FuzzFailure.Unless(settings.Sum(setting => setting.Key.Length + setting.Value.Length) <= text.Length, "settings longer than the options");
    }

    public static void ClientLogins(ReadOnlySpan<byte> input)
    {
        var login = new ClientLogin(new ClientLoginOptions(ClientTls.Prefer, AllowPassword: true, WireLimits.Default), LoginSeeds.ServerNonce.ToArray());
        var output = new WireBuffer();
        var rest = input;
        try
        {
            for (var turn = 0; turn < 1000; turn++)
            {
                var step = login.Advance(rest, out var consumed, output);
                rest = rest[consumed..];
                switch (step)
                {
                    case LoginStep.StartTls:
                        login.TlsStarted();
                        break;
                    case LoginStep.NeedVerifier:
                        login.UseVerifier(new PasswordVerifiers(Verifier), isMock: false);
                        break;
                    case LoginStep.NeedWork:
                        login.Work!.Run();
                        break;
                    case LoginStep.Done:
                        login.Complete([], default, output);
                        return;
                    default:
                        return;
                }
            }

            throw new FuzzFailure("a login that never ends");
        }
        catch (WireFault)
        {
        }
    }

    public static void ServerLogins(ReadOnlySpan<byte> input)
    {
        var options = new ServerLoginOptions("kim", "shop", "pencil"u8.ToArray(), ["scram-sha-256", "md5", "password"], false, true, []);
        var keys = new ScramKeyCache();
        keys.Add("pencil"u8, Salt, 1, ScramSha256.Derive("pencil"u8, Salt, 1));
        var login = new ServerLogin(options, keys, LoginSeeds.ClientNonce.ToArray());
        var output = new WireBuffer();
        login.Start(output);
        var rest = input;
        try
        {
            for (var turn = 0; turn < 1000; turn++)
            {
                var step = login.Advance(rest[..Math.Min(rest.Length, turn == 0 ? 1 : rest.Length)], out var consumed, output);
                rest = rest[consumed..];
                switch (step)
                {
                    case LoginStep.StartTls:
                        login.TlsStarted(output);
                        break;
                    case LoginStep.NeedMore when turn == 0:
                        break;
                    default:
                        FuzzFailure.Unless(step != LoginStep.Refused || login.Failure is not null, "a refusal without a reason");
                        return;
                }
            }

            throw new FuzzFailure("a login that never ends");
        }
        catch (WireFault)
        {
        }
    }

    /// <summary>The streaming reader of names and the whole reader see the same names.</summary>
    private static void CheckStreamedBind(ClientMessageKind kind, ReadOnlySpan<byte> payload)
    {
        if (kind != ClientMessageKind.Bind)
        {
            return;
        }

        var bind = BindMessage.Read(payload);
        var isRead = BindMessage.TryReadNames(payload, WireLimits.Default, out var portal, out var statement, out var length);
        FuzzFailure.Unless(
            isRead && portal.SequenceEqual(bind.Portal) && statement.SequenceEqual(bind.Statement) && payload.Length - length == bind.Rest.Length,
            "a streamed Bind with other names");
        var parameters = bind.ReadParameters();
        var count = 0;
        while (parameters.TryRead(out _, out _, out _))
        {
            count++;
        }

        FuzzFailure.Unless(count == bind.ParameterCount, "a Bind with another number of parameters");
    }

    private static void CheckViews(ServerMessageKind kind, ReadOnlySpan<byte> payload)
    {
        if (kind is ServerMessageKind.ErrorResponse or ServerMessageKind.NoticeResponse)
        {
            var fields = ErrorFields.Read(payload);
            FuzzFailure.Unless(fields.Position >= 0 && fields.Code.Length + fields.Message.Length <= payload.Length, "impossible error fields");
        }
        else if (kind == ServerMessageKind.CommandComplete)
        {
            FuzzFailure.Unless(!CommandCompleteMessage.Read(payload).TryGetRows(out var rows) || rows >= 0, "a negative number of rows");
        }
    }

    private static void CheckStartup(StartupMessage message)
    {
        var parameters = StartupParameters.From(message);
        FuzzFailure.Unless(parameters.Refusal is not null || parameters.User.Length > 0, "a start-up without a user");
        foreach (var (name, _) in parameters.Settings)
        {
            FuzzFailure.Unless(!name.Any(char.IsAsciiLetterUpper) && !name.Contains((char)0, StringComparison.Ordinal), "a setting's name that is not folded");
        }
    }

    private static IEnumerable<(string Name, byte[] Bytes)> OptionSeeds() =>
    [
        ("set", "-c search_path=public -cwork_mem=4MB --statement-timeout=5s"u8.ToArray()),
        ("escapes", @"-c application_name=a\ b\\c -c x.y=\-\-"u8.ToArray()),
        ("refused", "-d 5 -e"u8.ToArray()),
    ];
}
