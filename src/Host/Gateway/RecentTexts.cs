using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// The texts a loop has just seen, byte for byte, in front of the shapes: a driver that sends one text again and again is not
/// scanned for its shape each time. A fixed table whose buffers are written over, so that remembering allocates nothing.
/// </summary>
internal sealed class RecentTexts
{
    private const int Slots = 256;

    /// <summary>Longer texts are found by their shapes; with the slots this bounds the table's memory to 512 KiB.</summary>
    private const int LengthMax = 2048;

    private readonly Entry[] _entries = new Entry[Slots];

    public JudgedStatement? Find(JudgeContext context, ReadOnlySpan<byte> text)
    {
        if (text.Length > LengthMax)
        {
            return null;
        }

        ref var entry = ref _entries[Slot(text)];
        return ReferenceEquals(entry.Context, context) && text.SequenceEqual(entry.Text.AsSpan(0, entry.Length)) ? entry.Judged : null;
    }

    public void Keep(JudgeContext context, ReadOnlySpan<byte> text, JudgedStatement judged)
    {
        if (text.Length > LengthMax)
        {
            return;
        }

        ref var entry = ref _entries[Slot(text)];
        if (entry.Text is null || entry.Text.Length < text.Length)
        {
            entry.Text = new byte[Math.Max(128, (int)BitOperations.RoundUpToPowerOf2((uint)text.Length))];
        }

        text.CopyTo(entry.Text);
        (entry.Context, entry.Judged, entry.Length) = (context, judged, text.Length);
    }

    /// <summary>By length and the bytes at both ends and in the middle; a text is compared in full before it counts as found.</summary>
    private static int Slot(ReadOnlySpan<byte> text)
    {
        var mixed = (ulong)text.Length;
        if (text.Length >= sizeof(ulong))
        {
            mixed ^= BinaryPrimitives.ReadUInt64LittleEndian(text) * 0x9E3779B97F4A7C15UL;
            mixed ^= BinaryPrimitives.ReadUInt64LittleEndian(text[(text.Length / 2 - 4)..]) * 0xC2B2AE3D27D4EB4FUL;
            mixed ^= BinaryPrimitives.ReadUInt64LittleEndian(text[^8..]);
        }

        return (int)((mixed * 0x9E3779B97F4A7C15UL) >> 56);
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Entry
    {
        public JudgeContext? Context;
        public JudgedStatement? Judged;
        public byte[]? Text;
        public int Length;
    }
}
