using System.Diagnostics.CodeAnalysis;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace ProxyDb.Host.Identity;

/// <summary>
/// Changes the text of a users file in place: what is not concerned (comments, order, other entries, spacing) stays byte for byte.
/// What cannot be changed that way is refused, with the line.
/// </summary>
internal sealed class UsersText
{
    private string _text;

    public UsersText(string text) => _text = text.ReplaceLineEndings("\n");

    public override string ToString() => _text;

    public static string Empty(string mockSecret) =>
        $"proxydb: {UsersDocument.Header}\nmock_secret: \"{mockSecret}\" # salts of users that do not exist; keep it when you copy users\nusers: {{}}\n";

    /// <summary>Sets keys of a user, made when there is none of that name. Values are written in double quotes.</summary>
    /// <exception cref="FormatException">The text has a form that cannot be changed in place.</exception>
    public void Set(string user, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        if (!TryFind(user, out _, out _))
        {
            AddUser(user, values);
            return;
        }

        foreach (var (key, value) in values)
        {
            TryFind(user, out var keyNode, out var entry);
            SetValue(user, keyNode!, entry!, key, value);
        }
    }

    /// <summary>False when there is no such user.</summary>
    /// <exception cref="FormatException">The text has a form that cannot be changed in place.</exception>
    public bool Remove(string user)
    {
        if (!TryFind(user, out var key, out var entry))
        {
            return false;
        }

        var users = Users();
        if (users.Style == MappingStyle.Flow)
        {
            throw new FormatException($"line {users.Start.Line}: `users` is written in braces; write one user a line to have them removed");
        }

        var start = LineStart((int)key.Start.Index);
        var end = LineEnd(LastIndex(entry!));
        _text = _text[..start] + (users.Children.Count == 1 ? new string(' ', (int)key.Start.Column - 1) + "{}\n" : "") + _text[end..];
        return true;
    }

    private void AddUser(string user, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        var root = Root();
        if (!root.Children.TryGetValue(new YamlScalarNode("users"), out var node))
        {
            _text += (_text.EndsWith('\n') ? "" : "\n") + "users:\n" + Entry(user, values, 2);
            return;
        }

        switch (node)
        {
            case YamlMappingNode { Style: MappingStyle.Block, Children.Count: > 0 } users:
                var end = LineEnd(LastIndex(users.Children.Last().Value));
                var before = _text[..end];
                _text = before + (before.EndsWith('\n') ? "" : "\n") + Entry(user, values, (int)users.Children.Keys.First().Start.Column - 1) + _text[end..];
                break;
            case YamlMappingNode { Children.Count: 0 } or YamlScalarNode { Value: null or "" or "~" or "null" }:
                var key = Root().Children.Keys.First(static k => k is YamlScalarNode { Value: "users" });
                _text = _text[..(int)key.Start.Index] + "users:\n" + Entry(user, values, 2) + _text[LineEnd((int)node.End.Index)..];
                break;
            default:
                throw new FormatException($"line {node.Start.Line}: `users` is written in braces; write one user a line to have them added");
        }
    }

    private void SetValue(string user, YamlScalarNode userKey, YamlNode entry, string key, string value)
    {
        if (entry is not YamlMappingNode { } mapping)
        {
            throw new FormatException($"line {userKey.Start.Line}: user `{user}` is no mapping");
        }

        if (mapping.Children.TryGetValue(new YamlScalarNode(key), out var old))
        {
            _text = _text[..(int)old.Start.Index] + Quote(value) + _text[(int)old.End.Index..];
        }
        else if (mapping.Style == MappingStyle.Flow)
        {
            var at = (int)mapping.Start.Index + 1;
            _text = _text[..at] + key + ": " + Quote(value) + (mapping.Children.Count > 0 ? ", " : "") + _text[at..];
        }
        else
        {
            var at = LineStart((int)mapping.Children.Keys.First().Start.Index);
            _text = _text[..at] + new string(' ', (int)mapping.Children.Keys.First().Start.Column - 1) + key + ": " + Quote(value) + "\n" + _text[at..];
        }
    }

    private static string Entry(string user, IReadOnlyList<KeyValuePair<string, string>> values, int indent)
    {
        var space = new string(' ', indent);
        return space + Configuration.YamlText.Scalar(user) + ":\n"
            + string.Concat(values.Select(v => $"{space}  {v.Key}: {Quote(v.Value)}\n"));
    }

    private static string Quote(string value) => value.StartsWith('[') || value.StartsWith('{') ? value : Configuration.YamlText.Quoted(value);

    private bool TryFind(string user, [NotNullWhen(true)] out YamlScalarNode? key, [NotNullWhen(true)] out YamlNode? entry)
    {
        (key, entry) = (null, null);
        if (!Root().Children.TryGetValue(new YamlScalarNode("users"), out var node) || node is not YamlMappingNode users)
        {
            return false;
        }

        foreach (var (name, value) in users.Children)
        {
            if (name is YamlScalarNode scalar && scalar.Value == user)
            {
                (key, entry) = (scalar, value);
                return true;
            }
        }

        return false;
    }

    private YamlMappingNode Users() => (YamlMappingNode)Root().Children[new YamlScalarNode("users")];

    private YamlMappingNode Root()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(_text));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    /// <summary>Index behind the last character of a node: the end mark of a block lies before what follows it, comments included.</summary>
    private static int LastIndex(YamlNode node) => node switch
    {
        YamlMappingNode { Style: MappingStyle.Block, Children.Count: > 0 } mapping => mapping.Children.Max(static c => LastIndex(c.Value)),
        YamlSequenceNode { Style: SequenceStyle.Block, Children.Count: > 0 } list => list.Children.Max(LastIndex),
        YamlScalarNode { Style: ScalarStyle.Literal or ScalarStyle.Folded } block => (int)block.End.Index - 1,
        _ => (int)node.End.Index,
    };

    private int LineStart(int index) => index == 0 ? 0 : _text.LastIndexOf('\n', index - 1) + 1;

    private int LineEnd(int index) => _text.IndexOf('\n', Math.Min(index, _text.Length)) is var at and >= 0 ? at + 1 : _text.Length;
}
