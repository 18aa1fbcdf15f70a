using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.MySql;

/// <summary>Our ClientLogin and our ServerLogin talking to each other in memory, with all they said; behind the login a server of two variables.</summary>
internal sealed class LoginPair
{
    private readonly List<byte> _toFront = [];
    private readonly List<byte> _toBack = [];
    private readonly List<byte> _commands = [];
    private readonly WireBuffer _output = new();
    private readonly WireBuffer _back = new();
    private readonly PasswordVerifiers _verifiers;
    private readonly bool _isMock;
    private bool _isTlsPending;

    public LoginPair(WireProtocol protocol, ClientLoginOptions client, ServerLoginOptions server, PasswordVerifiers verifiers, bool isMock = false)
    {
        (_verifiers, _isMock) = (verifiers, isMock);
        Front = protocol.CreateClientLogin(client);
        Back = protocol.CreateServerLogin(server);
    }

    /// <summary>Faces the client.</summary>
    public IClientLogin Front { get; }

    /// <summary>Faces the backend.</summary>
    public IServerLogin Back { get; }

    public SetUpAnswers? Answers { get; private set; }

    public int Works { get; private set; }

    public bool IsTls { get; private set; }

    public List<byte> SaidByFront { get; } = [];

    public List<byte> SaidByBack { get; } = [];

    /// <summary>Lets them talk, at most <paramref name="chunk"/> new bytes at a time, until both are done or one refuses.</summary>
    public (LoginStep Front, LoginStep Back) Run(int chunk = int.MaxValue)
    {
        Back.Start(_back);
        var (front, back) = (LoginStep.NeedMore, LoginStep.NeedMore);
        int frontShown = 0, backShown = 0;
        for (var turn = 0; turn < 10_000 && back == LoginStep.NeedMore; turn++)
        {
            frontShown += Math.Min(chunk, _toFront.Count - frontShown);
            front = Answers is null ? AdvanceFront(ref frontShown) : Serve(ref frontShown);
            backShown += Math.Min(chunk, _toBack.Count - backShown);
            back = AdvanceBack(ref backShown);
        }

        return (front, back);
    }

    private LoginStep AdvanceFront(ref int shown)
    {
        while (true)
        {
            var step = Front.Advance(_toFront.Take(shown).ToArray(), out var consumed, _output);
            _toFront.RemoveRange(0, consumed);
            shown -= consumed;
            switch (step)
            {
                case LoginStep.NeedVerifier:
                    Front.UseVerifier(_verifiers, _isMock);
                    continue;
                case LoginStep.NeedWork:
                    Works++;
                    Front.Work!.Run();
                    continue;
                case LoginStep.StartTls:
                    IsTls = true;
                    Front.TlsStarted();
                    break;
                case LoginStep.Done:
                    Front.Complete([new("autocommit", "ON")], new CancelKey(7, -9), _output);
                    Answers = new SetUpAnswers(((SessionState)Front.Negotiated!).Capabilities);
                    break;
            }

            Take(_output, _toBack, SaidByFront);
            return step;
        }
    }

    private LoginStep Serve(ref int shown)
    {
        var travelled = _toFront.Take(shown).ToArray();
        var plain = new WireBuffer();
        var consumed = travelled.Length;
        if (Front.Codec is { } codec)
        {
            consumed = codec.Decode(travelled, plain);
        }
        else
        {
            plain.WriteBytes(travelled);
        }

        _toFront.RemoveRange(0, consumed);
        shown -= consumed;
        _commands.AddRange(plain.Written);
        var answer = new WireBuffer();
        Answers!.Answer(_commands, answer);
        if (Front.Codec is null)
        {
            _output.WriteBytes(answer.Written);
        }
        else
        {
            Front.Codec.Encode(answer.Written, _output);
        }

        Take(_output, _toBack, SaidByFront);
        return LoginStep.Done;
    }

    private LoginStep AdvanceBack(ref int shown)
    {
        if (IsTls && _isTlsPending)
        {
            _isTlsPending = false;
            Back.TlsStarted(_back);
            Take(_back, _toFront, SaidByBack);
        }

        var step = Back.Advance(_toBack.Take(shown).ToArray(), out var consumed, _back);
        _toBack.RemoveRange(0, consumed);
        shown -= consumed;
        Take(_back, _toFront, SaidByBack);
        if (step != LoginStep.StartTls)
        {
            return step;
        }

        _isTlsPending = true;
        return LoginStep.NeedMore;
    }

    private static void Take(WireBuffer from, List<byte> to, List<byte> log)
    {
        to.AddRange(from.Written);
        log.AddRange(from.Written);
        from.Clear();
    }
}
