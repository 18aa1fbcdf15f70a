using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Fuzz.Tds;

/// <summary>The decoders of TDS. Only WireFault may leave them, and they never take more than they were given.</summary>
public static class TdsTargets
{
    private const int MostTurns = 1000;

    private static readonly TdsVersion[] Versions =
        [TdsVersion.V71, TdsVersion.V71Rev1, TdsVersion.V72, TdsVersion.V73A, TdsVersion.V73B, TdsVersion.V74];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("tds-client-messages", ClientMessages, () => TdsSeeds.Client),
        new("tds-server-tokens", ServerTokens, () => TdsSeeds.Server),
        new("tds-rows", Rows, () => TdsSeeds.Server),
        new("tds-client-login", ClientLogins, () => TdsSeeds.ClientLogin),
        new("tds-server-login", ServerLogins, () => TdsSeeds.ServerLogin),
    ];

    /// <summary>The first byte says which version was agreed.</summary>
    public static void ClientMessages(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var version = VersionOf(input[0]);
        var rest = input[1..];
        var assembly = new WireBuffer();
        try
        {
            while (ClientMessageReader.TryRead(
                rest, PacketHeader.LargestPacketSize, WireLimits.Default, assembly, out var header, out var payload, out var used))
            {
                FuzzFailure.Unless(used >= payload.Length + PacketHeader.Size && used <= rest.Length, "more taken than given");
                ClientMessageReader.Check(header.Kind, payload, version);
                rest = rest[used..];
            }
        }
        catch (WireFault)
        {
        }
    }

    /// <summary>The first byte says which version was agreed, the second where the stream is cut: that must not matter.</summary>
    public static void ServerTokens(ReadOnlySpan<byte> input)
    {
        if (input.Length < 2)
        {
            return;
        }

        var version = VersionOf(input[0]);
        var tokens = input[2..];
        var cut = tokens.IsEmpty ? 0 : input[1] * tokens.Length / 256;
        var whole = Summarise(new TokenReader(version, WireLimits.Default), tokens, default);
        var parts = Summarise(new TokenReader(version, WireLimits.Default) { WholeRows = true }, tokens[..cut], tokens[cut..]);
        FuzzFailure.Unless(whole == parts, "tokens that depend on how they came");
    }

    /// <summary>Every column that can bear it is masked.</summary>
    public static void Rows(ReadOnlySpan<byte> input)
    {
        if (input.Length < 2)
        {
            return;
        }

        var reader = new TokenReader(VersionOf(input[0]), WireLimits.Default) { WholeRows = true };
        var rest = input[2..];
        RowRewriter? rewriter = null;
        var output = new WireBuffer();
        try
        {
            while (reader.Read(rest, out var token, out var consumed) == TokenStep.Token)
            {
                rest = rest[consumed..];
                if (reader.Kind == TokenKind.ColMetadata)
                {
                    rewriter = TdsSeeds.RewriterOf(reader.Columns);
                }
                else if (rewriter is not null && reader.Kind is TokenKind.Row or TokenKind.NbcRow)
                {
                    Rewrite(rewriter!, token, output, reader);
                }
            }
        }
        catch (WireFault)
        {
        }
    }

    public static void ClientLogins(ReadOnlySpan<byte> input)
    {
        var login = TdsSeeds.MakeClient(input is [var mode, ..] ? (ClientTls)(mode % 5) : ClientTls.Prefer);
        var output = new WireBuffer();
        var rest = input.IsEmpty ? input : input[1..];
        try
        {
            for (var turn = 0; turn < MostTurns; turn++)
            {
                var step = login.Advance(rest, out var consumed, output);
                rest = rest[consumed..];
                switch (step)
                {
                    case LoginStep.StartTls or LoginStep.StartDirectTls:
                        login.TlsStarted();
                        break;
                    case LoginStep.EndTls:
                        break;
                    case LoginStep.NeedVerifier:
                        login.UseVerifier(TdsSeeds.Verifiers, isMock: false);
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
        var login = TdsSeeds.MakeServer();
        var output = new WireBuffer();
        login.Start(output);
        try
        {
            var step = login.Advance(input, out var consumed, output);
            FuzzFailure.Unless(consumed <= input.Length, "more taken than given");
            FuzzFailure.Unless(step != LoginStep.Refused || login.Failure is not null, "a refusal without a reason");
        }
        catch (WireFault)
        {
        }
    }

    private static TdsVersion VersionOf(byte choice) => Versions[choice % Versions.Length];

    private static void Rewrite(RowRewriter rewriter, ReadOnlySpan<byte> token, WireBuffer output, TokenReader reader)
    {
        output.Clear();
        if (rewriter.TryRewrite(token, output))
        {
            ServerMessageReader.Check(output.Written, reader.Version, reader.Columns);
        }
    }

    /// <summary>Numbers and ends of the tokens; −1 behind them when it ended in a fault.</summary>
    private static (int Count, long Sum) Summarise(TokenReader reader, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var (count, sum) = (0, 0L);
        try
        {
            Take(reader, first, ref count, ref sum);
            Take(reader, second, ref count, ref sum);
            return (count, sum);
        }
        catch (WireFault)
        {
            // How far it came before depends on what was there to be seen.
            return (-1, 0);
        }
    }

    private static void Take(TokenReader reader, ReadOnlySpan<byte> part, ref int count, ref long sum)
    {
        while (true)
        {
            var step = reader.Read(part, out _, out var consumed);
            FuzzFailure.Unless(consumed <= part.Length, "more taken than given");
            part = part[consumed..];
            if (step == TokenStep.NeedMore)
            {
                FuzzFailure.Unless(part.IsEmpty, "bytes left though more are needed");
                return;
            }

            if (step != TokenStep.RowBegin)
            {
                count++;
                sum += reader.End;
            }
        }
    }
}
