using System.Buffers.Binary;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>What <see cref="TokenReader.Read"/> came to.</summary>
public enum TokenStep
{
    /// <summary>All bytes were taken; the token that <see cref="TokenReader.Start"/> tells of goes on in the next ones.</summary>
    NeedMore,

    /// <summary>A whole token, shown as bytes.</summary>
    Token,

    /// <summary>A row begins whose values are not shown; <see cref="RowEnd"/> ends it.</summary>
    RowBegin,

    /// <summary>The row that <see cref="RowBegin"/> told of has ended: <see cref="TokenReader.End"/>.</summary>
    RowEnd,
}

/// <summary>
/// Reads the stream of tokens of a server's messages (MS-TDS §2.2.7), fed with the payloads of its packets in pieces of any size. Every
/// token is told with its place in the stream of payload bytes, so that its reader can let it pass, leave it out or put another one in
/// its place. Rows pass without being kept, or are shown whole where their values are wanted (<see cref="WholeRows"/>).
/// </summary>
public sealed class TokenReader(TdsVersion version, WireLimits limits)
{
    private readonly WireBuffer _assembly = new();
    private readonly WireBuffer _head = new();
    private readonly ResultColumns _columns = new();
    private Phase _phase;
    private bool _isAssemblyShown;
    private ColumnMetadata? _rowColumns;
    private bool _isRowWhole;
    private int _column;
    private bool _isInValue;
    private ValueWalker _value;
    private int _valueAt;

    private enum Phase : byte
    {
        Idle,

        /// <summary>In a token that is shown whole and is no row.</summary>
        Control,

        /// <summary>Before the values of a row.</summary>
        Head,
        Values,
    }

    public TdsVersion Version { get; set; } = version;

    /// <summary>Kind of the token last told of, or of the one that is incomplete.</summary>
    public TokenKind Kind { get; private set; }

    /// <summary>Where the token begins, in payload bytes since <see cref="Reset"/>.</summary>
    public long Start { get; private set; }

    /// <summary>Behind the token; of one that is incomplete not known yet.</summary>
    public long End { get; private set; }

    /// <summary>Payload bytes taken since <see cref="Reset"/>.</summary>
    public long Position { get; private set; }

    /// <summary>A token was begun and its end has not been seen.</summary>
    public bool IsMidToken => _phase != Phase.Idle;

    /// <summary>
    /// Show rows as whole tokens, of at most <see cref="WireLimits.RewrittenRowLength"/>; may be set between any two tokens.
    /// </summary>
    public bool WholeRows { get; set; }

    /// <summary>
    /// Columns of the rows that follow: those of the last COLMETADATA. To be set where that says nothing (<see cref="IsWithoutMetadata"/>)
    /// and the rows are those of another one, a cursor's; kept until the next that says something.
    /// </summary>
    public ColumnMetadata Columns
    {
        get => _columns.Current;
        set => _columns.Current = value;
    }

    /// <summary>The last COLMETADATA has a count of 0xFFFF: the metadata are those that the client has had before.</summary>
    public bool IsWithoutMetadata => _columns.IsWithoutMetadata;

    /// <summary>Columns of the row last begun or shown: <see cref="Columns"/>, or those of an ALTROW's id.</summary>
    public ColumnMetadata RowColumns => _rowColumns ?? Columns;

    /// <summary>Begins anew: nothing is known of columns, and the stream begins at 0.</summary>
    public void Reset()
    {
        _assembly.Clear();
        _head.Clear();
        _columns.Reset();
        (_phase, _isAssemblyShown, _isInValue, WholeRows, _rowColumns) = (Phase.Idle, false, false, false, null);
        (Kind, Start, End, Position) = (TokenKind.None, 0, 0, 0);
    }

