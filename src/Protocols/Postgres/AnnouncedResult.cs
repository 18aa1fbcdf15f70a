using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// What the server has announced of a secured statement's result. No row of one is shown before its RowDescription was held against the
/// plan; where the client does not ask for one, the gateway does. One side is kept when messages are sent, the other when they are
/// answered, both in the order of messages.
/// </summary>
internal sealed class AnnouncedResult
{
    private int _askedIn = -1;
    private bool _isAnswered;
    private byte[] _announcement = [];
    private int _length;

    /// <summary>Rises with every Parse, so that an earlier announcement does not count for it.</summary>
    public int Generation { get; private set; }

    /// <summary>Columns announced; -1: nothing was announced since the last ParseComplete.</summary>
    public int Count { get; private set; } = -1;

    /// <summary>Payload of the RowDescription; empty when there was none.</summary>
    public ReadOnlySpan<byte> Announcement => _announcement.AsSpan(0, _length);

    /// <summary>Whether a Describe that a message of the epoch can rely on was sent: answered, or under way within the same epoch.</summary>
    public bool IsAsked(int epoch) => _isAnswered || _askedIn == epoch;

    public void Ask(int epoch) => _askedIn = epoch;

    /// <summary>A Parse was sent: what it makes has announced nothing yet.</summary>
    public void SendParse()
    {
        _askedIn = -1;
        _isAnswered = false;
        Generation++;
    }

    /// <summary>That Parse was answered.</summary>
    public void OnParsed() => (Count, _length) = (-1, 0);

    /// <summary>The server says there are no rows.</summary>
    public void OnNoData(int generation)
    {
        (Count, _length) = (0, 0);
        _isAnswered |= generation == Generation;
    }

    public void OnRows(ReadOnlySpan<byte> payload, int generation)
    {
        Count = RowDescriptionMessage.Read(payload).Count;
        if (_announcement.Length < payload.Length)
        {
            _announcement = new byte[payload.Length];
        }

        payload.CopyTo(_announcement);
        _length = payload.Length;
        _isAnswered |= generation == Generation;
    }

    /// <summary>Whether an announcement is what the plan says: as many columns, of these names.</summary>
    public static bool IsAsPlanned(SentText sent, ReadOnlySpan<byte> payload)
    {
        var names = sent.OutputNames;
        var message = RowDescriptionMessage.Read(payload);
        if (names.IsEmpty)
        {
            return true;
        }

        if (message.Count != names.Length)
        {
            return false;
        }

        for (var i = 0; message.TryReadColumn(out var column); i++)
        {
            if (!column.Name.SequenceEqual(names[i]))
            {
                return false;
            }
        }

        return true;
    }
}
