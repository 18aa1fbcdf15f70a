using System.Runtime.InteropServices;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// One call of an RPC request, as places within the request's body. Kept and filled anew, so that steady state allocates nothing.
/// </summary>
internal sealed class RpcCall
{
    private RpcParameter[] _parameters = new RpcParameter[8];
    private int _nameStart;
    private int _nameLength;

    /// <summary>By number or, once <see cref="Resolve"/> was told, by name; <see cref="SystemProcedure.None"/>: any other.</summary>
    public SystemProcedure Procedure { get; private set; }

    public RpcFlags Flags { get; private set; }

    public int Count { get; private set; }

    public ReadOnlySpan<RpcParameter> Parameters => _parameters.AsSpan(0, Count);

    public ReadOnlySpan<char> NameIn(ReadOnlySpan<byte> body) => MemoryMarshal.Cast<byte, char>(body.Slice(_nameStart, _nameLength));

    /// <summary>The call of a name is that of a procedure with a number.</summary>
    public void Resolve(SystemProcedure procedure) => Procedure = procedure;

    /// <summary>Place of the parameter of a name; -1: there is none.</summary>
    /// <param name="name">With its <c>@</c>.</param>
    public int Find(ReadOnlySpan<byte> body, ReadOnlySpan<char> name)
    {
        for (var i = 0; i < Count; i++)
        {
            if (_parameters[i].TextNameIn(body).Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Which of the parameters that come back it is, counted from 0; -1: it does not.</summary>
    public int OutputRankOf(int parameter)
    {
        if (parameter >= Count || !_parameters[parameter].IsOutput)
        {
            return -1;
        }

        var rank = 0;
        for (var i = 0; i < parameter; i++)
        {
            rank += _parameters[i].IsOutput ? 1 : 0;
        }

        return rank;
    }

    /// <summary>Takes over the call that a reader has come to, to its end.</summary>
    /// <exception cref="WireFault">Malformed, or with more parameters than <paramref name="limits"/> allow.</exception>
    public void Read(ref RpcReader reader, ReadOnlySpan<byte> body, WireLimits limits)
    {
        if (reader.ProcId > (ushort)SystemProcedure.Unprepare)
        {
            WireFault.Throw("an RPC of a procedure number that the protocol does not know");
        }

        (Count, Procedure, Flags) = (0, (SystemProcedure)reader.ProcId, reader.Flags);
        _nameLength = reader.Name.Length;
        _nameStart = _nameLength == 0 || !body.Overlaps(reader.Name, out var at) ? 0 : at;
        while (reader.MoveNextParameter())
        {
            if (Count >= limits.Parameters)
            {
                WireFault.Throw("an RPC with too many parameters");
            }

            if (Count == _parameters.Length)
            {
                Array.Resize(ref _parameters, 2 * Count);
            }

            _parameters[Count++] = reader.Parameter;
        }
    }
}
