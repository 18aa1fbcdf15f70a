using System.Text;

namespace ProxyDb.Host.Cli;

/// <summary>Where a command gets a password from: typed twice without echo, or one line of a pipe. Never an argument.</summary>
internal sealed class PasswordInput(TextReader input, bool isTerminal, TextWriter prompt)
{
    public static PasswordInput OfProcess(TextWriter prompt) => new(Console.In, !Console.IsInputRedirected, prompt);

    /// <exception cref="CommandFault">There is none, or the two typed differ.</exception>
    public string Read(string purpose, bool twice)
    {
        if (!isTerminal)
        {
            return input.ReadLine() ?? throw new CommandFault("no password on standard input; pipe one line or use a terminal");
        }

        var first = Type($"password {purpose}: ");
        if (twice && Type("again: ") != first)
        {
            throw new CommandFault("the two passwords differ; nothing was changed");
        }

        return first;
    }

    private string Type(string label)
    {
        prompt.Write(label);
        var text = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    prompt.WriteLine();
                    return text.ToString();
                case ConsoleKey.Backspace:
                    text.Length -= text.Length > 0 ? 1 : 0;
                    break;
                default:
                    text.Append(key.KeyChar == '\0' ? "" : key.KeyChar.ToString());
                    break;
            }
        }
    }
}
