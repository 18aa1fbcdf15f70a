using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Fuzz.MySql;

/// <summary>The decoders of the MySQL protocol. Only WireFault may leave them, and they never take more than they were given.</summary>
public static class MySqlTargets
{
    private const int MostTurns = 1000;

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("mysql-client-messages", ClientMessages, () => SampleMessages.Client),
        new("mysql-server-messages", ServerMessages, () => SampleMessages.Server),
        new("mysql-client-login", ClientLogins, () => LoginSeeds.Client),
        new("mysql-server-login", ServerLogins, () => LoginSeeds.Server),
        new("mysql-compressed", Compressed, () => LoginSeeds.Compressed),
    ];

    public static void ClientMessages(ReadOnlySpan<byte> input)
    {
        var rest = input;
        var assembly = new WireBuffer();
        try
        {
            while (ClientMessageReader.TryRead(rest, WireLimits.Default, assembly, out var kind, out var payload, out var used, out _))
            {
                FuzzFailure.Unless(used >= payload.Length + FrameReader.HeaderLength && used <= rest.Length, "more taken than given");
                ClientMessageReader.Check(kind, payload, SampleMessages.Negotiated, WireLimits.Default);
                CheckParameters(kind, payload);
                rest = rest[used..];
            }
        }
        catch (WireFault)
        {
        }
    }

    /// <summary>The first byte says where the packets stand.</summary>
    public static void ServerMessages(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var phase = (ServerPhase)(input[0] & 3);
        var deprecatesEof = (input[0] & 4) != 0;
        var capabilities = deprecatesEof ? SampleMessages.Negotiated : SampleMessages.Negotiated & ~Capabilities.DeprecateEof;
        var rest = input[1..];
        try
        {
            while (ServerMessageReader.TryRead(rest, phase, deprecatesEof, WireLimits.Default, out var kind, out var frame))
            {
                ServerMessageReader.Check(kind, frame.Payload, capabilities);
                rest = rest[frame.Raw.Length..];
            }
        }
        catch (WireFault)
        {
        }
    }

    public static void ClientLogins(ReadOnlySpan<byte> input)
    {
        var login = LoginSeeds.MakeClient(ClientTls.Prefer);
        var output = new WireBuffer();
        var rest = input;
        try
        {
            for (var turn = 0; turn < MostTurns; turn++)
            {
                var step = login.Advance(rest, out var consumed, output);
                rest = rest[consumed..];
                switch (step)
                {
                    case LoginStep.StartTls:
                        login.TlsStarted();
                        break;
                    case LoginStep.NeedVerifier:
                        login.UseVerifier(LoginSeeds.Verifiers, isMock: false);
                        break;
                    case LoginStep.NeedWork:
                        // Thousands of rounds, or a key: what they are fed with has been read already.
                        return;
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
        var login = LoginSeeds.MakeServer(tls: false);
        var output = new WireBuffer();
        login.Start(output);
        var rest = input;
        try
        {
            for (var turn = 0; turn < MostTurns; turn++)
            {
                var step = login.Advance(rest, out var consumed, output);
                rest = rest[consumed..];
                if (step is LoginStep.StartTls)
                {
                    login.TlsStarted(output);
                    continue;
                }

                FuzzFailure.Unless(step != LoginStep.Refused || login.Failure is not null, "a refusal without a reason");
                return;
            }

            throw new FuzzFailure("a login that never ends");
        }
        catch (WireFault)
        {
        }
    }

    public static void Compressed(ReadOnlySpan<byte> input)
    {
        var plain = new WireBuffer();
        try
        {
            var consumed = new CompressedPackets(facesClient: true).Decode(input, plain);
            FuzzFailure.Unless(consumed <= input.Length, "more taken than given");
        }
        catch (WireFault)
        {
        }
    }

    private static void CheckParameters(ClientMessageKind kind, ReadOnlySpan<byte> payload)
    {
        if (kind != ClientMessageKind.StmtExecute)
        {
            return;
        }

        var block = ComStmtExecute.Read(payload).ReadParameters(2, SampleMessages.Negotiated, WireLimits.Default);
        FuzzFailure.Unless(block.Count >= 2, "fewer parameters than the statement has");
        var reader = new PacketReader(block.Rest);
        block.SkipValues(ref reader);
    }
}