    /// <summary>Reads up to the next thing to tell.</summary>
    /// <param name="bytes">Payload bytes that follow those taken before.</param>
    /// <param name="token">
    /// With <see cref="TokenStep.Token"/> the whole token, its first byte included: a view of <paramref name="bytes"/> or of a buffer that
    /// the next call changes.
    /// </param>
    /// <param name="consumed">How many bytes were taken.</param>
    /// <exception cref="WireFault">A token that the protocol does not know, or that is malformed or longer than it may be.</exception>
    public TokenStep Read(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> token, out int consumed)
    {
        token = default;
        consumed = 0;
        if (_isAssemblyShown)
        {
            _assembly.Clear();
            _isAssemblyShown = false;
        }

        if (bytes.IsEmpty && _phase != Phase.Values)
        {
            return TokenStep.NeedMore;
        }

        if (_phase == Phase.Idle)
        {
            Begin((TokenKind)bytes[0]);
        }

        var step = _phase == Phase.Control ? ReadControl(bytes, out token, out consumed) : ReadRow(bytes, out token, out consumed);
        Position += consumed;
        if (step is TokenStep.Token or TokenStep.RowEnd)
        {
            _phase = Phase.Idle;
            End = Position;
        }

        return step;
    }

    /// <summary>The message has ended: a token that goes on in another is a fault.</summary>
    public void ExpectEndOfMessage()
    {
        if (IsMidToken)
        {
            WireFault.Throw("a message of the server that ends within a token");
        }
    }

    private void Begin(TokenKind kind)
    {
        (Kind, Start) = (kind, Position);
        _valueAt = 0;
        _columns.BeginToken();
        if (kind is TokenKind.Row or TokenKind.NbcRow or TokenKind.AltRow)
        {
            _phase = Phase.Head;
            _head.Clear();
            _rowColumns = null;
        }
        else
        {
            _phase = Phase.Control;
        }
    }

    private TokenStep ReadControl(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> token, out int consumed)
    {
        var before = _assembly.Length;
        var whole = bytes;
        if (before > 0)
        {
            _assembly.WriteBytes(bytes);
            whole = _assembly.Written;
        }

        if (TryMeasure(whole, out var length) && length <= whole.Length)
        {
            token = whole[..length];
            consumed = length - before;
            _isAssemblyShown = before > 0;
            return TokenStep.Token;
        }

        if (Math.Max(length, whole.Length) > LongestOf(Kind))
        {
            WireFault.Throw("a token of the server that is too long");
        }

        if (before == 0)
        {
            _assembly.WriteBytes(bytes);
        }

        token = default;
        consumed = bytes.Length;
        return TokenStep.NeedMore;
    }

    private int LongestOf(TokenKind kind) => kind switch
    {
        TokenKind.ReturnValue => limits.RewrittenRowLength,

        // Thousands of columns with long names.
        TokenKind.ColMetadata or TokenKind.AltMetadata => 8 * limits.ServerControlLength,
        _ => limits.ServerControlLength,
    };

    /// <summary>The token's length; false: what is there does not say it.</summary>
    private bool TryMeasure(ReadOnlySpan<byte> token, out int length)
    {
        switch (Kind)
        {
            case TokenKind.Done or TokenKind.DoneProc or TokenKind.DoneInProc:
                length = Version.DoneLength();
                return true;
            case TokenKind.ReturnStatus or TokenKind.Offset:
                length = 5;
                return true;
            case TokenKind.TabName or TokenKind.ColInfo or TokenKind.Order or TokenKind.Error or TokenKind.Info or TokenKind.LoginAck or
                TokenKind.EnvChange or TokenKind.Sspi:
                length = token.Length < 3 ? 0 : 3 + BinaryPrimitives.ReadUInt16LittleEndian(token[1..]);
                return length > 0;
            case TokenKind.SessionState or TokenKind.FedAuthInfo:
                return TryMeasureLong(token, out length);
            case TokenKind.FeatureExtAck:
                return Feature.TryMeasureAck(token, out length);
            case TokenKind.ColMetadata or TokenKind.AltMetadata:
                return _columns.TryRead(token, Version, out length);
            case TokenKind.ReturnValue:
                return TryMeasureReturnValue(token, out length);
            default:
                length = 0;
                return WireFault.Throw<bool>("a token of the server that the protocol does not know");
        }
    }

