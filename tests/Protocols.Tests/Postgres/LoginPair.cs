using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Postgres;

/// <summary>Our ClientLogin and our ServerLogin talking to each other in memory, with all they said.</summary>
internal sealed class LoginPair(ClientLoginOptions clientOptions, ServerLoginOptions serverOptions, ScramVerifier verifier, bool isMock = false)
{
    private readonly List<byte> _toFront = [];
    private readonly List<byte> _toBack = [];
    private readonly WireBuffer _output = new();

    /// <summary>Faces the client.</summary>
    public ClientLogin Front { get; } = new(clientOptions);

    /// <summary>Faces the backend.</summary>
    public ServerLogin Back { get; } = new(serverOptions, Keys);

    public static ScramKeyCache Keys { get; set; } = new();

    public int Derivations { get; private set; }

    public bool IsTls { get; private set; }

    public List<byte> SaidByFront { get; } = [];

    public List<byte> SaidByBack { get; } = [];

    /// <summary>Lets them talk, at most <paramref name="chunk"/> new bytes at a time, until both are done or one refuses.</summary>
    public (LoginStep Front, LoginStep Back) Run(int chunk = int.MaxValue)
    {
        Back.Start(_output);
        Take(_toFront, SaidByBack);
        var (front, back) = (LoginStep.NeedMore, LoginStep.NeedMore);
        int frontShown = 0, backShown = 0;
        for (var turn = 0; turn < 10_000 && back == LoginStep.NeedMore; turn++)
        {
            frontShown = Math.Min(_toFront.Count, frontShown + Math.Min(chunk, _toFront.Count));
            front = AdvanceFront(ref frontShown);
            backShown = Math.Min(_toBack.Count, backShown + Math.Min(chunk, _toBack.Count));
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
                    Front.UseVerifier(new PasswordVerifiers(verifier), isMock);
                    continue;
                case LoginStep.NeedWork:
                    Front.Work!.Run();
                    continue;
                case LoginStep.StartTls:
                    IsTls = true;
                    Front.TlsStarted();
                    break;
                case LoginStep.Done when !_isComplete:
                    _isComplete = true;
                    Front.Complete([new("server_version", "15.0"), new("TimeZone", "UTC"), new("TimeZone", "Asia/Seoul")], new CancelKey(7, -9), _output);
                    break;
            }

            Take(_toBack, SaidByFront);
            return step;
        }
    }

    private bool _isComplete;

    private LoginStep AdvanceBack(ref int shown)
    {
        while (true)
        {
            var step = Back.Advance(_toBack.Take(shown).ToArray(), out var consumed, _output);
            _toBack.RemoveRange(0, consumed);
            shown -= consumed;
            if (step == LoginStep.NeedWork)
            {
                Derivations++;
                Back.Work!.Run();
                continue;
            }

            if (step == LoginStep.StartTls)
            {
                Back.TlsStarted(_output);
                step = LoginStep.NeedMore;
            }

            Take(_toFront, SaidByBack);
            return step;
        }
    }

    private void Take(List<byte> to, List<byte> log)
    {
        to.AddRange(_output.Written);
        log.AddRange(_output.Written);
        _output.Clear();
    }
}
