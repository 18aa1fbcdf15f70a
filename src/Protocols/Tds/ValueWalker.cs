using System.Numerics;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Finds the end of one value that comes in pieces of any size, without keeping any of it. A struct to be kept in a field; begun anew for
/// each value.
/// </summary>
public struct ValueWalker
{
    private const ulong NullPlp = ulong.MaxValue;
    private const uint NullLong = uint.MaxValue;

    private Phase _phase;
    private int _wanted;
    private int _gathered;
    private ulong _number;
    private long _skip;

    private enum Phase : byte
    {
        Done,
        Skip,
        ByteLength,
        UInt16Length,
        UInt32Length,
        VariantLength,
        PointerLength,
        Pointer,
        PlpLength,
        ChunkLength,
        Chunk,
    }

    public readonly bool IsDone => _phase == Phase.Done;

    /// <summary>After <see cref="IsDone"/>.</summary>
    public bool IsNull { get; private set; }

    public void Begin(in TypeInfo type)
    {
        IsNull = false;
        switch (type.Form)
        {
            case ValueForm.Fixed:
                SkipBytes(type.Size, Phase.Skip);
                break;
            case ValueForm.ByteLength:
                Gather(Phase.ByteLength, 1);
                break;
            case ValueForm.UInt16Length:
                Gather(Phase.UInt16Length, 2);
                break;
            case ValueForm.UInt32Length:
                Gather(Phase.UInt32Length, 4);
                break;
            case ValueForm.VariantLength:
                Gather(Phase.VariantLength, 4);
                break;
            case ValueForm.TextPointer:
                Gather(Phase.PointerLength, 1);
                break;
            case ValueForm.Plp:
                Gather(Phase.PlpLength, 8);
                break;
            default:
                WireFault.Throw("a table in the place of a value");
                break;
        }
    }

    /// <summary>The whole value at once, of the forms that have no parts. False: it has, or is not all there.</summary>
    public static bool TryMeasure(in TypeInfo type, ReadOnlySpan<byte> bytes, out int length)
    {
        length = type.Form switch
        {
            ValueForm.Fixed => (int)type.Size,
            ValueForm.ByteLength when bytes.Length > 0 => 1 + bytes[0],
            ValueForm.UInt16Length when bytes.Length > 1 => bytes[0] == byte.MaxValue && bytes[1] == byte.MaxValue ? 2 : 2 + (bytes[0] | (bytes[1] << 8)),
            _ => int.MaxValue,
        };
        return length <= bytes.Length;
    }

    /// <summary>Walks over what belongs to the value; returns how many bytes that were. All of them when it is not done.</summary>
    public int Walk(ReadOnlySpan<byte> bytes)
    {
        var position = 0;
        while (_phase != Phase.Done)
        {
            if (_phase is Phase.Skip or Phase.Pointer or Phase.Chunk)
            {
                var count = (int)Math.Min(_skip, bytes.Length - position);
                position += count;
                _skip -= count;
                if (_skip > 0)
                {
                    break;
                }

                EndSkip();
                continue;
            }

            while (_gathered < _wanted && position < bytes.Length)
            {
                _number |= (ulong)bytes[position++] << (8 * _gathered++);
            }

            if (_gathered < _wanted)
            {
                break;
            }

            TakeLength();
        }

        return position;
    }

    private void TakeLength()
    {
        switch (_phase)
        {
            case Phase.ByteLength:
                TakeLength(isNull: _number == 0);
                break;
            case Phase.UInt16Length:
                TakeLength(isNull: _number == ushort.MaxValue);
                break;
            case Phase.VariantLength:
                TakeLength(isNull: _number == 0);
                break;
            case Phase.UInt32Length:
                TakeLength(isNull: _number == NullLong);
                break;
            case Phase.PointerLength when _number == 0:
                TakeLength(isNull: true);
                break;
            case Phase.PointerLength:
                // The time stamp stands behind the pointer.
                SkipBytes((long)_number + 8, Phase.Pointer);
                break;
            case Phase.PlpLength when _number == NullPlp:
                TakeLength(isNull: true);
                break;
            case Phase.PlpLength:
                Gather(Phase.ChunkLength, 4);
                break;
            case Phase.ChunkLength:
                SkipBytes((long)_number, _number == 0 ? Phase.Skip : Phase.Chunk);
                break;
        }
    }

    private void TakeLength(bool isNull)
    {
        if (!isNull && _phase is Phase.UInt32Length or Phase.VariantLength && _number > int.MaxValue)
        {
            WireFault.Throw("a value longer than two gigabytes");
        }

        IsNull = isNull;
        SkipBytes(isNull ? 0 : (long)_number, Phase.Skip);
    }

    private void EndSkip()
    {
        switch (_phase)
        {
            case Phase.Pointer:
                Gather(Phase.UInt32Length, 4);
                break;
            case Phase.Chunk:
                Gather(Phase.ChunkLength, 4);
                break;
            default:
                _phase = Phase.Done;
                break;
        }
    }

    private void SkipBytes(long count, Phase phase) => (_phase, _skip) = (count == 0 ? Phase.Done : phase, count);

    private void Gather(Phase phase, int count) => (_phase, _wanted, _gathered, _number) = (phase, count, 0, 0);
}
