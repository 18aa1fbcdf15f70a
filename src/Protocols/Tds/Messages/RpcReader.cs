using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds.Messages;

/// <summary>Option flags of an RPC request (MS-TDS §2.2.6.6).</summary>
[Flags]
public enum RpcFlags : ushort
{
    None = 0,
    WithRecompile = 0x0001,
    NoMetadata = 0x0002,
    ReuseMetadata = 0x0004,
}

/// <summary>Status of an RPC's parameter.</summary>
[Flags]
public enum RpcParameterStatus : byte
{
    None = 0,

    /// <summary>OUTPUT.</summary>
    ByReference = 0x01,

    /// <summary>The procedure's own default; the value is NULL.</summary>
    Default = 0x02,
    Encrypted = 0x08,
}

/// <summary>
/// One parameter of an RPC, as places within what the reader reads: <c>Start ≤ NameStart ≤ StatusAt &lt; TypeStart ≤ ValueStart ≤ End</c>.
/// </summary>
/// <param name="Start">Of the length of its name.</param>
/// <param name="NameStart">Of its name, UTF-16LE with its <c>@</c>; empty: it counts by its place.</param>
/// <param name="StatusAt">Of the status byte, behind the name.</param>
/// <param name="TypeStart">Of TYPE_INFO.</param>
/// <param name="ValueStart">Of the value with its length.</param>
public readonly record struct RpcParameter(
    int Start, int NameStart, int StatusAt, int TypeStart, int ValueStart, int End, RpcParameterStatus Status, TypeInfo Type, bool IsNull)
{
    public bool IsOutput => (Status & RpcParameterStatus.ByReference) != 0;

    public bool IsDefault => (Status & RpcParameterStatus.Default) != 0;
}

/// <summary>
/// The RPCs of one request, one after the other, each with its parameters (MS-TDS §2.2.6.6). Nothing is copied: names, types and values
/// are places within the body.
/// </summary>
/// <param name="body">The request's payload behind ALL_HEADERS.</param>
public ref struct RpcReader(ReadOnlySpan<byte> body, TdsVersion version)
{
    /// <summary>In the place of a name's length: a number follows.</summary>
    private const ushort ByNumber = 0xffff;

    private const byte BatchFlag = 0xff;
    private const byte NoExecFlag = 0xfe;
    private const byte OldBatchFlag = 0x80;

    private readonly ReadOnlySpan<byte> _body = body;
    private FieldReader _reader = new(body);
    private bool _isInRequest;
    private int _nameStart;
    private int _nameLength;

    /// <summary>Where the RPC begins.</summary>
    public int Start { get; private set; }

    /// <summary>The procedure by number (1: sp_cursor … 15: sp_unprepare); 0: by name.</summary>
    public ushort ProcId { get; private set; }

    /// <summary>The procedure by name, UTF-16LE.</summary>
    public readonly ReadOnlySpan<byte> Name => _body.Slice(_nameStart, _nameLength);

    public RpcFlags Flags { get; private set; }

    /// <summary>The parameter that <see cref="MoveNextParameter"/> came to.</summary>
    public RpcParameter Parameter { get; private set; }

    /// <summary>Where reading stands: after the last parameter the end of the RPC, before its separator.</summary>
    public readonly int Position => _reader.Position;

    /// <summary>A separator stands behind the RPC; another may follow. Set with the end of its parameters.</summary>
    public bool HasSeparator { get; private set; }

    /// <summary>The RPC is not to be run: the separator behind it is 0xFE. Set with the end of its parameters.</summary>
    public bool IsNotExecuted { get; private set; }

    public readonly ReadOnlySpan<byte> NameOf(in RpcParameter parameter) => _body[parameter.NameStart..parameter.StatusAt];

    public readonly ReadOnlySpan<byte> TypeOf(in RpcParameter parameter) => _body[parameter.TypeStart..parameter.ValueStart];

    /// <summary>The value with its length, as it stands; see <see cref="ValueContent"/>.</summary>
    public readonly ReadOnlySpan<byte> ValueOf(in RpcParameter parameter) => _body[parameter.ValueStart..parameter.End];

    /// <summary>Goes to the next RPC, over what is left of the one before. False: there is none.</summary>
    /// <exception cref="WireFault">It is malformed, or has parameters that nobody has agreed to.</exception>
    public bool MoveNext()
    {
        while (_isInRequest && MoveNextParameter())
        {
        }

        if (_reader.Remaining == 0)
        {
            return false;
        }

        Start = _reader.Position;
        (ProcId, HasSeparator, IsNotExecuted) = (0, false, false);
        var length = _reader.ReadUInt16();
        if (length == ByNumber)
        {
            ProcId = _reader.ReadUInt16();
        }

        (_nameStart, _nameLength) = (_reader.Position, length == ByNumber ? 0 : 2 * length);
        _reader.Skip(_nameLength);
        Flags = (RpcFlags)_reader.ReadUInt16();
        _isInRequest = true;
        return true;
    }

    /// <summary>Goes to the next parameter of the RPC. False: there is none.</summary>
    public bool MoveNextParameter()
    {
        if (!_isInRequest || EndsHere())
        {
            return false;
        }

        var start = _reader.Position;
        var nameLength = 2 * _reader.ReadByte();
        var name = _reader.Position;
        _reader.Skip(nameLength);
        var statusAt = _reader.Position;
        var status = (RpcParameterStatus)_reader.ReadByte();
        if ((status & RpcParameterStatus.Encrypted) != 0)
        {
            WireFault.Throw("an encrypted parameter that nobody has agreed to");
        }

        var typeStart = _reader.Position;
        var type = TypeReader.Read(ref _reader, TypePlace.Parameter, version);
        var valueStart = _reader.Position;
        bool isNull;
        if (type.Form == ValueForm.Table)
        {
            isNull = TableValue.Skip(ref _reader, version);
        }
        else
        {
            SkipValue(ref _reader, type, out isNull);
        }

        Parameter = new RpcParameter(start, name, statusAt, typeStart, valueStart, _reader.Position, status, type, isNull);
        return true;
    }

    internal static void SkipValue(ref FieldReader reader, in TypeInfo type, out bool isNull)
    {
        var walker = default(ValueWalker);
        walker.Begin(type);
        reader.Skip(walker.Walk(reader.Rest));
        if (!walker.IsDone)
        {
            WireFault.Throw("a message shorter than its fields");
        }

        isNull = walker.IsNull || type.Type == TdsType.Null;
    }

    /// <summary>A name has at most 128 units, so that its length cannot be taken for a separator; up to 7.1 the separator is 128.</summary>
    private bool EndsHere()
    {
        if (_reader.Remaining > 0)
        {
            var next = _reader.Rest[0];
            var isSeparator = version.IsAtLeast72() ? next is BatchFlag or NoExecFlag : next == OldBatchFlag;
            if (!isSeparator)
            {
                return false;
            }

            _reader.ReadByte();
            (HasSeparator, IsNotExecuted) = (true, next == NoExecFlag);
        }

        _isInRequest = false;
        return true;
    }
}
