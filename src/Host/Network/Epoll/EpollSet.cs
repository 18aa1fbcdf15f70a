using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ProxyDb.Host.Network.Epoll;

/// <summary>
/// The descriptors one loop waits for. An event carries the slot of its target and the slot's generation, so that an event of a
/// descriptor that was closed cannot reach the one that took its number.
/// </summary>
internal sealed unsafe class EpollSet : IDisposable
{
    private const int EventsMax = 256;

    /// <summary><c>struct epoll_event</c> is packed on x64 only.</summary>
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventBytes = DataOffset + 8;

    private readonly int _descriptor;
    private readonly byte* _events = (byte*)NativeMemory.AllocZeroed(EventsMax, 16);
    private Slot[] _slots = new Slot[64];
    private int _used;
    private int _free = -1;

    public EpollSet()
    {
        _descriptor = Libc.EpollCreate(Libc.CloseOnExec);
        if (_descriptor < 0)
        {
            throw SystemFault.From(Marshal.GetLastSystemError());
        }
    }

    /// <summary>Adds a target; returns its slot, or -1 with the error of the system.</summary>
    public int Add(IEpollTarget target, uint events, out int errno)
    {
        var slot = _free;
        if (slot >= 0)
        {
            _free = _slots[slot].NextFree;
        }
        else
        {
            slot = _used++;
            if (slot == _slots.Length)
            {
                Array.Resize(ref _slots, slot * 2);
            }
        }

        _slots[slot].Target = target;
        errno = Control(Libc.EpollCtlAdd, target.Descriptor, slot, events);
        if (errno == 0)
        {
            return slot;
        }

        Release(slot);
        return -1;
    }

    public void Modify(int slot, uint events) => _ = Control(Libc.EpollCtlMod, _slots[slot].Target!.Descriptor, slot, events);

    /// <summary>The descriptor stays the loop's; another target takes over its events.</summary>
    public void Replace(int slot, IEpollTarget target) => _slots[slot].Target = target;

    /// <summary>For a descriptor that stays open.</summary>
    public void Remove(int slot)
    {
        _ = Control(Libc.EpollCtlDel, _slots[slot].Target!.Descriptor, slot, 0);
        Release(slot);
    }

    /// <summary>For a descriptor that is closed at once: the kernel takes it out by itself.</summary>
    public void Release(int slot)
    {
        _slots[slot].Target = null;
        _slots[slot].Generation++;
        _slots[slot].NextFree = _free;
        _free = slot;
    }

    public void Wait(int timeoutMs)
    {
        var count = Libc.EpollWait(_descriptor, _events, EventsMax, timeoutMs);
        if (count < 0)
        {
            var errno = Marshal.GetLastSystemError();
            if (errno != Libc.EIntr)
            {
                throw SystemFault.From(errno);
            }

            return;
        }

        for (var i = 0; i < count; i++)
        {
            var at = _events + (i * EventBytes);
            var data = Unsafe.ReadUnaligned<ulong>(at + DataOffset);
            ref var slot = ref _slots[(int)(uint)data];
            if (slot.Generation == (uint)(data >> 32))
            {
                slot.Target?.OnEvents(Unsafe.ReadUnaligned<int>(at));
            }
        }
    }

    public void Dispose()
    {
        for (var i = 0; i < _used; i++)
        {
            _slots[i].Target?.Abandon();
        }

        _ = Libc.Close(_descriptor);
        NativeMemory.Free(_events);
    }

    private int Control(int operation, int descriptor, int slot, uint events)
    {
        var description = stackalloc byte[16];
        Unsafe.WriteUnaligned(description, events);
        Unsafe.WriteUnaligned(description + DataOffset, ((ulong)_slots[slot].Generation << 32) | (uint)slot);
        return Libc.EpollControl(_descriptor, operation, descriptor, description) < 0 ? Marshal.GetLastSystemError() : 0;
    }

    private struct Slot
    {
        public IEpollTarget? Target;
        public uint Generation;
        public int NextFree;
    }
}