    private bool TryMeasureLong(ReadOnlySpan<byte> token, out int length)
    {
        length = 0;
        if (token.Length < 5)
        {
            return false;
        }

        var announced = BinaryPrimitives.ReadUInt32LittleEndian(token[1..]);
        if (announced > (uint)limits.ServerControlLength)
        {
            WireFault.Throw("a token of the server that is too long");
        }

        length = 5 + (int)announced;
        return true;
    }

    private bool TryMeasureReturnValue(ReadOnlySpan<byte> token, out int length)
    {
        length = 0;
        if (_valueAt == 0)
        {
            var reader = new FieldReader(token, isPartial: true);
            reader.Skip(3);
            reader.ReadShortText();
            reader.Skip(1 + Version.UserTypeLength() + 2);
            var type = TypeReader.Read(ref reader, TypePlace.ReturnValue, Version);
            if (reader.IsShort)
            {
                return false;
            }

            _value.Begin(type);
            _valueAt = reader.Position;
        }

        _valueAt += _value.Walk(token[_valueAt..]);
        length = _valueAt;
        return _value.IsDone;
    }

    private TokenStep ReadRow(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> token, out int consumed)
    {
        token = default;
        consumed = 0;
        if (_phase == Phase.Head)
        {
            if (!TryReadHead(bytes, out consumed))
            {
                return TokenStep.NeedMore;
            }

            if (!_isRowWhole)
            {
                return TokenStep.RowBegin;
            }
        }

        var isEnd = WalkValues(bytes, ref consumed);
        if (!_isRowWhole)
        {
            return isEnd ? TokenStep.RowEnd : TokenStep.NeedMore;
        }

        if (_assembly.Length + consumed > limits.RewrittenRowLength)
        {
            WireFault.Throw("a row that is longer than a row under masks may be");
        }

        if (isEnd && _assembly.Length == 0)
        {
            token = bytes[..consumed];
            return TokenStep.Token;
        }

        _assembly.WriteBytes(bytes[..consumed]);
        _isAssemblyShown = isEnd;
        token = isEnd ? _assembly.Written : default;
        return isEnd ? TokenStep.Token : TokenStep.NeedMore;
    }

    private bool TryReadHead(ReadOnlySpan<byte> bytes, out int consumed)
    {
        var wanted = Kind switch
        {
            TokenKind.NbcRow => 1 + (Columns.Count + 7) / 8,
            TokenKind.AltRow => 3,
            _ => 1,
        };
        consumed = Math.Min(wanted - _head.Length, bytes.Length);
        _isRowWhole = WholeRows;
        _head.WriteBytes(bytes[..consumed]);
        if (_head.Length < wanted)
        {
            if (_isRowWhole)
            {
                _assembly.WriteBytes(bytes[..consumed]);
            }

            return false;
        }

        if (Kind == TokenKind.AltRow)
        {
            _rowColumns = _columns.AlternativeOf(BinaryPrimitives.ReadUInt16LittleEndian(_head.Written[1..]));
        }

        if (RowColumns.Count == 0)
        {
            WireFault.Throw("the server sent a row without columns");
        }

        (_phase, _column, _isInValue) = (Phase.Values, -1, false);
        return true;
    }

    /// <summary>True: the row's last value has ended.</summary>
    private bool WalkValues(ReadOnlySpan<byte> bytes, ref int position)
    {
        var columns = RowColumns.Columns;
        while (true)
        {
            if (!_isInValue)
            {
                if (++_column == columns.Length)
                {
                    return true;
                }

                if (IsNullByBitmap())
                {
                    continue;
                }

                if (ValueWalker.TryMeasure(columns[_column].Type, bytes[position..], out var length))
                {
                    position += length;
                    continue;
                }

                _value.Begin(columns[_column].Type);
            }

            position += _value.Walk(bytes[position..]);
            _isInValue = !_value.IsDone;
            if (_isInValue)
            {
                return false;
            }
        }
    }

    private bool IsNullByBitmap() =>
        Kind == TokenKind.NbcRow && (_head.Written[1 + _column / 8] >> (_column % 8) & 1) != 0;
}
