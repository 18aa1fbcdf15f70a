using System.Globalization;

namespace ProxyDb.Integration.Tds.Tests.Conversations;

/// <summary>Handles of one side, numbered as they appear: which number a server has got to is no matter.</summary>
internal sealed class HandleNumbers
{
    private readonly List<int> _handles = [];

    public string Name(int handle)
    {
        if (!_handles.Contains(handle))
            _handles.Add(handle);
        return string.Create(CultureInfo.InvariantCulture, $"#{_handles.IndexOf(handle) + 1}");
    }

    /// <summary>Of a number within a text.</summary>
    public string NameIfKnown(string digits) => _handles.Contains(int.Parse(digits, CultureInfo.InvariantCulture)) ? Name(int.Parse(digits, CultureInfo.InvariantCulture)) : digits;

    /// <summary>Of <c>#1</c>; a number that is none of them stands for itself.</summary>
    public int Handle(string name) =>
        name[0] == '#' ? _handles[int.Parse(name[1..], CultureInfo.InvariantCulture) - 1] : int.Parse(name, CultureInfo.InvariantCulture);
}
