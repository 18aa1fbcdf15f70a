using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ProxyDb.Samples.TdsServer.Sql;
using ProxyDb.Samples.TdsServer.Wire;

namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>PRELOGIN, TLS and LOGIN7.</summary>
internal sealed partial class TdsConnection
{
    private async Task<bool> LoginAsync()
    {
        var first = new byte[1];
        if (await _socket.ReceiveAsync(first, SocketFlags.Peek).ConfigureAwait(false) == 0)
            return false;
        var mode = _server.Options.Encryption;
        switch (first[0])
        {
            case 0x16 when mode == EncryptionMode.Strict || _server.Options.AcceptsStrict:
                await StartTlsAsync(_network, "tds/8.0").ConfigureAwait(false);
                return await PreloginAsync(isStrict: true).ConfigureAwait(false);
            case PacketType.Prelogin when mode != EncryptionMode.Strict:
                return await PreloginAsync(isStrict: false).ConfigureAwait(false);
            case PacketType.Login when mode is EncryptionMode.Optional or EncryptionMode.NotSupported:
                return await Login7Async(endsTls: false).ConfigureAwait(false);
            default:
                return false;
        }
    }

    private async Task StartTlsAsync(Stream below, string? application)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = _server.Certificate,
            EnabledSslProtocols = application is null ? SslProtocols.Tls12 : SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
            AllowTlsResume = false,
            ApplicationProtocols = application is null ? null : [new SslApplicationProtocol(application)],
        };
        var tls = new SslStream(below, leaveInnerStreamOpen: true);
        await tls.AuthenticateAsServerAsync(options).ConfigureAwait(false);
        _stream = tls;
    }

    private async Task<bool> PreloginAsync(bool isStrict)
    {
        if (await _reader.ReadAsync().ConfigureAwait(false) is not { Type: PacketType.Prelogin } message)
            return false;
        var asked = PreloginMessage.Read(message.Bytes);
        var answer = isStrict ? PreloginMessage.NotSupported : Encryption(asked.Encryption);
        if (_server.Faults.Prelogin is { } raw)
        {
            _stream.Write(raw);
        }
        else
        {
            _writer.Bytes(PreloginMessage.Answer(_server.Options.Version, answer));
            _writer.End();
        }

        if (isStrict)
            return await Login7Async(endsTls: false).ConfigureAwait(false);
        var wanted = asked.Encryption & 0x7F;
        if (answer == PreloginMessage.NotSupported)
            return wanted is PreloginMessage.Off or PreloginMessage.NotSupported && await Login7Async(endsTls: false).ConfigureAwait(false);
        if (wanted == PreloginMessage.NotSupported)
            return false;
        var below = new PreloginTlsStream(_network);
        await StartTlsAsync(below, application: null).ConfigureAwait(false);
        below.IsBare = true;
        return await Login7Async(endsTls: answer == PreloginMessage.Off).ConfigureAwait(false);
    }

    private byte Encryption(byte asked) => (_server.Options.Encryption, asked & 0x7F) switch
    {
        (EncryptionMode.NotSupported, _) => PreloginMessage.NotSupported,
        (EncryptionMode.Required, PreloginMessage.Off) => PreloginMessage.Required,
        (EncryptionMode.Required, PreloginMessage.NotSupported) => PreloginMessage.Required,
        (_, PreloginMessage.Off) => PreloginMessage.Off,
        (_, PreloginMessage.NotSupported) => PreloginMessage.NotSupported,
        _ => PreloginMessage.On,
    };

    private async Task<bool> Login7Async(bool endsTls)
    {
        if (endsTls)
            _reader.FirstPacketRead = () => _stream = _network;
        var message = await _reader.ReadAsync().ConfigureAwait(false);
        _reader.FirstPacketRead = null;
        // jTDS on Java 11 and later loses an answer in clear that arrives while it is still ending its TLS (about 1 of 40 without this).
        if (endsTls)
            await Task.Delay(20).ConfigureAwait(false);
        if (message is not { Type: PacketType.Login })
            return false;
        var login = Login7Message.Read(message.Bytes);
        var asked = TdsVersion.Rank(_server.Options.HighestVersion) < TdsVersion.Rank(login.Version) ? _server.Options.HighestVersion : login.Version;
        if (TdsVersion.Negotiate(asked) is not { } version)
            return false;
        _response.Rank = TdsVersion.Rank(version);
        var request = new ReceivedRequest(Spid, RequestKind.Login, login.User) { Status = message.Status };
        _server.Note(request);
        if (Misbehaves(request, out var isOver))
            return !isOver;
        var sequence = new LoginSequence(_server, _response, login);
        if (sequence.Check() is not { } database)
        {
            _response.End();
            return false;
        }

        Open(login, database, version, sequence);
        return true;
    }

    private void Open(Login7Message login, string database, uint version, LoginSequence sequence)
    {
        var size = login.PacketSize is 0 ? _server.Options.DefaultPacketSize : Math.Clamp(login.PacketSize, 512, 32767);
        var prepared = new PreparedStatements();
        var session = _server.Engine.Open(new SessionInfo(Spid, login.User, database)
        {
            HostName = login.HostName,
            ProgramName = login.ProgramName,
            Language = login.Language.Length > 0 ? login.Language : "us_english",
            AnsiDefaults = login.HasAnsiDefaults,
            TdsVersion = version,
            PacketSize = size,
            Prepared = prepared,
            Kill = _server.Kill,
        });
        _response.HasUtf8 = _server.Options.AcksUtf8 && login.Features.Any(f => f.Id == 0x0A);
        _sendsStates = _server.Options.AcksSessionRecovery && login.Features.Any(f => f.Id == 1);
        _stateOf = session.Database;
        _rpc = new RpcRunner(session, prepared, _results, _server.Options.OmitsMetadata);
        _session = session;
        sequence.Accept(database, version, size);
        _response.End();
        _writer.PacketSize = size;
        _reader.PacketSize = size;
    }
}
