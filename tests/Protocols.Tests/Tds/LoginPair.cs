using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds;

/// <summary>Our ClientLogin and our ServerLogin talking to each other in memory, with all they said. TLS is only noted.</summary>
internal sealed class LoginPair
{
    private readonly List<byte> _toFront = [];
    private readonly List<byte> _toBack = [];
    private readonly WireBuffer _output = new();
    private readonly PasswordVerifiers _verifiers;
    private readonly bool _isMock;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _reported;
    private bool _isTlsPending;

    public LoginPair(
        WireProtocol protocol, ClientLoginOptions client, ServerLoginOptions server, PasswordVerifiers verifiers, bool isMock = false,
        params KeyValuePair<string, string>[] reported)
    {
        (_verifiers, _isMock, _reported) = (verifiers, isMock, reported);
        Front = protocol.CreateClientLogin(client);
        Back = protocol.CreateServerLogin(server);
    }

    /// <summary>Faces the client.</summary>
    public IClientLogin Front { get; }

    /// <summary>Faces the backend.</summary>
    public IServerLogin Back { get; }

    public int Works { get; private set; }

    public bool IsTls { get; private set; }

    /// <summary>Lets them talk, one byte or everything at a time, until both are done or one refuses.</summary>
    public (LoginStep Front, LoginStep Back) Run(bool byByte = false)
    {
        Back.Start(_output);
        Move(_toFront);
        var (front, back) = (LoginStep.NeedMore, LoginStep.NeedMore);
        int frontShown = 0, backShown = 0;
        for (var turn = 0; turn < 20_000 && back == LoginStep.NeedMore; turn++)
        {
            frontShown = byByte ? Math.Min(frontShown + 1, _toFront.Count) : _toFront.Count;
            front = AdvanceFront(ref frontShown);
            backShown = byByte ? Math.Min(backShown + 1, _toBack.Count) : _toBack.Count;
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
            Move(_toBack);
            switch (step)
            {
                case LoginStep.StartTls:
                    _isTlsPending = true;
                    return LoginStep.NeedMore;
                case LoginStep.NeedVerifier:
                    Front.UseVerifier(_verifiers, _isMock);
                    break;
                case LoginStep.NeedWork:
                    Works++;
                    Front.Work!.Run();
                    break;
                case LoginStep.Done:
                    Front.Complete(_reported, new CancelKey(77, 0), _output);
                    Move(_toBack);
                    return step;
                default:
                    return step;
            }
        }
    }

    private LoginStep AdvanceBack(ref int shown)
    {
        var step = Back.Advance(_toBack.Take(shown).ToArray(), out var consumed, _output);
        _toBack.RemoveRange(0, consumed);
        shown -= consumed;
        Move(_toFront);
        if (step != LoginStep.StartTls)
        {
            return step;
        }

        Assert.That(_isTlsPending, Is.True, "both sides have to begin TLS");
        IsTls = true;
        Front.TlsStarted();
        Back.TlsStarted(_output);
        Move(_toFront);
        return LoginStep.NeedMore;
    }

    private void Move(List<byte> target)
    {
        target.AddRange(_output.Written);
        _output.Clear();
    }
}
