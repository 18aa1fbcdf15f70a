using System.Security.Cryptography;
using System.Text;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>How an exchange goes on.</summary>
internal enum ProofStep
{
    NeedPacket,
    NeedWork,
    Proven,
    Unproven,

    /// <summary>The client cannot be asked for a method that the user's verifiers serve.</summary>
    Unusable,
}

/// <summary>
/// The exchange by which one client proves that it knows the password. Which packets it takes depends on the verifiers that there are, not
/// on whether they are mocks.
/// </summary>
internal sealed class ClientProof(CachingSha2Cache cache, LoginKey key, byte[] scramble, bool allowPassword)
{
    public const string ClearPassword = "mysql_clear_password";

    /// <summary>Stands in for verifiers that no method of this protocol can use: as a mock, nothing fits it.</summary>
    private static readonly string Unfitting = "$A$005$" + Convert.ToHexString(RandomNumberGenerator.GetBytes(32))[..63];

    private PasswordVerifiers _verifiers = new(null);
    private bool _isMock;
    private bool _isTls;
    private bool _canSwitch;
    private Awaited _awaited;
    private PasswordVerification? _verification;

    private enum Awaited
    {
        Answer,
        FullPassword,
        Key,
        EncryptedPassword,
    }

    public string Method { get; private set; } = NativePassword.Name;

    /// <summary>The client has sent something as its password.</summary>
    public bool UsedPassword { get; private set; } = true;

    public ILoginWork? Work => _awaited == Awaited.Key ? key : _verification;

    public bool IsWorkDone => _awaited == Awaited.Key ? key.PublicPem is not null : _verification!.IsDone;

    public void UseVerifiers(PasswordVerifiers verifiers, bool isMock, bool isTls, Capabilities agreed)
    {
        var isUsable = verifiers.CachingSha2 is not null || verifiers.MysqlNative is not null;
        _verifiers = isUsable ? verifiers : verifiers with { CachingSha2 = Unfitting };
        (_isMock, _isTls) = (isMock || !isUsable, isTls);
        _canSwitch = (agreed & Capabilities.PluginAuth) != 0;
    }

    /// <summary>Takes the answer that came with the identity, if it is one of the right method; else asks for that.</summary>
    public ProofStep Begin(WireBuffer output, ref byte sequence, HandshakeResponse41 response)
    {
        var named = _canSwitch && response.AuthPlugin.Length > 0 ? Encoding.UTF8.GetString(response.AuthPlugin) : NativePassword.Name;
        Method = MethodFor(named);
        if (Method == named)
        {
            return TakeAnswer(output, ref sequence, response.AuthResponse);
        }

        if (!_canSwitch)
        {
            return ProofStep.Unusable;
        }

        var mark = FrameWriter.Begin(output);
        AuthSwitchRequest.Write(output, Encoding.ASCII.GetBytes(Method), scramble);
        FrameWriter.End(output, mark, ref sequence);
        return Await(Awaited.Answer);
    }

    public ProofStep Take(WireBuffer output, ref byte sequence, ReadOnlySpan<byte> payload)
    {
        switch (_awaited)
        {
            case Awaited.Answer:
                return TakeAnswer(output, ref sequence, payload);
            case Awaited.EncryptedPassword:
                return Verify(payload.ToArray(), key);
            case Awaited.FullPassword when _isTls:
                return Verify(payload.ToArray(), null);
            case Awaited.FullPassword when payload is [AuthMoreData.RequestPublicKey]:
                _awaited = Awaited.Key;
                return key.PublicPem is null ? ProofStep.NeedWork : SendKey(output, ref sequence);
            default:
                return WireFault.Throw<ProofStep>("a password in clear outside of TLS");
        }
    }

    public ProofStep AfterWork(WireBuffer output, ref byte sequence)
    {
        if (_awaited == Awaited.Key)
        {
            return SendKey(output, ref sequence);
        }

        var isVerified = _verification!.IsVerified;
        _verification = null;
        return isVerified ? ProofStep.Proven : ProofStep.Unproven;
    }

    private string MethodFor(string named)
    {
        if (named == ClearPassword && _isTls && allowPassword)
        {
            return ClearPassword;
        }

        var isNative = _verifiers.MysqlNative is not null && (named == NativePassword.Name || _verifiers.CachingSha2 is null);
        return isNative ? NativePassword.Name : CachingSha2Password.Name;
    }

    private ProofStep TakeAnswer(WireBuffer output, ref byte sequence, ReadOnlySpan<byte> answer)
    {
        if (answer.IsEmpty || answer is [0])
        {
            UsedPassword = false;
            return ProofStep.Unproven;
        }

        switch (Method)
        {
            case ClearPassword:
                return Verify(answer.ToArray(), null);
            case NativePassword.Name:
                return NativePassword.IsProven(answer, _verifiers.MysqlNative!, scramble) && !_isMock ? ProofStep.Proven : ProofStep.Unproven;
            default:
                return TakeHash(output, ref sequence, answer);
        }
    }

    private ProofStep TakeHash(WireBuffer output, ref byte sequence, ReadOnlySpan<byte> answer)
    {
        if (answer.Length != CachingSha2Password.Length)
        {
            return ProofStep.Unproven;
        }

        var isProven = !_isMock && cache.TryGet(_verifiers.CachingSha2!, out var twofold)
            && CachingSha2Password.IsProven(answer, twofold, scramble);
        WriteMore(output, ref sequence, [isProven ? AuthMoreData.FastAuthSuccess : AuthMoreData.PerformFullAuthentication]);
        return isProven ? ProofStep.Proven : Await(Awaited.FullPassword);
    }

    private ProofStep SendKey(WireBuffer output, ref byte sequence)
    {
        WriteMore(output, ref sequence, key.PublicPem);
        return Await(Awaited.EncryptedPassword);
    }

    private ProofStep Verify(byte[] received, LoginKey? under)
    {
        _verification = new PasswordVerification(received, under, scramble, _verifiers, _isMock, cache);
        return ProofStep.NeedWork;
    }

    private ProofStep Await(Awaited awaited)
    {
        _awaited = awaited;
        return ProofStep.NeedPacket;
    }

    private static void WriteMore(WireBuffer output, ref byte sequence, ReadOnlySpan<byte> data)
    {
        var mark = FrameWriter.Begin(output);
        AuthMoreData.Write(output, data);
        FrameWriter.End(output, mark, ref sequence);
    }
}
