using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace ProxyDb.TestKit.Processes;

/// <summary>A program that runs beside the test; its output is kept (the last MiB), and it is killed on dispose.</summary>
public sealed partial class ChildProcess : IDisposable
{
    private const int MaxOutput = 1 << 20;
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ChildProcess(Process process, string name)
    {
        _process = process;
        Name = name;
    }

    public string Name { get; }

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Standard output and standard error, interleaved as they came.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <param name="user">When the test runs as root: the user to run as. The process id stays the program's own (setpriv executes it).</param>
    public static ChildProcess Start(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? user = null, string? directory = null)
    {
        var name = Path.GetFileName(file);
        var start = new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        if (user is not null && Environment.UserName == "root")
        {
            start.FileName = "setpriv";
            foreach (var argument in (string[])[$"--reuid={user}", $"--regid={user}", "--init-groups", file])
                start.ArgumentList.Add(argument);
        }
        else
        {
            start.FileName = file;
        }

        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
            start.Environment[key] = value;
        start.WorkingDirectory = directory ?? Path.GetTempPath();

        var child = new ChildProcess(new Process { StartInfo = start }, name);
        child._process.OutputDataReceived += (_, e) => child.Append(e.Data);
        child._process.ErrorDataReceived += (_, e) => child.Append(e.Data);
        child._process.Start();
        child._process.StandardInput.Close();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs a program to its end; fails the test unless it exits with 0. Returns standard output alone.</summary>
    public static string Run(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? input = null,
        string? user = null, string? directory = null)
    {
        var result = Execute(file, arguments, environment, input, user, directory);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException($"`{Path.GetFileName(file)}` exited with {result.ExitCode}: {result.Output}{result.Error}");
    }

    /// <summary>Runs a program to its end (at most ten minutes) and returns its exit code and outputs.</summary>
    public static (int ExitCode, string Output, string Error) Execute(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? input = null,
        string? user = null, string? directory = null)
    {
        var asUser = user is not null && Environment.UserName == "root";
        var start = new ProcessStartInfo(asUser ? "setpriv" : file)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            WorkingDirectory = directory ?? Path.GetTempPath(),
        };
        foreach (var argument in asUser ? [$"--reuid={user}", $"--regid={user}", "--init-groups", file, .. arguments] : arguments)
            start.ArgumentList.Add(argument);
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
            start.Environment[key] = value;

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"`{file}` did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (input is not null)
            process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromMinutes(10)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"`{file}` ran for ten minutes");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    public void Terminate() => Signal(15);

    public void Interrupt() => Signal(2);

    public void HangUp() => Signal(1);

    public void Kill() => Signal(9);

    public void Signal(int signal)
    {
        if (!_process.HasExited)
            _ = SendSignal(_process.Id, signal);
    }

    public bool WaitForExit(TimeSpan limit)
    {
        if (!_process.WaitForExit(limit))
            return false;
        _process.WaitForExit();
        return true;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
            _process.WaitForExit(TimeSpan.FromSeconds(10));
        }

        _process.Dispose();
    }

    private void Append(string? line)
    {
        if (line is null)
            return;
        lock (_output)
        {
            if (_output.Length > MaxOutput)
                _output.Remove(0, MaxOutput / 2);
            _output.Append(line).Append('\n');
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);
}
